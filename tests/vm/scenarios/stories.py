# SPDX-License-Identifier: ISC
"""Sources that die and stop, with each --idle, and sky-push killed and started again."""
import numpy as np

from record import Record

MACHINES = [("virt", "trixie")]
STORY_LINES = [20, 12, 17]
STORY_BYTES = 2 * 3  # of a frame, of one LED on each of two lanes
STORY_CALLS = 2 * 8 * (4 + 4 + 4 + 1)
STALE, FADE = 0.5, 1  # seconds
SLACK = 0.25  # two frames that are on their way, and what the clock of the log leaves out


class Story:
    """frames: (second, colours) of each whole frame that was sent; log: word to second."""

    def __init__(self, rig, folder, name):
        self.record = Record(f"{folder}/{name}")
        self.log, self.error = {}, open(f"{folder}/{name}.err").read()
        for line in open(f"{folder}/{name}.log"):
            *word, second = line.split()
            self.log[word[0]] = float(second)
            if len(word) > 1:
                self.status = int(word[1])
        self.processes = list(dict.fromkeys(process for _, _, process in self.record.calls))
        self.sent = [self.read(rig, folder, process) for process in self.processes]
        self.numbers = rig.read("numbers-duty").reshape(-1, STORY_BYTES)

    def read(self, rig, folder, process):
        chosen = [index for index, call in enumerate(self.record.calls) if call[2] == process]
        sets = self.record.sets(STORY_LINES)[chosen]
        whole = len(sets) // STORY_CALLS
        np.append(sets[: whole * STORY_CALLS], np.uint64(0)).tofile(f"{folder}/sets")
        rig.decode("gpio", f"{folder}/sets", "2x1", 2, f"{folder}/colors")
        colors = rig.read(f"{folder}/colors").reshape(whole, STORY_BYTES)
        return [(self.record.calls[chosen[n * STORY_CALLS]][0] / 1e6, colors[n]) for n in range(whole)]

    def number(self, colors):
        """Which frame has these colours, or None."""
        found = np.flatnonzero((self.numbers == colors).all(axis=1))
        return found[0] if len(found) else None

    def shown(self, process=0):
        """The numbers of frames that were sent, without black and what was faded."""
        return [number for _, colors in self.sent[process] if (number := self.number(colors)) is not None]

    def between(self, begin, end):
        return [colors for second, colors in self.sent[0] if begin <= second < end]


def make(rig):
    """100 frames, each to be known by its colours, and from a darker one too."""
    rising = np.arange(156, 256, dtype=np.uint8)
    np.stack([rising, rising[::-1], rising] * 2, axis=1).tofile(f"{rig.out}/numbers")
    rig.decode("duty", "numbers", 1, 0, "numbers-duty")
    return ["numbers"]


def check(rig, folder, machine, release):
    def told(source, act, idle):
        def one_story():
            story = Story(rig, folder, f"{source}-{act}-{idle}")
            check_story(story, source == "pipe", act == "stop_source", idle)
        return one_story

    def restart():
        story = Story(rig, folder, "restart")
        assert story.status == 0 and len(story.sent) == 3 and "wall" not in story.error, (story.status, story.error)
        first, second, third = (story.shown(n) for n in range(3))
        assert first == sorted(first) and second == sorted(second) and third == sorted(third)
        assert first[-1] <= second[0] and second[-1] <= third[0] and first[0] < first[-1] < second[-1] < third[-1]
        assert story.sent[0][-1][1].any(), "what was killed sent black"
        assert not story.sent[1][-1][1].any() and not story.sent[2][-1][1].any(), "what was ended sent no black"

    names = {"hold": "the last frame is held", "fade": "it fades to black within a second",
             "black": "black is shown", "exit": "the show ends"}
    acts = {("pipe", "kill_source"): "the first program of a pipe is killed",
            ("pipe", "kill_filter"): "a program amidst a pipe is killed",
            ("pipe", "stop_source"): "a pipe's source stops, and goes on",
            ("file", "kill_source"): "a frame file's writer is killed",
            ("file", "stop_source"): "a frame file's writer stops, and goes on"}
    checks = {f"{sentence}: {name}, and black at the end": told(*act, idle)
              for idle, name in names.items() for act, sentence in acts.items()}
    checks["sky-push is killed and started again: the show goes on where its source is"] = restart
    return checks


def check_story(story, pipe, goes_on, idle):
    cut, log, shown = story.log["cut"], story.log, story.shown()
    stale = 0 if pipe and not goes_on else STALE  # the end of a pipe is known at once
    assert not story.sent[0][-1][1].any(), "no black at the end"
    assert story.status == 0 and len(story.processes) == 1, story.status
    assert shown == sorted(shown) and len(shown) > 6, shown
    until = log.get("again", log.get("term", log["status"])) - SLACK
    if idle == "exit":
        assert "term" not in log, "it did not end by itself"
        ended = story.sent[0][-1][0]
        assert cut + stale - SLACK <= ended <= cut + stale + SLACK, f"black at {ended}, cut at {cut}"
        return

    before = [colors for second, colors in story.sent[0] if second < cut]
    last = [colors for second, colors in story.sent[0] if second < cut + SLACK][-1] if stale else None
    idling = story.between(cut + stale + SLACK, until)
    assert before[-1].any() and len(idling) > 6, f"{len(idling)} frames while nothing came"
    if last is not None:
        assert all((colors == last).all() for colors in story.between(cut + SLACK, cut + stale - SLACK / 2))
    if idle == "hold":
        assert all((colors == idling[0]).all() and colors.any() for colors in idling)
    elif idle == "black":
        assert not any(colors.any() for colors in idling)
    else:
        steps = [colors.sum() for colors in story.between(cut + SLACK, until)]
        assert all(after <= before for before, after in zip(steps, steps[1:])), steps
        assert len(set(steps) - {0, before[-1].sum()}) >= 4, steps
        assert not any(colors.any() for colors in story.between(cut + stale + FADE + SLACK, until)), steps
    if goes_on:
        after = [story.number(colors) for colors in story.between(log["again"] + SLACK, log["term"] - SLACK)]
        assert after and None not in after and after[-1] > story.number(before[-1]), after
        assert story.error.count("frames come again") == 1, story.error
        if pipe:
            assert sorted(set(shown)) == list(range(shown[-1] + 1)), f"frames were lost: {shown}"
    else:
        assert story.error.count("has stopped") == (0 if pipe else 1), story.error
