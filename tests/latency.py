# SPDX-License-Identifier: ISC
"""How long a hand waits for the light: from a changed control file to the changed frame on the wire, in a pipeline at 30
frames a second. usage: latency.py GEOMETRY CHANGES KIND, where KIND is pipe, fifo or python (a generator that knows
nothing of skyscreen's pipes, which the control file drives itself). Prints the median and the worst, in seconds."""
import os
import select
import signal
import statistics
import subprocess
import sys
import tempfile
import time

FPS = 30
FORGOTTEN = 20  # seconds

PYTHON = '''
import os, sys
control, size = sys.argv[1], int(sys.argv[2])
while True:
    value = int(open(control).read().split('#')[1][:2], 16)
    sys.stdout.buffer.write(bytes([value]) * size)
    sys.stdout.buffer.flush()
'''


def pipeline(kind, folder, geometry, size):
    """The shell's command, whose standard output is the wire."""
    control = f'{folder}/control'
    sink = f'sky-push -g {geometry} -r {FPS} -o wire:-,chip=ws2801'
    rotate = f'sky-rotate -g {geometry} spin=3'
    if kind == 'python':
        return f"{sys.executable} {folder}/generator.py {control} {size} | {rotate} | {sink}"
    source = f'sky-gen solid -g {geometry} -r {FPS} -c {control}'
    if kind == 'fifo':
        return f'mkfifo {folder}/fifo; {source} | {rotate} -o {folder}/fifo & {sink} {folder}/fifo'
    return f'{source} | {rotate} | {sink}'


def set_color(folder, value):
    with open(f'{folder}/new', 'w', encoding='ascii') as file:
        file.write(f'color #{value:02x}{value:02x}{value:02x}\n')
    os.rename(f'{folder}/new', f'{folder}/control')


class Wire:
    """The frames on the wire, of which only the first byte counts: the picture is of one grey."""
    def __init__(self, stream, size):
        self.stream, self.size, self.bytes = stream, size, b''

    def next_value(self, deadline):
        while len(self.bytes) < self.size:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([self.stream], [], [], left)[0]:
                sys.exit(f'no change came through in {FORGOTTEN} s')
            data = os.read(self.stream.fileno(), 1 << 20)
            if not data:
                sys.exit('the pipeline ended')
            self.bytes += data
        value = self.bytes[0]
        self.bytes = self.bytes[self.size:]
        return value

    def wait_for(self, value):
        deadline = time.monotonic() + FORGOTTEN
        while self.next_value(deadline) != value:
            pass


def main():
    geometry, changes, kind = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    vanes, pixels = (int(number) for number in geometry.split('x'))
    size = vanes * pixels * 3
    latencies, value = [], 0
    with tempfile.TemporaryDirectory() as folder:
        set_color(folder, value)
        with open(f'{folder}/generator.py', 'w', encoding='ascii') as file:
            file.write(PYTHON)
        with subprocess.Popen(['sh', '-c', pipeline(kind, folder, geometry, size)], stdout=subprocess.PIPE, bufsize=0,
                              start_new_session=True) as shell:
            try:
                wire = Wire(shell.stdout, size)
                for _ in range(8):  # the pipes are as full as they get
                    wire.wait_for(value)
                for change in range(changes):
                    for _ in range(1 + change % 3):  # at different times within a frame
                        wire.wait_for(value)
                    time.sleep(change % 5 / 5 / FPS)
                    value = 255 - value
                    start = time.monotonic()
                    set_color(folder, value)
                    wire.wait_for(value)
                    latencies.append(time.monotonic() - start)
            finally:
                os.killpg(shell.pid, signal.SIGKILL)
    print(f'{statistics.median(latencies):.3f} {max(latencies):.3f}')


if __name__ == '__main__':
    main()
