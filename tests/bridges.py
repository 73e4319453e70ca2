# SPDX-License-Identifier: ISC
"""usage: bridges.py PROJECT BRIDGE: runs a bridge of examples/bridges/README.md as it stands there, but for its port,
in the current folder, and what sends to it, and looks for the control lines. Exit status 77: what it needs is not
here."""
import os
import pathlib
import pty
import re
import shutil
import signal
import socket
import subprocess
import sys
import time

project, bridge = pathlib.Path(sys.argv[1]), sys.argv[2]
BRIDGES = project / "examples/bridges"
PATIENCE = 20  # seconds
started = []
os.environ["PATH"] += ":/usr/sbin"  # where mosquitto is


def needs(*programs):
    missing = [program for program in programs if not shutil.which(program)]
    if missing:
        print(f"not here: {' '.join(missing)}")
        sys.exit(77)


def commands(first):
    """The commands of the page that begin with this word."""
    blocks = re.findall(r"(?:^    [^\n]*\n)+", (BRIDGES / "README.md").read_text(), re.M)
    found = [re.sub(r"^    ", "", block, flags=re.M) for block in blocks if block.startswith(f"    {first} ")]
    assert found, f"the page has no {first}"
    return found


def free_port(kind):
    with socket.socket(socket.AF_INET, kind) as probe:
        probe.bind(("127.0.0.1", 0))
        return str(probe.getsockname()[1])


def start(command, **options):
    process = subprocess.Popen(["bash", "-c", command], start_new_session=True, stderr=subprocess.STDOUT,
                               stdout=open("bridge.log", "ab"), **options)
    started.append(process)
    return process


def finish():
    for process in started:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()


def lines():
    path = pathlib.Path("show.ctl")
    return path.read_text().splitlines() if path.exists() else []


def wait_for(wanted, send=None):
    """Until the control file has this line; what is sent before the bridge listens is lost, so it is sent again."""
    end = time.monotonic() + PATIENCE
    while wanted not in lines():
        if time.monotonic() > end:
            raise SystemExit(f"no '{wanted}' in {lines()}; {pathlib.Path('bridge.log').read_text()}")
        if send:
            subprocess.run(["bash", "-c", send], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(0.02)


def osc():
    needs("oscdump", "oscsend")
    port = free_port(socket.SOCK_DGRAM)
    start(commands("oscdump")[0].replace("7770", port))
    wait_for("knob1 0.500000", commands("oscsend")[0].replace("7770", port))
    for words, line in (("/sky-rotate/spin i 40", "sky-rotate.spin 40"), ("/color s red", "color red"),
                        ("/text s 'two words'", "text two words"), ("/next", "next ")):
        wait_for(line, f"oscsend localhost {port} {words}")
    # what a program makes of such a file
    frame = subprocess.run("sky-gen -g 1x1 -e knob1 -n 1 -c show.ctl".split(), check=True, capture_output=True).stdout
    assert frame == bytes((128, 128, 128)), frame


def midi():
    """There is seldom a sequencer in a container, so what aseqdump prints is played back; both its spacings are."""
    pathlib.Path("aseqdump").write_text("""#!/bin/sh
cat <<'END'
Waiting for data. Press Ctrl+C to end.
Source  Event                  Ch  Data
 20:0   Control change          0, controller 1, value 127
 20:0   Control change         15, controller 8, value   0
 20:0   Control change          0, controller 64, value 127
 20:0   Note on                 9, note 36, velocity 100
 20:0   Note off                9, note 36, velocity 64
 20:0   Note on                 9, note 36, velocity 0
 20:0   Pitch bend              0, value 128
 20:0   Control change          0, controller 2, value 64
END
exec sleep 60
""")
    os.chmod("aseqdump", 0o755)
    start(commands("aseqdump")[0], env=os.environ | {"PATH": f"{os.getcwd()}:{os.environ['PATH']}"})
    wait_for("knob2 64/127")
    assert lines() == ["knob1 127/127", "knob8 0/127", "next", "knob2 64/127"], lines()


def taps():
    """Pads that are tapped 150 times a minute, which a little time shows."""
    pathlib.Path("aseqdump").write_text(f"""#!{sys.executable}
import itertools, time
begin = time.monotonic()
for n in itertools.count():  # in step with the clock, also on a busy machine
    time.sleep(max(0, begin + 0.4 * n - time.monotonic()))
    print(" 20:0   Note on                 9, note 36, velocity 100")
    print(" 20:0   Note on                 9, note 36, velocity 0", flush=True)
""")
    os.chmod("aseqdump", 0o755)
    command, = [command for command in commands("aseqdump") if "--tap" in command]
    start(command.replace("/dev/shm/beat", "show.ctl"),
          env=os.environ | {"PATH": f"{os.getcwd()}:{os.environ['PATH']}"})
    end = time.monotonic() + PATIENCE
    while not 140 < float(dict(line.split() for line in lines()).get("bpm", 0)) < 160:
        assert time.monotonic() < end, lines()
        time.sleep(0.02)


def serve(command):
    """Starts what listens at a port of 127.0.0.1, by its command for that, and waits until it does. Returns it."""
    for _ in range(5):  # somebody else may get the port between the look and the start
        port = free_port(socket.SOCK_STREAM)
        server = start(command(port))
        end = time.monotonic() + PATIENCE
        while server.poll() is None and time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", int(port)), 1).close()
                return port
            except OSError:
                time.sleep(0.02)
    raise AssertionError("nothing listens")


def mqtt():
    needs("mosquitto", "mosquitto_sub", "mosquitto_pub")

    def broker(port):
        pathlib.Path("broker.conf").write_text(f"listener {port} 127.0.0.1\nallow_anonymous true\n")
        return "exec mosquitto -c broker.conf"
    port = serve(broker)
    at = lambda command: command.replace("-h localhost", f"-h 127.0.0.1 -p {port}")
    start(at(commands("mosquitto_sub")[0]))
    wait_for("knob1 0.5", at(commands("mosquitto_pub")[0]))
    wait_for("sky-rotate.spin 40", f"mosquitto_pub -h 127.0.0.1 -p {port} -t sky/sky-rotate/spin -m 40")


def request(port, text, cut=False):
    """The first line of the answer, or '' if the connection ends before there is one. When the sender leaves after the
    text, as one whose text was cut, socat waits for half a second only."""
    with socket.create_connection(("127.0.0.1", int(port)), PATIENCE) as connection:
        try:
            connection.sendall(text)
            if cut:
                connection.shutdown(socket.SHUT_WR)
            return connection.makefile("rb").readline().decode().strip()
        except ConnectionError:
            return ""


def http():
    needs("socat")
    shutil.copy(BRIDGES / "http.sh", ".")
    port = serve(lambda port: "exec " + commands("socat")[0].replace("8008", port))
    post = lambda body, headers="", length=None, cut=False: request(
        port, (f"POST / HTTP/1.1\r\nHost: x\r\n{headers}"
               f"Content-Length: {len(body) if length is None else length}\r\n\r\n").encode() + body, cut)
    if shutil.which("curl"):
        subprocess.run(commands("curl")[0].replace("8008", port), shell=True, check=True)
    else:
        assert "204" in post(b"knob1=0.5&sky-rotate.spin=40")
    assert "204" in post("text zwei Wörter\n\x1bnext\n".encode())
    assert "403" in post(b"spin=7", "Origin: http://example.org\r\n")
    assert "405" in request(port, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert "413" in post(b"spin=7", length="")
    assert "413" in post(b"spin=7", length="-1")
    assert "413" in post(b"spin=7", length="99999999999999999999")
    assert "413" in post(b"a=1\n" * 2000)
    assert any("400" in post(b"spin=7", length=60, cut=True) for _ in range(3))
    assert "204" not in post(b"spin=7", "X: " + 100000 * "x" + "\r\n")
    assert request(port, b"POST / HTTP/1.1\r\n" + 10000 * b"\0", cut=True) != "HTTP/1.1 204 No Content"
    assert "204" in post(b"last 1")
    assert [line for line in lines() if line] == ["knob1=0.5", "sky-rotate.spin=40", "text zwei Wörter", "next",
                                                 "last 1"], lines()


def keyboard():
    """In a terminal of its own, as somebody types."""
    command = commands("bash")[0]
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp("bash", ["bash", "-c", command])
    try:
        os.write(terminal, b"7 ")
        wait_for("next")
        assert lines() == ["knob1 7/9", "next"], lines()
    finally:
        os.write(terminal, b"\3")
        os.close(terminal)
        os.waitpid(pid, 0)


def sun():
    """Sunrise and sunset from tables of the U.S. Naval Observatory's kind: the sun's centre is 0.833 degrees below."""
    share = (6 - 0.833) / 12
    edge = share * share * (3 - 2 * share)
    light = lambda place, when: float(subprocess.run(
        ["sh", BRIDGES / "daylight.sh", *place, "knob8", str(when)], check=True, capture_output=True, text=True,
    ).stdout.removeprefix("knob8 "))
    berlin, sydney = ("52.52", "13.405"), ("-33.87", "151.21")
    for place, date, rise, down in ((berlin, "2026-06-21", "02:43", "19:33"), (berlin, "2026-12-21", "07:15", "14:54"),
                                    (sydney, "2026-06-21", "21:00", "06:54"), (sydney, "2026-12-21", "18:41", "09:05")):
        seconds = lambda clock: int(subprocess.run(["date", "-ud", f"{date} {clock}", "+%s"], capture_output=True,
                                                   text=True, check=True).stdout)
        assert light(place, seconds(rise) - 180) < edge < light(place, seconds(rise) + 180), (place, date)
        assert light(place, seconds(down) - 180) > edge > light(place, seconds(down) + 180), (place, date)
    os.symlink(BRIDGES / "daylight.sh", "daylight.sh")
    start(commands("while")[0])
    end = time.monotonic() + PATIENCE
    while not lines():
        assert time.monotonic() < end
        time.sleep(0.02)
    assert re.fullmatch(r"knob8 [01]\.\d{4}", lines()[0]), lines()
    berlin_midnight = 1781992800  # in midsummer: it is not quite dark in the north
    assert light(("70", "20"), berlin_midnight) > light(("52.5", "13.4"), berlin_midnight)


try:
    {"osc": osc, "midi": midi, "taps": taps, "mqtt": mqtt, "http": http, "keyboard": keyboard, "sun": sun}[bridge]()
finally:
    finish()
