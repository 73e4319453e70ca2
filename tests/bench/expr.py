# SPDX-License-Identifier: ISC
"""What an expression costs: microseconds of CPU a frame at 360x288, beside numpy, numexpr, ffmpeg's geq and C.

All take turns, some rounds long, and the least counts, so that a busy machine spoils nothing. Before that each is
asked for the frame at one second, which must be sky-gen's but for rounding. Nothing passes or fails; people judge.

numpy comes twice. "numpy" is the formula with arrays of vanes and of pixels that meet in the product, so that no
more sines are computed than there are vanes and pixels. "tuned" has the scale to bytes moved to these small arrays,
writes into arrays that are there already, and clips only what can leave 0 to 1. geq knows no vanes: every sine at
every pixel. numexpr computes at every pixel too, on one core, with libm's functions. expr.c says what C's columns are.
"""
import os
import resource
import subprocess
import tempfile
import time

for name in ('OMP_NUM_THREADS', 'OPENBLAS_NUM_THREADS', 'NUMEXPR_MAX_THREADS'):
    os.environ[name] = '1'
import numpy as np  # noqa: E402: reads these

try:
    import numexpr
    numexpr.set_num_threads(1)
except ImportError:
    numexpr = None

build = os.environ.get('SKY_BUILD', 'build')
source_file = tempfile.NamedTemporaryFile()
for name in ('SKY_GEOMETRY', 'SKY_FPS', 'SKY_CPU'):
    os.environ.pop(name, None)
ROUNDS = 5
PROGRAMS = {
    'swirl': 'rgb(0.5 + 0.5*sin(3*a + t)*sin(9*r - 2*t), 0.5 + 0.5*sin(2*a - t)*sin(7*r + t), '
             '0.5 + 0.5*sin(5*a + 2*t)*sin(5*r - t))',
    'tripdar': 'bands = 0.6 + 0.4*sin(75*r - 3*t); rgb((1 - fract(u - t/5))^3*bands, '
               '(1 - fract(u + t/7))^3*(1.6 - bands), (1 - fract(u - t/11))^2)',
    'radar': 'rgb(0, (1 - fract(t/4 - u))^2*(0.7 + 0.3*sin(25*r)), 0)',
    'droplet': '0.5 + 0.5*sin(40*r - 6*t)*exp(-3*r)',
    'fbm': 'fbm(4*x, 4*y, t)',
    'polynomial': 'X = 1.5*x - 0.4 + 0.1*sin(t); Y = 1.5*y; p = X; q = Y;'
                  + 'k = p*p - q*q + X; q = 2*p*q + Y; p = k;' * 6 + '(p*p + q*q)/4',
    'power': 'pow(0.5 + 0.5*sin(5*x + t), 1.7 + y)',
    'steps': 'sum = 0; for k = 1, 16 { sum += 0.01/(0.01 + (x - 0.7*cos(0.7*k + t))^2 + (y - 0.7*sin(1.3*k + t))^2) }; '
             'sum/2',
    'scenes': 'n % 2 == 0 ? 0.5 + 0.5*sin(9*x + t)*cos(7*y - t) : exp(-3*(x^2 + (y - 0.5*sin(t))^2))',
}
# By sky-map, of a picture that does not change: a warp, and the mean of nine places.
SAMPLED = {
    'warp': 'at(a + 0.1*sin(9*r + t), 0.98*r)',
    'blur': 'c = #000; for j = -1, 1 { for k = -1, 1 { c += at(a + 1.5*j*tau/vanes, r + 1.5*k/pixels) } }; c/9',
}
# What the rows above are compared with.
OURS = {
    'exp(y*log(x))': 'exp((1.7 + y)*log(0.5 + 0.5*sin(5*x + t)))',
    'one scene': '0.5 + 0.5*sin(9*x + t)*cos(7*y - t)',
    'other scene': 'exp(-3*(x^2 + (y - 0.5*sin(t))^2))',
}
PARTED = ('swirl', 'tripdar', 'radar', 'droplet')  # come apart into vane and pixel; the others are full-rank work

f = np.float32
vane, pixel = np.arange(360, dtype=f)[:, None], np.arange(288, dtype=f)[None, :]
u, r = vane / f(360), (pixel + f(0.5)) / f(288)
a = u * f(2 * np.pi)
x, y = r * np.sin(a), r * np.cos(a)
frame = np.empty((360, 288, 3), np.uint8)
SWIRL = [(3, 1, 9, -2), (2, -1, 7, 1), (5, 2, 5, -1)]
source = 7 * np.arange(360)[:, None, None] + 13 * np.arange(288)[:, None] + 29 * np.arange(3)
source = (source * 37 % 256).astype(np.uint8)


def fract(v):
    return v - np.floor(v)


# ---- numpy, the formulas as they are ----

def put(channel, value):
    np.clip(value, 0, 1, out=value)
    frame[..., channel] = value * f(255) + f(0.5)


def put_gray(value):
    frame[...] = (np.clip(value, 0, 1) * f(255) + f(0.5)).astype(np.uint8)[..., None]


def swirl(t):
    for channel, (turns, turning, rings, running) in enumerate(SWIRL):
        put(channel, f(0.5) + f(0.5) * np.sin(turns * a + f(turning * t)) * np.sin(rings * r + f(running * t)))


def tripdar(t):
    bands = f(0.6) + f(0.4) * np.sin(75 * r - f(3 * t))
    put(0, (1 - fract(u - f(t / 5))) ** 3 * bands)
    put(1, (1 - fract(u + f(t / 7))) ** 3 * (f(1.6) - bands))
    put(2, (1 - fract(u - f(t / 11))) ** 2)


def radar(t):
    frame[..., 0] = frame[..., 2] = 0
    put(1, (1 - fract(f(t / 4) - u)) ** 2 * (f(0.7) + f(0.3) * np.sin(25 * r)))


def droplet(t):
    put_gray(f(0.5) + f(0.5) * np.sin(40 * r - f(6 * t)) * np.exp(-3 * r))


def polynomial(t):
    X, Y = f(1.5) * x - f(0.4 - 0.1 * np.sin(t)), f(1.5) * y
    p, q = X, Y
    for _ in range(6):
        p, q = p * p - q * q + X, 2 * p * q + Y
    put_gray((p * p + q * q) / 4)


def power(t):
    put_gray((f(0.5) + f(0.5) * np.sin(5 * x + f(t))) ** (f(1.7) + y))


def steps(t):
    total = np.zeros_like(x)
    for k in range(1, 17):
        total += f(0.01) / (f(0.01) + (x - f(0.7 * np.cos(0.7 * k + t))) ** 2 + (y - f(0.7 * np.sin(1.3 * k + t))) ** 2)
    put_gray(total / 2)


def scenes(t):
    if round(t * 30) % 2 == 0:
        put_gray(f(0.5) + f(0.5) * np.sin(9 * x + f(t)) * np.cos(7 * y - f(t)))
    else:
        put_gray(np.exp(-3 * (x ** 2 + (y - f(0.5 * np.sin(t))) ** 2)))


def sampled(angle, radius):
    turn, where = fract(angle * f(1 / (2 * np.pi))) * f(360), np.clip(radius * f(288) - f(0.5), f(0), f(287))
    vane, pixel = np.minimum(turn.astype(int), 359), np.minimum(where.astype(int), 286)
    part, out_part = (turn - vane.astype(f))[..., None], (where - pixel.astype(f))[..., None]
    inner, outer = (source[vane, p] * (1 - part) + source[(vane + 1) % 360, p] * part for p in (pixel, pixel + 1))
    return inner + (outer - inner) * out_part


def warp(t):
    frame[...] = sampled(a + f(0.1) * np.sin(9 * r + f(t)), f(0.98) * r + 0 * a) + f(0.5)


def blur(t):
    places = [(a + f(1.5 * j * 2 * np.pi / 360), r + f(1.5 * k / 288)) for j in (-1, 0, 1) for k in (-1, 0, 1)]
    frame[...] = sum(sampled(p + 0 * r, q + 0 * a) for p, q in places) / f(9) + f(0.5)


# ---- numpy, tuned ----

product, small = np.empty((360, 288), f), [np.empty((24, 288), f) for _ in range(7)]
rings = (f(0.7) + f(0.3) * np.sin(25 * r)) * f(255)


def put_product(channel, across, along, plus):
    np.multiply(across, along, out=product)
    np.add(product, f(plus), out=product)
    frame[..., channel] = product


def tuned_swirl(t):
    for channel, (turns, turning, rings, running) in enumerate(SWIRL):
        across, along = np.sin(turns * a + f(turning * t)), np.sin(rings * r + f(running * t))
        put_product(channel, across * f(127.5), along, 128)


def tuned_tripdar(t):
    bands = f(153) + f(102) * np.sin(75 * r - f(3 * t))
    put_product(0, (1 - fract(u - f(t / 5))) ** 3, bands, 0.5)
    put_product(1, (1 - fract(u + f(t / 7))) ** 3, f(408) - bands, 0.5)
    frame[..., 2] = (1 - fract(u - f(t / 11))) ** 2 * f(255) + f(0.5)


def tuned_radar(t):
    frame[..., 0] = frame[..., 2] = 0
    put_product(1, (1 - fract(f(t / 4) - u)) ** 2, rings, 0.5)


def tuned_droplet(t):
    frame[...] = (f(128) + f(127.5) * np.sin(40 * r - f(6 * t)) * np.exp(-3 * r)).astype(np.uint8)[..., None]


def tuned_polynomial(t):
    X, Y, p, q, pp, qq, pq = small
    for begin in range(0, 360, 24):  # what fits the caches
        part = slice(begin, begin + 24)
        np.multiply(x[part], f(1.5), out=X)
        np.subtract(X, f(0.4 - 0.1 * np.sin(t)), out=X)
        np.multiply(y[part], f(1.5), out=Y)
        p[...], q[...] = X, Y
        for _ in range(6):
            np.multiply(p, p, out=pp)
            np.multiply(q, q, out=qq)
            np.multiply(p, q, out=pq)
            np.subtract(pp, qq, out=p)
            np.add(p, X, out=p)
            np.add(pq, pq, out=q)
            np.add(q, Y, out=q)
        np.multiply(p, p, out=pp)
        np.multiply(q, q, out=qq)
        np.add(pp, qq, out=p)
        np.multiply(p, f(63.75), out=p)
        np.add(p, f(0.5), out=p)
        np.minimum(p, f(255), out=p)
        frame[part] = p[..., None]


# ---- numexpr ----

A, R = np.broadcast_to(a, (360, 288)).copy(), np.broadcast_to(r, (360, 288)).copy()
U = np.broadcast_to(u, (360, 288)).copy()
out = np.empty((360, 288), f)


def evaluated(channel, text, t, **names):
    """`text` scaled to bytes, for one channel or for all; numbers in names, as numexpr's own would be doubles."""
    names.update(a=A, r=R, u=U, t=f(t))
    numexpr.evaluate(text, names, out=out, casting='unsafe')
    frame[..., channel] = out if isinstance(channel, int) else out[..., None]


def numexpr_swirl(t):
    for channel, (turns, turning, rings, running) in enumerate(SWIRL):
        text = f'h + k*sin({turns}*a + {turning}*t)*sin({rings}*r + {running}*t)'
        evaluated(channel, text, t, h=f(128), k=f(127.5))


def numexpr_tripdar(t):
    names = {'h': f(0.5), 'j': f(153), 'k': f(102), 'l': f(255)}
    s = [f(t / 5), f(-t / 7), f(t / 11)]
    evaluated(0, '(1 - (u - s - floor(u - s)))**3 * (j + k*sin(75*r - 3*t)) + h', t, s=s[0], **names)
    evaluated(1, '(1 - (u - s - floor(u - s)))**3 * (l - k*sin(75*r - 3*t)) + h', t, s=s[1], **names)
    evaluated(2, '(1 - (u - s - floor(u - s)))**2 * l + h', t, s=s[2], **names)


def numexpr_radar(t):
    frame[..., 0] = frame[..., 2] = 0
    text = '(1 - (s - u - floor(s - u)))**2 * (j + k*sin(25*r)) + h'
    evaluated(1, text, t, s=f(t / 4), h=f(0.5), j=f(178.5), k=f(76.5))


def numexpr_droplet(t):
    evaluated(slice(3), 'h + k*sin(40*r - 6*t)*exp(-3*r)', t, h=f(128), k=f(127.5))


def numexpr_polynomial(t):
    X, Y = f(1.5) * x - f(0.4 - 0.1 * np.sin(t)), f(1.5) * y
    p, q = X, Y
    for _ in range(6):
        p, q = numexpr.evaluate('p*p - q*q + X'), numexpr.evaluate('2*p*q + Y')
    value = numexpr.evaluate('(p*p + q*q)*k + h', {'p': p, 'q': q, 'k': f(63.75), 'h': f(0.5)})
    evaluated(slice(3), 'where(v < l, v, l)', t, v=value, l=f(255))


# ---- geq, whose frames are 288 wide and 360 high ----

u_geq, r_geq = '(Y/360)', '((X+0.5)/288)'


def geq_swirl():
    return [f'128+127.5*sin({turns}*{u_geq}*2*PI+({turning})*T)*sin({rings}*{r_geq}+({running})*T)'
            for turns, turning, rings, running in SWIRL]


def geq_tripdar():
    sweep = [f'(1-({u_geq}-({s})-floor({u_geq}-({s}))))' for s in ('T/5', '-T/7', 'T/11')]
    bands = f'102*sin(75*{r_geq}-3*T)'
    return [f'pow({sweep[0]},3)*(153+{bands})+0.5', f'pow({sweep[1]},3)*(255-{bands})+0.5',
            f'pow({sweep[2]},2)*255+0.5']


def geq_radar():
    return ['0', f'pow(1-(T/4-{u_geq}-floor(T/4-{u_geq})),2)*(178.5+76.5*sin(25*{r_geq}))+0.5', '0']


def geq_droplet():
    return [f'128+127.5*sin(40*{r_geq}-6*T)*exp(-3*{r_geq})'] * 3


def geq_polynomial():
    step = 'st(4,ld(2)*ld(2)-ld(3)*ld(3)+ld(0));st(3,2*ld(2)*ld(3)+ld(1));st(2,ld(4));'
    start = f'st(0,1.5*{r_geq}*sin({u_geq}*2*PI)-0.4+0.1*sin(T));st(1,1.5*{r_geq}*cos({u_geq}*2*PI));'
    return [start + 'st(2,ld(0));st(3,ld(1));' + step * 6 + 'min((ld(2)*ld(2)+ld(3)*ld(3))*63.75+0.5,255)'] * 3


x_geq, y_geq = f'({r_geq}*sin({u_geq}*2*PI))', f'({r_geq}*cos({u_geq}*2*PI))'


def geq_power():
    return [f'255*pow(0.5+0.5*sin(5*{x_geq}+T),1.7+{y_geq})+0.5'] * 3


def geq_steps():
    terms = '+'.join(f'0.01/(0.01+pow(ld(0)-0.7*cos(0.7*{k}+T),2)+pow(ld(1)-0.7*sin(1.3*{k}+T),2))'
                     for k in range(1, 17))
    return [f'st(0,{x_geq});st(1,{y_geq});min(127.5*({terms})+0.5,255)'] * 3


def geq_scenes():
    return [f'st(0,{x_geq});st(1,{y_geq});if(mod(N,2),255*exp(-3*(ld(0)*ld(0)+pow(ld(1)-0.5*sin(T),2)))+0.5,'
            '128+127.5*sin(9*ld(0)+T)*cos(7*ld(1)-T))'] * 3


# ---- Measuring ----

def child(command):
    """What a command prints."""
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, check=True).stdout


def child_cpu(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def sky(name, frames):
    common = ['-g', '360x288', '-n', str(frames)]
    if name in SAMPLED:
        return [f'{build}/sky-map', *common, SAMPLED[name], f'raw:{source_file.name}']
    return [f'{build}/sky-gen', *common, '-e', PROGRAMS.get(name) or OURS[name]]


def geq(name, frames, *output):
    red, green, blue = globals()['geq_' + name]()
    return ['ffmpeg', '-v', 'error', '-threads', '1', '-filter_threads', '1', '-f', 'lavfi', '-i',
            f"nullsrc=s=288x360:r=30,format=gbrp,geq=r='{red}':g='{green}':b='{blue}'", '-frames:v', str(frames),
            *(output or ('-f', 'null', '-'))]


def note(costs, key, microseconds):
    costs[key] = min(costs.get(key, float('inf')), microseconds)


def drawers():
    """Ways to draw in this process: name, way, function of t."""
    for name in (*PROGRAMS, *SAMPLED):
        for way, prefix in (('numpy', ''), ('tuned', 'tuned_'), ('numexpr', 'numexpr_')):
            if prefix + name in globals() and (way != 'numexpr' or numexpr):
                yield name, way, globals()[prefix + name]


def check():
    """Prints how much the peers' frames at one second differ from ours; fbm's seeds are others. Where the edge of a
    sweep lies on a vane, rounding decides the whole vane."""
    apart = []

    def compare(what, theirs, ours):
        apart.append((float((abs(theirs.astype(int) - ours) > 1).mean()) * 100, what))
    for name in (*PROGRAMS, *SAMPLED):
        if name == 'fbm':
            continue
        read = lambda command: np.frombuffer(child(command)[-frame.size:], np.uint8).reshape(frame.shape)
        ours = read(sky(name, 31)).astype(int)
        for other, way, draw in drawers():
            if other == name:
                draw(1.0)
                compare(f'{name} {way}', frame, ours)
        for way in ('led', 'loop', 'hoisted')[:3 if name in PARTED else 2]:
            compare(f'{name} C {way}', read([f'{build}/tests/bench/expr', name, way]), ours)
        if name in PROGRAMS:
            compare(f'{name} geq', read(geq(name, 31, '-pix_fmt', 'rgb24', '-f', 'rawvideo', '-')), ours)
    print('bytes that differ from ours by more than 1, at most: '
          + ', '.join(f'{far:.2f} % ({what})' for far, what in sorted(apart)[-3:]))


def measure():
    few, many, costs = {}, {}, {}
    for turn in range(ROUNDS):
        for name in (*PROGRAMS, *SAMPLED, *OURS):
            count = 1500 if name in PARTED else 300
            note(few, name, child_cpu(sky(name, 10)))
            note(many, name, child_cpu(sky(name, 10 + count)))
            costs[name, 'ours'] = (many[name] - few[name]) / count * 1e6
            if name in PROGRAMS and name != 'fbm' and turn < 2:
                note(few, (name, 'geq'), child_cpu(geq(name, 1)))
                note(many, (name, 'geq'), child_cpu(geq(name, 7)))
                costs[name, 'geq'] = (many[name, 'geq'] - few[name, 'geq']) / 6 * 1e6
        for program, suffix in (('expr', ''), ('expr-exact', ' exact')):
            for line in child([f'{build}/tests/bench/{program}']).decode().splitlines():
                name, way, cost = line.split()
                note(costs, (name, way + suffix), float(cost))
        for name, way, draw in drawers():
            start = time.process_time()
            for n in range(20):
                draw(n / 30)
            note(costs, (name, way), (time.process_time() - start) / 20 * 1e6)
    return costs


def reach(title, factor, wanted, at_most=False):
    held = factor <= wanted if at_most else factor >= wanted
    bound = 'at most' if at_most else 'at least'
    print(f'{title:<58}{factor:8.1f}   {bound} {wanted} {"" if held else "MISSED"}')


def main():
    check()
    costs = measure()
    ways = [('led', 'C, each LED'), ('loop', 'C, loops'), ('loop exact', 'C, exact'), ('hoisted', 'C, hoisted'),
            ('numpy', 'numpy'),
            ('tuned', 'tuned'), ('numexpr', 'numexpr'), ('geq', 'geq')]
    print('\nmicroseconds of CPU a frame, 360x288; in brackets how many times sky-gen -e')
    print(f'{"":11}{"sky-gen":>8}' + ''.join(f'{title:>16}' for _, title in ways))
    for name in (*PROGRAMS, *SAMPLED):
        ours = costs[name, 'ours']
        row = ''
        for way, _ in ways:
            cost = costs.get((name, way))
            row += f'{f"{cost:.0f} ({cost / ours:.1f})" if cost else "-":>16}'
        print(f'{name:11}{ours:8.1f}{row}')
    print(f'\n{"sky-gen -e must be":<58}{"it is":>8}')
    for name in PARTED:
        reach(f'{name}: times as fast as C that computes each LED', costs[name, 'led'] / costs[name, 'ours'], 4)
        reach(f'{name}: times what C hoisted by hand takes', costs[name, 'ours'] / costs[name, 'hoisted'], 2, True)
    for name in ('fbm', 'polynomial'):
        reach(f'{name}: times what C takes without fast-math', costs[name, 'ours'] / costs[name, 'loop exact'], 2, True)
    for name in ('power', 'steps', 'scenes', *SAMPLED):
        reach(f'{name}: times what C takes without fast-math', costs[name, 'ours'] / costs[name, 'loop exact'], 2, True)
        wanted = 2 if name == 'power' else 4
        reach(f'{name}: times as fast as numpy', costs[name, 'numpy'] / costs[name, 'ours'], wanted)
    reach('power: times what exp(y*log(x)) takes', costs['power', 'ours'] / costs['exp(y*log(x))', 'ours'], 2, True)
    scenes_apart = (costs['one scene', 'ours'] + costs['other scene', 'ours']) / 2
    reach('scenes: times what one of them takes', costs['scenes', 'ours'] / scenes_apart, 1.1, True)
    reach('swirl: times as fast as numpy', costs['swirl', 'numpy'] / costs['swirl', 'ours'], 10)
    reach('swirl: times as fast as numpy, tuned', costs['swirl', 'tuned'] / costs['swirl', 'ours'], 10)
    reach('swirl: times as fast as geq', costs['swirl', 'geq'] / costs['swirl', 'ours'], 500)
    if not numexpr:
        print('numexpr is not installed')


source_file.write(source.tobytes())
source_file.flush()
main()
