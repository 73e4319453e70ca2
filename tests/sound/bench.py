#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""How well sky-hear follows music, beside aubiotrack, if it is installed.

usage: bench.py BUILD SONGS [--seed N] [--list]

Synthetic songs of 12 styles in three treatments, and the real ones in SONGS, which is the folder of that name in
Debian's packages fretsonfire-songs-muldjord and -sectoid. --list shows each song. What is printed:

F: F-measure of beats within 70 ms. CMLt: part of the beats that continue right ones within 17.5 % of a beat; AMLt also
at twice or half the tempo or off the beat; AMLc the longest run of these (M. Davies, N. Degara, M. Plumbley,
"Evaluation Methods for Musical Audio Beat Tracking Algorithms", 2009). All from 5 s on. lock: median of the seconds
from the first beat to the begin of 5 s without a mistake. phase: median distance from the true beat in ms, and 95th
percentile of its size. hits: drums that `onset` answers within 80 ms; precision: answers that had a cause; lag in
ms."""
import argparse
import os
import shutil
import subprocess
import tempfile
import wave
from concurrent.futures import ThreadPoolExecutor

import numpy as np

import music

RATE = 100  # updates a second; number k is printed when k / RATE seconds have been heard
START = 5


def nearest(places, x):
    """The index of the nearest of sorted places to each x."""
    i = np.clip(np.searchsorted(places, x), 1, len(places) - 1)
    return i - (x - places[i - 1] < places[i] - x)


def matched(truth, found):
    """How many pairs are within 70 ms, each beat in one pair at most."""
    i = j = pairs = 0
    while i < len(truth) and j < len(found):
        if abs(truth[i] - found[j]) <= 0.07:
            pairs, i, j = pairs + 1, i + 1, j + 1
        elif truth[i] < found[j]:
            i += 1
        else:
            j += 1
    return pairs


def continues(truth, found):
    """Of each found beat: is it near a true one, the one before near the true one before, at the same distance?"""
    if len(truth) < 3 or len(found) < 2:
        return np.zeros(len(found), bool)
    i = nearest(truth, found)
    period = truth[np.maximum(i, 1)] - truth[np.maximum(i, 1) - 1]
    near = np.abs(found - truth[i]) < 0.175 * period
    before = np.abs(found[:-1] - truth[np.maximum(i[1:], 1) - 1]) < 0.175 * period[1:]
    even = np.abs(np.diff(found) / period[1:] - 1) < 0.175
    return np.concatenate([[False], near[1:] & (i[1:] > 0) & before & even])


def runs(right):
    """The lengths of runs of right beats; the first beat of a run was right, too."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], right.astype(int), [0]])))
    return edges[1::2] - edges[::2] + 1


def levels(truth):
    """The beats, twice as many, every second one, and those between."""
    between = (truth[1:] + truth[:-1]) / 2
    return [truth, np.sort(np.concatenate([truth, between])), truth[::2], truth[1::2], between]


def continuity(truth, found):
    lengths = runs(continues(truth, found))
    most = max(len(truth), len(found), 1)
    return (min(1, lengths.max() / most), min(1, lengths.sum() / most)) if len(lengths) else (0, 0)


def lock_time(truth, found):
    times = [30]
    for beats in levels(truth)[:4]:
        right = continues(beats, found)
        for first in np.flatnonzero(right & ~np.concatenate([[False], right[:-1]])):
            last = first + np.argmin(np.append(right[first:], False)) - 1
            if found[last] - found[first - 1] >= 5:
                times.append(found[first - 1] - truth[0])
    return min(times)


def phase(truth, found):
    best = max(levels(truth), key=lambda beats: matched(beats, found) / max(len(beats), len(found)))
    error = found - best[nearest(best, found)]
    error = 1000 * error[np.abs(error) < 0.25 * np.median(np.diff(best))]
    return (np.median(error), np.percentile(np.abs(error), 95)) if len(error) else (np.nan, np.nan)


def score_beats(truth, found):
    end = truth[-1] + 0.1
    kept, heard = truth[truth >= START], found[(found >= START) & (found <= end)]
    both = [continuity(beats, heard) for beats in levels(kept)]
    score = {'F': 2 * matched(kept, heard) / max(1, len(kept) + len(heard)), 'CMLt': both[0][1],
             'AMLc': max(c for c, _ in both), 'AMLt': max(t for _, t in both), 'lock': lock_time(truth, found)}
    if score['AMLt'] > 0.5:
        score['phase'], score['phase95'] = phase(kept, heard)
    return score


def score_onsets(song, onset):
    rises = (np.flatnonzero(np.diff(onset) > 0.2) + 2) / RATE
    rises = rises[np.diff(rises, prepend=-1) > 0.05]
    hits = song.hits[song.hits > START]
    hits = hits[np.diff(hits, prepend=-1) > 0.03]
    if not len(hits) or not len(rises):
        return {}
    answer = np.append(rises, np.inf)[np.searchsorted(rises, hits - 0.005)] - hits
    every, late = np.sort(np.concatenate([song.hits, song.soft])), rises[rises > START]
    cause = np.abs(late - every[nearest(every, late)]) < 0.08
    return {'hits': np.mean(answer < 0.08), 'precision': np.mean(cause), 'lag': 1000 * np.median(answer[answer < 0.08]),
            'lag95': 1000 * np.percentile(answer[answer < 0.08], 95)}


def hear(build, song, rate=RATE):
    """The values of sky-hear's lines, by name."""
    command = [f'{build}/sky-hear', '-r', str(rate)]
    values = {}
    for line in subprocess.run(command, input=song.pcm(), check=True, capture_output=True).stdout.decode().splitlines():
        name, value = line.split()
        values.setdefault(name, []).append(float(value))
    return {name: np.array(list_of) for name, list_of in values.items()}


def beats_of(count):
    """When the count passed whole numbers, linear between updates."""
    t = np.arange(1, len(count) + 1) / RATE
    whole = np.arange(np.floor(count[0]) + 1, np.floor(count[-1]) + 1)
    after = np.searchsorted(count, whole)
    part = (whole - count[after - 1]) / (count[after] - count[after - 1])
    return t[after - 1] + part / RATE


def follow(build, song):
    values = hear(build, song)
    return score_beats(song.beats, beats_of(values['beat'])) | score_onsets(song, values['onset'])


def follow_with_aubio(song):
    with tempfile.NamedTemporaryFile(suffix='.wav') as file:
        with wave.open(file.name, 'wb') as wav:
            wav.setparams((2, 2, music.RATE, 0, 'NONE', ''))
            wav.writeframes(song.pcm())
        out = subprocess.run(['aubiotrack', '-i', file.name], check=True, capture_output=True, text=True).stdout
    return score_beats(song.beats, np.array([float(line.split()[0]) for line in out.split('\n') if line.strip()]))


def show(title, scores):
    """Prints means, or medians of times."""
    text = []
    for name in ('F', 'CMLt', 'AMLc', 'AMLt', 'lock', 'phase', 'phase95', 'hits', 'precision', 'lag', 'lag95'):
        values = [score[name] for score in scores if name in score and not np.isnan(score[name])]
        if values:
            middle = np.median if name in ('lock', 'phase', 'phase95', 'lag', 'lag95') else np.mean
            text.append(f'{name} {middle(values):.3g}')
    print(f'{title:24}' + '  '.join(text), flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('build')
    parser.add_argument('songs')
    parser.add_argument('--seed', type=int, default=1)
    parser.add_argument('--list', action='store_true')
    asked = parser.parse_args()
    aubio = shutil.which('aubiotrack')

    def work(song):
        return song.name, follow(asked.build, song), follow_with_aubio(song) if aubio else {}

    synthetic = (music.make(style, treatment, asked.seed) for style in music.STYLES for treatment in music.TREATMENTS)
    for title, songs in (('synthetic', synthetic), ('real', music.real_songs(asked.songs))):
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            results = list(pool.map(work, songs))
        for name, ours, theirs in results if asked.list else ():
            show(name, [ours])
            if aubio:
                show('  aubiotrack', [theirs])
        if results:
            show(f'{title} ({len(results)})', [ours for _, ours, _ in results])
            if aubio:
                show('  aubiotrack', [theirs for _, _, theirs in results])


if __name__ == '__main__':
    main()
