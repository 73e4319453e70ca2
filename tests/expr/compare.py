#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Random expressions, drawn by sky-gen -e and computed again with numpy, which must agree at every pixel.

usage: compare.py COUNT [SEED]   ($SKY_BUILD holds sky-gen)

Each expression is drawn on two geometries, and again without ranks (SKY_EXPR=full), which must give the same bytes. The
result is mapped to 0 to 1 and written as 24 bits over the three channels, so that errors are not hidden by rounding to
bytes.

numpy computes as the language says: numbers a frame in double precision, the others in single precision, each
operation rounded by itself. Only the elementary functions may differ, and where time may meet a place, every operation
by its rounding, since sums are made in another order there, or in doubles. How much that may change the result is
found by computing it eight more times, with each elementary function's result changed by as much as 3e-7 of its size or
of 1, and other results by two roundings; the tolerance is 3e-6 plus four times the largest change. A pixel where a
comparison or a floor could go either way counts as undecided; at most 5 % of the pixels may."""
import os
import random
import re
import subprocess
import sys

import numpy as np

TOLERANCE, WOBBLE, ROUNDED, UNDECIDED_MAX = 3e-6, 3e-7, 1.2e-7, 0.05
GEOMETRIES = ((24, 8, 0), (7, 33, 5.5))
FPS = 7
sky_gen = os.path.join(os.environ.get('SKY_BUILD', 'build'), 'sky-gen')
np.seterr(all='ignore')


class World:
    """One geometry and moment; `wobble` is how elementary functions are changed: -1 to 1 of the most
    that is allowed, and at random from 2 on."""

    def __init__(self, vanes, pixels, hub, n, wobble, any_order):
        f = np.float32
        self.any_order = any_order
        vane, px = np.arange(vanes).reshape(-1, 1), np.arange(pixels).reshape(1, -1)
        self.wobble, self.random = wobble, np.random.default_rng(int(abs(wobble) * 10))
        a, d = f(vane / vanes * 2 * np.pi), f((hub + px + 0.5) / (hub + pixels))
        self.names = {'a': a, 'u': f(vane / vanes), 'r': f((px + 0.5) / pixels), 'd': d, 'vane': f(vane), 'px': f(px),
                      't': n / FPS, 'n': float(n), 'step': float(n), 'fps': float(FPS), 'dt': 1 / FPS,
                      'vanes': float(vanes), 'pixels': float(pixels), 'hub': float(hub), 'pi': np.pi,
                      'tau': 2 * np.pi, 'e': np.e, 'phi': (1 + 5 ** 0.5) / 2}
        self.names['x'] = self.shake(d * f(np.sin(np.float64(a))))
        self.names['y'] = self.shake(d * f(np.cos(np.float64(a))))

    def shake(self, value):
        if self.wobble == 0:
            return value
        if not isinstance(value, np.ndarray):
            return value + 1e-14 * max(1, abs(value)) * (self.random.uniform(-1, 1) if self.wobble > 1 else self.wobble)
        change = self.random.uniform(-1, 1, value.shape) if self.wobble > 1 else self.wobble
        return np.float32(value + WOBBLE * change * np.maximum(1, np.abs(value)))

    def round(self, value):
        """What is no whole number may have been rounded in another way."""
        if not self.any_order or self.wobble == 0 or (np.floor(value) == value).all():
            return value
        return value * value.dtype.type(1 + ROUNDED * (self.random.uniform(-1, 1) if self.wobble > 1 else self.wobble))


def typed(*values):
    """Numbers a frame meet numbers a pixel in single precision."""
    if any(isinstance(v, np.ndarray) for v in values):
        return [np.float32(v) for v in values]
    return [np.float64(v) for v in values]


def exact(function):
    def apply(world, *values):
        result = function(*[world.round(v) for v in typed(*values)])
        return world.round(result) if isinstance(result, np.ndarray) and result.ndim else float(result)
    return apply


def elementary(function):
    def apply(world, *values):
        values = typed(*values)
        single = any(isinstance(v, np.ndarray) and v.ndim for v in values)
        result = function(*[np.float64(v) for v in values])
        return world.shake(np.float32(result)) if single else world.shake(float(result))
    return apply


def same(function):
    """A condition as 1 and 0, in the type of its operands."""
    return lambda *v: np.asarray(function(*v)).astype(v[0].dtype)


def mod(x, m):
    return x - m * np.floor(x / m)


def fract(x):
    return np.minimum(x - np.floor(x), np.asarray(1).astype(x.dtype) - np.finfo(x.dtype).eps / 2)


def sat(x):
    x = np.where(x > 0, x, np.zeros_like(x))
    return np.where(x < 1, x, np.ones_like(x))


def nearest(x):
    size = np.abs(x)
    return (np.sign(x) * (np.floor(size) + (size - np.floor(size) >= 0.5))).astype(x.dtype)


def least(x, y):
    return np.where(x < y, x, y)


def most(x, y):
    return np.where(x > y, x, y)


def smoothstep(low, high, x):
    s = sat((x - low) / (high - low))
    return s * s * (x.dtype.type(3) - x.dtype.type(2) * s)


def whole(x):
    """The whole number of 24 bits that the operations on bits take."""
    x = np.floor(np.nan_to_num(np.float64(x), nan=0, posinf=0, neginf=0))
    return (x - 2.0 ** 24 * np.floor(x / 2.0 ** 24 + 0.5)).astype(np.int64)


def on_bits(function):
    return lambda x, y: function(whole(x), whole(y)).astype(x.dtype)


def power(x, y):
    return np.power(x, y)


UNARY = {
    'abs': exact(np.abs), 'sign': exact(lambda x: np.where(x > 0, 1, np.where(x < 0, -1, x)).astype(x.dtype)),
    'floor': exact(np.floor), 'ceil': exact(lambda x: np.ceil(x) + x.dtype.type(0)),
    'round': exact(nearest),
    'trunc': exact(np.trunc), 'fract': exact(fract), 'saw': exact(fract), 'sat': exact(sat), 'sqrt': exact(np.sqrt),
    'triangle': exact(lambda x: x.dtype.type(2) * np.abs(x - np.rint(x))),
    'square': exact(same(lambda x: fract(x) < 0.5)),
    'exp': elementary(np.exp), 'log': elementary(np.log), 'log2': elementary(np.log2), 'sin': elementary(np.sin),
    'cos': elementary(np.cos), 'asin': elementary(np.arcsin), 'acos': elementary(np.arccos),
    'atan': elementary(np.arctan), 'tanh': elementary(np.tanh),
    'wave': elementary(lambda x: 0.5 + 0.5 * np.sin(2 * np.pi * (x - np.rint(x)))),
    'deg': exact(lambda x: x * x.dtype.type(360 / (2 * np.pi))),
    'rad': exact(lambda x: x * x.dtype.type(2 * np.pi / 360)),
    '-': exact(np.negative), '!': exact(same(lambda x: x == 0)),
}
BINARY = {
    'mod': exact(mod), 'min': exact(least), 'max': exact(most),
    'atan2': elementary(lambda y, x: np.arctan2(y + 0.0, x + 0.0)),  # there is one zero only
    'step': exact(same(lambda e, x: e <= x)), 'hypot': exact(lambda x, y: np.sqrt(x * x + y * y)),
    'pow': elementary(power), 'length': exact(lambda x, y: np.sqrt(x * x + y * y)),
    'bit': exact(lambda n, k: np.where(k >= 0, whole(n) >> np.clip(np.floor(np.nan_to_num(k)), 0, 23).astype(int) & 1,
                                       0).astype(n.dtype)),
    'bitand': exact(on_bits(np.bitwise_and)), 'bitor': exact(on_bits(np.bitwise_or)),
    'bitxor': exact(on_bits(np.bitwise_xor)),
}
OPERATORS = {
    '+': exact(np.add), '-': exact(np.subtract), '*': exact(np.multiply), '/': exact(np.divide), '%': exact(mod),
    '<': exact(same(np.less)), '<=': exact(same(np.less_equal)), '>': exact(same(np.greater)),
    '>=': exact(same(np.greater_equal)), '==': exact(same(np.equal)), '!=': exact(same(np.not_equal)),
    '&&': exact(same(lambda x, y: (x != 0) & (y != 0))), '||': exact(same(lambda x, y: (x != 0) | (y != 0))),
}
TERNARY = {
    'clamp': exact(lambda x, lo, hi: least(most(x, lo), hi)), 'mix': exact(lambda x, y, p: x + (y - x) * p),
    'lerp': exact(lambda x, y, p: x + (y - x) * p), 'smoothstep': exact(smoothstep),
    'if': exact(lambda c, x, y: np.where(c != 0, x, y)),
    'rotx': elementary(lambda x, y, q: x * np.cos(q) + y * np.sin(q)),
    'roty': elementary(lambda x, y, q: y * np.cos(q) - x * np.sin(q)),
    'between': exact(same(lambda x, lo, hi: (lo <= x) & (x <= hi))),
}
NAMES = 'a u r d x y vane px t n step fps dt vanes pixels hub pi tau e phi'.split()


def generate(rng, depth):
    """A pair: the text, and a function of a world."""
    if depth == 0 or rng.random() < 0.12:
        if rng.random() < 0.3:
            number = rng.choice([0, 1, 2, 3, 0.5, 10, round(rng.uniform(-4, 4), 3)])
            text = repr(number) if number >= 0 else f'({number!r})'
            return text, lambda world: float(number)
        name = rng.choice(NAMES[:8] * 2 + NAMES)
        return name, lambda world: world.names[name]
    kind = rng.random()
    if kind < 0.3:
        name = rng.choice(list(UNARY))
        x, f = generate(rng, depth - 1)
        text = f'{name}({x})'
        return (f'({text})' if name in '-!' else text), lambda world: UNARY[name](world, f(world))
    if kind < 0.42:
        name = rng.choice(list(BINARY))
        (x, f), (y, g) = generate(rng, depth - 1), generate(rng, depth - 1)
        return f'{name}({x}, {y})', lambda world: BINARY[name](world, f(world), g(world))
    if kind < 0.85:
        name = rng.choice(list(OPERATORS) + list('+-*/+-*'))
        (x, f), (y, g) = generate(rng, depth - 1), generate(rng, depth - 1)
        return f'({x} {name} {y})', lambda world: OPERATORS[name](world, f(world), g(world))
    name = rng.choice(list(TERNARY))
    parts = [generate(rng, depth - 1) for _ in range(3)]
    text = ', '.join(p[0] for p in parts)
    text = f'({parts[0][0]} ? {parts[1][0]} : {parts[2][0]})' if name == 'if' else f'{name}({text})'
    return text, lambda world: TERNARY[name](world, *[p[1](world) for p in parts])


def squeeze(value, shape):
    value = np.float64(value) if not isinstance(value, np.ndarray) else value.astype(np.float64)
    value = 0.5 + 0.5 * value / (1 + np.abs(value))
    return np.broadcast_to(np.where(np.isnan(value), -1, value), shape)


def draw(text, vanes, pixels, hub, mode):
    program = (f'v = {text}; v = 0.5 + 0.5*v/(1 + abs(v)); bad = v != v; q = v*255; s = fract(q)*255\n'
               f'rgb(bad ? 1 : floor(q)/255, bad ? 1 : floor(s)/255, bad ? 1 : fract(s))')
    run = subprocess.run([sky_gen, '-g', f'{vanes}x{pixels}+{hub}', '-r', str(FPS), '-n', '2', '-e', program],
                         stdout=subprocess.PIPE, env=dict(os.environ, SKY_EXPR=mode), check=True)
    return run.stdout[vanes * pixels * 3:], run.stdout


def main():
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rng = random.Random(seed)
    failed = undecided = total = 0
    for number in range(count):
        text, function = generate(rng, rng.randint(1, 5))
        any_order = re.search(r'\b(t|n|step(?! *\())\b', text) is not None
        for vanes, pixels, hub in GEOMETRIES:
            frame, both = draw(text, vanes, pixels, hub, '')
            if draw(text, vanes, pixels, hub, 'full')[1] != both:
                failed += 1
                print(f'# ranks change the result at {vanes}x{pixels}+{hub}: {text}')
            byte = np.frombuffer(frame, np.uint8).reshape(vanes, pixels, 3).astype(float)
            drawn = (byte[..., 0] + (byte[..., 1] + byte[..., 2] / 255) / 255) / 255
            drawn = np.where((byte == 255).all(axis=2), -1, drawn)
            wanted, *others = [squeeze(function(World(vanes, pixels, hub, 1, wobble, any_order)), (vanes, pixels))
                               for wobble in (0, 1, -1, 0.1, -0.1, *range(2, 6))]
            change = np.max([np.abs(other - wanted) for other in others], axis=0)
            error = np.abs(drawn - wanted)
            error = np.where((wanted == 1) & (drawn == -1), 0, error)  # all three bytes are full at 1 too
            undecided += np.count_nonzero(4 * change > 1e-3)
            total += vanes * pixels
            wrong = error > TOLERANCE + 4 * change
            if wrong.any():
                failed += 1
                vane, pixel = np.argwhere(wrong)[0]
                print(f'# {vanes}x{pixels}+{hub} at vane {vane}, pixel {pixel}: drawn {drawn[vane, pixel]:.8f}, '
                      f'computed {wanted[vane, pixel]:.8f}: {text}')
    good = failed == 0 and undecided <= UNDECIDED_MAX * total
    print(f'{count} expressions, seed {seed}: {failed} differ; undecided {100 * undecided / max(total, 1):.2f} %')
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
