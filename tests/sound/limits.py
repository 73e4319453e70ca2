# SPDX-License-Identifier: ISC
"""Whether sky-hear hears as well as it did when these limits were set. They are just beyond what it reached then, so a
change that makes it worse is noticed. Move them when a change is worth it; bench.py tells on more music.

usage: limits.py BUILD songs|levels

Prints each value beside its limit, and fails if one is beyond it."""
import os
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np

import bench
import music

SECONDS = 25

SONGS = (('house', 'noisy', 1), ('techno', 'loose', 1), ('rock', 'noisy', 3), ('hiphop', 'loose', 1),
         ('jungle', 'plain', 1), ('waltz', 'loose', 1), ('ballad', 'noisy', 2), ('funk', 'noisy', 1),
         ('reggae', 'noisy', 1), ('shuffle', 'noisy', 1), ('piano', 'loose', 2), ('strings', 'loose', 1))


def mean(scores, name):
    return np.mean([score[name] for score in scores if name in score])


def median(scores, name):
    return np.median([abs(score[name]) for score in scores if name in score])


# Value, how songs are summed up, and the least or the most that it may be.
SONG_LIMITS = (
    ('F', mean, 'at least', 0.985), ('CMLt', mean, 'at least', 0.985), ('AMLc', mean, 'at least', 0.985),
    ('AMLt', mean, 'at least', 0.985), ('lock', median, 'at most', 1.15), ('phase', median, 'at most', 1.9),
    ('phase95', median, 'at most', 8), ('hits', mean, 'at least', 0.895), ('precision', mean, 'at least', 0.984),
    ('lag', median, 'at most', 8.6), ('lag95', median, 'at most', 13))


def check(name, value, side, limit):
    """Prints a value, and returns whether it is within its limit."""
    fits = value >= limit if side == 'at least' else value <= limit
    print(f'{name:32}{value:8.3f}  must be {side} {limit}' + ('' if fits else '  <-- beyond it'))
    return fits


def follow(song):
    return bench.follow(BUILD, song)


def clipped(song):
    """The song, far too loud."""
    song.sound = np.clip(5 * song.sound, -1, 1)
    return song


def check_songs():
    songs = [music.make(*of, SECONDS) for of in SONGS]
    loud = clipped(music.make('house', 'plain', 2, SECONDS))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        *scores, of_loud = pool.map(follow, songs + [loud])
    fits = [check(name, sum_up(scores, name), side, limit) for name, sum_up, side, limit in SONG_LIMITS]
    return fits + [check('F, of clipped sound', of_loud['F'], 'at least', 0.99),
                   check('hits, of clipped sound', of_loud['hits'], 'at least', 0.98),
                   check('precision, of clipped sound', of_loud['precision'], 'at least', 0.99)]


# ---- Levels ----

RATE = 500  # updates a second


def hear(sound):
    """The values for sound of one channel, and when each was printed."""
    values = bench.hear(BUILD, music.Song('', sound, np.array([]), np.array([]), np.array([])), RATE)
    return values, np.arange(1, len(values['level']) + 1) / RATE


def bursts():
    """Half a second of a chord in every second; 12 dB softer from the 10th to the 20th, and again from the 21st."""
    t = music.seconds(28)
    chord = sum(np.sin(2 * np.pi * f * t) / 4 for f in (80, 400, 1200, 5000))
    return 0.4 * chord * (t % 1 < 0.5) * np.where((t >= 10) & (t < 20) | (t >= 21), 0.25, 1)


def check_bursts():
    values, t = hear(bursts())
    level, ups, downs, tops = values['level'], [], [], []
    for second in range(28):
        on, off = (t > second) & (t <= second + 0.5), (t > second + 0.5) & (t <= second + 1)
        tops.append(level[on].max())
        ups.append(1000 * (t[on][np.argmax(level[on] >= tops[-1] / 2)] - second))
        downs.append(1000 * (t[off][np.argmax(level[off] <= tops[-1] / 2)] - second - 0.5))
    return [check('ms to half the level, up', np.median(ups), 'at most', 9),
            check('ms to half the level, down', np.median(downs), 'at most', 165),
            check('level of the 10th burst', tops[9], 'at least', 0.98),
            check('level when 12 dB softer', tops[10], 'at most', 0.2),
            check('level of it 9 s later', tops[19], 'at least', 0.5),
            check('level when as loud again', tops[20], 'at least', 0.98),
            check('level when softer again', tops[21], 'at most', 0.3)]


def hiss(decibels):
    """Pink noise that comes and goes, as a room with people in it."""
    rng, t = np.random.default_rng(1), music.seconds(15)
    spectrum = np.fft.rfft(rng.standard_normal(len(t)))
    spectrum[1:] /= np.sqrt(np.arange(1, len(spectrum)))
    noise = np.fft.irfft(spectrum, len(t)) * (0.6 + 0.4 * np.sin(2 * np.pi * 2.3 * t))
    return noise / noise.std() * 10 ** (decibels / 20)


def check_quiet():
    silence, t = hear(np.zeros(10 * music.RATE))
    soft, _ = hear(hiss(-60))
    quiet, _ = hear(hiss(-50))
    loud, _ = hear(hiss(-40))
    late = slice(3 * RATE, -1)
    return [check('level of silence', silence['level'].max(), 'at most', 0),
            check('onset of silence', silence['onset'].max(), 'at most', 0),
            check('level of hiss at -60 dBFS', soft['level'][late].max(), 'at most', 0.025),
            check('onset of hiss at -60 dBFS', soft['onset'][late].max(), 'at most', 0),
            check('level of hiss at -50 dBFS', quiet['level'][late].max(), 'at most', 0.62),
            check('level of noise at -40 dBFS', loud['level'][late].max(), 'at least', 0.8)]


def check_levels():
    return check_bursts() + check_quiet()


if __name__ == '__main__':
    BUILD = sys.argv[1]
    sys.exit(not all({'songs': check_songs, 'levels': check_levels}[sys.argv[2]]()))
