"""What an expression costs: microseconds of CPU a frame at 360x288, beside numpy, numexpr, ffmpeg's geq and C."""
import os
import resource
import subprocess
import time

import numpy as np

try:
    import numexpr
    numexpr.set_num_threads(1)
except ImportError:
    numexpr = None

build = os.environ.get('SKY_BUILD', 'build')
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
}
f = np.float32
vane, pixel = np.arange(360, dtype=f)[:, None], np.arange(288, dtype=f)[None, :]
u, r = vane / f(360), (pixel + f(0.5)) / f(288)
a = u * f(2 * np.pi)
x, y = r * np.sin(a), r * np.cos(a)
frame = np.empty((360, 288, 3), np.uint8)


def put(channel, value):
    np.clip(value, 0, 1, out=value)
    frame[..., channel] = value * f(255) + f(0.5)


def swirl(t):
    put(0, f(0.5) + f(0.5) * np.sin(3 * a + f(t)) * np.sin(9 * r - f(2 * t)))
    put(1, f(0.5) + f(0.5) * np.sin(2 * a - f(t)) * np.sin(7 * r + f(t)))
    put(2, f(0.5) + f(0.5) * np.sin(5 * a + f(2 * t)) * np.sin(5 * r - f(t)))


def tripdar(t):
    fract = lambda v: v - np.floor(v)
    bands = f(0.6) + f(0.4) * np.sin(75 * r - f(3 * t))
    put(0, (1 - fract(u - f(t / 5))) ** 3 * bands)
    put(1, (1 - fract(u + f(t / 7))) ** 3 * (f(1.6) - bands))
    put(2, np.broadcast_to((1 - fract(u - f(t / 11))) ** 2, (360, 288)).copy())


def radar(t):
    s = f(t / 4) - u
    put(1, (1 - (s - np.floor(s))) ** 2 * (f(0.7) + f(0.3) * np.sin(25 * r)))


def droplet(t):
    value = f(0.5) + f(0.5) * np.sin(40 * r - f(6 * t)) * np.exp(-3 * r)
    frame[...] = (np.clip(value, 0, 1) * f(255) + f(0.5)).astype(np.uint8)[..., None]


def polynomial(t):
    X, Y = f(1.5) * x - f(0.4 - 0.1 * np.sin(t)), f(1.5) * y
    p, q = X, Y
    for _ in range(6):
        p, q = p * p - q * q + X, 2 * p * q + Y
    frame[...] = (np.clip((p * p + q * q) / 4, 0, 1) * f(255) + f(0.5)).astype(np.uint8)[..., None]


A, R = np.broadcast_to(a, (360, 288)).copy(), np.broadcast_to(r, (360, 288)).copy()


def numexpr_swirl(t):
    names = {'a': A, 'r': R, 't': f(t), 'h': f(0.5)}
    put(0, numexpr.evaluate('h + h*sin(3*a + t)*sin(9*r - 2*t)', names))
    put(1, numexpr.evaluate('h + h*sin(2*a - t)*sin(7*r + t)', names))
    put(2, numexpr.evaluate('h + h*sin(5*a + 2*t)*sin(5*r - t)', names))


def best_of(draw, frames=30):
    best = float('inf')
    for _ in range(4):
        start = time.process_time()
        for n in range(frames):
            draw(n / 30)
        best = min(best, (time.process_time() - start) / frames)
    return best * 1e6


def child_cpu(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def a_frame(command, few, many):
    """The cost of a frame, start-up taken off; `command` is given how many frames."""
    return min((child_cpu(command(many)) - child_cpu(command(few))) / (many - few) for _ in range(3)) * 1e6


def sky(name):
    return a_frame(lambda n: [f'{build}/sky-gen', '-g', '360x288', '-n', str(n), '-e', PROGRAMS[name]], 10, 1000)


def geq():
    wave = lambda a, b, s, v: (f"127.5+127.5*sin({a}*Y/360*2*PI+({s})*T)*sin({b}*(X+0.5)/288+({v})*T)")
    picture = f"geq=r='{wave(3, 9, 1, -2)}':g='{wave(2, 7, -1, 1)}':b='{wave(5, 5, 2, -1)}'"
    return a_frame(lambda n: ['ffmpeg', '-v', 'error', '-f', 'lavfi', '-i', f'nullsrc=s=288x360:r=30,format=gbrp,{picture}',
                              '-frames:v', str(n), '-threads', '1', '-filter_threads', '1', '-f', 'null', '-'], 1, 9)


def main():
    c = {}
    for line in subprocess.run([f'{build}/tests/bench/expr'], stdout=subprocess.PIPE, text=True, check=True).stdout.split('\n'):
        if line:
            name, way, cost = line.split()
            c[name, way] = float(cost)
    numpy = {'swirl': swirl, 'tripdar': tripdar, 'radar': radar, 'droplet': droplet, 'polynomial': polynomial}
    print('microseconds of CPU a frame, 360x288; in brackets how many times sky-gen -e')
    print(f'{"":12}{"sky-gen -e":>11}{"C":>18}{"C, hoisted":>18}{"numpy":>18}')
    for name in PROGRAMS:
        ours = sky(name)
        show = lambda cost: f'{cost:9.0f} ({cost / ours:5.1f})' if cost else '-'
        print(f'{name:12}{ours:11.1f}{show(c.get((name, "naive"))):>18}{show(c.get((name, "hoisted"))):>18}'
              f'{show(best_of(numpy[name]) if name in numpy else None):>18}')
        if name == 'swirl':
            others = [('numexpr', best_of(numexpr_swirl) if numexpr else None), ("ffmpeg's geq", geq())]
            for other, cost in others:
                print(f'  {other:<14}' + (show(cost) if cost else 'not installed'))


main()
