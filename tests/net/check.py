# SPDX-License-Identifier: ISC
"""sky-push and sky-recv together, for long enough, and through a bad network. usage: tests/net/check.py TEST [argument...];
prints the figures, and on failure what is wrong, and exits with 1 then. All is on the loopback interface."""
import os
import re
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

from relay import Relay

LIMIT = 120  # seconds without any news


def expect(held, what):
    if not held:
        sys.exit(f'check.py: {what}')


def counts(text, name):
    """The counts of a line of statistics, by the words after the numbers."""
    line = [line for line in text.splitlines() if line.startswith(f'{name}: ') and ' frames' in line][-1]
    return {words: int(number.replace(',', '')) for number, words in re.findall(r'([\d,]+) ([a-z][a-z ]*)', line)}


class Receiver:
    """sky-recv, with all its frames in a file or passed to `take`, from a free port on."""
    def __init__(self, protocol, geometry, words='', options=(), take=None, address='127.0.0.1'):
        self.errors = tempfile.TemporaryFile('w+')
        command = ['sky-recv', '-g', geometry, '--stats', *options, f'{protocol}:{address}:0{words}']
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=self.errors)
        self.take, self.frames, self.ended = take, [], threading.Event()
        self.bytes = frame_bytes(geometry)
        self.came = threading.Condition()
        self.last = time.monotonic()
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()
        self.port = int(self.heard(r'listens for .* on .*:(\d+)')[1])

    def text(self):
        self.errors.seek(0)
        return self.errors.read()

    def heard(self, pattern):
        """Waits until it has printed this."""
        begun = time.monotonic()
        while not (found := re.search(pattern, self.text())):
            expect(self.process.poll() is None, f'sky-recv ended: {self.text()}')
            expect(time.monotonic() < begun + LIMIT, f'sky-recv never printed {pattern}: {self.text()}')
            time.sleep(0.01)
        return found

    def read(self):
        while frame := self.process.stdout.read(self.bytes):
            expect(len(frame) == self.bytes, 'sky-recv wrote a part of a frame')
            with self.came:
                if self.take:
                    self.take(frame)
                else:
                    self.frames.append(frame)
                self.last = time.monotonic()
                self.came.notify_all()
        self.ended.set()

    def wait(self, ready, seconds=LIMIT):
        with self.came:
            return self.came.wait_for(ready, seconds)

    def settle(self, quiet=0.5):
        """Until no frame has come for a while."""
        while (left := self.last + quiet - time.monotonic()) > 0:
            time.sleep(left)

    def stop(self):
        """Ends it. Returns its counts."""
        self.process.send_signal(signal.SIGINT)
        self.thread.join()
        self.process.wait()
        return counts(self.text(), 'sky-recv')


def frame_bytes(geometry):
    vanes, pixels = geometry.split('x')
    return int(vanes) * int(pixels) * 3


def processor_time(process):
    """Waits for its end. Returns its CPU time in seconds."""
    usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(usage[1])
    return usage[2].ru_utime + usage[2].ru_stime


# ---- Every byte ----

def full(protocol, frames='3000', fps='60', geometry='360x288', words='', address='127.0.0.1', *options):
    """Every frame of a film of noise, in its order."""
    frames, bytes_ = int(frames), frame_bytes(geometry)
    film = subprocess.Popen(['sky-gen', 'noise', '-g', geometry, '-n', str(frames)], stdout=subprocess.PIPE)
    state = {'next': film.stdout.read(bytes_), 'same': 0, 'other': 0, 'black': 0}
    black = bytes(bytes_)

    def take(frame):
        if frame == state['next']:
            state['same'] += 1
            state['next'] = film.stdout.read(bytes_)
        elif frame == black:
            state['black'] += 1
        else:
            state['other'] += 1

    receiver = Receiver(protocol, geometry, words, ['--every', *options], take, address=address)
    target = f'{address}:{receiver.port}'
    source = subprocess.Popen(['sky-gen', 'noise', '-g', geometry, '-n', str(frames)], stdout=subprocess.PIPE)
    begun = time.monotonic()
    push = subprocess.Popen(['sky-push', '-g', geometry, '-r', fps, '--stats', '-o', f'{protocol}:{target}{words}'],
                            stdin=source.stdout, stderr=subprocess.PIPE, text=True)
    source.stdout.close()
    errors = push.stderr.read()
    expect(push.wait() == 0, f'sky-push: {errors}')
    seconds = time.monotonic() - begun
    receiver.wait(lambda: state['same'] == frames, 2)
    receiver.settle()
    told = receiver.stop()
    film.kill()
    film.wait()
    source.wait()
    print(f'{protocol}: {state["same"]} of {frames} frames equal, {state["other"]} others, {state["black"]} black, in '
          f'{seconds:.1f} s\n{errors}{receiver.text()}', end='')
    expect(state['same'] == frames and state['other'] == 0, 'frames differ')
    expect(told.get('lost', 0) == told.get('dropped by the kernel', 0) == 0, 'packets were lost')


# ---- A bad network ----

def relayed(protocol, words='', frames='600', fps='60', geometry='60x34', seed='1', commits='yes'):
    """Through a relay that loses 1 %, doubles 2 %, reorders within 8 packets and delays by up to 20 ms: no crash, no frame
    with packets of two frames where the protocol tells when a frame is complete, and the counts of the relay."""
    frames, size = int(frames), frame_bytes(geometry)
    film = subprocess.run(['sky-gen', 'noise', '-g', geometry, '-n', str(frames)], stdout=subprocess.PIPE, check=True).stdout
    step = 1440 if protocol == 'ddp' else 510
    cells = [(at, min(at + step, size)) for at in range(0, size, step)]
    place = {}  # of the last bytes of a packet: frame and cell
    for frame in range(frames):
        for cell, (_, end) in enumerate(cells):
            place[film[frame * size + end - 48:frame * size + end]] = frame, cell

    def places(packets):
        return [place[packet[-48:]] for packet in packets if packet[-48:] in place]

    receiver = Receiver(protocol, geometry, words.replace(',sync=7', '').replace(',sync=yes', ''), ['--every'])
    relay = Relay(receiver.port, int(seed), reorder=8, jitter=0.02)
    push = subprocess.Popen(['sky-push', '-g', geometry, '-r', fps, '--leave', '-', '-o',
                             f'{protocol}:127.0.0.1:{relay.port}{words}'], stdin=subprocess.PIPE)
    for frame in range(frames):
        # The first and the last frames all arrive, so that no loss is beyond what comes.
        bad = 10 <= frame < frames - 20
        relay.loss, relay.duplicates = (0.01, 0.02) if bad else (0, 0)
        push.stdin.write(film[frame * size:(frame + 1) * size])
        push.stdin.flush()
    push.stdin.close()
    expect(push.wait() == 0, 'sky-push failed')
    receiver.settle(1)
    relay.finish()
    receiver.settle(1)
    told = receiver.stop()
    sent, dropped = places(relay.sent), set(places(relay.dropped))

    # What came, by the test's own account.
    arrived, doubled, late, newest = set(), 0, 0, {}
    for frame, cell in sent:
        doubled += (frame, cell) in arrived
        late += (frame, cell) not in arrived and frame < newest.get(cell, -1)
        arrived.add((frame, cell))
        newest[cell] = max(newest.get(cell, -1), frame)
    torn, before, seen = 0, [(-1, cell) for cell in range(len(cells))], set()
    for shown in receiver.frames:
        found = [place.get(shown[end - 48:end], (-1, cell)) for cell, (_, end) in enumerate(cells)]
        expect(all(shown[at:end] == (film[frame * size + at:frame * size + end] if frame >= 0 else bytes(end - at))
                   for (at, end), (frame, _) in zip(cells, found)), 'a part of a packet was shown')
        of = max(frame for frame, _ in found)
        # Old pixels stay where a packet is missing, also those of a frame that was not shown since it was never told to
        # be complete; but one of an earlier frame must not come in. Some are missing since they come too late.
        seen.add(of)
        older = [place for place, then in zip(found, before) if place[0] < of and place != then]
        torn += any(frame in seen for frame, _ in older) or sum((of, cell) not in dropped for _, cell in older) > 8
        before = found
    print(f'{protocol}{words}: {len(receiver.frames)} frames of {frames} shown, {torn} torn; {len(sent)} packets, '
          f'{len(dropped)} lost, {doubled} doubled, {late} after a later one of their place; {relay.overtaken} overtaken\n'
          f'{receiver.text()}', end='')
    if commits == 'yes':
        expect(torn == 0 and told['torn'] == 0, f'{torn} frames were torn')
    expect(len(receiver.frames) > 0.9 * frames, 'frames are missing')
    # Packets of DDP have the number of their frame only; and one that is put into a frame too late is a duplicate there.
    few = 5 if protocol == 'ddp' else 0
    expect(abs(told['lost'] - len(dropped)) <= few, f'{told["lost"]} lost, not {len(dropped)}')
    expect(abs(told['duplicate'] - doubled) <= max(few, doubled // 50), f'{told["duplicate"]} duplicate, not {doubled}')
    # One that is late for its frame is out of order too, though none of its place has come after it.
    expect(told['out of order'] >= late, f'{told["out of order"]} out of order, not {late}')


# ---- Controllers that do not answer ----

def unreachable(seconds='10', geometry='360x288', fps='60'):
    """Three controllers: one that no packet reaches, one that accepts a connection and never reads, and sky-recv. The last
    one gets every frame in time. It runs in a network of its own, where 192.0.2.0/24 leads nowhere."""
    receiver = Receiver('ddp', geometry, options=['--every'], take=lambda frame: None)
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        listener.bind(('127.0.0.1', 0))
        listener.listen()
        port = listener.getsockname()[1]
        frames = round(float(seconds) * float(fps))
        source = subprocess.Popen(['sky-gen', 'noise', '-g', geometry, '-n', str(frames)], stdout=subprocess.PIPE)
        push = subprocess.Popen(['sky-push', '-g', geometry, '-r', fps, '--stats', '-o', f'ddp:127.0.0.1:{receiver.port}',
                                 '-o', 'ddp:192.0.2.77', '-o', f'opc:127.0.0.1:{port}', '-o', 'opc:192.0.2.78'],
                                stdin=source.stdout, stderr=subprocess.PIPE, text=True)
        source.stdout.close()
        errors = push.stderr.read()
        push.wait()
        source.wait()
    receiver.settle()
    told = receiver.stop()
    good = re.search(rf'ddp:127.0.0.1:{receiver.port}: ([\d,]+) pictures, (\d+) late, (\d+) dropped, '
                     r'lateness p50 ([\d.]+) ms, p99 ([\d.]+) ms, max ([\d.]+) ms', errors)
    print(errors + receiver.text(), end='')
    expect(good, 'no figures of the output that is well')
    expect(told['frames'] >= frames, f'{told["frames"]} frames came, not {frames}')
    expect(int(good[3]) == 0 and float(good[4]) < 1000 / float(fps), 'the output that is well was late')


if __name__ == '__main__':
    globals()[sys.argv[1]](*sys.argv[2:])
