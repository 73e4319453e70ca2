#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Pictures of a show that has run for a day, a year and ten years, beside numpy in double precision.

usage: years.py [SHARE [WORD]]   ($SKY_BUILD holds sky-gen)

Every channel of every pixel must be within one step of 255 of what the language says. Where a comparison or a jump
falls between, it cannot be: such pixels are found by computing the picture again with every number changed a little,
and are counted as undecided. And no two frames may be alike that differ in the show's first minute. With SHARE only
every so many of the expressions, with WORD those that contain it."""
import glob
import os
import subprocess
import sys

import numpy as np

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from language import Program  # noqa: E402 # pylint: disable=wrong-import-position

VANES, PIXELS, HUB, FPS = 72, 30, 3.5, 30
WOBBLE, UNDECIDED_MAX = 1e-6, 0.05
MOMENTS = (('a minute', 0), ('a day', 86400), ('a year', 31557600), ('ten years', 315576000))
OFFSETS = (0, 1, 2, 67, 409, 1787)  # frames
build = os.environ.get('SKY_BUILD', 'build')
np.seterr(all='ignore')

# Over every function and operator that takes a time and a place together.
EXPRESSIONS = '''
.5 + .5*sin(5*a + 3*t)
.5 + .5*cos(a - 2*t + 9*r)
.5 + .1*tan(a/4 + t/3 + x)
fract(u - t/4)
saw(r + t)
wave(u - t/2)
triangle(5*u - t)
square(3*u + t/3)
square(2*r - t/5 + y, 0.3)
(u*4 + t) % 1.5 / 1.5
mod(10*r - t, 3)/3
(t + 7*x) % 2 / 2
(vane + n) % 2
(vane + px + n) % 3 / 2
(i - n) % 5 / 4
hash(vane, n)
hash(i, n)
hash(i + n)
hash(vane + n, px)
hash(t + u)
hash(floor(t*3 + 8*u), px)
hash(t, vane, px)
noise(4*x, 4*y, t)
noise(3*r - t, 5*u)
snoise(x*2 + t/3, y*2)/2 + .5
snoise(4*u - t)/2 + .5
fbm(2*x + t/8, 2*y, t/10)
fbm(x + t, y - t)
turb(2*x - t/3, 2*y)
ridge(x, y + t/2, t/5)
anoise(5, 3*r - t, t/4)
fbm(2*x + t/8, 2*y, t/10, 6, 2.1, .6)
noise(3*x - t, 3*y, t/2, 3)
snoise(2*u + t, r*3, 0, 2, 3, .3)*.5 + .5
cells(4*x + t, 3*y - t/2, t/3)
cells2(4*u, 3*r - t/2) - cells(4*u, 3*r - t/2)
cellid(5*x - t, 5*y)
bit(n, 3*u) * .7
bitand(n + vane, px + 7) / 32
bitxor(floor(t*8 + 9*x), vane) % 16 / 15
bitor(t*2, px) % 8 / 8
rotx(x, y, t)*.5 + .5
length(x, roty(x, y, 2*t + r), sin(t + a))/2
dot(x, y, sin(t + r), cos(t - u))/2 + .5
distance(x, y, .5*sin(t), .5*cos(t))/2
noise(r*5 + t*hash(vane), vane*7)
noise(t*floor((vane + .5)/9) + 3*x, t*floor((px + .5)/5) - y)
hsv(u + t/10)
hsv(t/7 - r + x/2, .8, .9)
hsl(u*2 - t/9, .7, .5)
pal(r - t/6)
pal("neon", x/2 + t/20)
pal("fire", fract(r - t/3))
.5 + adist(a, t)/tau
sat(1 - abs(adist(a, 2*t + x)))
abs(adist(t/3, a + t))/pi
.5 + .5*sin(t*vane/50)
.5 + .5*sin(t*(1 + px/7) + a)
wave(t*(vane + 1)/9 + t*(px + 1)/11)
fract(t*u) * fract(t*r)
wave(t*(u - 0.5) + x)
.5 + .5*sin(5*a + 3*beat)
fract(u - beat/4)
wave(phase + r)
floor(8*u + beat) % 8 / 7
noise(3*x - beat, 3*y)
hash(floor(beat + 4*u), px)
pal(r - beat/6)
hsv(u + beat/16)
p = beat + 5*r; p - floor(p)
p = t + 5*r; p - floor(p)
p = t/3 + x + 2*y; p - floor(p)
p = t/3 + x + 2*y; q = floor(p); (q - p) + 1
p = 2*u - t; ceil(p) - p
p = 3*x - t; ceil(p) - p
p = t + 3*x; .5 + (p - round(p))
p = 3*x - t; .5 + (p - round(p))
p = t - 4*y; .5 + .5*(p - trunc(p))
p = 4*y - t; .5 + .5*(p - trunc(p))
floor(8*u + t) % 8 / 7
floor(8*x + 3*t) % 7 / 6
round(9*r - t) % 4 / 3
ceil(5*x + 5*y - t) % 6 / 5
trunc(t*2 + 4*x) % 5 / 4
p = floor(t + 4*u); hash(p) * (t + 4*u - p)
p = t*1.7 + hash(vane, px)*40; hash(i, floor(p)) * triangle(p)
-(t + x) % 1
(t + x)/3 - floor((t + x)/3)
wave((t + r*4)*0.3 + (t - x)/7)
wave(mix(t, t + x, .5))
wave(lerp(2*t, 3*t, r) + u)
wave(map(t + x, 0, 10, 0, 3))
sin(rad(t*90 + 360*u))/2 + .5
deg(t + a) % 360 / 360
wave(t + sin(t + a)/4 + cos(t*2 + 6*r)/4)
wave(integral(0.7) + u + integral(1/3)*x/1e9)
fade(t - t % 9 + r, t - t % 9 + 7 + u, 2)
p = t - (t + 2) % 5; fade(p + x, p + 4 - y, .5 + r)
wave(cycle(7) + u + beatsin(40, 0, 1, u)/3)
(t + x) - (t - x)
.5 + .5*((t + 4*x) - floor(t) - 2)/5
(floor(t + 4*u) == floor(t)) * .7
(floor(t + 4*x) < floor(t - y)) * .7
(t % 10 > 5*r + 5*u) * .6 + .2
if(fract(t/4 + u) < .5, wave(t + r), triangle(t - x))
sin(x > 0 ? t : 2*t + y)/2 + .5
wave(if(r > u, t + u, -t) * 2 + u)
wave((vane % 2 ? 1 : -1)*t + 3*r)
wave(sign(x)*t + r)
fract(t*floor(4*x + 4)/7 + y)
wave((x > 0 ? t : y > 0 ? t/2 + r : u - t) * 1.5)
p = (x > y)*t + 3*x; p - floor(p)
noise(4*x, 3*y + (x > .1)*t)
hash(i, floor((x > 0 ? t : -t) + 5*y))
fract(round(3*x)*(y + t/7))
smoothstep(.2, .4, abs(fract(t/3 + x) - .5))
clamp(sin(t + a), 0, 1) * min(fract(t + r), fract(u - t)) * max(.3, fract(t + x))
tanh(sin(a*3 + t))*.5 + .5
hypot(sin(t + a), cos(2*t - 5*r))/2
atan2(sin(t + a), cos(t + a))/tau + .5
rgb(fract(t + u), wave(t - r), triangle(t/2 + x))
mix(#ff8000, #0040ff, fract(u + r - t/5))
between(fract(t/5 + u), .2, .6)*.5 + step(.5, fract(t + x))*.3
pow(fract(t/2 + u), 3) + bias(fract(t/2 - r), .3)/2
.5 + .5*sin(kaleid(5)*4 + 3*t)
fract((t + u)*(1 + floor(2*r)))
wave(t*t/1e6 + u)
v = 0; for k = 1, 3 { v += sin(k*a + t)/k } v/4 + .5
w(p, k) = { q = p*k; wave(q - t) }; (w(r, 3) + w(u + x, 2))/2
v = t; for k = 1, 3 { v += x/k } fract(v)
turned(q) = fract(q + t/3); r *= 2; a += t; turned(r)*.5 + wave(a/tau)*.5
t = t/3; f(x) = floor(x + t); (f(4*x) + f(3*r)) % 3 / 2
pick(n/10 + 4*u, 0, .3, #ff8000, 1)
pick(vane + floor(t), r, .5, 1)
pal(u + t/5, #f00, #0f0, #00f)
ramp(fract(u + t/7), .1, #000, .4, #f80, .4, #fff, 1, 0)
'''.strip().split('\n')

FILTERS = '''
at(a + t/3, r)
at(a*2 - t + x, r).r
at(t*(1 + floor(r*3.7)), r)
src * fract(u - t/4) + .1
'''.strip().split('\n')

# What sky-expr(7) says may become coarse: a time times a place of rank full, and their comparison.
EXEMPT = '''
.5 + .5*sin(t*x)
fract((t + r)*(1 + x*y))
(t % 60 > 60*(x + y)) * t/9 % 1
fract(t/5) * (t > 20*x)
'''.strip().split('\n')


def draw(text, start, source):
    """The frames at OFFSETS after a time in seconds."""
    frames = []
    for offset in OFFSETS:
        program = ['sky-map', text] if source is not None else ['sky-gen', '-e', text]
        command = [os.path.join(build, program[0]), '-g', f'{VANES}x{PIXELS}+{HUB}', '-r', str(FPS), '-n', '1',
                   '--start', f'{start + offset / FPS:.4f}', '--bpm', '97', *program[1:]]
        data = b'' if source is None else source.tobytes()
        out = subprocess.run(command, input=data, stdout=subprocess.PIPE, check=True).stdout
        frames.append(np.frombuffer(out, np.uint8).reshape(VANES, PIXELS, 3))
    return np.stack(frames)


def palette(name, tables={}):
    if name not in tables:
        command = [os.path.join(build, 'sky-gen'), '-g', '1x1024', '-n', '1', '-e', f'pal("{name}", px/1023)']
        out = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
        tables[name] = np.frombuffer(out, np.uint8).reshape(1024, 3)
    return tables[name]


def differences(frames):
    return {(i, k) for i in range(len(frames)) for k in range(i) if (frames[i] != frames[k]).any()}


def check(text, source, totals, moments=MOMENTS):
    """Prints what is wrong, and returns whether anything is."""
    program = Program(text, VANES, PIXELS, HUB, FPS, source=source, palettes=palette)
    wrong, changes = [], None
    for label, seconds in moments:
        frames = draw(text, seconds, source)
        changes = changes or differences(frames)
        alike = changes - differences(frames)
        if alike:
            wrong.append(f'after {label} frames {sorted(alike)[0]} are alike')
        for number, offset in list(enumerate(OFFSETS))[1:4]:
            wanted, *others = [255 * program.draw(seconds * FPS + offset, *w)
                                for w in ((0,), (WOBBLE,), (-WOBBLE,), (WOBBLE, True), (WOBBLE, True))]
            undecided = (np.max([np.abs(o - wanted) for o in others], axis=0) > 0.4).any(axis=2)
            error = np.where(undecided, 0, np.abs(frames[number] - wanted).max(axis=2))
            totals['pixels'] += error.size
            totals['undecided'] += np.count_nonzero(undecided)
            totals['worst'] = max(totals['worst'], error.max())
            if error.max() > 1 or np.count_nonzero(undecided) > UNDECIDED_MAX * error.size:
                wrong.append(f'after {label} and {offset} frames: {np.count_nonzero(error > 1)} pixels are wrong, '
                             f'by {error.max():.1f} of 255 at most; {np.count_nonzero(undecided)} are undecided')
    for line in wrong:
        print(f'# {text!r} {line}')
    return bool(wrong)


def main():
    share = int(sys.argv[1]) if len(sys.argv) > 1 else 1
    word = sys.argv[2] if len(sys.argv) > 2 else ''
    source = np.random.default_rng(3).integers(0, 256, (VANES, PIXELS, 3), np.uint8)
    source = (source // 8 + np.arange(VANES, dtype=np.uint8).reshape(-1, 1, 1)).astype(np.uint8)
    examples = sorted(glob.glob(os.path.join(os.path.dirname(__file__), '../../examples/expressions/*.sky')))
    cases = [(text, None) for text in EXPRESSIONS] + [(text, source) for text in FILTERS]
    programs = [open(path, encoding='utf-8').read() for path in examples]
    cases += [(text, None) for text in programs if 'last(' not in text]  # what remembers cannot begin in ten years
    cases = [case for case in cases if word in case[0]][::share]
    totals = {'pixels': 0, 'undecided': 0, 'worst': 0.0}
    failed = sum(check(text, frame, totals) for text, frame in cases)
    exempt = [text for text in EXEMPT if word in text][::share]
    failed += sum(check(text, None, totals, MOMENTS[:1]) for text in exempt)
    print(f'{len(cases)} expressions, and {len(exempt)} in the first minute only, {failed} wrong; the largest '
          f'difference is {totals["worst"]:.2f} of 255, and {totals["undecided"]} of {totals["pixels"]} pixels are '
          'undecided')
    return 1 if failed else 0


if __name__ == '__main__':
    sys.exit(main())
