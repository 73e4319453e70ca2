#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Random chains of sky-color beside numpy in double precision, which makes each step by itself, as its page says.

usage: color.py CHAINS [SEED]   (sky-color and sky-gen are in $PATH)

Where a threshold, a level or a palette comes after, a code may fall on either side of a limit: any result of a channel
counts that is right for a light within half a code."""
import subprocess
import sys

import numpy as np

LUMINANCE = np.array([.2126, .7152, .0722])
ORDERS = 'rgb rbg grb gbr brg bgr'.split()


def to_light(code):
    return np.where(code <= .04045, code / 12.92, ((code + .055) / 1.055) ** 2.4)


def to_code(light):
    return np.where(light <= .0031308, light * 12.92, 1.055 * np.maximum(light, 0) ** (1 / 2.4) - .055)


def black_body(kelvin):
    t = 1000 / kelvin
    x = np.polyval((-.2661239, -.2343589, .8776956, .17991), t) if kelvin <= 4000 else \
        np.polyval((-3.0258469, 2.1070379, .2226347, .24039), t)
    y = np.polyval((-1.1063814, -1.3481102, 2.18555832, -.20219683), x) if kelvin <= 2222 else \
        np.polyval((-.9549476, -1.37418593, 2.09137015, -.16748867), x) if kelvin <= 4000 else \
        np.polyval((3.081758, -5.8733867, 3.75112997, -.37001483), x)
    to_rgb = np.array([[3.2406, -1.5372, -.4986], [-.9689, 1.8758, .0415], [.0557, -.204, 1.057]])
    return np.maximum(to_rgb @ [x / y, 1, (1 - x - y) / y], 0)


def chroma(light, saturation, hue):
    """Haeberli's shears: into the plane across the axis of greys, turned in it, and back to where luminance is kept."""
    grey = (light @ LUMINANCE)[:, None]
    flat = (light - grey) * saturation
    flat = flat - flat.mean(axis=1, keepdims=True)
    axis, angle = np.full(3, 1 / np.sqrt(3)), np.radians(hue)
    turned = flat * np.cos(angle) + np.cross(axis, flat) * np.sin(angle)
    return grey + turned - (turned @ LUMINANCE)[:, None]


def graded(pixels, settings, palette, shift):
    get = lambda name, default: settings.get(name, default)
    code = pixels / 255
    code = code + (1 - 2 * code) * get('invert', 0)
    code = code ** (1 / get('gamma', 1))
    code = np.clip((code - .5) * get('contrast', 1) + .5, 0, 1)
    body = black_body(get('temperature', 6500)) / black_body(6500)
    light = to_light(code) * body / body.max() * to_light(np.array(get('white', (255, 255, 255))) / 255)
    light = chroma(light * get('brightness', 1), get('saturation', 1), get('hue', 0))
    light = light @ np.array([[get(to + by, float(to == by)) for by in 'rgb'] for to in 'rgb']).T
    if get('threshold', 0) > 0 or palette is not None:
        light = np.repeat((light @ LUMINANCE)[:, None], 3, axis=1)
    code = np.clip(to_code(np.clip(light, 0, 1)) + shift / 255, 0, 1)
    if get('threshold', 0) > 0:
        code = (code >= get('threshold', 0)).astype(float)
    if get('posterize', 0) > 1:
        steps = get('posterize', 0) - 1
        code = np.floor(code * steps + .5) / steps
    if palette is not None:
        code = palette[np.rint(code[:, 0] * 1023).astype(int)] / 255
    return 255 * code[:, ['rgb'.index(channel) for channel in get('order', 'rgb')]]


def run(*command, data=b''):
    out = subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout
    return np.frombuffer(out, np.uint8).reshape(-1, 3).astype(float)


def main():
    chains, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    random = np.random.default_rng(seed)
    ranges = {'invert': (0, 1), 'gamma': (.4, 2.5), 'contrast': (0, 3), 'temperature': (1667, 25000),
              'brightness': (0, 4), 'saturation': (0, 3), 'hue': (0, 360), 'threshold': (0, 1),
              **{to + by: (-1, 2) for to in 'rgb' for by in 'rgb'}}
    names = [*ranges, 'white', 'posterize', 'order', 'palette']
    pixels = np.concatenate([random.integers(0, 256, (3000, 3)), np.repeat(np.arange(256)[:, None], 3, axis=1),
                             random.integers(0, 20, (800, 3))]).astype(np.uint8)
    worst = 0
    for _ in range(chains):
        settings, palette = {}, None
        for name in random.choice(names, random.integers(1, 6), replace=False):
            settings[name] = random.uniform(*ranges[name]) if name in ranges else \
                tuple(map(int, random.integers(0, 256, 3))) if name == 'white' else \
                int(random.integers(0, 20)) if name == 'posterize' else \
                str(random.choice(ORDERS if name == 'order' else ['viridis', 'fire']))
        words = [f'{name}=' + ('#%02x%02x%02x' % value if name == 'white' else str(value))
                 for name, value in settings.items()]
        if 'palette' in settings:
            palette = run('sky-gen', '-g', '1x1024', '-n', '1', '-e', f'pal("{settings["palette"]}", px/1023)')
        found = run('sky-color', '-g', f'1x{len(pixels)}', *words, data=pixels.tobytes())
        limits = {'threshold', 'posterize', 'palette'} & settings.keys()
        errors = [np.abs(found - graded(pixels, settings, palette, shift))
                  for shift in (np.linspace(-.5, .5, 21) if limits else [0])]
        error = np.min(errors, axis=0).max()
        worst = max(worst, error)
        if error > 1:
            sys.exit(f'seed {seed}: sky-color {" ".join(words)}: {error:.2f} off')
    print(f'{chains} chains, at most {worst:.2f} of 255 off')


if __name__ == '__main__':
    main()
