#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""What a frame costs on a small ARM board: millions of arm64 instructions at 360x288, counted exactly under emulation,
and beside it the most that it should cost; rows above that are marked. For sky-hear it is a second of sound.

A core of a Raspberry Pi Zero 2 W does some 20 million in a thirtieth of a second. Start-up is taken off: a frame costs
a tenth of what 13 frames cost more than 3. usage: arm.py NATIVE_BUILD ARM_BUILD PLUGIN [WORD...]; with words only the
rows that hold one of them.
"""
import concurrent.futures
import functools
import os
import subprocess
import sys
import tempfile

NATIVE, ARM, PLUGIN = sys.argv[1:4]
WANTED = sys.argv[4:]
for name in ('SKY_GEOMETRY', 'SKY_FPS', 'SKY_CPU'):
    os.environ.pop(name, None)


def instructions(program, arguments, frames):
    length = '-d' if program == 'sky-hear' else '-n'  # seconds of sound, in place of frames
    command = ['qemu-aarch64', '-plugin', PLUGIN, f'{ARM}/{program}', *arguments, length, str(frames)]
    run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    counts = [line.split()[1] for line in run.stderr.splitlines() if line.startswith('INSTRUCTIONS ')]
    if run.returncode or not counts:
        sys.exit(f'{" ".join(command)}: exit status {run.returncode}\n{run.stderr}')
    return int(counts[-1])


def millions_a_frame(row):
    program, arguments = row
    return (instructions(program, arguments, 13) - instructions(program, arguments, 3)) / 10 / 1e6


@functools.cache
def listed(program):
    out = subprocess.run([f'{NATIVE}/{program}', '-l'], check=True, capture_output=True, text=True).stdout
    return [line.split()[0] for line in out.splitlines()]


def limit(name):
    """The most that a row should cost."""
    if name == 'fire' or 'It is perlin ' in helped(name) or name == 'perlin':
        return 12
    if name in listed('sky-gen'):
        return 15
    if name.startswith('text ') and 'font' not in name:
        return 16
    if name == 'flat 800 sectors':
        return 15
    if name == 'map blur of nine places':
        return 45
    if name.startswith('text ') and 'outline' in name and 'font' in name and 'width' in name:
        return 30  # dots with outlines all over the disc
    if name == 'hear, a second':
        return 35
    if name.startswith('color '):
        return 3
    return 2.5 if name == 'push apa102' else 20


@functools.cache
def helped(name):
    """What sky-gen says about a pattern; nothing about other rows."""
    command = [f'{NATIVE}/sky-gen', name, '--help']
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def write(path, program, *arguments):
    with open(path, 'wb') as file:
        subprocess.run([f'{NATIVE}/{program}', *arguments, '-n', '13'], stdout=file, check=True)
    return path


def chips():
    """Their names, from the message about one that there is not."""
    command = [f'{NATIVE}/sky-push', '/dev/null', '-o', 'wire:/dev/null,chip=?']
    said = subprocess.run(command, capture_output=True, text=True, check=False).stderr
    return said.strip().split(' is not one of ')[1].split(', ')


def rows(folder):
    noise = write(f'{folder}/noise', 'sky-gen', 'noise')
    other = write(f'{folder}/other', 'sky-gen', 'gradients', 'across=height')
    picture = f'{folder}/picture.png'
    subprocess.run([f'{NATIVE}/sky-flat', noise, '-o', picture], check=True)
    for pattern in listed('sky-gen'):
        yield pattern, ('sky-gen', [pattern])
    dots = f'{folder}/dots.hex'
    with open(dots, 'w', encoding='ascii') as file:  # all letters are H
        file.writelines(f'{code:04X}:00000000424242427E42424242420000\n' for code in range(0x20, 0x7f))
    verse = 'text=all the letters of a verse that fill the disc from its upper to its lower end ' * 2
    for words in (['outline=0.1', 'hues=1'], ['form=straight', 'width=1.6', 'size=0.12', verse],
                  ['form=straight', 'width=1.6', 'size=0.12', 'outline=0.1', verse], [f'font={dots}'],
                  ['form=straight', 'width=1.6', 'size=0.12', 'angle=30', f'font={dots}', verse],
                  ['form=straight', 'width=1.6', 'size=0.12', f'font={dots}', 'outline=0.1', verse],
                  ['form=straight', 'size=2', 'speed=1', f'font={dots}'],
                  ['form=straight', 'size=2', 'speed=1', 'outline=0.2'],
                  ['form=straight', 'size=1.2', 'speed=1', 'outline=0.1', 'hues=1'],
                  ['outline=1'], ['outline=1', f'font={dots}'], ['size=1.2', 'outline=1'],
                  ['size=1.2', 'outline=1', f'font={dots}'], ['form=radius', 'size=1.2', 'outline=0.5'],
                  ['form=straight', 'width=1.6', 'size=0.12', 'outline=0.2', verse],
                  ['form=straight', 'width=1.6', 'size=0.12', 'outline=1', verse],
                  ['form=straight', 'width=1.6', 'size=0.12', 'outline=1', f'font={dots}', verse],
                  ['form=straight', 'size=2', 'speed=1', 'outline=1', f'font={dots}']):
        yield f'text {" ".join(word[:13] for word in words)}', ('sky-gen', ['text', *words])
    examples = os.path.join(os.path.dirname(__file__), '../../examples/expressions')
    for name in sorted(os.listdir(examples)):
        yield f'expressions/{name}', ('sky-gen', ['-f', f'{examples}/{name}'])
    for mode in listed('sky-blend'):
        yield f'blend {mode}', ('sky-blend', [noise, mode, other])
    yield 'blend over a picture', ('sky-blend', [noise, 'over', picture])
    yield 'blend screen, of light', ('sky-blend', [noise, 'screen', other, 'linear=yes'])
    yield 'blend over a picture, of light', ('sky-blend', [noise, 'over', picture, 'linear=yes'])
    yield 'blend mix, half', ('sky-blend', [noise, 'mix', other, 'mix=0.5'])
    blur = 'c = #000; for j = -1, 1 { for k = -1, 1 { c += at(a + j*tau/vanes, r + k/pixels) } }; c/9'
    yield 'map blur of nine places', ('sky-map', [blur, noise])
    for expression in ('src', 'src*0.8', 'hsv(u + R, G, B)', 'at(a + 0.1, r)', 'at(a + 0.1*sin(9*r + t), 0.98*r)',
                       'max(src, last(a, r)*0.9)', 'max(src, last(a + 0.1, r)*0.9)', 'max(src, last(a, 0.98*r)*0.9)'):
        yield f'map {expression}', ('sky-map', [expression, noise])
    for words in ('angle=90', 'angle=1.3', 'mirror=yes', 'flip=yes', 'fold=6 spin=20', 'shift=2', 'shift=2.5',
                  'shift=2.5 edge=black angle=1.3'):
        yield f'rotate {words}', ('sky-rotate', [noise, *words.split()])
    for words in ('', 'brightness=.5 gamma=1.2', 'hue=30*t', 'palette=lava', 'palette=lava contrast=1+t'):
        yield f'color {words}', ('sky-color', [noise, *words.split()])
    song = f'{folder}/song'
    with open(song, 'wb') as file:
        tests = os.path.join(os.path.dirname(__file__), '..')
        subprocess.run(['/usr/bin/python3', '-B', f'{tests}/hear.py', 'song', '14'], stdout=file, check=True)
    yield 'hear, a second', ('sky-hear', [song])
    yield 'cat', ('sky-cat', [noise])
    for kind in ('mix', 'dissolve', 'clock', 'push-outward', 'push-clock'):
        yield f'cat, fading by {kind}', ('sky-cat', ['--fade', '0.43333', '--with', kind, noise, other])
    yield 'cat to .gz', ('sky-cat', [noise, '-o', f'{folder}/cat.gz'])
    yield 'polar, PNG of 576', ('sky-polar', [picture] * 13)
    film = write(f'{folder}/film.ppm', 'sky-flat', noise, '--size', '640', '--format', 'ppm')
    yield 'polar, PPM of 640', ('sky-polar', [film])
    yield 'polar, moving PNG of 576', ('sky-polar', [picture, 'angle=7*n'])
    yield 'flat 576', ('sky-flat', [noise, '--format', 'rgb'])
    for style in 'smooth', 'sectors', 'dots':
        yield f'flat 800 {style}', ('sky-flat', [noise, '--size', '800', f'style={style}', '--format', 'rgb'])
    yield 'flat 576 y4m', ('sky-flat', [noise, '--format', 'y4m'])
    yield 'flat term', ('sky-flat', [noise, '--format', 'term', '--size', '40', '-r', '15'])
    for chip in chips():
        yield f'push {chip}', ('sky-push', [noise, '-r', '15', '-o', f'wire:/dev/null,chip={chip}'])


def main():
    with tempfile.TemporaryDirectory() as folder:
        chosen = [(name, row) for name, row in rows(folder) if not WANTED or any(word in name for word in WANTED)]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for (name, _), cost in zip(chosen, pool.map(millions_a_frame, [row for _, row in chosen])):
                most = limit(name)
                print(f'{name:36}{cost:10.2f}{most:8g}{"  exceeded" if cost > most else ""}'.rstrip(), flush=True)


if __name__ == '__main__':
    main()
