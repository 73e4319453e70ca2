#!/usr/bin/env python3
# SPDX-License-Identifier: ISC
"""Random programs, drawn by sky-gen -e and computed again with numpy, which must agree at every pixel.

usage: compare.py COUNT [SEED]   ($SKY_BUILD holds sky-gen and sky-map)

Every other one is an expression, the rest have functions, loops and names that are given again; half of these remember
some of their names from frame to frame, by last(), and are drawn by sky-map, with two inputs of random bytes. Each is
drawn on two geometries, and again without ranks (SKY_EXPR=full), which must give the same bytes. The result is mapped to
0 to 1 and written as 24 bits over the three channels, so that errors are not hidden by rounding to bytes.

numpy computes as the language says: numbers a frame in double precision, the others in single precision, each
operation rounded by itself. Only the elementary functions may differ, and where time may meet a place, every operation
by its rounding, since sums are made in another order there, or in doubles. How much that may change the result is
found by computing it eight more times, with each elementary function's result changed by as much as 3e-7 of its size or
of 1, and other results by two roundings; the tolerance is 3e-6 plus four times the largest change. What still seems
wrong is computed 200 more times. A pixel where a comparison or a floor could go either way counts as undecided; at most
5 % of the pixels may."""
import os
import random
import re
import subprocess
import sys
import tempfile

import numpy as np

TOLERANCE, WOBBLE, ROUNDED, UNDECIDED_MAX = 3e-6, 3e-7, 1.2e-7, 0.05
GEOMETRIES = ((24, 8, 0), (7, 33, 5.5))
FPS = 7
FRAMES = 3  # the last one is compared
MORE = 200  # times that what seems wrong is computed again
INPUTS = 2
sky_gen, sky_map = (os.path.join(os.environ.get('SKY_BUILD', 'build'), name) for name in ('sky-gen', 'sky-map'))
np.seterr(all='ignore')

LIVE = {'level': 0.42, 'bass': 0.8125, 'onset': 1.0, 'knob1': 0.3, 'knob8': -2.5, 'lock': 0.93, 'bpm': 128.02,
        'beat': 17.254}  # as control lines set them


class Constant(float):
    """A number that is known when the program is read; a choice by one is made then."""


def same_kind(result, values):
    return Constant(result) if all(isinstance(v, Constant) for v in values) else result


class World:
    """One geometry and moment; `wobble` is how elementary functions are changed: -1 to 1 of the most
    that is allowed, and at random from 2 on. `before` has what names held in the frame before."""

    def __init__(self, vanes, pixels, hub, n, wobble, any_order, before=None):
        f = np.float32
        self.vanes, self.pixels, self.hub, self.before = vanes, pixels, hub, before or {}
        self.sources = [frame[n] for frame in inputs(vanes, pixels)]
        self.any_order, self.functions = any_order, {}
        vane, px = np.arange(vanes).reshape(-1, 1), np.arange(pixels).reshape(1, -1)
        self.wobble, self.random = wobble, np.random.default_rng(int(abs(wobble) * 10))
        a, d = f(vane / vanes * 2 * np.pi), f((hub + px + 0.5) / (hub + pixels))
        self.names = {'a': a, 'u': f(vane / vanes), 'r': f((px + 0.5) / pixels), 'd': d, 'vane': f(vane), 'px': f(px),
                      't': n / FPS, 'n': float(n), 'step': float(n), 'fps': float(FPS), 'dt': 1 / FPS,
                      'vanes': float(vanes), 'pixels': float(pixels), 'hub': float(hub), 'pi': np.pi,
                      **LIVE, 'beat': LIVE['beat'] + LIVE['bpm'] / 60 * (n / FPS),
                      'tau': 2 * np.pi, 'e': np.e, 'phi': (1 + 5 ** 0.5) / 2}
        for name in 'vanes pixels hub pi tau e phi'.split():
            self.names[name] = Constant(self.names[name])
        self.names['phase'] = self.names['beat'] % 1
        self.names['x'] = self.shake(d * f(np.sin(np.float64(a))))
        self.names['y'] = self.shake(d * f(np.cos(np.float64(a))))

    def shake(self, value):
        if self.wobble == 0:
            return value
        if not isinstance(value, np.ndarray) and abs(value) < 1e-14 and self.wobble == -0.1:
            return 0.0  # what rounding leaves, as of sin(tau), may as well be nothing
        if not isinstance(value, np.ndarray):
            return value + 1e-14 * max(1, abs(value)) * (self.random.uniform(-1, 1) if self.wobble > 1 else self.wobble)
        change = self.random.uniform(-1, 1, value.shape) if self.wobble > 1 else self.wobble
        return np.float32(value + WOBBLE * change * np.maximum(1, np.abs(value)))

    def round(self, value):
        """What is no whole number may have been rounded in another way."""
        if not self.any_order or self.wobble == 0 or (np.floor(value) == value).all():
            return value
        return value * value.dtype.type(1 + ROUNDED * (self.random.uniform(-1, 1) if self.wobble > 1 else self.wobble))


def inputs(vanes, pixels, known={}):
    """Frames of random bytes, by input and number."""
    if (vanes, pixels) not in known:
        rng = np.random.default_rng(vanes)
        known[vanes, pixels] = rng.integers(0, 256, (INPUTS, FRAMES, vanes, pixels, 3), np.uint8)
    return known[vanes, pixels]


def typed(*values):
    """Numbers a frame meet numbers a pixel in single precision."""
    if any(isinstance(v, np.ndarray) for v in values):
        return [np.float32(v) for v in values]
    return [np.float64(v) for v in values]


def exact(function):
    def apply(world, *values):
        result = function(*[world.round(v) for v in typed(*values)])
        if isinstance(result, np.ndarray) and result.ndim:
            return world.round(result)
        return same_kind(float(result), values)
    return apply


def elementary(function):
    def apply(world, *values):
        operands = typed(*values)
        single = any(isinstance(v, np.ndarray) and v.ndim for v in operands)
        result = function(*[np.float64(v) for v in operands])
        return world.shake(np.float32(result)) if single else same_kind(world.shake(float(result)), values)
    return apply


def circular(function):
    """Of angles beyond 100,000 floats know nothing."""
    def apply(world, angle):
        result = elementary(function)(world, angle)
        if world.wobble == 0 or not isinstance(result, np.ndarray):
            return result
        return np.where(np.abs(angle) > 1e5, np.float32(world.random.uniform(-1, 1, result.shape)), result)
    return apply


def same(function):
    """A condition as 1 and 0, in the type of its operands."""
    return lambda *v: np.asarray(function(*v)).astype(v[0].dtype)


def choose(world, condition, x, y):
    if isinstance(condition, Constant):
        return x if condition != 0 else y
    return exact(lambda c, x, y: np.where(c != 0, x, y))(world, condition, x, y)


def conjunction(world, x, y):
    if Constant(0) in [v for v in (x, y) if isinstance(v, Constant)]:
        return Constant(0)
    return exact(same(lambda x, y: (x != 0) & (y != 0)))(world, x, y)


def disjunction(world, x, y):
    if Constant(1) in [v for v in (x, y) if isinstance(v, Constant)]:
        return Constant(1)
    return exact(same(lambda x, y: (x != 0) | (y != 0)))(world, x, y)


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
    """Numbers a frame are reduced to 24 bits before they meet numbers a pixel in single precision."""
    bits = exact(lambda x, y: function(whole(x), whole(y)).astype(x.dtype))

    def reduced(value):
        return value if isinstance(value, np.ndarray) else same_kind(float(whole(value)), [value])
    return lambda world, x, y: bits(world, reduced(x), reduced(y))


def power(x, y):
    return np.power(x, y)


UNARY = {
    'abs': exact(np.abs), 'sign': exact(lambda x: np.where(x > 0, 1, np.where(x < 0, -1, x)).astype(x.dtype)),
    'floor': exact(np.floor), 'ceil': exact(lambda x: np.ceil(x) + x.dtype.type(0)),
    'round': exact(nearest),
    'trunc': exact(np.trunc), 'fract': exact(fract), 'saw': exact(fract), 'sat': exact(sat), 'sqrt': exact(np.sqrt),
    'triangle': exact(lambda x: x.dtype.type(2) * np.abs(x - np.rint(x))),
    'square': exact(same(lambda x: fract(x) < 0.5)),
    'exp': elementary(np.exp), 'log': elementary(np.log), 'log2': elementary(np.log2), 'sin': circular(np.sin),
    'cos': circular(np.cos), 'asin': elementary(np.arcsin), 'acos': elementary(np.arccos),
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
    'bitand': on_bits(np.bitwise_and), 'bitor': on_bits(np.bitwise_or), 'bitxor': on_bits(np.bitwise_xor),
}
OPERATORS = {
    '+': exact(np.add), '-': exact(np.subtract), '*': exact(np.multiply), '/': exact(np.divide), '%': exact(mod),
    '<': exact(same(np.less)), '<=': exact(same(np.less_equal)), '>': exact(same(np.greater)),
    '>=': exact(same(np.greater_equal)), '==': exact(same(np.equal)), '!=': exact(same(np.not_equal)),
    '&&': conjunction, '||': disjunction,
}
TERNARY = {
    'clamp': exact(lambda x, lo, hi: least(most(x, lo), hi)), 'mix': exact(lambda x, y, p: x + (y - x) * p),
    'lerp': exact(lambda x, y, p: x + (y - x) * p), 'smoothstep': exact(smoothstep),
    'if': choose,
    'rotx': lambda world, x, y, q: turned(world, '+', x, y, q),
    'roty': lambda world, x, y, q: turned(world, '-', y, x, q),
    'between': exact(same(lambda x, lo, hi: (lo <= x) & (x <= hi))),
}
NAMES = ('a u r d x y vane px t n step fps dt vanes pixels hub pi tau e phi '
         'level bass onset knob1 knob8 lock beat bpm').split()


def keep(value):
    """What last() remembers."""
    return np.where(np.abs(value) >= 2.0 ** -24, value, np.zeros_like(value)) if isinstance(value, np.ndarray) \
        else value if abs(value) >= 2.0 ** -24 else 0.0


def sample(world, plane, angle, radius):
    """A plane of the whole disc, between LEDs."""
    f = np.float32
    if isinstance(angle, np.ndarray):
        turn = fract(f(angle) * f(1 / (2 * np.pi)))
    else:
        turn = f(angle / (2 * np.pi) - np.floor(angle / (2 * np.pi)))
    turn = world.shake(np.atleast_2d(np.where(turn > 0, turn, f(0))))
    where = np.atleast_2d(f(radius) * f(world.pixels) - f(0.5))
    where = world.shake(np.where(where > 0, np.where(where < world.pixels - 1, where, f(world.pixels - 1)), f(0)))
    turn, where = np.broadcast_arrays(turn * f(world.vanes), np.clip(where, 0, world.pixels - 1))
    vane, pixel = np.floor(turn).astype(int), np.minimum(np.floor(where).astype(int), world.pixels - 2)
    part, out_part = f(turn - vane), f(where - pixel)
    around, further = (vane % world.vanes, (vane + 1) % world.vanes), (pixel, pixel + 1)
    inner, outer = (plane[around[0], p] + (plane[around[1], p] - plane[around[0], p]) * part for p in further)
    return f(inner + (outer - inner) * out_part)


def remembered(world, name, *place):
    value = world.before.get(name, 0.0)
    if not place:
        return value
    return sample(world, np.broadcast_to(np.float32(value), (world.vanes, world.pixels)), *place)


def seen(world, number, channel, *place):
    plane = np.float32(world.sources[number - 1][..., channel])
    scale = np.float32(1 / 255)
    return sample(world, plane, *place) * scale if place else plane * scale


def of_point(world, x, y):
    """The angle and the radius of a point."""
    distance = BINARY['hypot'](world, x, y)
    scaled = OPERATORS['*'](world, distance, (world.hub + world.pixels) / world.pixels)
    return BINARY['atan2'](world, x, y), OPERATORS['-'](world, scaled, world.hub / world.pixels)


def turned(world, sign, x, y, angle):
    along = OPERATORS['*'](world, x, UNARY['cos'](world, angle))
    return OPERATORS[sign](world, along, OPERATORS['*'](world, y, UNARY['sin'](world, angle)))


def pick(world, number, *values):
    number = exact(mod)(world, number, Constant(len(values)))
    value = values[-1]
    for k in range(len(values) - 1, 0, -1):
        value = TERNARY['if'](world, OPERATORS['<'](world, number, Constant(k)), values[k - 1], value)
    return value


def ramp(world, x, *points):
    """A sum of rises; the places are constants."""
    places, values = points[::2], points[1::2]
    add, multiply, subtract = OPERATORS['+'], OPERATORS['*'], OPERATORS['-']
    total = values[0]
    for k in range(1, len(places)):
        part = multiply(world, subtract(world, x, places[k - 1]), Constant(1 / (places[k] - places[k - 1])))
        rise = multiply(world, UNARY['sat'](world, part), subtract(world, values[k], values[k - 1]))
        total = add(world, total, rise)
    return total


def call(name, function, parts):
    text = ', '.join(text for text, _ in parts)
    return f'{name}({text})', lambda world: function(world, *[f(world) for _, f in parts])


class Writer:
    """Writes random programs. An expression is a pair: its text, and a function of a world that gives its value; so is
    a statement, whose function changes the world."""

    def __init__(self, rng):
        self.rng = rng
        self.own = []       # names that the program has given
        self.fixed = []     # names that can be read, and not changed here: counters, and in a function the program's
        self.functions = {}  # how many parameters each has
        self.remembered = []  # names that last() may read
        self.has_inputs = False
        self.count = 0

    def new_name(self, letter):
        self.count += 1
        return f'{letter}{self.count}'

    def number(self):
        number = self.rng.choice([0, 1, 2, 3, 0.5, 10, round(self.rng.uniform(-4, 4), 3)])
        return (repr(number) if number >= 0 else f'({number!r})'), lambda world: Constant(number)

    def name(self):
        own = self.own + self.fixed
        name = self.rng.choice(own if own and self.rng.random() < 0.6 else NAMES[:8] * 2 + NAMES)
        return name, lambda world: world.names[name]

    def place(self, name, first, depth):
        """name(first, angle, radius) or namexy(first, x, y): its text and its place."""
        (p, f), (q, g) = self.expression(depth), self.expression(depth)
        if self.rng.random() < 0.2:
            (p, f) = ('a', lambda world: world.names['a'])
        if self.rng.random() < 0.4:
            (q, g) = ('r', lambda world: world.names['r'])
        by_point = self.rng.random() < 0.5
        text = f'{name}{"xy" if by_point else ""}'
        text = text.replace('2xy', 'xy2') + f'({", ".join([*first, p, q])})'
        return text, lambda world: of_point(world, f(world), g(world)) if by_point else (f(world), g(world))

    def elsewhere(self, depth):
        """What depends on another frame or on another place."""
        rng = self.rng
        kind = rng.random()
        if self.has_inputs and kind < 0.5:
            number, channel = rng.randint(1, INPUTS), rng.randint(0, 2)
            suffix, dot = '' if number == 1 else str(number), f'.{"rgb"[channel]}'
            if kind < 0.2:
                return f'src{suffix}{dot}', lambda world: seen(world, number, channel)
            text, place = self.place(f'at{suffix}', [], depth)
            return text + dot, lambda world: seen(world, number, channel, *place(world))
        name = rng.choice(self.remembered)
        if kind < 0.75:
            return f'last({name})', lambda world: remembered(world, name)
        text, place = self.place('last', [name], depth)
        return text, lambda world: remembered(world, name, *place(world))

    def expression(self, depth):
        rng = self.rng

        def parts(count):
            return [self.expression(depth - 1) for _ in range(count)]

        if self.remembered and rng.random() < 0.2:
            return self.elsewhere(max(depth - 1, 0) if rng.random() < 0.3 else 0)
        if depth == 0 or rng.random() < 0.12:
            return self.number() if rng.random() < 0.3 else self.name()
        if self.functions and rng.random() < 0.3:
            name = rng.choice(list(self.functions))
            return call(name, lambda world, *values: world.functions[name](world, *values), parts(self.functions[name]))
        kind = rng.random()
        if kind < 0.3:
            name = rng.choice(list(UNARY))
            text, function = call(name, UNARY[name], parts(1))
            return f'({text})' if name in '-!' else text, function
        if kind < 0.42:
            name = rng.choice(list(BINARY))
            return call(name, BINARY[name], parts(2))
        if kind < 0.82:
            name = rng.choice(list(OPERATORS) + list('+-*/+-*'))
            (x, f), (y, g) = parts(2)
            return f'({x} {name} {y})', lambda world: OPERATORS[name](world, f(world), g(world))
        if kind < 0.85:
            return call('pick', pick, parts(rng.randint(2, 5)))
        if kind < 0.88:
            points = parts(1)
            for place in sorted(rng.sample(range(9), rng.randint(1, 4))):
                points += [(repr(place / 4), lambda world, place=place: Constant(place / 4)), *parts(1)]
            return call('ramp', ramp, points)
        name = rng.choice(list(TERNARY))
        three = parts(3)
        text, function = call(name, TERNARY[name], three)
        return f'({three[0][0]} ? {three[1][0]} : {three[2][0]})' if name == 'if' else text, function

    def assignment(self):
        rng = self.rng
        text, function = self.expression(rng.randint(0, 2))
        again = rng.random() < 0.6
        name = rng.choice(self.own or NAMES) if again and rng.random() < 0.8 else rng.choice(NAMES) if again \
            else self.new_name('v')
        sign = rng.choice(['', *'+-*/%']) if again else ''
        if not again:
            self.own.append(name)

        def run(world):
            value = function(world)
            world.names[name] = OPERATORS[sign](world, world.names[name], value) if sign else value
        return f'{name} {sign}= {text}', run

    def loop(self, depth):
        first = self.rng.randint(-1, 2)
        last = first + self.rng.choice([-1, 0, 1, 1, 2, 3])
        counter, known, fixed = self.new_name('k'), list(self.own), list(self.fixed)
        self.fixed.append(counter)
        texts, runs = self.statements(self.rng.randint(1, 3), depth + 1)
        self.own, self.fixed = known, fixed

        def run(world):
            for k in range(first, last + 1):
                world.names[counter] = Constant(k)
                for each in runs:
                    each(world)
        return f'for {counter} = {first}, {last} {{ {"; ".join(texts)} }}', run

    def statements(self, count, depth):
        pairs = [self.loop(depth) if depth < 2 and self.rng.random() < 0.25 else self.assignment()
                 for _ in range(count)]
        return [text for text, _ in pairs], [run for _, run in pairs]

    def function(self):
        """It sees the names of the program as they stand here, and what it gives is its own."""
        own, fixed = self.own, self.fixed
        parameters = [self.rng.choice(NAMES[:8]), self.new_name('p')][:self.rng.randint(1, 2)]
        self.own, self.fixed = list(parameters), fixed + [name for name in own if name not in parameters]
        texts, runs = self.statements(self.rng.randint(0, 2), 1)
        result, value = self.expression(2)
        self.own, self.fixed = own, fixed
        name = self.new_name('f')
        self.functions[name] = len(parameters)

        def define(world):
            seen = dict(world.names)

            def called(world, *values):
                outside = world.names
                world.names = {**seen, **dict(zip(parameters, values))}
                for each in runs:
                    each(world)
                result = value(world)
                world.names = outside
                return result
            world.functions[name] = called
        body = f'{{ {"; ".join([*texts, result])} }}' if texts else result
        return f'{name}({", ".join(parameters)}) = {body}', define

    def program(self):
        """Its text, which ends with a final expression, and its value in a world."""
        pairs = []
        if self.rng.random() < 0.5:
            self.has_inputs = True
            self.remembered = [self.new_name('m') for _ in range(self.rng.randint(1, 2))]
        for name in self.remembered:
            text, value = self.expression(2)

            def give(world, name=name, value=value):
                world.names[name] = value(world)
            pairs.append((f'{name} = {text}', give))
            self.own.append(name)
        for _ in range(self.rng.randint(2, 6)):
            kind = self.rng.random()
            pairs.append(self.function() if kind < 0.4 else self.loop(0) if kind < 0.6 else self.assignment())
        text, value = self.expression(self.rng.randint(1, 3))

        def run(world):
            for _, each in pairs:
                each(world)
            result = value(world)
            world.before = {name: keep(world.names[name]) for name in self.remembered}
            return result
        return '\n'.join(text for text, _ in pairs) + '\n', text, run


def squeeze(value, shape):
    value = np.float64(value) if not isinstance(value, np.ndarray) else value.astype(np.float64)
    value = 0.5 + 0.5 * value / (1 + np.abs(value))
    return np.broadcast_to(np.where(np.isnan(value), -1, value), shape)


def draw(statements, text, vanes, pixels, hub, mode, paths, folder):
    program = (f'{statements}v = {text}; v = 0.5 + 0.5*v/(1 + abs(v)); bad = v != v; q = v*255; s = fract(q)*255\n'
               f'rgb(bad ? 1 : floor(q)/255, bad ? 1 : floor(s)/255, bad ? 1 : fract(s))')
    command = [sky_map, program + '+0*src2', *paths] if paths else [sky_gen, '-e', program]
    run = subprocess.run([*command, '-g', f'{vanes}x{pixels}+{hub}', '-r', str(FPS), '-n', str(FRAMES)],
                         stdout=subprocess.PIPE, check=True,
                         env=dict(os.environ, SKY_EXPR=mode, SKY_CONTROL=os.path.join(folder, 'control')))
    return run.stdout[(FRAMES - 1) * vanes * pixels * 3:], run.stdout


def compute(function, geometry, wobble, any_order):
    before = None
    for n in range(FRAMES):
        world = World(*geometry, n, wobble, any_order, before)
        value = function(world)
        before = world.before
    return squeeze(value, geometry[:2])


def changes(function, geometry, wanted, any_order, wobbles):
    """How much these wobbles change the result, at most."""
    return np.max([np.abs(compute(function, geometry, wobble, any_order) - wanted) for wobble in wobbles], axis=0)


def write_inputs(folder):
    paths = {}
    for vanes, pixels, _ in GEOMETRIES:
        paths[vanes] = [os.path.join(folder, f'{vanes}-{k}') for k in range(INPUTS)]
        for path, frames in zip(paths[vanes], inputs(vanes, pixels)):
            with open(path, 'wb') as file:
                file.write(frames.tobytes())
    with open(os.path.join(folder, 'control'), 'w', encoding='ascii') as file:
        file.writelines(f'{name} {value!r}\n' for name, value in LIVE.items())
    return paths


def main(folder):
    count, seed = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1
    rng = random.Random(seed)
    failed = undecided = total = 0
    all_paths = write_inputs(folder)
    for number in range(count):
        writer = Writer(rng)
        statements, text, function = writer.program() if number % 2 else ('', *writer.expression(rng.randint(1, 5)))
        any_order = writer.remembered or re.search(r'\b(t|n|beat|phase|step(?! *\())\b', statements + text) is not None
        for vanes, pixels, hub in GEOMETRIES:
            paths = all_paths[vanes] if writer.has_inputs else None
            frame, both = draw(statements, text, vanes, pixels, hub, '', paths, folder)
            if draw(statements, text, vanes, pixels, hub, 'full', paths, folder)[1] != both:
                failed += 1
                print(f'# ranks change the result at {vanes}x{pixels}+{hub}: {statements}{text}')
            byte = np.frombuffer(frame, np.uint8).reshape(vanes, pixels, 3).astype(float)
            drawn = (byte[..., 0] + (byte[..., 1] + byte[..., 2] / 255) / 255) / 255
            drawn = np.where((byte == 255).all(axis=2), -1, drawn)
            geometry = vanes, pixels, hub
            wanted = compute(function, geometry, 0, any_order)
            change = changes(function, geometry, wanted, any_order, (1, -1, 0.1, -0.1, *range(2, 6)))
            error = np.abs(drawn - wanted)
            # Where v*255 is a whole number, floor() and fract() may take it for one on either side of it.
            error = np.minimum(error, np.where(np.abs(wanted * 255 - np.rint(wanted * 255)) < 1e-4,
                                               np.abs(error - 1 / 255), 1))
            error = np.where((wanted == 1) & (drawn == -1), 0, error)  # all three bytes are full at 1 too
            undecided += np.count_nonzero(4 * change > 1e-3)
            total += vanes * pixels
            wrong = error > TOLERANCE + 4 * change
            if wrong.any():
                # Of the ways in which comparisons can go, eight more times may all have missed one.
                more = changes(function, geometry, wanted, any_order, range(6, 6 + MORE))
                wrong &= error > TOLERANCE + 4 * more
            if wrong.any():
                failed += 1
                vane, pixel = np.argwhere(wrong)[0]
                print(f'# {vanes}x{pixels}+{hub} at vane {vane}, pixel {pixel}: drawn {drawn[vane, pixel]:.8f}, '
                      f'computed {wanted[vane, pixel]:.8f}: {statements}{text}')
    good = failed == 0 and undecided <= UNDECIDED_MAX * total
    print(f'{count} programs, seed {seed}: {failed} differ; undecided {100 * undecided / max(total, 1):.2f} %')
    return 0 if good else 1


if __name__ == '__main__':
    with tempfile.TemporaryDirectory() as directory:
        sys.exit(main(directory))
