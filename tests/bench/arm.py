#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""What a frame costs on a small ARM board: millions of arm64 instructions at 360x288, counted exactly under emulation.

A core of a Raspberry Pi Zero 2 W does some 20 million in a thirtieth of a second. Start-up is taken off: a frame costs a
tenth of what 13 frames cost more than 3. usage: arm.py NATIVE_BUILD ARM_BUILD PLUGIN [WORD...]; with words only the rows
that hold one of them.
"""
import concurrent.futures
import os
import subprocess
import sys
import tempfile

NATIVE, ARM, PLUGIN = sys.argv[1:4]
WANTED = sys.argv[4:]
for name in ('SKY_GEOMETRY', 'SKY_FPS', 'SKY_CPU'):
    os.environ.pop(name, None)


def instructions(program, arguments, frames):
    command = ['qemu-aarch64', '-plugin', PLUGIN, f'{ARM}/{program}', *arguments, '-n', str(frames)]
    run = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    counts = [line.split()[1] for line in run.stderr.splitlines() if line.startswith('INSTRUCTIONS ')]
    if run.returncode or not counts:
        sys.exit(f'{" ".join(command)}: exit status {run.returncode}\n{run.stderr}')
    return int(counts[-1])


def millions_a_frame(row):
    program, arguments = row
    return (instructions(program, arguments, 13) - instructions(program, arguments, 3)) / 10 / 1e6


def listed(program):
    out = subprocess.run([f'{NATIVE}/{program}', '-l'], check=True, capture_output=True, text=True).stdout
    return [line.split()[0] for line in out.splitlines()]


def rows(folder):
    noise, other = f'{folder}/noise', f'{folder}/other'
    with open(noise, 'wb') as file:
        subprocess.run([f'{NATIVE}/sky-gen', 'noise', '-n', '13'], stdout=file, check=True)
    with open(other, 'wb') as file:
        subprocess.run([f'{NATIVE}/sky-gen', 'gradients', 'across=height', '-n', '13'], stdout=file, check=True)
    for pattern in listed('sky-gen'):
        if pattern != 'spectrum':  # it listens
            yield pattern, ('sky-gen', [pattern])
    examples = os.path.join(os.path.dirname(__file__), '../../examples/expressions')
    for name in sorted(os.listdir(examples)):
        yield f'expressions/{name}', ('sky-gen', ['-f', f'{examples}/{name}'])
    for mode in listed('sky-blend'):
        yield f'blend {mode}', ('sky-blend', [noise, mode, other])
    yield 'blend mix, half', ('sky-blend', [noise, 'mix', other, 'mix=0.5'])
    yield 'map src*0.8', ('sky-map', ['src*0.8', noise])
    yield 'map at(a+0.1, r)', ('sky-map', ['at(a+0.1, r)', noise])
    yield 'rotate angle=1.3', ('sky-rotate', [noise, 'angle=1.3'])
    yield 'rotate fold=6 spin=20', ('sky-rotate', [noise, 'fold=6', 'spin=20'])
    yield 'rotate shift=2.5', ('sky-rotate', [noise, 'shift=2.5'])
    yield 'cat', ('sky-cat', [noise])
    yield 'flat 800', ('sky-flat', [noise, '--size', '800', '--format', 'rgb'])
    for chip in ('apa102', 'ws2801', 'lpd8806', 'p9813', 'ws2812'):
        yield f'push {chip}', ('sky-push', [noise, '-r', '15', '-o', f'wire:/dev/null,chip={chip}'])


def main():
    with tempfile.TemporaryDirectory() as folder:
        chosen = [(name, row) for name, row in rows(folder) if not WANTED or any(word in name for word in WANTED)]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            for (name, _), cost in zip(chosen, pool.map(millions_a_frame, [row for _, row in chosen])):
                print(f'{name:32}{cost:10.2f}', flush=True)


if __name__ == '__main__':
    main()
