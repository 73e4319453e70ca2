# SPDX-License-Identifier: ISC
"""usage: printed.py PROJECT BUILD SHELL FILE...: runs what manual pages and Markdown files print for readers to copy,
as it stands there, in a terminal of its own and in a folder with the files that it takes for granted. Prints what goes
wrong.

A page's examples are its literal displays whose lines begin with "$ "; a Markdown file's are its indented blocks.
Programs in other displays are written to the files that the text before them names. Shows are cut after some frames,
sky-push drives the stand-ins for libgpiod and spidev, and a frame file that is only read gets a writer."""
import concurrent.futures
import os
import pathlib
import pty
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

project, build = map(pathlib.Path, sys.argv[1:3])
shell, files = sys.argv[3], sys.argv[4:]
ESCAPES = {r"\(aq": "'", r"\(ha": "^", r"\(ti": "~", r"\(ga": "`", r"\(dq": '"', r"\-": "-", r"\e": "\\", r"\&": ""}

# What is not run, by the words that it begins with, and why.
NOT_RUN = {
    "groupadd": "changes the system, and is for root",
    "for group in skyscreen": "changes the system, and is for root",
    "install -D -m 644 network.dropin": "changes the system, and is for root",
    "install -m 644 sky-daylight": "changes the system, and is for root",
    "sysctl": "changes the system, and is for root",
    "pkill -HUP sky-push": "would reach the shows of others",
    "make demo": "is run by tests/examples.bats",
    "make check": "is what runs this",
    "oscdump": "is run by tests/bridges.bats",
    "oscsend": "is run by tests/bridges.bats",
    "aseqdump": "is run by tests/bridges.bats",
    "mosquitto_": "is run by tests/bridges.bats",
    "socat": "is run by tests/bridges.bats",
    "curl": "is run by tests/bridges.bats",
    "bash -c 'while read": "is run by tests/bridges.bats",
    "while ./daylight.sh": "is run by tests/bridges.bats",
    "0 7 * * *": "is a line of crontab -e",
    "export SKY_GEOMETRY=120x60 SKY_DIR=/run/skyscreen/wall": "needs the folder that systemd makes",
}

# Each program under its own name. Frame files and LEDs are fed for as long as anybody looks, so these end after 4
# frames.
# What goes to other hosts stays on this one.
WRAPPER = """#!/bin/sh
program=${0##*/}
case $program:" $* " in
sky-recv:*)
    # Nobody sends: its words are checked, at an address of this machine, and a generator makes the frames.
    output= geometry= option=
    for word do
        case $option in -o) output=$word ;; -g) geometry=$word ;; esac
        option=$word
        shift
        set -- "$@" "$(printf %s "$word" | sed 's/^\\([a-z0-9]*\\):[^,]*/\\1:127.0.0.1:0/')"
    done
    "$BUILD/sky-recv" "$@" -n 0 -o /dev/null || exit
    case $1 in timecode:* | multisync:*) echo 60 >"$output"; exit ;; esac
    exec "$BUILD/sky-gen" test -n 4 ${geometry:+-g $geometry} ${output:+-o $output} ;;
sky-hear:*)
    # Taps and sound last for a moment, and values stay in this folder.
    for word do
        shift
        set -- "$@" "$(printf %s "$word" | sed 's|^/dev/shm/|./|')"
    done
    exec "$BUILD/sky-hear" -d 0.3 "$@" ;;
sky-push:*)
    for word do
        shift
        set -- "$@" "$(printf %s "$word" | sed 's/10\\.0\\.0\\.[0-9]*/127.0.0.1/; s/e131:multicast/&,interface=lo/')"
    done
    LD_PRELOAD=$STANDINS exec "$BUILD/sky-push" -n 4 "$@" ;;
*" @"* | *" raw:"* | *" --pace "*) exec "$BUILD/$program" -n 4 "$@" ;;
esac
exec "$BUILD/$program" "$@"
"""

# ffmpeg with a test picture for a camera and for a screen.
FFMPEG = """#!/bin/sh
for word do
    shift
    case $word in
    v4l2 | x11grab) word=lavfi ;;
    /dev/video0) word=testsrc2=size=64x48:duration=0.2,format=yuyv422 ;; # as most cameras and screens give it
    :0) word=testsrc2=size=64x48:duration=0.2,format=bgr0 ;;
    -framerate) word=-r ;;
    esac
    set -- "$@" "$word"
done
exec %s "$@"
"""

# Programs that record, as they are called: raw samples of 16 bits, 48000 a second, of two channels.
RECORDERS = {
    "pw-record": """#!/bin/sh
case "$*" in
'--raw --latency 10ms -' | '--raw --latency 10ms -P stream.capture.sink=true -') exec cat "$HOME/sound.raw" ;;
esac
echo "not found: pw-record $*" >&2
""",
    "parec": """#!/bin/sh
case "$*" in
'--rate=48000 --latency-msec=10 -d @DEFAULT_MONITOR@') exec cat "$HOME/sound.raw" ;;
esac
echo "not found: parec $*" >&2
""",
    "arecord": """#!/bin/sh
case "$*" in
'-q -D plughw:CARD=Device -f dat -t raw -B 80000') exec cat "$HOME/sound.raw" ;;
esac
echo "not found: arecord $*" >&2
""",
}

# A microphone called Device, for the real arecord.
ASOUNDRC = """pcm.!plughw {
    @args [ CARD ]
    @args.CARD { type string }
    type file
    slave.pcm null
    file /dev/null
    infile { @func concat strings [ "%s/" $CARD ".raw" ] }
    format raw
}
"""

# A player of films that sees a few pictures.
MPV = """#!/bin/sh
exec ffmpeg -v error -i "$1" -frames:v 3 -f null -
"""

# Lines of the programs that are no fault here.
HARMLESS = (r"waiting for|has stopped; holding|come again|tap a key|listens for|sending goes on|real-time|locked memory"
            r"|\d+ (frames|pictures)")

TIMEOUT = 60  # seconds for a block


def literal(text):
    return re.sub(r"\\\(..|\\.", lambda escape: ESCAPES[escape[0]], text)


def blocks_of_page(text):
    """Each display with the section that it is in, the line where it begins, and what stands before it."""
    for found in re.finditer(r"^\.Bd -(?:literal|unfilled)[^\n]*\n(.*?)^\.Ed", text, re.M | re.S):
        before = text[: found.start()]
        yield before.count("\n.Sh "), before.count("\n") + 1, literal(found[1]), before.splitlines()[-8:]


def blocks_of_markdown(text):
    for found in re.finditer(r"(?:^    [^\n]*\n)+", text, re.M):
        lines = [line[4:] for line in found[0].splitlines()]
        # a command goes on in lines that are indented, or until its quote is closed
        commands, open_quote = [], False
        for line in lines:
            goes_on = open_quote or line.startswith(" ")
            commands.append(("  " if goes_on else "$ ") + line if not goes_on else line)
            open_quote ^= line.count("'") % 2 == 1
        if not lines[0].startswith("-"):  # a configuration
            yield 0, text[: found.start()].count("\n") + 1, "\n".join(commands) + "\n", []


def commands_of(block):
    """The commands of a session, each with the lines that it goes on in."""
    return [re.sub(r"^[$#] ", "", command) for command in re.findall(r"^[$#] .*\n(?:(?![$#] ).*\n?)*", block, re.M)]


def name_of(block, before):
    """The file that the text before a program names."""
    names = re.findall(r"^\.Pa (\S+\.(?:py|c|layout|conf))", "\n".join(before), re.M)
    return names[-1] if names else None


def is_session(block):
    """True for commands of a user, or of root."""
    return block.startswith("$ ") or all(line.startswith("# ") for line in block.splitlines())


def script(commands, environment):
    """Shell commands that run all of these, and tell the exit status of each that fails."""
    lines = [f". ./{environment}", "rm -f sky/*.sky"]
    for number, command in enumerate(commands):
        reads = re.search(r"(?<!-o )@(\w*)(?![\w/])", re.sub(r"'[^']*'", "", command))
        reads = f"-o @{reads[1]}" if reads else None
        if re.search(r"-f wall.conf(?! -( |$)| --show)", command):
            reads = "-g 120x60 -o @"  # by the configuration
        if reads:
            lines.append(f"sky-gen test -n 100000 {reads} & writer=$!")
        if command.startswith("./") and "-o @" in command:
            command = f"timeout --preserve-status -s TERM 1 {command}"
        lines.append(command.rstrip("\n"))
        lines.append(f'status=$?; case $status in 0 | 143) ;; *) echo "@@ {number} $status" ;; esac')
        if reads:
            lines.append("kill $writer; wait $writer 2>writer.err")
    lines.append(f"export -p > {environment}")
    return "\n".join(lines) + "\n"


def run_in_terminal(text, folder, environment):
    """What the shell shows that runs this script, without escape sequences."""
    path = pathlib.Path(folder, ".block")
    path.write_text(text)
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(folder)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)  # which Python ignores
        os.execvpe(shell, [shell, str(path)] if shell == "bash" else [shell, "-f", str(path)], environment)
    shown, end = b"", time.monotonic() + TIMEOUT
    while time.monotonic() < end:
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            data = os.read(terminal, 65536)
        except OSError:
            data = b""
        if not data:
            break
        shown += data
        for _ in range(data.count(b"\x1b[c")):  # what terminal is it? a VT100
            os.write(terminal, b"\x1b[?1;2c")
    else:
        os.killpg(pid, signal.SIGKILL)
        shown += f"\n@@ 0 nothing came for {TIMEOUT} s\n".encode()
    os.close(terminal)
    os.waitpid(pid, 0)
    return re.sub(r"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|\][^\x07]*\x07|.)", "\n", shown.decode(errors="replace"))


def prepare(folder):
    """Makes the folder with what the examples take for granted, and returns its environment."""
    tools = folder / "tools"
    tools.mkdir()
    for program in build.glob("sky-*[a-z]"):
        if program.is_file() and os.access(program, os.X_OK) and "." not in program.name:
            (tools / program.name).write_text(WRAPPER)
            (tools / program.name).chmod(0o755)
    compiler = shutil.which(os.environ.get("CC", "cc").split()[0])
    (tools / "cc").write_text(f'#!/bin/sh\nexec {compiler} {os.environ.get("SKY_SANITIZER", "")} "$@"\n')
    (tools / "cc").chmod(0o755)
    (tools / "libsky.pc").write_text(
        (project / "lib/libsky.pc.in").read_text().replace("@LIBDIR@", str(build))
        .replace("@INCLUDEDIR@", str(project / "include")).replace("@VERSION@", "1"))
    (tools / "ffmpeg").write_text(FFMPEG % shutil.which("ffmpeg"))
    (tools / "ffmpeg").chmod(0o755)
    (tools / "mpv").write_text(MPV)
    (tools / "mpv").chmod(0o755)
    for name, text in RECORDERS.items():
        if name != "arecord" or not shutil.which(name):
            (tools / name).write_text(text)
            (tools / name).chmod(0o755)
    (folder / ".asoundrc").write_text(ASOUNDRC % folder)
    pictures = folder / "Pictures"
    pictures.mkdir()
    environment = {key: os.environ[key] for key in ("LANG", "ASAN_OPTIONS", "UBSAN_OPTIONS") if key in os.environ} | {
        "PATH": f"{tools}:{os.environ['PATH']}", "HOME": str(folder), "TERM": "xterm-256color", "BUILD": str(build),
        "STANDINS": ":".join(f"{build}/tests/standin/{name}.so" for name in ("gpiod", "spidev", "leds")),
        "SKY_GEOMETRY": "24x8", "LEDS_LOG": str(folder / "leds.log"), "LEDS_COUNT": "60", "TTY": make_port(),
        "GPIOD_LOG": str(folder / "gpiod.log"), "SPIDEV_LOG": str(folder / "spidev.log"),
        "GPIOD_EDGES": str(folder / "edges"), "GPIOD_CHIPS": "/dev/gpiochip0", "GPIOD_HEADER": "/dev/gpiochip0",
        "XDG_RUNTIME_DIR": str(folder), "PKG_CONFIG_PATH": str(tools),
    }
    environment["ASAN_OPTIONS"] = environment.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0"
    run = lambda line: subprocess.run(line, shell=True, cwd=folder, env=environment, check=True)
    run("sky-gen test -n 1 | sky-flat --size 64 -o logo.png")
    run("cp logo.png Pictures/a.png && cp logo.png Pictures/b.png")
    run("sky-gen bands -n 10 | sky-flat --size 64 --format rgb |"
        " ffmpeg -v error -f rawvideo -pix_fmt rgb24 -video_size 64x64 -framerate 30 -i - -pix_fmt yuv420p film.mp4")
    run("ffmpeg -v error -i film.mp4 dance.gif && ffmpeg -v error -i logo.png photo.webp")
    run("ffmpeg -v error -f lavfi -i sine=beep_factor=4:duration=2 -ac 2 -ar 48000 -f s16le sound.raw"
        " && ln sound.raw Device.raw && ffmpeg -v error -f s16le -ac 2 -ar 48000 -i sound.raw song.mp3")
    (folder / "drawing.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><circle r="5"/></svg>')
    run("touch bands.ctl show.ctl map.ctl turn.ctl dim.ctl; sky-gen stars -n 100 -o stars.gz; export -p > environment")
    shutil.copytree(project / "examples", folder / "examples")
    (folder / "edges").write_text("".join(f"{n / 20}\n" for n in range(200)))
    for layout in (project / "examples/layouts").iterdir():
        shutil.copy(layout, folder)
    shutil.copy(project / "examples/service/wall.conf", folder)
    return environment


def make_port():
    """A serial port with a board that reads all that comes."""
    board, port = os.openpty()

    def read():
        while True:
            os.read(board, 65536)

    threading.Thread(target=read, daemon=True).start()
    return os.ttyname(port)


def faults(path):
    """What goes wrong in this file, how many commands of it were run, and the reasons for which others were not."""
    text, found, count, section = pathlib.Path(path).read_text(), [], 0, None
    skipped = set()
    folder = pathlib.Path(tempfile.mkdtemp())
    environment = prepare(folder)
    for number, line, block, before in (blocks_of_markdown if path.endswith(".md") else blocks_of_page)(text):
        if not is_session(block):
            name = name_of(block, before)
            if name:
                (folder / name).write_text(block)
            continue
        if number != section:  # what is exported holds for the examples that follow in the section
            (folder / "environment").write_text("export SKY_GEOMETRY=24x8; unset SKY_FPS\n")
            section = number
        reasons = {start for start in NOT_RUN if block[2:].startswith(start)}
        skipped |= reasons
        if reasons:
            continue
        commands = commands_of(block)
        count += len(commands)
        shown = run_in_terminal(script(commands, "environment"), folder, environment)
        for which, status in re.findall(r"@@ (\d+) (.*?)\s*$", shown, re.M):
            found.append(f"{path}:{line}: exit status {status}: {commands[int(which)]}{shown[-600:]}")
        fault = r"^\s*((?:\w+: )*(?:sky-[a-z]+: .*|Traceback.*|.*not found.*|.*No such file.*))$"
        wrong = re.findall(fault, shown, re.M)
        found += [f"{path}:{line}: {message.strip()}" for message in wrong if not re.search(HARMLESS, message)]
    shutil.rmtree(folder)
    return found, count, skipped


os.environ.pop("SKY_FPS", None)
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    results = list(pool.map(faults, files))
complaints = [complaint for found, _, _ in results for complaint in found]
not_run = [f"not run: {start} ...: it {NOT_RUN[start]}" for _, _, skipped in results for start in sorted(skipped)]
print("\n".join([*not_run, *complaints, f"{sum(count for _, count, _ in results)} commands"]))
sys.exit(bool(complaints))
