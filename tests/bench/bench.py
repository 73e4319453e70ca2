# SPDX-License-Identifier: ISC
"""What a frame costs: CPU time of whole processes at 360x288, start-up taken off, as ratios in one run.

Each row runs ours and its peer in turn and gives the median of the pairs' ratios. Start-up is taken off by running
each command also with a tenth of the frames. Nothing here passes or fails; `make bench` prints, people judge.
"""
import fcntl
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time

BUILD = os.environ['SKY_BUILD']
FRAMES, FEW, RUNS = 500, 50, 7
FRAME_BYTES = 360 * 288 * 3
os.environ['PATH'] = BUILD + ':' + os.environ['PATH']
for name in ('SKY_GEOMETRY', 'SKY_FPS', 'SKY_CPU'):
    os.environ.pop(name, None)
STAGES = f'{BUILD}/tests/bench/stages'


def cpu_seconds(command):
    """CPU time of a shell command and of all that it starts, its output thrown away."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(['sh', '-c', command], check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def first_cpu_seconds(command):
    """CPU time of one command alone, its output through a wide pipe to a reader whose time does not count."""
    reader, writer = os.pipe()
    fcntl.fcntl(writer, fcntl.F_SETPIPE_SZ, 1 << 20)
    drain = subprocess.Popen(['cat'], stdin=reader, stdout=subprocess.DEVNULL)
    os.close(reader)
    child = subprocess.Popen(['sh', '-c', 'exec ' + command], stdout=writer)
    os.close(writer)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = status
    drain.wait()
    if status:
        sys.exit(f'{command}: exit status {status}')
    return usage.ru_utime + usage.ru_stime


def frame_microseconds(command, measure):
    """`command` has {A} and {B} where its input files go."""
    many = measure(command.format(A=f'{folder}/a', B=f'{folder}/b'))
    few = measure(command.format(A=f'{folder}/a.few', B=f'{folder}/b.few'))
    return (many - few) / (FRAMES - FEW) * 1e6


def compare(title, ours, peer, goal, measure=cpu_seconds):
    mine, theirs = [], []
    for _ in range(RUNS):
        mine.append(frame_microseconds(ours, measure))
        theirs.append(frame_microseconds(peer, measure))
    ratio = statistics.median(m / t for m, t in zip(mine, theirs))
    costs = f'{statistics.median(mine):9.1f} {statistics.median(theirs):9.1f}'
    print(f'{title:<44} {costs} {ratio:7.2f} {goal:>7}', flush=True)


def start_up(title, command, goal):
    times = []
    for _ in range(21):
        begin = time.perf_counter()
        child = os.posix_spawnp(command[0], command, os.environ, file_actions=[
            (os.POSIX_SPAWN_OPEN, 1, '/dev/null', os.O_WRONLY, 0)])
        os.waitpid(child, 0)
        times.append((time.perf_counter() - begin) * 1e3)
    print(f'{title:<44} {statistics.median(times):9.2f} {min(times):9.2f} {"":>7} {goal:>7}', flush=True)


def pattern_microseconds(pattern, few=20, many=140):
    """The least of some runs, as whatever else the machine does only adds."""
    least = [min(cpu_seconds(f'sky-gen {pattern} -n {count}') for _ in range(3)) for count in (few, many)]
    return max(least[1] - least[0], 1e-7) / (many - few) * 1e6


def windows(pattern, frames, window=30):
    """CPU microseconds a frame of every so many frames, read from a pipe."""
    child = subprocess.Popen(['sky-gen', *pattern.split(), '-n', str(frames)], stdout=subprocess.PIPE, bufsize=0)
    clock = ~child.pid << 3 | 2  # the CPU clock of another process: clock_getcpuclockid(3)
    costs, before = [], None
    for _ in range(frames // window):
        left = window * FRAME_BYTES
        while left > 0:
            left -= len(child.stdout.read(left))
        now = time.clock_gettime(clock)
        if before is not None:  # the first has the start-up in it
            costs.append((now - before) / window * 1e6)
        before = now
    child.stdout.close()
    child.wait()
    return costs


def patterns():
    """Frames a second of every pattern and preset, and what a frame costs against a plain copy of one."""
    copies = 5000
    frame, other = bytearray(FRAME_BYTES), memoryview(bytes(FRAME_BYTES))
    copy = float('inf')
    for _ in range(5):
        begin = time.process_time()
        for _ in range(copies):
            frame[:] = other
        copy = min(copy, (time.process_time() - begin) / copies * 1e6)
    missed = []

    def show(title, cost, least=None):
        print(f'{title:<34} {1e6 / cost:9.0f} {cost:11.1f} {cost / copy:9.1f}', flush=True)
        if least and 1e6 / cost < least:
            missed.append(f'{title} ({1e6 / cost:.0f} of {least})')
    print(f'\n{"patterns, one core":<34} {"fps":>9} {"us a frame":>11} {"copies":>9}')
    show('(a copy of a frame)', copy)
    listed = subprocess.run(['sky-gen', '-l'], capture_output=True, text=True, check=True).stdout.splitlines()
    for pattern in [line.split()[0] for line in listed]:
        about = subprocess.run(['sky-gen', pattern, '--help'], capture_output=True, text=True, check=True).stdout
        noise = pattern == 'perlin' or 'It is perlin' in about
        show(pattern, pattern_microseconds(pattern), 400 if noise else 500)
    show('perlin octaves=5', pattern_microseconds('perlin octaves=5'), 400)
    # Its cost depends on the depth: the whole flight, each 30 frames the least of some flights.
    flights = [windows('fractal', 3630) for _ in range(3)]
    costs = [min(costs) for costs in zip(*flights)]
    show('fractal, the whole flight', sum(costs) / len(costs), 500)
    show('fractal, its slowest second', max(costs), 500)
    print('below 500 frames a second (400 with noise):', ', '.join(missed) or 'none')


def threads(few=20, many=220):
    """How long a frame takes by the clock with several threads, the least of some runs: on a busy machine no less."""
    print(f'\n{"milliseconds a frame with -j":<34} {"1":>9} {"2":>9} {"4":>9}')
    for words in ('supernova', 'perlin', 'fire', 'plasma', '-e fbm(4*x,4*y,t)'):
        row = ''
        for count in ('1', '2', '4'):
            least = {few: float('inf'), many: float('inf')}
            for frames in (few, many) * 5:
                begin = time.perf_counter()
                subprocess.run(['sky-gen', *words.split(), '-j', count, '-n', str(frames)], check=True,
                               stdout=subprocess.DEVNULL)
                least[frames] = min(least[frames], time.perf_counter() - begin)
            row += f'{(least[many] - least[few]) / (many - few) * 1e3:10.2f}'
        print(f'{words:<34}{row}', flush=True)


folder = tempfile.mkdtemp(dir='/dev/shm')
try:
    for name, pattern in (('a', 'gradients across=height'), ('b', 'noise')):
        subprocess.run(f'sky-gen {pattern} -n {FRAMES} -o {folder}/{name}; '
                       f'sky-cat {folder}/{name} -n {FEW} -o {folder}/{name}.few', shell=True, check=True)

    print(f'{"CPU microseconds a frame":<44} {"ours":>9} {"peer":>9} {"ratio":>7} {"reach":>7}')
    compare('sky-cat, to a pipe, against pv -q', 'sky-cat {A}', 'pv -q {A}', '1.2', first_cpu_seconds)
    compare('sky-cat, to a pipe, against cat', 'sky-cat {A}', 'cat {A}', '', first_cpu_seconds)
    # The whole of both files is one fade.
    fading = 'sky-cat --fade 1000 {A} {B} 2>&-'
    compare('sky-cat, a fading frame, against cat', fading, 'cat {A} {B}', '')
    compare('the same, against sky-blend in light', fading, 'sky-blend {A} mix {B} mix=0.3 linear=yes', '1.0')
    compare('sky-cat, wiping, against the same', fading.replace('1000', '1000 --with clock'),
            'sky-blend {A} mix {B} mix=0.3 linear=yes', '1.0')
    compare('sky-rotate by whole vanes, against cat', 'sky-rotate {A} angle=30', 'cat {A}', '1.0')
    compare('sky-rotate by whole vanes, to a pipe, cat', 'sky-rotate {A} angle=30', 'cat {A}', '1.0', first_cpu_seconds)
    compare('sky-rotate by a fraction, against cat', 'sky-rotate {A} angle=30.3', 'cat {A}', '1.8')
    compare('sky-rotate by a fraction, to a pipe, cat', 'sky-rotate {A} angle=30.3', 'cat {A}', '1.8', first_cpu_seconds)
    compare('sky-color, nothing changed, against cat', 'sky-color {A}', 'cat {A}', '1.0')
    compare('sky-color, channels alone, against cat', 'sky-color {A} brightness=0.5 gamma=1.2', 'cat {A}', '3')
    compare('sky-color, hue and palette, against cat', 'sky-color {A} hue=40 palette=lava', 'cat {A}', '5')
    copy = f'{STAGES} copy {{A}} {{B}}'
    hot = ('max', 'avg', 'xor', 'multiply', 'screen', 'mix')
    modes = subprocess.run(['sky-blend', '-l'], capture_output=True, text=True, check=True).stdout.splitlines()
    for mode in [line.split()[0] for line in modes]:
        compare(f'sky-blend {mode}, against reading and memcpy', f'sky-blend {{A}} {mode} {{B}}', copy,
                '1.2' if mode in hot else '3.0')
    subprocess.run(f'sky-flat {folder}/b -n 1 -o {folder}/picture.png', shell=True, check=True)
    compare('sky-blend over a picture, against memcpy', f'sky-blend {{A}} over {folder}/picture.png', copy, '1.2')
    compare('sky-blend screen of light, against memcpy', 'sky-blend {A} screen {B} linear=yes', copy, '')
    compare('sky-blend max, against C by hand', 'sky-blend {A} max {B}', f'{STAGES} max {{A}} {{B}}', '')
    compare('sky-flat 800, against C by hand', 'sky-flat {A} --size 800 --format rgb', f'{STAGES} flat {{A}} 800', '1.0')
    compare('rotate | blend | flat 800, against C by hand',
            'sky-rotate {A} angle=30 | sky-blend - max {B} | sky-flat --size 800 --format rgb',
            f'{STAGES} rotate {{A}} 30 | {STAGES} max - {{B}} | {STAGES} flat - 800', '1.0')

    print(f'\n{"milliseconds from start to exit, one frame":<44} {"median":>9} {"least":>9} {"":>7} {"reach":>7}')
    start_up('true (what starting a process costs)', ['true'], '')
    start_up('sky-gen test', ['sky-gen', 'test', '-n', '1'], '5')
    start_up('sky-blend max', ['sky-blend', f'{folder}/a', 'max', f'{folder}/b', '-n', '1'], '5')
    start_up('sky-rotate', ['sky-rotate', f'{folder}/a', 'angle=3.3', '-n', '1'], '5')
    start_up('sky-cat', ['sky-cat', f'{folder}/a', '-n', '1'], '5')
    start_up('sky-flat 800', ['sky-flat', f'{folder}/a', '--size', '800', '--format', 'rgb', '-n', '1'], '5')
    null = ['sky-push', f'{folder}/a', '-r', '10000', '-o', 'null', '-n', '1']
    start_up('sky-push to null (at 10,000 fps)', null, '5')
finally:
    shutil.rmtree(folder)

print('\nkernels')
sys.stdout.flush()
subprocess.run([f'{BUILD}/tests/bench/kernels'], check=True)
print(flush=True)
subprocess.run([f'{BUILD}/tests/bench/chips'], check=True)

patterns()
threads()
