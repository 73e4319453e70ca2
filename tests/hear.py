# SPDX-License-Identifier: ISC
"""usage: hear.py TEST: what sky-hear makes of sound that comes in time, stops, is replaced and tapped; each test is a
function here, run by sky-hear.bats. hear.py song SECONDS writes drums as raw samples."""
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import threading
import time

import numpy as np

RATE = 48000
NAMES = "level bass mid treble onset beat phase bpm lock".split()
PATIENCE = 20  # seconds


def drums(seconds, bpm=120):
    """Stereo samples of 16 bits: noise and a tone on each beat."""
    t = np.arange(int(seconds * RATE)) / RATE
    since = t % (60 / bpm)
    noise = np.random.default_rng(1).standard_normal(len(t))
    mono = np.exp(-since / 0.05) * (0.2 * noise + 0.5 * np.sin(2 * np.pi * 60 * since))
    return np.repeat(np.clip(mono * 20000, -32768, 32767).astype("<i2")[:, None], 2, 1)


def song(seconds):
    sys.stdout.buffer.write(drums(float(seconds)).tobytes())


def updates(text):
    """The updates of a stream or file, each as a dictionary."""
    lines = [line.split() for line in text.splitlines()]
    assert all(len(line) == 2 for line in lines), text
    assert len(lines) % 9 == 0, len(lines)
    groups = [dict(lines[i:i + 9]) for i in range(0, len(lines), 9)]
    assert all(list(group) == NAMES for group in groups)
    return [{name: float(value) for name, value in group.items()} for group in groups]


def start(*words, **more):
    return subprocess.Popen(["sky-hear", *words], stderr=subprocess.PIPE, **more)


def await_(condition, what):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.005)
    sys.exit(f"waited {PATIENCE} s for {what}")


def newest(path):
    """The values of a file, once it holds any."""
    return await_(lambda: os.path.exists(path) and updates(open(path).read()), path)[-1]


def play(pipe, sound, seconds=0.02):
    """Writes sound in step with the clock, as a microphone does."""
    step, begin = int(seconds * RATE), time.monotonic()
    for n, at in enumerate(range(0, len(sound), step)):
        time.sleep(max(0, begin + n * seconds - time.monotonic()))
        pipe.write(sound[at:at + step].tobytes())
        pipe.flush()


def pieces():
    """What is heard does not depend on how it comes: 4,099 bytes at a time, or all at once."""
    sound = drums(3).tobytes()
    whole = subprocess.run(["sky-hear"], input=sound, stdout=subprocess.PIPE, check=True).stdout
    program = start(stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def write():
        for at in range(0, len(sound), 4099):
            program.stdin.write(sound[at:at + 4099])
            program.stdin.flush()
        program.stdin.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert program.stdout.read() == whole
    writer.join()
    assert program.wait() == 0
    assert len(updates(whole.decode())) == 151


def live():
    """Updates come with the sound: while it goes on, each within a moment."""
    program = start("-r", "100", stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    sound = np.zeros((RATE * 3, 2), "<i2")
    click = int(2.5 * RATE)
    sound[click:click + 2000] = np.random.default_rng(2).integers(-20000, 20000, (2000, 2))
    written, seen = [], []

    def write():
        step, begin = RATE // 100, time.monotonic()
        for n, at in enumerate(range(0, len(sound), step)):
            time.sleep(max(0, begin + n / 100 - time.monotonic()))
            program.stdin.write(sound[at:at + step].tobytes())
            program.stdin.flush()
            if at == click:
                written.append(time.monotonic())
        program.stdin.close()

    writer = threading.Thread(target=write)
    writer.start()
    for line in program.stdout:
        if line.startswith(b"onset") and float(line.split()[1]) > 0.4 and not seen:
            seen.append(time.monotonic())
    writer.join()
    assert program.wait() == 0
    late = seen[0] - written[0]
    print(f"seen {1000 * late:.1f} ms after it was written")
    assert late < 0.2, late  # on a busy machine; some 10 ms else


def chunks():
    """A click in sound that comes in pieces of 125 ms, as a recorder gives them, is still in the file after the piece."""
    program = start("-o", "live", "--channels", "1", stdin=subprocess.PIPE)
    sound = np.zeros(RATE * 3, "<i2")
    step = RATE // 8
    click = 16 * step
    sound[click:click + 480] = np.random.default_rng(2).integers(-20000, 20000, 480)
    begin = time.monotonic()
    for n, at in enumerate(range(0, click + step, step)):
        time.sleep(max(0, begin + n / 8 - time.monotonic()))
        program.stdin.write(sound[at:at + step].tobytes())
        program.stdin.flush()
    at_end = 2 * (click + step) / RATE  # beats
    found = await_(lambda: newest("live")["beat"] > at_end - 0.05 and newest("live"), "the end of the piece")
    program.stdin.close()
    assert program.wait() == 0
    assert found["onset"] > 0.3, found


def stalls():
    """Sound that stops falls silent and the beat goes on; sound that comes again is heard."""
    program = start("-o", "live", stdin=subprocess.PIPE)
    program.stdin.write(drums(4).tobytes())  # faster than it plays
    program.stdin.flush()
    loud = await_(lambda: newest("live")["beat"] > 2 and newest("live"), "sound")
    quiet = await_(lambda: newest("live")["level"] == 0 and newest("live"), "silence")
    assert quiet["bpm"] > 0 and quiet["onset"] == 0
    await_(lambda: newest("live")["beat"] > quiet["beat"] + 1, "the beat that goes on")
    play(program.stdin, drums(1))
    await_(lambda: newest("live")["level"] > 0.1, "sound again")
    program.stdin.close()
    assert program.wait() == 0 and not program.stderr.read()
    assert newest("live")["level"] == 0 and newest("live")["beat"] > loud["beat"]


def replaced():
    """A file is replaced whole, and left without light and without a rest by a signal."""
    program = start("-r", "1000", "-o", "live", "--pace", "/dev/zero")
    count = 0
    while count < 2000:
        if os.path.exists("live"):
            assert len(updates(open("live").read())) <= 1
            count += 1
    program.send_signal(signal.SIGTERM)
    assert program.wait() == -signal.SIGTERM, program.returncode
    last = newest("live")
    assert all(last[name] == 0 for name in ("level", "bass", "mid", "treble", "onset", "lock")), last
    assert os.listdir() == ["live"], os.listdir()


def vanishes():
    """A directory that vanishes is told once, and written to when it is there again."""
    os.mkdir("show")
    program = start("--pace", "-o", "show/live", "/dev/zero")
    newest("show/live")
    os.rename("show", "gone")
    line = program.stderr.readline().decode()
    assert "show/live: No such file or directory; it is written again when that is over" in line, line
    os.mkdir("show")
    newest("show/live")
    program.terminate()
    assert not program.stderr.read()
    program.wait()


def fifo():
    """A FIFO gets whole updates, and is no hindrance when nobody reads it."""
    os.mkfifo("pipe")
    program = start("-o", "pipe", stdin=subprocess.PIPE)
    program.stdin.write(drums(20).tobytes())
    program.stdin.close()
    reader = os.open("pipe", os.O_RDONLY | os.O_NONBLOCK)
    assert program.wait() == 0
    text = b""
    while part := os.read(reader, 65536):
        text += part
    assert len(updates(text.decode())) > 100


def paced():
    """--pace takes as long as the sound."""
    with open("song.raw", "wb") as file:
        file.write(drums(1).tobytes())
    begin = time.monotonic()
    subprocess.run(["sky-hear", "--pace", "song.raw"], stdout=subprocess.DEVNULL, check=True)
    taken = time.monotonic() - begin
    assert 0.9 < taken < 3, taken


def tapped_lines():
    """Lines on standard input are beats."""
    program = start("--tap", "-o", "live", stdin=subprocess.PIPE)
    begin = time.monotonic()
    for n in range(8):
        time.sleep(max(0, begin + 0.3 * n - time.monotonic()))
        program.stdin.write(b"\n")
        program.stdin.flush()
    values = await_(lambda: abs(newest("live")["bpm"] - 200) < 15 and newest("live"), "the tempo")
    assert values["level"] == 0 and values["lock"] > 0, values
    await_(lambda: newest("live")["beat"] > values["beat"] + 2, "the beat that goes on")
    program.stdin.close()
    assert program.wait() == 0 and newest("live")["lock"] == 0


def tapped_keys():
    """Keys are beats, and the terminal is given back, also by a signal."""
    for end in b"q", signal.SIGTERM:
        terminal, port = pty.openpty()
        before = termios.tcgetattr(port)
        session = lambda: (os.setsid(), fcntl.ioctl(0, termios.TIOCSCTTY, 0))
        program = subprocess.Popen(["sky-hear", "--tap", "-v", "-o", "live"], stdin=port, stderr=port,
                                   preexec_fn=session)
        shown = b""
        while b"q ends" not in shown:
            shown += os.read(terminal, 4096)
        await_(lambda: not termios.tcgetattr(port)[3] & termios.ICANON, "keys as they are typed")
        for _ in range(3):
            os.write(terminal, b" ")
            time.sleep(0.3)
        await_(lambda: 150 < newest("live")["bpm"] < 210, "the tempo")
        while b" bpm" not in shown:
            shown += os.read(terminal, 4096)
        if end == b"q":
            os.write(terminal, end)
        else:
            program.send_signal(end)
        drain = threading.Thread(target=lambda: [0 for _ in iter(lambda: select.select([terminal], [], [], 0.5)[0] and
                                                                 os.read(terminal, 4096), [])])
        drain.start()
        assert program.wait() == (0 if end == b"q" else -end)
        assert termios.tcgetattr(port)[3] == before[3]
        drain.join()


def tapped_closed():
    """The terminal is given back when the program that reads the taps has ended."""
    terminal, port = pty.openpty()
    before = termios.tcgetattr(port)
    session = lambda: (os.setsid(), fcntl.ioctl(0, termios.TIOCSCTTY, 0))
    program = subprocess.Popen(["sky-hear", "--tap"], stdin=port, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                               preexec_fn=session)
    await_(lambda: not termios.tcgetattr(port)[3] & termios.ICANON, "keys as they are typed")
    os.write(terminal, b" ")
    program.stdout.readline()
    program.stdout.close()
    assert program.wait() == -signal.SIGPIPE, program.returncode
    assert program.stderr.read() == b"sky-hear: tap a key on each beat; q ends\n"
    assert termios.tcgetattr(port)[3] == before[3]


def offsets():
    """offset= shifts the beat, and levels later."""
    sound = drums(12).tobytes()
    run = lambda *words: updates(subprocess.run(["sky-hear", *words], input=sound, stdout=subprocess.PIPE, check=True)
                                 .stdout.decode())[:-1]
    plain, late, early = run(), run("offset=100"), run("offset=-100")
    for n in range(450, 600):
        tempo = plain[n]["bpm"] / 60
        assert abs(plain[n]["beat"] - late[n]["beat"] - 0.1 * tempo) < 0.05, n
        assert abs(early[n]["beat"] - plain[n]["beat"] - 0.1 * tempo) < 0.05, n
    with open("hear.ctl", "w") as file:
        file.write("offset 100\n")
    assert run("-c", "hear.ctl") == late
    assert run("offset=t*0+100") == late
    for name in "level", "bass", "mid", "treble", "onset":
        values = [update[name] for update in plain]
        assert values[:-5] == [update[name] for update in late[5:]], name
        assert values == [update[name] for update in early], name


def bands(mono):
    """Mean squares of blocks of 64 samples in eight bands: two Butterworth filters of second order each, in double."""
    edges = [30, 85, 170, 340, 680, 1300, 2200, 5000]
    # s = k (1 - 1/z) / (1 + 1/z) in 1 / (s^2 + sqrt(2) s + 1), times s^2 for a high-pass
    k = 1 / np.tan(np.pi * np.array(edges) / RATE)
    scale = k * k + np.sqrt(2) * k + 1
    first, second = 2 * (1 - k * k) / scale, (k * k - np.sqrt(2) * k + 1) / scale
    high = k * k / scale
    low = np.append(1 / scale[1:], 0)
    first_low, second_low = np.append(first[1:], 0), np.append(second[1:], 0)
    out = np.zeros((len(mono), 8))
    x1 = x2 = 0.0
    y1, y2, z1, z2 = np.zeros((4, 8))
    for n, x in enumerate(mono):
        y = high * (x - 2 * x1 + x2) - first * y1 - second * y2
        z = low * (y + 2 * y1 + y2) - first_low * z1 - second_low * z2
        z[7] = y[7]
        x2, x1, y2, y1, z2, z1 = x1, x, y1, y, z1, z
        out[n] = z
    return (out[: len(out) // 64 * 64].reshape(-1, 64, 8) ** 2).mean(1)


def modelled():
    """Levels are those of a model in double precision, which has no noise to leave out in its first seconds."""
    sound = drums(2.5)
    energy = bands(sound.mean(1) / 32768)
    parts = np.stack([energy.sum(1), energy[:, :2].sum(1), energy[:, 2:6].sum(1), energy[:, 6:].sum(1)], 1)
    block = 64 / RATE
    step = lambda seconds: 1 - np.exp(-block / np.array(seconds))
    envelope, reference, mean, least = np.zeros(4), np.full(4, 1e-6), np.zeros(4), np.full(4, np.inf)
    age, gate, values = 0, 10 ** (-44 / 20), []
    for amplitude in np.sqrt(parts):
        rise = amplitude - envelope
        envelope += rise * np.where(rise > 0, step(0.006), step([0.25, 0.2, 0.14, 0.09]))
        mean += (amplitude**2 - mean) * step(0.1)
        least = np.minimum(least, mean)
        for i in range(4):
            if envelope[i] > reference[i]:
                reference[i] += (envelope[i] - reference[i]) * step(0.02 if age < 1 else 0.4)
            reference[i] = max(reference[i], 0.16 * reference[0])
        noise = np.minimum(1.25 * np.sqrt(least), 0.2 * reference)
        age += block if envelope[0] > gate else 0
        opened = min(1, reference[0] / gate)
        values.append(np.clip((envelope - noise) / (reference - noise), 0, 1) * opened**3)
    out = subprocess.run(["sky-hear", "-r", "100"], input=sound.tobytes(), stdout=subprocess.PIPE, check=True).stdout
    heard = np.array([[update[name] for name in NAMES[:4]] for update in updates(out.decode())[:-1]])
    modelled_then = np.array([values[int(480 * (k + 1)) // 64 - 1] for k in range(len(heard))])
    error = np.abs(heard - modelled_then).max()
    print(f"error {error:.4f}")
    assert error < 0.002 and heard.max() > 0.99


def long_silence():
    """Minutes of silence and of clipped sound: a beat that goes on, and numbers that stay in range."""
    clipped = np.full((30 * RATE, 2), 32767, "<i2").tobytes()
    sound = b"".join([drums(8).tobytes(), bytes(300 * RATE * 4), clipped, drums(8).tobytes()])
    out = subprocess.run(["sky-hear", "-r", "10"], input=sound, stdout=subprocess.PIPE, check=True).stdout
    values = updates(out.decode())
    beats = [value["beat"] for value in values]
    assert all(b >= a for a, b in zip(beats, beats[1:]))
    assert all(0 <= value[name] <= 1 for value in values for name in NAMES if name not in ("beat", "bpm"))
    assert all(value["level"] == 0 and value["onset"] == 0 for value in values[150:3070])
    assert values[3000]["bpm"] == values[200]["bpm"], "the tempo is held"
    assert abs(beats[3000] - beats[200] - 280 * values[200]["bpm"] / 60) < 0.1, "and the beat goes on at it"
    assert max(value["onset"] for value in values[3090:3370]) == 0, "a constant is no onset"
    assert max(value["level"] for value in values[3400:]) > 0.5


def not_numbers():
    """What is no number counts as 0, and is told once."""
    sound = np.sin(np.arange(2 * RATE) / 10).astype("<f4")
    sound[::7] = np.nan
    sound[3::70] = np.inf
    zeroed = np.where(np.isfinite(sound), sound, 0).astype("<f4")
    words = ["sky-hear", "--format", "f32le", "--channels", "1"]
    bad = subprocess.run(words, input=sound.tobytes(), capture_output=True, check=True)
    good = subprocess.run(words, input=zeroed.tobytes(), capture_output=True, check=True)
    assert bad.stdout == good.stdout and not good.stderr
    assert bad.stderr.decode().count("\n") == 1 and b"not numbers" in bad.stderr, bad.stderr


def headers():
    """A header that is cut anywhere is told in one line, and a file that is cut is heard as far as it goes."""
    sound = drums(1).tobytes()
    fmt = struct.pack("<HHIIHH", 1, 2, RATE, RATE * 4, 4, 16)
    head = b"RIFF" + struct.pack("<I", 36 + 12 + len(sound)) + b"WAVE" + b"LIST" + struct.pack("<I", 3) + b"abc\0" + \
        b"fmt " + struct.pack("<I", 16) + fmt + b"data" + struct.pack("<I", len(sound))
    run = lambda data: subprocess.run(["sky-hear"], input=data, capture_output=True)
    for size in range(4, len(head)):
        result = run(head[:size])
        assert result.returncode == 1 and b"WAV header" in result.stderr, (size, result)
        assert result.stderr.count(b"\n") == 1, result
    whole, cut = run(head + sound + b"LIST\4\0\0\0abcd"), run(head + sound[:-999])
    assert whole.returncode == 0 and not whole.stderr and len(updates(whole.stdout.decode())) == 51
    assert cut.returncode == 1 and b"ended 999 bytes before the end of the sound" in cut.stderr, cut.stderr
    assert len(updates(cut.stdout.decode())) == 50
    assert run(sound).stdout == whole.stdout


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
