# SPDX-License-Identifier: ISC
"""The expression language of sky-expr(7) in numpy, all in double precision: what pictures ought to be. It has neither
rnd() nor last(), and is written from the manual page, not from the C."""
import re

import numpy as np

TAU = 2 * np.pi
BPM = 97  # of --bpm
TOKEN = re.compile(r'\s*(?:(//[^\n]*)|(#(?:[0-9a-f]{6}|[0-9a-f]{3})\b)'
                   r'|(0x[0-9a-f]+|0b[01]+|(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)|(\w+)|("\w+")'
                   r'|(\*\*|[-+*/%?<>=!]=|&&|\|\||[-+*/%^!<>?:=(){},.;]))')
CONTINUED = ('+', '-', '*', '/', '%', '^', '**', '?', ':', '&&', '||', '<', '>')
LEVELS = (('||',), ('&&',), ('==', '!='), ('<', '<=', '>', '>='), ('+', '-'), ('*', '/', '%'))
U32 = np.uint64(0xffffffff)


def fract(x):
    return x - np.floor(x)


def sat(x):
    return np.clip(x, 0, 1)


def nearest(x):
    return np.sign(x) * np.floor(np.abs(x) + 0.5)


def hash_bits(place):
    place = place ^ (place >> np.uint64(15))
    place = place * np.uint64(0x2c1b3c6d) & U32
    place = place ^ (place >> np.uint64(12))
    return place * np.uint64(0x297a2d39) & U32


def whole_bits(x, factor):
    """A lattice point's part of the hash."""
    return (x.astype(np.int64).astype(np.uint64) & U32) * np.uint64(factor) & U32


FACTORS = (0x9e3779b1, 0x85ebca77, 0xc2b2ae3d)


def corner(place, offsets):
    bits = hash_bits(place)
    def bit(k):
        return (bits >> np.uint64(k) & np.uint64(1)).astype(bool)
    def signed(x, k):
        return np.where(bit(k), -x, x)
    if len(offsets) == 2:
        a, b = np.where(bit(31), offsets[1], offsets[0]), np.where(bit(31), offsets[0], offsets[1])
        return signed(a, 30) + 0.5 * signed(b, 29)
    a, b = np.where(bit(31), offsets[1], offsets[0]), np.where(bit(31), offsets[0], offsets[1])
    b = np.where(bit(30), offsets[2], b)
    return signed(a, 29) + signed(b, 28)


def gradient_noise(axes, seed, period=None):
    axes = np.broadcast_arrays(*[np.asarray(x, float) for x in axes])
    whole = [np.floor(x) for x in axes]
    part = [x - w for x, w in zip(axes, whole)]
    fade = [f * f * f * (f * (f * 6 - 15) + 10) for f in part]
    total = 0
    for number in range(2 ** len(axes)):
        up = [number >> k & 1 for k in range(len(axes))]
        place, weight = np.uint64(seed), 1
        for k, w in enumerate(whole):
            point = np.mod(w + up[k], period if period is not None and k == 0 else 2.0 ** 24)
            if period is None:  # points 2^24 apart are the same one
                point = np.where(point < 2.0 ** 23, point, point - 2.0 ** 24)
            place = place ^ whole_bits(point, FACTORS[k])
            weight = weight * (fade[k] if up[k] else 1 - fade[k])
        total = total + weight * corner(place, [f - u for f, u in zip(part, up)])
    return total * (1.3235 if len(axes) == 2 else 0.9648)


def mix64(x):
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9 % 2 ** 64
    x = (x ^ x >> 27) * 0x94d049bb133111eb % 2 ** 64
    return x ^ x >> 31


def fold(x):
    """What hash() takes of a number that grows: whole ones modulo 2^24, of others beyond 2^16 a hash of their own."""
    x = np.asarray(x, float)
    wrapped = x - 2.0 ** 24 * np.floor(x / 2.0 ** 24 + 0.5)
    mixed = np.vectorize(lambda v: (mix64(int(np.float64(v).view(np.uint64))) >> 40) / 2.0 ** 24)(x)
    return np.where((np.abs(x) < 65536) | (np.floor(x) == x), wrapped, mixed)


def whole(x):
    """The whole number of 24 bits that the operations on bits take."""
    x = np.floor(np.nan_to_num(np.asarray(x, float), nan=0, posinf=0, neginf=0))
    return (x - 2.0 ** 24 * np.floor(x / 2.0 ** 24 + 0.5)).astype(np.int64)


def on_bits(function):
    return lambda x, y: function(whole(x), whole(y)) * 1.0


def cells(x, y, phase, seed):
    """Distances to the nearest and the second nearest point, and the number of the nearest."""
    x, y, phase = np.broadcast_arrays(*(np.asarray(v, float) for v in (x, y, phase)))
    squares, hashes = [], []
    for j in (-1, 0, 1):
        for i in (-1, 0, 1):
            bits = np.uint64(seed)
            for place, step, factor in ((x, i, FACTORS[0]), (y, j, FACTORS[1])):
                point = np.mod(np.floor(place) + step + 2.0 ** 23, 2.0 ** 24) - 2.0 ** 23
                bits = bits ^ whole_bits(point, factor)
            bits = hash_bits(bits)
            bits = bits ^ (bits >> np.uint64(15))
            square = 0
            for place, step, part in ((x, i, bits >> np.uint64(16)), (y, j, bits & np.uint64(0xffff))):
                way = part.astype(float) / 65536 + phase
                way = 2 * np.abs(way - np.rint(way))
                square = square + (0.125 + 0.75 * way * way * (3 - 2 * way) + step - fract(place)) ** 2
            squares.append(square)
            hashes.append(bits)
    squares, hashes = np.stack(squares), np.stack(hashes)
    order = np.argsort(squares, axis=0)
    near, far = (np.sqrt(np.take_along_axis(squares, order[k:k + 1], 0)[0]) for k in (0, 1))
    bits = hash_bits(np.take_along_axis(hashes, order[:1], 0)[0] + np.uint64(FACTORS[2]) & U32)
    bits = bits ^ (bits >> np.uint64(15))
    return near, far, (bits >> np.uint64(8)).astype(float) / 2.0 ** 24


def halves(function):
    return lambda *v: function(v[:len(v) // 2], v[len(v) // 2:])


def hash_of(*values):
    values = list(values) + [0.0] * (3 - len(values))
    bits = np.uint64(0)
    for value, factor in zip(np.broadcast_arrays(*values), FACTORS):
        value = np.ascontiguousarray(np.float32(fold(value)) + np.float32(0))
        bits = hash_bits(bits ^ (value.view(np.uint32).astype(np.uint64) + np.uint64(factor) & U32))
    bits = bits ^ (bits >> np.uint64(15))
    return (bits >> np.uint64(8)).astype(float) / 2.0 ** 24


class Program:
    """A program's text, and the screen and input that it is computed for."""

    def __init__(self, text, vanes, pixels, hub, fps, seed=0, source=None, palettes=None):
        self.tokens = []
        text = re.sub(r'^#!.*', '', text)
        depth = 0
        for line in text.split('\n'):
            if re.match(r'\s*(?!//)([*/%^<>?:&|]|[=!]=)', line):  # goes on with the line before
                while self.tokens and self.tokens[-1] == ';':
                    self.tokens.pop()
            for match in TOKEN.finditer(line):
                if match.group(1) is None and match.group().strip():
                    self.tokens.append(match.group().strip())
                    depth += {'(': 1, ')': -1}.get(self.tokens[-1], 0)
            last = self.tokens[-1] if self.tokens else ';'
            if depth == 0 and last not in CONTINUED and last[-1] != '=' or last in ')':
                self.tokens.append(';')
        self.size, self.hub, self.fps, self.source, self.palettes = (vanes, pixels), hub, fps, source, palettes
        self.seed = mix64(seed) & 0xffffffff
        self.random = np.random.default_rng(1)

    def draw(self, n, wobble=0.0, at_random=False):
        """The picture of frame n, as channels from 0 to 1. `wobble` is by how much each result is changed, or at random
        by at most as much, to find the pixels where that decides."""
        self.wobble, self.at_random, self.at = wobble, at_random, 0
        (vanes, pixels), hub = self.size, self.hub
        vane, px = np.arange(vanes).reshape(-1, 1) * 1.0, np.arange(pixels).reshape(1, -1) * 1.0
        a, d = vane / vanes * TAU, (hub + px + 0.5) / (hub + pixels)
        self.names = {'a': a, 'u': vane / vanes, 'r': (px + 0.5) / pixels, 'd': d, 'vane': vane, 'px': px,
                      'x': d * np.sin(a), 'y': d * np.cos(a), 'i': vane * pixels + px, 't': n / self.fps, 'n': n * 1.0,
                      'step': n * 1.0, 'dt': 1 / self.fps, 'fps': self.fps, 'vanes': vanes, 'pixels': pixels,
                      'beat': n / self.fps * (BPM / 60), 'phase': fract(n / self.fps * (BPM / 60)),
                      'hub': hub, 'pi': np.pi, 'tau': TAU, 'e': np.e, 'phi': (1 + 5 ** 0.5) / 2}
        self.names['x'], self.names['y'] = self.shake(self.names['x']), self.shake(self.names['y'])
        if self.source is not None:
            self.names['src'] = tuple(self.source[..., k] / 255.0 for k in range(3))
            self.names.update(zip('RGB', self.names['src']))
        self.functions = {}
        value = self.block(None)
        channels = value if isinstance(value, tuple) else (value,) * 3
        channels = [np.broadcast_to(np.nan_to_num(np.asarray(c, float)), self.size) for c in channels]
        return sat(np.stack(channels, axis=2))

    def block(self, end):
        """Statements up to a brace or the end; the value of the last expression."""
        value = None
        while True:
            while self.accept(';'):
                pass
            if self.at == len(self.tokens) or self.accept(end):
                return value
            name, sign = self.tokens[self.at], self.tokens[self.at + 1:self.at + 2]
            if name == 'for':
                self.loop()
            elif sign in (['='], ['?=']):
                self.at += 2
                self.names[name] = self.expression()
            elif sign and re.fullmatch('[-+*/%]=', sign[0]):
                self.at += 2
                self.names[name] = self.apply(OPERATORS[sign[0][0]], self.names[name], self.expression())
            elif sign == ['('] and re.match(r'[\w ,]*\) =( |$)', ' '.join(self.tokens[self.at + 2:self.at + 50])):
                self.define(name)
            else:
                value = self.expression()

    def skip(self):
        """Passes a block, or an expression up to the end of its statement."""
        depth = 0
        while True:
            depth += {'{': 1, '}': -1}.get(self.tokens[self.at], 0)
            self.at += 1
            if depth == 0 and self.tokens[self.at - 1] in (';', '}') or self.at == len(self.tokens):
                return

    def define(self, name):
        """A function sees the names as they stand here, and the functions before it."""
        self.at += 2
        parameters = []
        while not self.accept(')'):
            parameters.append(self.tokens[self.at])
            self.at += 1
            self.accept(',')
        self.at += 1
        while self.accept(';'):
            pass
        self.functions = {**self.functions, name: (parameters, self.at, dict(self.names), self.functions)}
        self.skip()

    def call_own(self, name, arguments):
        parameters, body, names, functions = self.functions[name]
        outside = self.at, self.names, self.functions
        self.at, self.names, self.functions = body, {**names, **dict(zip(parameters, arguments))}, functions
        value = self.block('}') if self.accept('{') else self.expression()
        self.at, self.names, self.functions = outside
        return value

    def loop(self):
        counter = self.tokens[self.at + 1]
        self.at += 3
        first = self.expression()
        assert self.accept(',')
        last = self.expression()
        while self.accept(';'):
            pass
        body, hidden = self.at, self.names.get(counter)
        for k in range(int(np.floor(last - first)) + 1):
            self.at = body + 1
            self.names[counter] = first + k
            self.block('}')
        self.at = body
        self.skip()
        self.names[counter] = hidden

    def accept(self, *wanted):
        if self.at < len(self.tokens) and self.tokens[self.at] in wanted:
            self.at += 1
            return self.tokens[self.at - 1]
        return None

    def shake(self, value, always=False):
        """Changes what may be rounded: neither whole numbers, nor 0 and 1, which are limits, nor what is computed in
        doubles because it is one number a vane or a radius, unless it is about to be compared (`always`)."""
        if self.wobble == 0 or not isinstance(value, np.ndarray) or value.ndim == 0 or (np.floor(value) == value).all():
            return value
        if value.shape != self.size and not always:
            return value
        size = np.where(np.abs(value) < 1000, np.abs(value), 0)  # larger ones grow with time, in doubles
        change = self.random.uniform(-1, 1, value.shape) if self.at_random else 1
        is_limit = (value == 0) | (value == 1)
        return np.where(is_limit, value, value + self.wobble * change * (1 + size))

    def apply(self, function, *values):
        if any(isinstance(v, tuple) for v in values):
            values = [v if isinstance(v, tuple) else (v,) * 3 for v in values]
            return tuple(self.apply(function, *channel) for channel in zip(*values))
        if function in JUMPS:
            values = [self.shake(v, True) for v in values]
        return self.shake(function(*values))

    def expression(self):
        value = self.binary(0)
        if not self.accept('?'):
            return value
        first = self.expression()
        assert self.accept(':')
        return self.apply(lambda c, x, y: np.where(c != 0, x, y), value, first, self.expression())

    def binary(self, level):
        if level == len(LEVELS):
            return self.unary()
        value = self.binary(level + 1)
        while True:
            sign = self.accept(*LEVELS[level])
            if not sign:
                return value
            value = self.apply(OPERATORS[sign], value, self.binary(level + 1))

    def unary(self):
        sign = self.accept('-', '+', '!')
        if sign:
            value = self.unary()
            return value if sign == '+' else self.apply(lambda x: -x if sign == '-' else (x == 0) * 1.0, value)
        value = self.primary()
        while self.accept('.'):
            value = value['rgb'.index(self.tokens[self.at])]
            self.at += 1
        return self.apply(np.power, value, self.unary()) if self.accept('^', '**') else value

    def primary(self):
        token = self.tokens[self.at]
        self.at += 1
        if token == '(':
            value = self.expression()
            assert self.accept(')'), self.tokens[self.at]
            return value
        if token[0] == '#':
            digits = token[1:] if len(token) == 7 else ''.join(2 * digit for digit in token[1:])
            return tuple(int(digits[k:k + 2], 16) / 255 for k in (0, 2, 4))
        if token[0] in '.0123456789':
            return float(int(token, 0)) if token[1:2] in ('x', 'b') else float(token)
        if token[0] == '"':
            return token[1:-1]
        if not self.accept('('):
            return self.names[token]
        arguments = []
        while not self.accept(')'):
            arguments.append(self.expression())
            self.accept(',')
        if token in self.functions:
            return self.call_own(token, arguments)
        if hasattr(self, 'call_' + token):
            return getattr(self, 'call_' + token)(*arguments)
        return self.apply(FUNCTIONS[token], *arguments)

    # ---- Functions that are not of numbers alone ----

    def call_rgb(self, r, g, b):
        return (r, g, b)

    def call_gray(self, x):
        return (x, x, x)

    def pure(self, hue):
        return [sat(np.abs(fract(hue + shift) * 6 - 3) - 1) for shift in (0, 2 / 3, 1 / 3)]

    def call_hsv(self, hue, s=1.0, v=1.0):
        return tuple((1 + (c - 1) * s) * v for c in self.pure(hue))

    def call_hsl(self, hue, s=1.0, l=0.5):
        chroma = (1 - np.abs(2 * l - 1)) * s
        return tuple(l + (c - 0.5) * chroma for c in self.pure(hue))

    def call_pick(self, k, *values):
        number = np.floor(mod(self.shake(np.asarray(k, float), True), len(values))) + 0 * self.names['u']
        return self.apply(lambda *v: np.choose(v[0].astype(int) % len(values), np.broadcast_arrays(*v[1:], v[0])[:-1]),
                          number, *values)

    def call_ramp(self, x, *points):
        places, values = points[::2], points[1::2]
        def rise(x, low, high, before, after):
            with np.errstate(all='ignore'):
                return sat(np.nan_to_num((x - low) / (high - low))) * (after - before)
        total = values[0]
        for k in range(1, len(places)):
            total = self.apply(np.add, total, self.apply(rise, x, places[k - 1], places[k], values[k - 1], values[k]))
        return total

    def call_pal(self, *arguments):
        if len(arguments) > 1 and not isinstance(arguments[0], str):
            x, last = self.shake(np.asarray(arguments[0], float), True), len(arguments) - 2
            place = np.where((x >= 0) & (x <= 1), x, fract(x)) * last
            colors = [c for k, color in enumerate(arguments[1:]) for c in (k * 1.0, color)]
            return self.call_ramp(place, *colors)
        name, x = arguments if len(arguments) == 2 else ('rainbow', arguments[0])
        table = self.palettes(name)
        x = self.shake(x, True)
        x = np.where((x >= 0) & (x <= 1), x, fract(x))
        step = np.rint(x * (len(table) - 1)).astype(int)
        step = np.clip(step, 0, len(table) - 1)
        return tuple(table[step, k] / 255.0 for k in range(3))

    def call_kaleid(self, n):
        rest = np.mod(self.names['a'], TAU / n)
        return np.minimum(rest, TAU / n - rest)

    def call_snoise(self, *axes):
        if len(axes) > 3:
            return self.octaves(axes, lambda x: x)
        axes = axes if len(axes) > 1 else (*axes, 0.0)
        return self.shake(gradient_noise(axes, self.seed))

    def call_noise(self, *axes):
        return 0.5 + 0.5 * self.call_snoise(*axes)

    def call_anoise(self, k, y=0.0, z=0.0):
        period = nearest(np.clip(k, 1, 65536))
        return 0.5 + 0.5 * self.shake(gradient_noise((self.names['u'] * period, y, z), self.seed, period))

    def octaves(self, axes, change):
        total = sizes = 0
        axes, (count, lacunarity, gain) = axes[:3], (*axes[3:], *(4, 2.0, 0.5)[max(len(axes) - 3, 0):])
        axes = axes if len(axes) > 1 else (*axes, None)
        for i in range(int(count)):
            seed = int(hash_bits(np.uint64((self.seed + (i + 1) * 0x9e3779b9) & 0xffffffff)))
            offset = float(np.float32(0.37) * np.float32(i))
            places = [0.0 if x is None else x * lacunarity ** i + offset for x in axes]
            total = total + change(gradient_noise(places, seed)) * gain ** i
            sizes += gain ** i
        return self.shake(total / sizes)

    def call_fbm(self, *axes):
        return 0.5 + 0.5 * self.octaves(axes, lambda x: x)

    def call_turb(self, *axes):
        return self.octaves(axes, np.abs)

    def call_ridge(self, *axes):
        return self.octaves(axes, lambda x: (1 - np.abs(x)) ** 2)

    def call_cells(self, x, y, phase=0.0):
        return self.shake(cells(self.shake(x, True), self.shake(y, True), phase, self.seed)[0])

    def call_cells2(self, x, y, phase=0.0):
        return self.shake(cells(self.shake(x, True), self.shake(y, True), phase, self.seed)[1])

    def call_cellid(self, x, y, phase=0.0):
        return cells(self.shake(x, True), self.shake(y, True), phase, self.seed)[2]

    def call_at(self, angle, radius):
        vanes, pixels = self.size
        turn, where = fract(angle / TAU) * vanes, np.clip(radius * pixels - 0.5, 0, pixels - 1)
        turn, where = np.broadcast_arrays(turn, where)
        vane, pixel = np.floor(turn).astype(int) % vanes, np.floor(where).astype(int)
        part, out = (turn - np.floor(turn))[..., None], (where - np.floor(where))[..., None]
        further, after = np.minimum(pixel + 1, pixels - 1), (vane + 1) % vanes
        inner = self.source[vane, pixel] * (1 - part) + self.source[after, pixel] * part
        outer = self.source[vane, further] * (1 - part) + self.source[after, further] * part
        return tuple(((inner * (1 - out) + outer * out) / 255)[..., k] for k in range(3))

    def call_integral(self, speed):
        return self.names['t'] * speed

    def call_cycle(self, s):
        return fract(self.names['t'] / s)

    def call_fade(self, on, off, seconds=1.0):
        since, left = self.names['t'] - on + 1e-9, off - self.names['t']
        return sat(np.minimum(since, left) / np.maximum(seconds, 1e-9))

    def call_beatsin(self, bpm, lo=0.0, hi=1.0, phase=0.0):
        return lo + (hi - lo) * FUNCTIONS['wave'](self.names['t'] * bpm / 60 + phase)


def mod(x, m):
    return x - m * np.floor(x / m)


OPERATORS = {
    '+': np.add, '-': np.subtract, '*': np.multiply, '/': np.divide, '%': mod,
    '<': lambda x, y: (x < y) * 1.0, '<=': lambda x, y: (x <= y) * 1.0, '>': lambda x, y: (x > y) * 1.0,
    '>=': lambda x, y: (x >= y) * 1.0, '==': lambda x, y: (x == y) * 1.0, '!=': lambda x, y: (x != y) * 1.0,
    '&&': lambda x, y: ((x != 0) & (y != 0)) * 1.0, '||': lambda x, y: ((x != 0) | (y != 0)) * 1.0,
}


def smoothstep(low, high, x):
    s = sat((x - low) / (high - low))
    return s * s * (3 - 2 * s)


def mix(x, y, part):
    return x + (y - x) * part


def reduce_pairs(function):
    def apply(*values):
        result = values[0]
        for value in values[1:]:
            result = function(result, value)
        return result
    return apply


FUNCTIONS = {
    'abs': np.abs, 'sign': np.sign, 'floor': np.floor, 'ceil': np.ceil, 'round': nearest, 'trunc': np.trunc,
    'fract': fract, 'saw': fract, 'mod': mod, 'min': reduce_pairs(np.minimum), 'max': reduce_pairs(np.maximum),
    'clamp': lambda x, low, high: np.minimum(np.maximum(x, low), high), 'sat': sat, 'sqrt': np.sqrt, 'pow': np.power,
    'exp': np.exp, 'log': np.log, 'log2': np.log2, 'hypot': np.hypot, 'tanh': np.tanh, 'sin': np.sin, 'cos': np.cos,
    'tan': np.tan, 'asin': np.arcsin, 'acos': np.arccos, 'atan': lambda y, x=1.0: np.arctan2(y, x),
    'atan2': np.arctan2, 'deg': np.rad2deg, 'rad': np.deg2rad, 'adist': lambda p, q: mod(q - p + np.pi, TAU) - np.pi,
    'wave': lambda x: 0.5 + 0.5 * np.sin(TAU * (x - np.rint(x))), 'triangle': lambda x: 2 * np.abs(x - np.rint(x)),
    'square': lambda x, part=0.5: (fract(x) < part) * 1.0, 'step': lambda edge, x: (edge <= x) * 1.0,
    'smoothstep': smoothstep, 'mix': mix, 'lerp': mix,
    'map': lambda x, a, b, c, d: c + (x - a) * (d - c) / (b - a),
    'bias': lambda x, b: x / ((1 / b - 2) * (1 - x) + 1), 'if': lambda c, x, y: np.where(c != 0, x, y),
    'between': lambda x, low, high: ((low <= x) & (x <= high)) * 1.0, 'hash': hash_of,
    'bit': lambda n, k: np.where(k >= 0, whole(n) >> np.clip(np.floor(k), 0, 23).astype(int) & 1, 0) * 1.0,
    'bitand': on_bits(np.bitwise_and), 'bitor': on_bits(np.bitwise_or), 'bitxor': on_bits(np.bitwise_xor),
    'length': lambda *v: np.sqrt(sum(x * x for x in v)), 'dot': halves(lambda a, b: sum(x * y for x, y in zip(a, b))),
    'distance': halves(lambda a, b: np.sqrt(sum((y - x) ** 2 for x, y in zip(a, b)))),
    'rotx': lambda x, y, angle: x * np.cos(angle) + y * np.sin(angle),
    'roty': lambda x, y, angle: y * np.cos(angle) - x * np.sin(angle),
}

JUMPS = {FUNCTIONS[name] for name in 'sign floor ceil round trunc fract mod adist square step between bit bitand bitor '
                                 'bitxor'.split()}
JUMPS |= {OPERATORS[sign] for sign in ('%', '<', '<=', '>', '>=', '==', '!=')}
