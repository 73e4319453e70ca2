# SPDX-License-Identifier: ISC
"""What sky-cat shows of scenes with fades, by numpy, from the definitions in lib/disc/transition.h and sky-cat(1).

    scenes.py CASE     makes scenes in the working directory, runs sky-cat on them and compares each byte
"""
import os
import select
import signal
import subprocess
import sys
import time

import numpy as np

FULL, WHOLE, LIGHT = 65536, 32768, 32767
KINDS = ('mix dissolve clock counterclock outward inward iris-open iris-close blinds push-outward push-inward '
         'push-clock push-counterclock').split()

# ---- Light ----


def to_light(code):
    return np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4)


OF_CODE = np.floor(to_light(np.arange(256) / 255) * LIGHT + 0.5).astype(np.int64)
LIMITS = to_light((np.arange(255) + 0.5) / 255) * LIGHT
CODE_OF = np.searchsorted(LIMITS, np.arange(LIGHT // 2 + 1) * 2 + 0.5, side='right').astype(np.uint8)


def mix(a, b, weight):
    a, b = OF_CODE[a], OF_CODE[b]
    return CODE_OF[a + ((b - a) * weight + WHOLE // 2 >> 15) >> 1]


# ---- Random numbers ----

BITS = (1 << 64) - 1


def random_mix(x):
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9 & BITS
    x = (x ^ x >> 27) * 0x94d049bb133111eb & BITS
    return x ^ x >> 31


def random_hash(seed, place):
    golden = 0x9e3779b97f4a7c15
    return random_mix(random_mix(seed + golden & BITS) + place * golden & BITS)


# ---- Transitions ----

def order_of(kind, shape, hub, seed):
    vanes, pixels = shape
    vane, pixel = np.mgrid[:vanes, :pixels]
    middle = lambda i, n: (2 * i + 1) * (FULL // 2) // n
    if kind == 'dissolve':
        return np.array([random_hash(seed, i) >> 48 for i in range(vanes * pixels)]).reshape(shape)
    if kind == 'blinds':
        slats = min(max(vanes // 4, 1), 12)
        return (2 * vane + 1) * slats * (FULL // 2) // vanes % FULL
    if kind.startswith('iris'):
        angle = vane / vanes % (1 / 6)
        sector = np.minimum(angle, 1 / 6 - angle) * 2 * np.pi
        least, most = (hub + 0.5) * np.cos(np.pi / 6), hub + pixels - 0.5
        place = ((hub + pixel + 0.5) * np.cos(sector) - least) / (most - least)
        order = np.floor(np.clip(place, 0, 1) * (FULL - 1) + 0.5).astype(np.int64)
        return order if kind == 'iris-open' else FULL - 1 - order
    return {'clock': middle(vane, vanes), 'counterclock': middle(vane, vanes)[::-1],
            'outward': middle(pixel, pixels), 'inward': middle(pixel, pixels)[:, ::-1]}[kind]


def push(kind, a, b, moved):
    axis = 0 if kind.endswith('clock') else 1
    size = a.shape[axis]
    if kind in ('push-outward', 'push-clock'):
        both, start = np.concatenate([b, a], axis), size - moved
    else:
        both, start = np.concatenate([a, b], axis), moved
    return np.take(both, np.arange(start, start + size), axis)


def transition(kind, a, b, i, n, hub=0, soft=0.1, seed=0):
    """Frame i of the n frames of a transition from a to b, of vanes x pixels x 3 bytes."""
    if kind == 'mix':
        return mix(a, b, ((2 * i + 1) * WHOLE + n) // (2 * n))
    if kind.startswith('push'):
        way = a.shape[0 if kind.endswith('clock') else 1]
        whole, part = divmod((2 * i + 1) * way * 256 // (2 * n), 256)
        moved = push(kind, a, b, whole)
        return mix(moved, push(kind, a, b, whole + 1), part * 128) if part else moved
    soft = int(soft * FULL + 0.5)
    inside = (2 * i + 1) * (FULL + soft) // (2 * n) - order_of(kind, a.shape[:2], hub, seed)[:, :, None]
    weight = np.where(inside <= 0, 0, np.where(inside >= soft, WHOLE, inside * ((1 << 31) // max(soft, 1)) >> 16))
    return mix(a, b, weight)


# ---- Shows ----

def show(scenes, fades, kinds='mix', held=(), **how):
    """The frames of scenes, arrays of frames; fade i goes into scene i + 1. Of scenes whose number is in `held` the
    last frame stays during the fade that follows."""
    frames, begun = [], 0
    for k, scene in enumerate(scenes):
        fade = fades[k] if k < len(fades) else 0
        kind = kinds if isinstance(kinds, str) else kinds[k] if k < len(kinds) else 'mix'
        end = len(scene) if k in held else len(scene) - fade
        frames += list(scene[begun:end])
        last = [scene[min(end + i, len(scene) - 1)] for i in range(fade)]
        for i in range(fade):
            frames.append(transition(kind, last[i], scenes[k + 1][min(i, len(scenes[k + 1]) - 1)], i, fade, **how))
        begun = fade
    return frames


SHAPE = (24, 8)


def make(name, count, shape=SHAPE, seed=0):
    """Writes a file of noise, and returns its frames."""
    geometry = '%dx%d' % shape
    subprocess.run(['sky-gen', 'noise', '-g', geometry, '-s', str(seed), '-n', str(count), '-o', name], check=True)
    return read(name, shape)


def read(name, shape=SHAPE):
    data = open(name, 'rb').read() if isinstance(name, str) else name
    return np.frombuffer(data, np.uint8).reshape(-1, *shape, 3)


def cat(command, status=0, words='', shape=SHAPE):
    """Runs `sky-cat COMMAND` in bash with a frame rate of 10. Returns the frames; on standard error must be `words`."""
    env = dict(os.environ, SKY_GEOMETRY='%dx%d' % shape)
    run = subprocess.run(['bash', '-c', 'exec sky-cat ' + command], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                         stdin=subprocess.DEVNULL, env=env, timeout=60)
    text = run.stderr.decode()
    assert run.returncode == status and (words in text if words else not text), (command, run.returncode, text)
    assert not words or text.count('\n') == 1, text
    return read(run.stdout, shape)


def same(got, wanted, what=''):
    assert len(got) == len(wanted), (what, len(got), len(wanted))
    for i, (ours, theirs) in enumerate(zip(got, wanted)):
        assert np.array_equal(ours, theirs), '%s: frame %d: %d bytes differ' % (what, i, (ours != theirs).sum())


# ---- Cases ----

def kinds():
    for geometry, hub in (((24, 8), 0), ((1, 1), 0), ((1, 1), 2), ((7, 5), 3), ((30, 1), 0), ((5, 40), 0.5)):
        a, b = make('a', 7, geometry), make('b', 9, geometry, seed=1)
        for kind in KINDS:
            for soft in (0, 0.1, 0.37, 1):
                got = cat('-g %dx%d+%g --fade 0.5 --with %s --soft %g -s 5 a b' % (*geometry, hub, kind, soft),
                          shape=geometry)
                same(got, show([a, b], [5], kind, hub=hub, soft=soft, seed=5), (geometry, kind, soft))


def three():
    a, b, c = make('a', 20), make('b', 30, seed=1), make('c', 25, seed=2)
    wanted = show([a, b, c], [7, 7])
    for name in 'abc':
        subprocess.run(['sky-cat', name, '-o', name + '.gz'], check=True)
        subprocess.run('gzip -c %s > plain-%s.gz' % (name, name), shell=True, check=True)
    assert len(wanted) == 20 + 30 + 25 - 14
    for inputs in ('a b c', 'a.gz b.gz c.gz', '<(cat a) <(cat b) <(cat c)', 'plain-a.gz plain-b.gz plain-c.gz',
                   '<(cat a),for=2 <(cat b b),for=3 <(cat c c),for=2.5', 'a b.gz,for=3 <(cat c c c),for=2.5',
                   '- b c <a', '- b c < <(cat a)', '-,for=2 b,for=100 c < <(cat a a)'):
        same(cat('--fade 0.7 ' + inputs), wanted, inputs)
        same(cat('--fade 0.7 -v ' + inputs + ' 2>/dev/null'), wanted, inputs)
    same(cat('--fade 2 a b,fade=0.3 c,with=cut'), show([a, b, c], [3, 0]))
    same(cat('a b,fade=0.3,with=clock <(cat c),fade=0.4'), show([a, b, c], [3, 4], ['clock', 'mix']))
    same(cat('--fade 0.7 --with blinds a b,with=iris-open c'), show([a, b, c], [7, 7], ['iris-open', 'blinds']))
    same(cat('a,for=0.3 b,for=0.4 <(cat c),for=0.2'), list(a[:3]) + list(b[:4]) + list(c[:2]))
    for first in (0, 1, 12, 13, 16, 20, 40, 60, 61, 99):
        for inputs in ('a b c', '<(cat a) <(cat b) <(cat c)', 'a.gz <(cat b) c.gz'):
            end = {'status': 1, 'words': 'the show ends before'} if first >= len(wanted) else {}
            same(cat('--fade 0.7 --skip %d %s' % (first, inputs), **end), wanted[first:], (first, inputs))
    same(cat('--fade 0.7 --start 2 -n 30 --skip 3 a b c'), wanted[23:53])


def loops():
    a, b, c = make('a', 9), make('b', 12, seed=1), make('c', 7, seed=2)
    for name in 'abc':
        subprocess.run(['sky-cat', name, '-o', name + '.gz'], check=True)
    wanted = show([a, b, c] * 100, [3] * 299)
    wanted = wanted[:-3] + show([c, a], [3])[4:7]
    same(cat('-l --fade 0.3 -n %d a.gz b.gz c.gz' % len(wanted)), wanted, 'a hundred rounds')
    once = show([c] * 101, [3] * 100)
    same(cat('-l --fade 0.3 -n %d c.gz' % len(once)), once[:-3] + once[4:7], 'one of itself')
    # A pipe goes on in the next round, if there is more of it.
    same(cat('-l --fade 0.3 -n 20 <(cat a b),for=0.9 c'), show([a, c, b[:9], c], [3, 3, 3])[:20], 'a pipe')
    words = ': gave no frames in a later round; a pipe cannot be read again from its beginning'
    same(cat('-l --fade 0.3 -n 40 <(cat a) b', 1, words), show([a] + [b] * 4, [3] * 4)[:40], 'a pipe that has ended')
    same(cat('-l -n 40 <(cat a) b', 1, words), [*a, *b, *b, *b][:40], 'a pipe that has ended')
    os.symlink('a', 'gone')
    player = subprocess.Popen('exec sky-cat -l -n 400 a gone b', shell=True, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE)
    player.stdout.read(576)
    os.unlink('gone')
    output, errors = player.communicate()
    assert player.returncode == 1 and errors.count(b'\n') == 1 and b'gone: No such file' in errors, errors
    assert (2 + 12) * 2 == 28  # a round: 9 + 12 + 7 frames less three fades
    for first in (0, 5, 18, 19, 20, 36, 400, 1000):
        same(cat('-l --fade 0.3 -n 60 --skip %d a.gz b.gz c.gz' % first), wanted[first:first + 60], first)


def shuffle_order(count, seed, rounds):
    def draw(number):
        order = list(range(count))
        for i in range(count, 1, -1):
            j = random_hash(seed, number * count + i - 1) % i
            order[i - 1], order[j] = order[j], order[i - 1]
        return order
    orders = [draw(number if count != 2 else 0) for number in range(rounds)]
    for before, order in zip(orders, orders[1:]):
        if before[-1] == order[0] and count > 1:
            order[0], order[1] = order[1], order[0]
    return [i for order in orders for i in order]


def shuffles():
    for count in (1, 2, 3, 5):
        scenes = [make('s%d' % i, 6 + i, seed=i) for i in range(count)]
        names = ' '.join('s%d' % i for i in range(count))
        for seed in (0, 1, 77):
            order = shuffle_order(count, seed, 30)
            assert count == 1 or all(i != j for i, j in zip(order, order[1:])), order
            assert all(sorted(order[i:i + count]) == list(range(count)) for i in range(0, len(order), count))
            wanted = show([scenes[i] for i in order], [2] * (len(order) - 1))[:-2]
            same(cat('-l --shuffle -s %d --fade 0.2 -n %d %s' % (seed, len(wanted), names)), wanted, (count, seed))
            first = len(wanted) - 50
            got = cat('-l --shuffle -s %d --fade 0.2 --skip %d -n 50 %s' % (seed, first, names))
            same(got, wanted[first:], (count, seed, 'skip'))
            same(cat('--shuffle -s %d %s' % (seed, names)), [f for i in order[:count] for f in scenes[i]])


def short():
    a, b, c, one = make('a', 20), make('b', 5, seed=1), make('c', 20, seed=2), make('one', 1, seed=3)
    warning = ' s instead of 0.9 s, as it or the scene before it is too short'
    same(cat('--fade 0.9 a b c', 0, 'b: the fade into it takes 0.2' + warning), show([a, b, c], [2, 2]), 'half')
    same(cat('--fade 0.9 b c', 0, warning), show([b, c], [5]), 'a whole scene may be one fade')
    same(cat('--fade 0.9 a one c', 0, warning), list(a) + list(one) + list(c), 'one frame')
    same(cat('--fade 0.9 a one', 0, warning), show([a, one], [1]), 'one frame at the end')
    same(cat('-l --fade 0.1 -n 5 one', 0, 'too short'), [one[0]] * 5)
    open('empty', 'wb').close()
    same(cat('--fade 0.9 a empty c'), show([a, c], [9]), 'empty')
    same(cat('--fade 0.9 a <(cat empty) c'), show([a, c], [9]), 'empty pipe')
    same(cat('--fade 0.9 <(cat empty) c <(cat empty)'), c, 'empty pipe at both ends')
    same(cat('--fade 0.9 empty'), [])
    same(cat('-l --fade 0.9 empty empty'), [])
    # Streams whose length is not known: what is left when their end is seen.
    same(cat('--fade 0.9 <(cat b) c'), show([b, c], [3]), 'pipe')
    same(cat('--fade 0.9 a <(cat one) c'), show([a, one, c], [9, 9], held=[1]), 'a pipe of one frame stays')
    same(cat('<(cat a),for=9 <(cat empty),for=0.4 c', 0, ': ended after 2 s, before its for=9'), [*a, *c],
         'ended early')
    same(cat('--fade 0.4 c <(cat empty),for=3 a', 0, ': ended after 0 s, before its for=3'), show([c, a], [4]),
         'nothing came')
    same(cat('c <(cat a),for=3', 0, ': ended after 2 s, before its for=3'), [*c, *a], 'ended early')
    same(cat('<(cat a),for=2.4 c'), [*a, *c], 'ended a little early')
    # Those that end before their length.
    same(cat('--fade 0.4 <(cat a),for=9 c', 0, ': ended after 2 s, before its for=9'), show([a, c], [4], held=[0]),
         'ended early')


def broken():
    a, b, c = make('a', 20), make('b', 10, seed=1), make('c', 20, seed=2)
    open('cut', 'wb').write(b.tobytes() + b'xyz')
    words = ': ended 3 bytes into frame 10 (a frame is 576 bytes at 24x8)'
    same(cat('a cut c', 1, 'cut' + words), list(a) + list(b) + list(c))
    same(cat('--fade 0.4 a cut c', 1, 'cut' + words), show([a, b, c], [4, 4]))
    same(cat('--fade 0.4 a <(cat cut) c', 1, words), show([a, b, c], [4, 4]))
    same(cat('--fade 0.4 a <(cat cut),for=7 c', 1, words), show([a, b, c], [4, 4], held=[1]))
    same(cat('--fade 0.4 a cut', 1, words), show([a, b], [4]))
    same(cat('--fade 0.4 a - < <(cat cut)', 1, 'standard input' + words), show([a, b], [4]))
    # In the middle of the fade that brings it.
    open('few', 'wb').write(b[:2].tobytes() + b'xyz')
    words = ': ended 3 bytes into frame 2 '
    same(cat('--fade 0.4 a <(cat few) c', 1, words), show([a, b[:2], c], [4, 4], held=[1]))
    same(cat('--fade 0.4 a <(cat few)', 1, words), show([a, b[:2]], [4])[:20])
    open('none', 'wb').write(b'xyz')
    same(cat('--fade 0.4 a <(cat none) c', 1, ': ended 3 bytes into frame 0 '), show([a, c], [4]))
    same(cat('--fade 0.4 a <(cat none)', 1, ': ended 3 bytes into frame 0 '), a)
    # A recording that is spoiled in its second second: what is good, and a cut.
    subprocess.run('sky-gen fire -n 20 -o fire && sky-cat fire -o bad.gz', shell=True, check=True)
    data, a = bytearray(open('bad.gz', 'rb').read()), read('fire')
    at = data.rindex(b'\x1f\x8b') + 200
    data[at:at + 16] = b'X' * 16
    open('bad.gz', 'wb').write(data)
    got = cat('--fade 0.4 bad.gz c', 1, 'bad.gz: ')
    good = len(got) - len(c)
    assert 10 <= good < 16, good
    same(got[:10], a[:10])
    same(got[good:], c)


class Player:
    """A sky-cat that is read frame by frame, and is told something between two of them."""

    def __init__(self, command):
        os.mkfifo('hand')
        self.hand = os.open('hand', os.O_RDWR)
        self.cat = subprocess.Popen(['bash', '-c', 'exec sky-cat -c hand ' + command], stdout=subprocess.PIPE,
                                    bufsize=0)
        self.frames = b''

    def play(self, count):
        for _ in range(count * SHAPE[0] * SHAPE[1] * 3):
            self.frames += self.cat.stdout.read(1)

    def wait(self):
        """Waits until the next frame is in the pipe; then sky-cat waits for room, and looks at its control file after
        that."""
        select.select([self.cat.stdout], [], [])

    def next(self):
        self.wait()
        os.write(self.hand, b'next\n')

    def finish(self):
        while piece := self.cat.stdout.read(65536):
            self.frames += piece
        assert self.cat.wait() == 0
        os.close(self.hand)
        os.unlink('hand')
        return read(self.frames)


def by_hand():
    a, b, c = make('a', 50), make('b', 50, seed=1), make('c', 20, seed=2)
    for inputs in ('a b c', '<(cat a) <(cat b) <(cat c)', '<(cat a),for=5 b <(cat c),for=2'):
        player = Player('--fade 0.4 ' + inputs)
        player.play(9)
        player.next()  # the frame after the next begins the fade
        player.play(20)  # 10 + 4 frames of a fade, and 15 of b
        player.wait()
        player.cat.send_signal(signal.SIGUSR1)
        player.play(2)
        player.next()  # in a fade: there is no scene after c
        same(player.finish(), show([a[:14], b[:24], c], [4, 4]), inputs)
    player = Player('--fade 0.4 a b c')
    player.play(9)
    player.next()
    player.play(2)
    player.next()  # in a fade: after it
    same(player.finish(), show([a[:14], b[:8], c], [4, 4]), 'twice')
    subprocess.run('sky-gen test -n 1 | sky-flat -o logo.png', shell=True, check=True)
    logo = cat('logo.png -n 1')
    player = Player('--fade 0.4 logo.png c')
    player.play(6)
    player.next()
    same(player.finish(), show([[logo[0]] * 11, c], [4]), 'a picture without end')
    player = Player('a b')
    player.play(6)
    player.next()
    same(player.finish(), list(a[:7]) + list(b), 'a cut')


def stalled():
    a, b, c = make('a', 20), make('b', 20, seed=1), make('c', 20, seed=2)
    os.mkfifo('nobody')  # writes to it
    # With how many frames come before it hangs: none comes late on a busy machine only.
    for inputs, before, wanted in (
            ('a <(exec sleep 60) c', 16, show([a, c], [4])),
            ('a nobody c', 16, show([a, c], [4])),
            ('a nobody,fade=0 c,fade=0', 20, np.concatenate([a, c])),
            ('a <(cat b; exec sleep 60) c', 32, show([a, b, c], [4, 4])),
            ('a <(cat b; exec sleep 60),for=3 c', 36, show([a, b, c], [4, 4], held=[1])),
            ('a <(head -c 1152 b; exec sleep 60),for=3 c', 18, show([a, b[:2], c], [4, 4], held=[1]))):
        for by_signal in (False, True):
            player = Player('--fade 0.4 ' + inputs)
            player.play(before)
            while len(player.frames) < len(wanted) * SHAPE[0] * SHAPE[1] * 3:
                if select.select([player.cat.stdout], [], [], 0.3)[0]:
                    player.play(1)
                elif by_signal:
                    player.cat.send_signal(signal.SIGUSR1)
                else:
                    os.write(player.hand, b'next\n')
            same(player.finish(), wanted, (inputs, by_signal))
    # A frame file whose writer has gone stays, and is waited for as long as its scene.
    subprocess.run('exec sky-cat b -o @gone', shell=True, check=True)
    same(cat('--fade 0.4 a @gone,for=0.9 c', 1, 'gone.sky: gave no frame for 0.9 s'),
         show([a, b[-1:], c], [4, 4], held=[1]))


def pictures():
    subprocess.run('sky-gen test -n 1 | sky-flat -o logo.png', shell=True, check=True)
    a = make('a', 10)
    turning = cat('logo.png,size=0.5,angle=90*t,background=navy -n 12')
    still = cat('logo.png -n 15')
    same(cat('--fade 0.3 logo.png,size=0.5,for=1.2,angle=90*t,background=navy a logo.png,with=mix,for=1.5'),
         show([turning, a, still], [3, 3]))
    same(cat('--fade 0.3 --still 1.5 --with outward logo.png a logo.png'), show([still, a, still], [3, 3], 'outward'))
    same(cat('--fade 0.3 -n 20 a logo.png'), show([a, [still[0]] * 20], [3])[:20])


def opened_ahead():
    """A picture is open before its fade begins: by then its file may be gone."""
    os.environ['SKY_GEOMETRY'] = '360x288'
    a = make('a', 30, (360, 288))  # which does not fit the pipe
    subprocess.run('sky-gen test -n 1 | sky-flat -o logo.png', shell=True, check=True)
    still = cat('logo.png -n 10', shape=(360, 288))
    wanted = show([a, still], [5])
    player = subprocess.Popen(['sky-cat', '--fade', '0.5', '--still', '1', 'a', 'logo.png'], stdout=subprocess.PIPE)
    shown = player.stdout.read(a[0].nbytes)
    while len(os.listdir('/proc/%d/task' % player.pid)) > 1:  # a thread opens it
        time.sleep(0.01)
    os.remove('logo.png')
    shown += player.stdout.read()
    assert player.wait() == 0
    same(read(shown, (360, 288)), wanted)


def memory():
    """A fade holds a frame of each scene; a pipe of unknown length also the frames that are read ahead."""
    shape, frame = (360, 288), 360 * 288 * 3
    make('a', 75, shape)
    peaks = []
    for inputs in ('a a', '<(cat a),for=2.5 a', '<(cat a) a'):
        run = subprocess.Popen(['bash', '-c', 'exec sky-cat -g 360x288 -r 30 --fade 1 ' + inputs],
                               stdout=subprocess.PIPE)
        run.stdout.read(119 * frame)  # all but one
        status = open('/proc/%d/status' % run.pid).read()
        peaks.append(int(status.split('VmHWM:')[1].split()[0]) * 1024)
        assert len(run.stdout.read()) == frame and run.wait() == 0
    assert peaks[0] < 5e6 + 4 * frame and peaks[1] < peaks[0] + 6 * frame, peaks
    assert peaks[0] + 25 * frame < peaks[2] < peaks[0] + 40 * frame, peaks


def clocked():
    os.environ['SKY_FPS'] = '50'
    a, b = make('a', 60), make('b', 50, seed=1)
    subprocess.run(['sky-cat', 'a', '-o', 'a.gz'], check=True)
    wanted = show([a, b] * 4, [20] * 7)  # 70 frames a round; fades from 40, 70, 110, 140, ... on
    numbers = {}
    for number, frame in enumerate(wanted):
        numbers.setdefault(frame.tobytes(), []).append(number)
    hand = os.open('time', os.O_RDWR)
    player = subprocess.Popen('exec sky-cat --clock=time -l --fade 0.4 a.gz b', shell=True, stdout=subprocess.PIPE)
    for number in (75, 150, 40, 210, 110, 5, 45, 185):  # into fades, and before them
        os.write(hand, b'%g\n' % (number / 50))
        near = []
        while len(near) < 8:  # there may be some that were begun before
            places = numbers[player.stdout.read(SHAPE[0] * SHAPE[1] * 3)]
            near += [place for place in places if number <= place < number + 25]
        assert near == sorted(set(near)), near
    player.kill()
    player.wait()


if __name__ == '__main__':
    os.environ['SKY_FPS'] = '10'
    globals()[sys.argv[1]]()
