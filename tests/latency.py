# SPDX-License-Identifier: ISC
"""How long a hand waits for the light: from a changed control file to the changed frame on the wire, in a pipeline at
30 frames a second. usage: latency.py GEOMETRY CHANGES KIND, where KIND is pipe, fifo or python (a generator that knows
nothing of skyscreen's pipes, which the control file drives itself). Prints the median and the worst, in seconds.

latency.py GEOMETRY CLICKS sound: from a click in sound that sky-hear is given in step, through $SKY_CONTROL and three
programs at 60 frames a second, to the changed frame. Prints the median, the 95th percentile and the worst."""
import math
import os
import random
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import threading
import time

FPS = 30
SOUND_FPS = 60
RATE, STEP = 48000, 240  # samples a second, and written at once
CLICK = 480  # samples of noise
REST = 0.5  # seconds of silence between clicks
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
    if kind == 'sound':
        source = f"sky-gen solid -g {geometry} -r {SOUND_FPS} color='gray(onset > 0.3)'"
        rotate = f"sky-rotate -g {geometry} -r {SOUND_FPS} spin=90*level"
        return f'{source} | {rotate} | sky-push -g {geometry} -r {SOUND_FPS} -o wire:-,chip=ws2801'
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


class Ear(threading.Thread):
    """Sound that sky-hear is given in step with the clock: silence, and a click at once when one is asked for."""
    def __init__(self, control):
        super().__init__(daemon=True)
        command = ['sky-hear', '--channels', '1', '-o', control]
        self.hear = subprocess.Popen(command, stdin=subprocess.PIPE)  # pylint: disable=consider-using-with
        self.clicks, self.clicked = threading.Event(), threading.Event()
        self.moment, self.ends = 0, False

    def run(self):
        noise = struct.pack(f'<{CLICK}h', *(random.Random(1).randint(-30000, 30000) for _ in range(CLICK)))
        start, steps, left = time.monotonic(), 0, b''
        while not self.ends:
            steps += 1
            time.sleep(max(0, start + steps * STEP / RATE - time.monotonic()))
            if self.clicks.is_set():
                self.clicks.clear()
                left, self.moment = noise, time.monotonic()
                self.clicked.set()
            self.hear.stdin.write(left[:2 * STEP].ljust(2 * STEP, b'\0'))
            self.hear.stdin.flush()
            left = left[2 * STEP:]

    def click(self):
        """Returns when the click began."""
        self.clicked.clear()
        self.clicks.set()
        self.clicked.wait()
        return self.moment


def measure_sound(geometry, clicks, size):
    latencies = []
    memory = '/dev/shm' if os.access('/dev/shm', os.W_OK) else None  # a disk may hold up 50 files a second
    with tempfile.TemporaryDirectory(dir=memory) as folder:
        ear = Ear(f'{folder}/control')
        ear.start()
        os.environ['SKY_CONTROL'] = f'{folder}/control'
        with subprocess.Popen(['sh', '-c', pipeline('sound', folder, geometry, size)], stdout=subprocess.PIPE,
                              bufsize=0, start_new_session=True) as shell:
            try:
                wire = Wire(shell.stdout, size)
                for click in range(clicks + 2):  # two to get warm
                    rest = time.monotonic() + REST + click % 7 / 7 / SOUND_FPS
                    while time.monotonic() < rest:
                        wire.wait_for(0)
                    moment = ear.click()
                    wire.wait_for(255)
                    latencies.append(time.monotonic() - moment)
            finally:
                os.killpg(shell.pid, signal.SIGKILL)
                ear.ends = True
                ear.join()
                ear.hear.kill()
                ear.hear.wait()
    latencies = sorted(latencies[2:])
    print(f'{statistics.median(latencies):.3f} {latencies[math.ceil(0.95 * clicks) - 1]:.3f} {latencies[-1]:.3f}')


def main():
    geometry, changes, kind = sys.argv[1], int(sys.argv[2]), sys.argv[3]
    vanes, pixels = (int(number) for number in geometry.split('x'))
    size = vanes * pixels * 3
    if kind == 'sound':
        measure_sound(geometry, changes, size)
        return
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
