# SPDX-License-Identifier: ISC
"""Makes music whose beats are known, and reads the beats of real songs.

make(style, treatment, seed) gives a Song. real_songs(folder) gives the eight songs of Debian's packages
fretsonfire-songs-muldjord and -sectoid, whose charts hold the tempo."""
import configparser
import glob
import os
import struct
import subprocess
from dataclasses import dataclass

import numpy as np

RATE = 48000


@dataclass
class Song:
    name: str
    sound: np.ndarray  # one channel, -1 to 1
    beats: np.ndarray  # seconds
    hits: np.ndarray   # of drums, in seconds; those of hats and chords are in `soft`
    soft: np.ndarray

    def pcm(self):
        """16-bit stereo, as sky-hear reads it by default."""
        samples = (np.clip(self.sound, -1, 1) * 32767).astype('<i2')
        return np.repeat(samples, 2).tobytes()


# ---- Instruments: a number of seconds, and the place in the bar's chord ----

def seconds(length):
    return np.arange(int(length * RATE)) / RATE


def shaped(rng, length, low, high, decay):
    """Noise between two frequencies that dies away."""
    t = seconds(length)
    spectrum = np.fft.rfft(rng.standard_normal(len(t)))
    f = np.fft.rfftfreq(len(t), 1 / RATE)
    spectrum *= 1 / (1 + (low / np.maximum(f, 1)) ** 4) / (1 + (f / high) ** 4)
    sound = np.fft.irfft(spectrum, len(t))
    return sound / np.abs(sound).max() * np.exp(-t / decay)


def kick(rng, _):
    t = seconds(0.3)
    turns = np.cumsum(50 + 140 * np.exp(-t / 0.02)) / RATE
    return np.sin(2 * np.pi * turns) * np.exp(-t / 0.1) + 0.2 * shaped(rng, 0.3, 500, 6000, 0.003)


def snare(rng, _):
    t = seconds(0.25)
    return 0.6 * shaped(rng, 0.25, 900, 9000, 0.07) + 0.4 * np.sin(2 * np.pi * 190 * t) * np.exp(-t / 0.04)


def hat(rng, _):
    return shaped(rng, 0.12, 7000, 18000, 0.025)


def note(frequency, length, decay, overtones):
    t = seconds(length)
    sound = sum(np.sin(2 * np.pi * frequency * k * t + k) / k ** 1.4 for k in range(1, overtones + 1))
    return sound * np.exp(-t / decay) * np.minimum(1, t / 0.004) * np.minimum(1, (length - t) / 0.02)


def bass(_, root):
    return note(55 * 2 ** (root / 12), 0.3, 0.25, 8)


def chord(_, root):
    return sum(note(220 * 2 ** ((root + k) / 12), 0.35, 0.2, 6) for k in (0, 4, 7)) / 2


def bow(_, root):
    t = seconds(0.6)
    return note(220 * 2 ** (root / 12), 0.6, 2, 9) * np.minimum(1, t / 0.05)


PLAYERS = {'k': kick, 's': snare, 'h': hat, 'b': bass, 'c': chord, 'v': bow}

# Beats a bar, steps a beat, slowest and fastest tempo; then what each instrument plays: its letter, and a digit of
# loudness for each step of the bar.
STYLES = {
    'house': (4, 4, 116, 130, 'k9...9...9...9... s....6.......6... h2.5.2.5.2.5.2.5. b..5...5...5...5.'),
    'techno': (4, 4, 126, 146, 'k9...9...9...9... h2122212221222122 b.433.433.433.433'),
    'rock': (4, 4, 92, 160, 'k9.......9.6..... s....9.......9... h4.3.4.3.4.3.4.3. b5.4.5.4.5.4.5.4. '
             'c3...3.3...3.3...'),
    'hiphop': (4, 4, 76, 102, 'k9..6......9..... s....9.......9... h4.3.4.314.3.4.31 b6..5......6.....'),
    'jungle': (4, 4, 166, 179, 'k9.........9..... s....9..2.2..9..2 h4.3.4.3.4.3.4.3. b5.....5...5.....'),
    'waltz': (3, 4, 90, 170, 'k9........... h....3...3... b6........... c....4...4...'),
    'ballad': (4, 4, 61, 76, 'k8.......6.5..... s....7.......7... h2.1.2.1.2.1.2.1. c4.3.4.3.4.3.4.3.'),
    'funk': (4, 4, 92, 118, 'k9.5....8..8..5.. s...29..2.2...9.2 h3212321232123212 b5..5..5.5..5..5.'),
    'reggae': (4, 4, 66, 90, 'k3.......9....... h3.2.3.2.3.2.3.2. b5..5..5.5...5... c..5...5...5...5.'),
    'shuffle': (4, 3, 86, 140, 'k9....49..... s...9.....9.. h4.34.34.34.3 b5.45.45.45.4 c..4.....4...'),
    'piano': (4, 4, 70, 130, 'c7...6..36...6.3. b5.......5.......'),
    'strings': (4, 4, 66, 116, 'v7...5...6...5... b2.......2.......'),
}
TREATMENTS = ('plain', 'noisy', 'loose')


def tempo_curve(rng, bpm, length, drift):
    """The times of beats whose tempo wanders."""
    t, away, beats = 0.3, 0.0, []
    while t < length:
        beats.append(t)
        away = 0.95 * away + drift * rng.standard_normal()
        t += 60 / (bpm * (1 + away))
    return np.array(beats)


def in_a_room(rng, sound, loudness):
    """An echo of half a second, and pink noise."""
    t = seconds(0.6)
    echo = rng.standard_normal(len(t)) * 10 ** (-3 * t / 0.5)
    echo[:400] = 0
    size = len(sound) + len(t)
    wet = np.fft.irfft(np.fft.rfft(sound, size) * np.fft.rfft(echo / np.sqrt((echo ** 2).sum()), size), size)
    sound = sound + 0.6 * wet[:len(sound)]
    spectrum = np.fft.rfft(rng.standard_normal(len(sound)))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    noise = np.fft.irfft(spectrum, len(sound))
    return sound + noise / noise.std() * sound.std() * loudness


def make(style, treatment, seed, length=40):
    beats_a_bar, steps, slowest, fastest, parts = STYLES[style]
    rng = np.random.default_rng([seed, list(STYLES).index(style), TREATMENTS.index(treatment)])
    loose = treatment == 'loose'
    beats = tempo_curve(rng, rng.uniform(slowest, fastest), length, 0.004 if loose else 0)
    sound, hits, soft, takes = np.zeros(int((length + 1) * RATE)), [], [], {}
    for first in range(0, len(beats) - beats_a_bar, beats_a_bar):
        root = (0, 5, 7, -4, 3)[rng.integers(5)]
        for part in parts.split():
            for step, loudness in enumerate(part[1:]):
                if loudness == '.' or rng.random() < 0.03:
                    continue
                place = first + step / steps
                t = np.interp(place, np.arange(len(beats)), beats) + rng.normal(0, 0.01 if loose else 0.002)
                take = (part[0], root, rng.integers(4))  # a few of each, because making one takes time
                if take not in takes:
                    takes[take] = PLAYERS[part[0]](rng, root)
                at = int(max(t, 0) * RATE)
                played = takes[take][:len(sound) - at] * (0.05 * int(loudness) * rng.uniform(0.9, 1.1))
                sound[at:at + len(played)] += played
                (hits if part[0] in 'ks' else soft).append(t)
    if treatment == 'noisy':
        sound = in_a_room(rng, sound, 0.5)
    sound = sound[:length * RATE]
    return Song(f'{style} {treatment}', 0.7 * sound / np.abs(sound).max(), beats, np.sort(hits), np.sort(soft))


# ---- Real songs ----

def variable(data, at):
    """A number of variable length, and the place behind it."""
    value = 0
    while True:
        value = value << 7 | data[at] & 127
        at += 1
        if data[at - 1] < 128:
            return value, at


def tempo_changes(path):
    """The ticks of a beat, and (tick, seconds of a beat) of each change, from the first track of a MIDI file."""
    data = open(path, 'rb').read()
    ticks = struct.unpack('>H', data[12:14])[0]
    at, end = 22, 22 + struct.unpack('>I', data[18:22])[0]
    tick, status, changes = 0, 0, []
    while at < end:
        wait, at = variable(data, at)
        tick += wait
        if data[at] >= 128:
            status = data[at]
            at += 1
        if status == 255:
            kind = data[at]
            size, at = variable(data, at + 1)
            if kind == 0x51:
                changes.append((tick, int.from_bytes(data[at:at + size], 'big') / 1e6))
            at += size
        elif status >= 0xf0:
            size, at = variable(data, at)
            at += size
        else:
            at += 1 if 0xc0 <= status < 0xe0 else 2
    return ticks, changes


def chart_beats(folder, length):
    song = configparser.ConfigParser(strict=False, interpolation=None)
    song.read(folder + '/song.ini', encoding='latin-1')
    ticks, changes = tempo_changes(folder + '/notes.mid')
    start = song.getint('song', 'delay', fallback=0) / 1000
    places = np.array([tick for tick, _ in changes]) / ticks  # in beats
    periods = np.array([period for _, period in changes])
    times = start + np.concatenate([[0], np.cumsum(np.diff(places) * periods[:-1])])
    beats = np.arange(int((length - times[-1]) / periods[-1] + places[-1]) + 1)
    last = np.searchsorted(places, beats, 'right') - 1
    return times[last] + (beats - places[last]) * periods[last]


def real_songs(folder):
    for path in sorted(glob.glob(folder + '/*/*/notes.mid')):
        song = os.path.dirname(path)
        command = ['ffmpeg', '-v', 'error', '-i', song + '/song.ogg', '-i', song + '/guitar.ogg', '-filter_complex',
                   'amix=inputs=2:normalize=0', '-ar', str(RATE), '-ac', '1', '-f', 'f32le', '-']
        sound = np.frombuffer(subprocess.run(command, check=True, capture_output=True).stdout, '<f4')
        yield Song(os.path.basename(song), sound, chart_beats(song, len(sound) / RATE), np.array([]), np.array([]))
