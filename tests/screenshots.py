#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Shows the disc in real terminal emulators, as far as they are installed, under a virtual display: measures whether it
is round and in its colour, and writes a picture of each for the eyes.
usage: tests/screenshots.py FOLDER [NAME...], with the programs in PATH; needs Xvfb, import of ImageMagick, and numpy."""
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time

import numpy as np

PATIENCE = 30  # seconds
WIDTH, HEIGHT = 1280, 960
COLOR = (200, 75, 20)
FONT = "DejaVu Sans Mono"
XTERM = ["xterm", "-geometry", "80x24", "-fa", FONT, "-fs", "11", "-bg", "black", "-fg", "gray"]
FOOT = ["foot", "-W", "80x24", "-o", f"font={FONT}:size=11"]
TMUX = ["tmux", "-S", "tmux", "-f", "/dev/null", "new-session"]

# The command before `sh -c ...`; what must be installed besides its first word; how far it may be from round, in pixels.
TERMINALS = {
    "xterm": (XTERM + ["-e"], (), 10),
    "xterm-sixel": (XTERM + ["-ti", "vt340", "-e"], (), 2),
    "xterm-tmux": (XTERM + ["-e"] + TMUX, ("tmux",), 10),
    "foot": (FOOT, ("weston",), 2),
    "foot-blocks": (FOOT, ("weston",), 10),
    "foot-tmux": (FOOT + TMUX, ("weston", "tmux"), 10),
}


@contextlib.contextmanager
def running(*command, **settings):
    process = subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               **settings)
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def until(what, condition):
    end = time.monotonic() + PATIENCE
    while (result := condition()) is None or result is False:
        if time.monotonic() > end:
            raise AssertionError(f"{what} did not come")
        time.sleep(0.1)
    return result


def shoot(environment):
    raw = subprocess.run(["import", "-window", "root", "-depth", "8", "rgb:-"], env=environment, check=True,
                         capture_output=True).stdout
    return np.frombuffer(raw, np.uint8).reshape(HEIGHT, WIDTH, 3).astype(int)


def disc_in(shot):
    """left, top, right, bottom of what is more red than blue, or None."""
    rows, columns = np.nonzero(shot[:, :, 0] - shot[:, :, 2] > 60)
    return (columns.min(), rows.min(), columns.max() + 1, rows.max() + 1) if len(rows) > 1000 else None


def is_still(environment):
    before, after = shoot(environment), shoot(environment)
    return after if disc_in(after) and (before == after).all() else None


def light(code):
    return np.where(code <= 10.31475, code / 255 / 12.92, ((code / 255 + 0.055) / 1.055) ** 2.4)


def measure(shot, limit):
    left, top, right, bottom = disc_in(shot)
    width, height = right - left, bottom - top
    middle = shot[top + height // 4:bottom - height // 4, left + width // 4:right - width // 4]
    error = np.abs(light(middle).mean((0, 1)) - light(np.array(COLOR))).max()
    assert abs(width - height) <= limit, f"the disc has {width} x {height} pixels"
    assert error < 0.01, f"its light is {error:.3f} off"
    return f"{width} x {height} pixels, light within {error:.4f}"


def show(name, folder, scratch, environment):
    command, needed, limit = TERMINALS[name]
    style = ":style=blocks" if name == "foot-blocks" else ""
    shows = {"": f"sky-gen solid color='#{bytes(COLOR).hex()}'", "pattern": "(echo 'a message' >&2; sky-gen perlin)"}
    for kind, source in shows.items():
        with running(*command, "sh", "-c", f"{source} | sky-push -o term{style}", cwd=scratch, env=environment):
            if not kind:
                print(f"{name}: {measure(until('the disc', lambda: is_still(environment)), limit)}", flush=True)
            else:
                until("the pattern", lambda: disc_in(shoot(environment)))
                time.sleep(1)
                subprocess.run(["import", "-window", "root", f"{folder}/{name}.png"], env=environment, check=True)
        if "tmux" in needed:
            subprocess.run(["tmux", "-S", "tmux", "kill-server"], cwd=scratch, check=False)


def main():
    folder, names = os.path.abspath(sys.argv[1]), sys.argv[2:] or list(TERMINALS)
    os.makedirs(folder, exist_ok=True)
    failed = False
    with contextlib.ExitStack() as stack:
        scratch = stack.enter_context(tempfile.TemporaryDirectory())
        reader, writer = os.pipe()
        stack.enter_context(running("Xvfb", "-displayfd", str(writer), "-screen", "0", f"{WIDTH}x{HEIGHT}x24",
                                    pass_fds=[writer]))
        environment = {**os.environ, "DISPLAY": ":" + os.read(reader, 20).decode().strip(), "LC_ALL": "C.UTF-8",
                       "XDG_RUNTIME_DIR": scratch, "WAYLAND_DISPLAY": "wayland-sky"}
        environment.pop("SSH_CONNECTION", None)
        environment.pop("TMUX", None)
        if shutil.which("weston"):
            stack.enter_context(running("weston", "--backend=x11-backend.so", f"--width={WIDTH}", f"--height={HEIGHT}",
                                        "--socket=wayland-sky", "--use-pixman", "--idle-time=0", env=environment,
                                        stdout=subprocess.DEVNULL))
            until("weston", lambda: os.path.exists(f"{scratch}/wayland-sky"))
        for name in names:
            if missing := [tool for tool in (TERMINALS[name][0][0], *TERMINALS[name][1]) if not shutil.which(tool)]:
                print(f"{name}: {missing[0]} is not installed")
                continue
            try:
                show(name, folder, scratch, environment)
            except AssertionError as error:
                failed = True
                print(f"{name}: {error}", flush=True)
                subprocess.run(["import", "-window", "root", f"{folder}/{name}-failed.png"], env=environment, check=False)
    sys.exit(failed)


main()
