#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Makes mistakes in a real terminal emulator, tmux, as often as it is told, and looks whether the message is on the
screen when the prompt has come back; and whether Ctrl-Z and other sizes leave all in order.
usage: tests/terminal.py RUNS [NAME...], with the programs in PATH."""
import concurrent.futures
import os
import re
import subprocess
import sys
import tempfile
import threading
import time

PATIENCE = 30   # seconds after which a run has failed; nothing waits this long otherwise
TERMINALS = 4   # side by side
PICTURE = "▀▀▀"

# What is typed, and all lines that must be on the screen afterwards.
MISTAKES = {
    "pattern": ("sky-gen tset | sky-push", [r"sky-gen: .*'tset'.*did you mean 'test'", r"ended before its first"]),
    "file": ("sky-cat nofile.gz | sky-push", [r"sky-cat: nofile.gz: No such file", r"ended before its first frame"]),
    "expression": ("sky-gen test | sky-map 'sinn(t)' | sky-push", [r"sky-map: .*sinn", r"^ +\^", r"ended before"]),
    "nothing": ("cat /dev/null | sky-push", [r"sky-push: standard input ended before its first frame"]),
    "control": ("sky-gen plasma -c show.ctl | sky-push", [r"sky-gen: show.ctl:1: .*'sped'"]),
    "filter": ("sky-gen plasma | sky-rotate -c show.ctl | sky-push", [r"sky-rotate: show.ctl:1: .*'sped'"]),
    "late": ("(sky-gen plasma -n 20; sky-gen tset) | sky-push", [r"sky-gen: .*'tset'"]),
}

# What is suspended and continued, and shown in windows of several sizes.
SHOWS = {
    "push": "(echo note >&2; sky-gen plasma) | sky-push",
    "flat": "(echo note >&2; sky-gen plasma) | sky-flat",
}


class Terminal:
    """A window of tmux with a shell."""

    def __init__(self, folder):
        self.folder, self.socket = folder, folder + "/tmux"
        environment = {**os.environ, "LC_ALL": "C.UTF-8", "SKY_GEOMETRY": "60x20"}
        with open(folder + "/rc", "w", encoding="utf-8") as file:
            file.write("PS1='$ '; HISTFILE=\n")
        self.shell = f"bash --noprofile --rcfile {folder}/rc"
        subprocess.run(["tmux", "-S", self.socket, "-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "24", "-c",
                        folder, self.shell], check=True, env=environment)

    def tmux(self, *words):
        return subprocess.run(["tmux", "-S", self.socket, *words], check=True, capture_output=True, text=True).stdout

    def close(self):
        subprocess.run(["tmux", "-S", self.socket, "kill-server"], check=False)

    def lines(self):
        return self.tmux("capture-pane", "-p").rstrip("\n").split("\n")

    def shows(self, *wanted):
        lines = self.lines()
        return all(any(re.search(pattern, line) for line in lines) for pattern in wanted)

    def until(self, what, condition):
        end = time.monotonic() + PATIENCE
        while not condition():
            time.sleep(0.01)
            if time.monotonic() > end:
                raise AssertionError(f"{what} did not come; the screen:\n" + "\n".join(self.lines()))

    def begin(self):
        self.tmux("resize-window", "-x", "80", "-y", "24")
        self.tmux("respawn-pane", "-k", "-c", self.folder, self.shell)
        self.tmux("clear-history")
        self.until("the prompt", lambda: self.lines()[-1].startswith("$"))

    def write(self, line):
        with open(self.folder + "/new", "w", encoding="utf-8") as control:
            control.write(line + "\n")
        os.rename(self.folder + "/new", self.folder + "/show.ctl")

    def type(self, line):
        self.tmux("send-keys", "-l", line)
        self.tmux("send-keys", "Enter")


def make(terminal, name):
    line, wanted = MISTAKES[name]
    terminal.write("")
    terminal.begin()
    terminal.type(f"{line}; echo status $?")
    if "show.ctl" in line:
        terminal.until("the picture", lambda: terminal.shows(PICTURE))
        terminal.write("sped 3")
        terminal.until("the message", lambda: terminal.shows(PICTURE, *wanted))
        terminal.tmux("send-keys", "C-c")
        terminal.until("the prompt", lambda: terminal.lines()[-1] == "$")
    else:
        terminal.until("the end", lambda: terminal.shows("^status [0-9]") and terminal.lines()[-1] == "$")
        assert terminal.shows("^status 0" if name == "late" else "^status 1"), "\n".join(terminal.lines())
    if not terminal.shows(*wanted):
        raise AssertionError("the message is gone; the screen:\n" + "\n".join(terminal.lines()))


def is_ours(terminal):
    """Is the terminal as the shell needs it?"""
    state = terminal.tmux("display-message", "-p", "#{cursor_flag} #{scroll_region_upper} #{scroll_region_lower}")
    return terminal.lines()[-1] == "$" and state.split() == ["1", "0", "23"]


def is_drawn(terminal, columns, rows):
    """Is the disc in the last rows, and the note above? It may have scrolled out of the window, if the size changed in
    the middle of a picture, with the cursor there."""
    lines, text = terminal.lines(), terminal.tmux("capture-pane", "-p", "-S", "-").split("\n")
    top = rows - min(columns, 2 * (rows - min(max(rows // 4, 2), 8))) // 2
    return len(lines) == rows and PICTURE[:2] in lines[top] and PICTURE[:2] in lines[-1] and "note" in text


def show(terminal, name):
    terminal.begin()
    terminal.type(SHOWS[name])
    terminal.until("the picture", lambda: is_drawn(terminal, 80, 24))
    terminal.tmux("send-keys", "C-z")
    terminal.until("the prompt", lambda: terminal.shows("Stopped") and is_ours(terminal))
    terminal.type("stty -a; fg")
    terminal.until("the picture", lambda: terminal.lines()[-1] != "$" and PICTURE in terminal.lines()[-1])
    if not any(" echo " in line for line in terminal.tmux("capture-pane", "-p", "-S", "-40").split("\n")):
        raise AssertionError("keys are not echoed after Ctrl-Z; the screen:\n" + "\n".join(terminal.lines()))
    terminal.tmux("send-keys", "C-c")
    terminal.until("the prompt", lambda: is_ours(terminal))

    terminal.begin()
    terminal.type(SHOWS[name])
    # Never narrower than the picture, which tmux would wrap, and scroll the note away.
    for columns, rows in (80, 24), (70, 40), (120, 20), (80, 30), (60, 4), (80, 24):
        terminal.tmux("resize-window", "-x", str(columns), "-y", str(rows))
        terminal.until(f"the picture of {columns}x{rows}", lambda c=columns, r=rows: is_drawn(terminal, c, r))
    terminal.tmux("send-keys", "C-c")
    terminal.until("the prompt", lambda: is_ours(terminal))


def run_all(name, runs, terminals):
    """How many of the runs went well. Prints what those that did not have shown."""
    good, lock, left = 0, threading.Lock(), list(range(runs))

    def work(terminal):
        nonlocal good
        while True:
            with lock:
                if not left:
                    return
                left.pop()
            try:
                (make if name in MISTAKES else show)(terminal, name)
                with lock:
                    good += 1
            except AssertionError as error:
                print(f"{name}: {error}", flush=True)

    with concurrent.futures.ThreadPoolExecutor(len(terminals)) as pool:
        for result in [pool.submit(work, terminal) for terminal in terminals]:
            result.result()
    return good


def main():
    runs, names = int(sys.argv[1]), sys.argv[2:] or [*MISTAKES, *SHOWS]
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        terminals = []
        try:
            for i in range(min(TERMINALS, runs)):
                os.mkdir(f"{folder}/{i}")
                terminals.append(Terminal(f"{folder}/{i}"))
            for name in names:
                good = run_all(name, runs, terminals)
                failed |= good < runs
                if name in MISTAKES:
                    print(f"{name}: on the screen in {good} of {runs} runs of: {MISTAKES[name][0]}", flush=True)
                else:
                    print(f"{name}: suspended and resized in {good} of {runs} runs of: {SHOWS[name]}", flush=True)
        finally:
            for terminal in terminals:
                terminal.close()
    sys.exit(failed)


main()
