# SPDX-License-Identifier: ISC
"""Whether machines whose clocks are set and run wrong show the same frames at the same time of their own clocks.
usage: clock.py STANDIN; sky-gen and sky-push are in PATH, and STANDIN is what gives each machine a clock of its own.
Prints what was found, and fails when a machine was not in step."""
import os
import selectors
import statistics
import struct
import subprocess
import sys
import tempfile
import time

FPS = 20
EPOCH = 1577836800  # 2020 in UTC
NUMBER = 'rgb(floor(n/65536)%256/255, floor(n/256)%256/255, n%256/255)'
TRIES = 6  # of each step: a busy machine stops programs, and this one, for a while
FRAMES = 1 << 24  # frame numbers are known modulo this


def read_offset():
    """Of the computer's wall clock from its monotonic one, in seconds: of many tries the one that took least time."""
    tries = []
    for _ in range(50):
        before, wall, after = time.monotonic(), time.time(), time.monotonic()
        tries.append((after - before, wall - (before + after) / 2))
    return min(tries)[1]


OFFSET = read_offset()


class Clock:
    """A machine's wall clock, in the file that the stand-in reads."""
    def __init__(self, path):
        self.path, self.state = path, (0, 0, 0.0)
        self.set(0, 0)

    def ahead(self, now):
        """Seconds that it is ahead of the computer's clock at a time of CLOCK_MONOTONIC."""
        ahead, since, gain = self.state
        return (ahead + (now * 1e9 - since) / 1e9 * gain) / 1e9

    def set(self, ahead, gain):
        """Sets it so many seconds ahead; it gains so many more each second from then on."""
        self.state = (round(ahead * 1e9), time.monotonic_ns(), gain * 1e9)
        with open(self.path + '.new', 'wb') as file:
            file.write(struct.pack('qqd', *self.state))
        os.rename(self.path + '.new', self.path)

    def frame(self, now):
        """The frame that is due at a time of CLOCK_MONOTONIC, with the part of its time that has passed."""
        return (now + OFFSET + self.ahead(now) - EPOCH) * FPS


class Machine:
    def __init__(self, name, folder, standin, pipeline, selector):
        self.name, self.clock, self.pipeline, self.selector = name, Clock(f'{folder}/{name}'), pipeline, selector
        preload = ' '.join(filter(None, (os.environ.get('LD_PRELOAD'), standin)))
        self.environment = dict(os.environ, WALL=self.clock.path, LD_PRELOAD=preload, SKY_GEOMETRY='1x1',
                                SKY_FPS=str(FPS),
                                ASAN_OPTIONS=os.environ.get('ASAN_OPTIONS', '') + ':verify_asan_link_order=0')
        self.late = []  # (time, frames that were behind the clock when they came)
        self.start()

    def start(self):
        self.process = subprocess.Popen(['sh', '-c', self.pipeline], stdout=subprocess.PIPE, env=self.environment,
                                        start_new_session=True)
        self.bytes, self.black = b'', True
        self.selector.register(self.process.stdout, selectors.EVENT_READ, self)

    def stop(self):
        self.selector.unregister(self.process.stdout)
        os.killpg(self.process.pid, 9)
        self.process.stdout.close()
        self.process.wait()

    def take(self):
        data = os.read(self.process.stdout.fileno(), 3 << 12)
        now = time.monotonic()
        if not data:
            sys.exit(f'{self.name}: its programs ended')
        self.bytes += data
        while len(self.bytes) >= 3:
            number, self.bytes = int.from_bytes(self.bytes[:3], 'big'), self.bytes[3:]
            if self.black:
                self.black = False
                continue
            late = (self.clock.frame(now) - number + FRAMES / 2) % FRAMES - FRAMES / 2
            self.late.append((now, late))

    def check(self, what, since, until, most):
        """Frames must not come early by more than `most`, and half of them not late by more than that and a half of a
        frame: a busy computer shows some late, but none early."""
        late = [late for now, late in self.late if since <= now < until]
        if not late:
            print(f'{self.name}: {what}: no frame came')
            return False
        middle, least = statistics.median(late), min(late)
        print(f'{self.name}: {what}: {len(late)} frames, {least:+.2f} to {max(late):+.2f} late, median {middle:+.2f}')
        return least >= -most and middle <= most + 0.5


def run(machines, selector, seconds):
    """Returns when it began and when it was over."""
    begun = time.monotonic()
    until = begun + seconds
    while (now := time.monotonic()) < until:
        for key, _ in selector.select(until - now):
            key.data.take()
    return begun, until


def are_in_step(machines, selector, seconds, what, most):
    begun, until = run(machines, selector, seconds)
    return all([machine.check(what, begun, until, most) for machine in machines])


def main():
    standin = sys.argv[1]
    draw = f"sky-gen --clock -e '{NUMBER}'"
    show = 'exec sky-push --clock gamma=1 -o wire:-,chip=ws2801'
    with tempfile.TemporaryDirectory() as folder, selectors.DefaultSelector() as selector:
        machines = [Machine('short', folder, standin, f'{draw} | {show}', selector),
                    Machine('long', folder, standin,
                            f"{draw} | sky-rotate --clock angle=t | sky-map --clock 'src' | sky-cat | {show}",
                            selector),
                    Machine('file', folder, standin,
                            f"{draw} -o @{folder}/frames & {show} @{folder}/frames", selector)]
        try:
            run(machines, selector, 1.5)  # they start
            steps = [('in step', (0, 0, 0), 0.0, 1.2, 0.1),
                     ('set by 50 ms', (0.05, -0.05, 0), 0.0, 1.2, 1.1),
                     ('50 ms later', None, 0, 1.2, 0.1),
                     ('running wrong by 2 %', (0.02, -0.02, 0), 0.02, 1.5, 1.1),
                     ('right again', (0, 0, 0), 0, 1.2, 1.1)]
            for what, ahead, gain, seconds, most in steps:
                for _ in range(TRIES):
                    for machine, start, way in zip(machines, ahead or (), (1, -1, 0)):
                        machine.clock.set(start, gain * way)
                    if are_in_step(machines, selector, seconds, what, most):
                        break
                else:
                    sys.exit(1)
            machines[0].stop()
            machines[0].start()
            run(machines, selector, 1.5)
            if not any(are_in_step(machines, selector, 1, 'one has started again', 0.1) for _ in range(TRIES)):
                sys.exit(1)
        finally:
            for machine in machines:
                machine.stop()


if __name__ == '__main__':
    main()
