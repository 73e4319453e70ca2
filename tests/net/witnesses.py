#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""sky-push and sky-recv beside programs of others: tshark, OLA, and packages of npm. Prints TAP; what is missing is skipped
with a reason. All runs in a network of its own, which needs root. usage: tests/net/witnesses.py [NAME...]; $SKY_BUILD is the
folder of the programs. The packages are installed by npm into a temporary folder, or taken from $SKY_NPM."""
import atexit
import json
import os
import pathlib
import random
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).parent
BUILD = pathlib.Path(os.environ.get('SKY_BUILD', HERE.parent.parent / 'build')).resolve()
PACKAGES = ['sacn@4.6.2', 'dmxnet@0.9.0', 'openpixelcontrol-stream@0.1.2']
LIMIT = 30  # seconds for anything to happen
LEDS = 170  # of a universe
GEOMETRY = '17x10'
running = []


class Skip(Exception):
    """Why a test cannot run."""


class Failed(Exception):
    """What is wrong."""


def expect(held, what):
    if not held:
        raise Failed(what)


def wait_for(ready, what):
    until = time.monotonic() + LIMIT
    while not (found := ready()):
        expect(time.monotonic() < until, what)
        time.sleep(0.02)
    return found


def start(*command, space=None, **how):
    if space:
        command = ('nsenter', '-t', str(space), '-n', *command)
    process = subprocess.Popen(command, **how)
    running.append(process)
    return process


def stop(process):
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    running.remove(process)


def picture(seed, leds=LEDS):
    return random.Random(seed).randbytes(3 * leds)


def push(output, frame, geometry=GEOMETRY, seconds=None, **how):
    """Shows a frame by sky-push; without `seconds` until it is stopped."""
    path = pathlib.Path(folder, f'frame-{len(frame)}-{hash(output) & 0xffff}')
    path.write_bytes(frame)
    end = ['-d', str(seconds)] if seconds else []
    return start('sky-push', '-g', geometry, '-r', '50', '--leave', '--idle', 'hold', *end, str(path), '-o', output, **how)


def receive_frame(words, wanted, geometry=GEOMETRY, space=None):
    """Whether sky-recv shows this frame."""
    with tempfile.TemporaryFile('w+') as errors:
        process = start('sky-recv', '-g', geometry, words, stdout=subprocess.PIPE, stderr=errors, space=space)
        os.set_blocking(process.stdout.fileno(), False)
        read = b''

        def has_come():
            nonlocal read
            read += process.stdout.read() or b''
            return any(read[i:i + len(wanted)] == wanted for i in range(0, len(read) - len(wanted) + 1, len(wanted)))
        try:
            wait_for(has_come, 'sky-recv never showed the frame')
        except Failed as failure:
            errors.seek(0)
            raise Failed(f'{failure}: {errors.read()} {len(read)} bytes, at last {read[-len(wanted):][:24].hex()}') from failure
        finally:
            stop(process)


# ---- tshark ----

def capture(output, frames):
    """The packets that sky-push sends, one frame after the other."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        receiver.bind(('127.0.0.1', 0))
        receiver.settimeout(0.5)
        name, _, words = output.partition(',')
        subprocess.run(['sky-push', '-g', '17x25', '-r', '50', '--leave', '-o',
                        f'{name}:127.0.0.1:{receiver.getsockname()[1]},{words}'.rstrip(',')], input=b''.join(frames),
                       check=True, timeout=LIMIT)
        found = []
        try:
            while True:
                found.append(receiver.recv(65536))
        except TimeoutError:
            return found


def dissect(payloads, port, *options):
    """What tshark prints of them, one text for each."""
    if not shutil.which('tshark'):
        raise Skip('tshark is not installed')
    path = pathlib.Path(folder, 'packets.pcap')
    with open(path, 'wb') as file:
        file.write(struct.pack('<IHHiIII', 0xa1b2c3d4, 2, 4, 0, 0, 65535, 101))  # raw IP
        for payload in payloads:
            length = 28 + len(payload)
            header = struct.pack('>BBHHHBBH4s4s', 0x45, 0, length, 0, 0, 64, 17, 0, bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2]))
            header += struct.pack('>HHHH', 40000, port, length - 20, 0)
            file.write(struct.pack('<IIII', 0, 0, length, length) + header + payload)
    text = subprocess.run(['tshark', '-r', str(path), '-V', '-o', 'dmx_chan.dmx_disp_chan_val_type:Hexadecimal', *options],
                          capture_output=True, text=True, timeout=LIMIT, check=True).stdout
    return re.split(r'^Frame \d+: ', text, flags=re.M)[1:]


def one(pattern, text):
    found = re.search(pattern, text)
    expect(found, f'tshark shows no {pattern} in:\n{text}')
    return found[1]


def test_tshark_artnet():
    """tshark reads the universes, numbers and channels of Art-Net, and the ArtSync after each frame"""
    frames = [picture(seed, 425) for seed in range(3)]
    payloads = capture('artnet,universe=1023,sync=yes', frames)
    texts = dissect(payloads, 6454)
    expect(len(payloads) == 12, f'{len(payloads)} packets')
    for index, text in enumerate(texts):
        frame, part = divmod(index, 4)
        expect('Malformed' not in text and 'Unknown' not in text, text)
        if part == 3:
            expect('ArtSync (0x5200)' in text, text)
            continue
        wanted = frames[frame][part * 510:(part + 1) * 510]
        expect('ArtDMX (0x5000)' in text and 'ProtVer: 14' in text, text)
        expect(int(one(r'Sequence: (\d+)', text)) == frame + 1, 'the sequence')
        expect(int(one(r'Universe: (\d+)', text)) == 1023 + part, 'the universe')
        length = int(one(r'Length: (\d+)\n(?!.*Length)', text[text.index('ArtDMX packet'):]))
        expect(length == len(wanted) + len(wanted) % 2, f'the length {length}')
        rows = re.findall(r'^    0x[0-9a-f]+: (.*)$', text, re.M)
        expect(bytes.fromhex(''.join(rows).replace('0x', ''))[:len(wanted)] == wanted, f'channels of universe {1023 + part}')


def test_tshark_e131():
    """tshark reads the universes, numbers, priority, source and channels of E1.31"""
    frames = [picture(seed, 425) for seed in range(3)]
    payloads = [payload for payload in capture('e131,universe=63000,priority=150,source=disc', frames)]
    texts = dissect(payloads, 5568, '-o', 'acn.dmx_enable:TRUE', '--enable-heuristic', 'acn')
    data = [text for text in texts if 'Start Code: 0x0000' in text or 'Streaming DMX' in text]
    expect(len(data) >= 9, f'{len(data)} packets of pixels')
    cids = set()
    for index, text in enumerate(data[:9]):
        frame, part = divmod(index, 3)
        wanted = frames[frame][part * 510:(part + 1) * 510]
        expect('Malformed' not in text, text)
        cids.add(one(r'CID: (\S+)', text))
        expect(int(one(r'Seq No: (\d+)', text)) == int(one(r'Seq No: (\d+)', data[part])) + frame, 'the sequence')
        expect(int(one(r'Universe: (\d+)\n', text)) == 63000 + part, 'the universe')
        expect(one(r'Priority: (\d+)\n', text) == '150' and one(r'Source: (.+)\n', text) == 'disc', text)
        # Its own reading of the channels is a picture in text; the bytes are those that it took for them.
        expect(payloads[texts.index(text)].endswith(wanted), 'the channels')
        expect(int(one(r'Count: (\d+)', text)) == len(wanted) + 1, 'the count')
    expect(len(cids) == 1, f'CIDs {cids}')


# ---- OLA ----

def ola():
    """Starts olad, for all tests of it. Returns its devices."""
    if not shutil.which('olad'):
        raise Skip('olad is not installed')
    if ola.devices:
        return ola.devices
    home = pathlib.Path(folder, 'ola')
    home.mkdir()
    for plugin in ('dummy espnet ftdidmx gpio karate kinet milinst opendmx osc pathport renard sandnet shownet spi stageprofi '
                   'uartdmx usbdmx usbserial').split():
        (home / f'ola-{plugin}.conf').write_text('enabled = false\n')
    (home / 'ola-artnet.conf').write_text('enabled = true\nip = 192.0.2.1\nuse_loopback = true\nnet = 0\nsubnet = 0\n'
                                          'output_ports = 4\n')
    (home / 'ola-e131.conf').write_text('enabled = true\nip = 192.0.2.1\ninput_ports = 3\noutput_ports = 3\n')
    (home / 'ola-openpixelcontrol.conf').write_text(
        'enabled = true\nlisten = 127.0.0.1:7890\nlisten_127.0.0.1:7890_channel = 1\n'
        'target = 127.0.0.1:7891\ntarget_127.0.0.1:7891_channel = 1\n')
    user = 'olad' if subprocess.run(['id', 'olad'], capture_output=True, check=False).returncode == 0 else 'nobody'
    os.chmod(folder, 0o755)
    for path in (home, *home.iterdir()):
        shutil.chown(path, user)
    with open(pathlib.Path(folder, 'ola.log'), 'w', encoding='utf-8') as log:
        start('setpriv', f'--reuid={user}', '--clear-groups', 'olad', '-c', str(home), '--no-register-with-dns-sd', '-i',
              '192.0.2.1', '-l', '3', stdout=log, stderr=log)

    def devices():
        text = subprocess.run(['ola_dev_info'], capture_output=True, text=True, check=False).stdout
        found = {name: number for number, name in re.findall(r'^Device (\d+): (ArtNet|E1.31|OPC Server|OPC Client)', text, re.M)}
        return found if len(found) == 4 else None
    ola.devices = wait_for(devices, 'olad did not start its plugins')
    return ola.devices


ola.devices = None


def patch(device, port, universe, is_input):
    subprocess.run(['ola_patch', '-d', ola()[device], '-p', str(port), '-u', str(universe)] + ['-i'] * is_input, check=True,
                   capture_output=True, timeout=LIMIT)


def ola_shows(universe, wanted):
    with urllib.request.urlopen(f'http://127.0.0.1:9090/get_dmx?u={universe}', timeout=LIMIT) as answer:
        return bytes(json.load(answer)['dmx'])[:len(wanted)] == wanted


def into_ola(device, port, universe, output):
    wanted = picture(universe)
    patch(device, port, universe, True)
    process = push(output, wanted)
    try:
        wait_for(lambda: ola_shows(universe, wanted), f'OLA has other channels in universe {universe}')
    finally:
        stop(process)


def test_artnet_into_ola():
    """OLA shows what sky-push sends by Art-Net"""
    into_ola('ArtNet', 0, 3, 'artnet:127.0.0.1,universe=3')


def test_e131_into_ola():
    """OLA shows what sky-push sends by E1.31, also by multicast"""
    into_ola('E1.31', 0, 1, 'e131:127.0.0.1,universe=1')
    into_ola('E1.31', 1, 5, 'e131:multicast,universe=5,interface=net0')


def test_opc_into_ola():
    """OLA shows what sky-push sends by Open Pixel Control"""
    into_ola('OPC Server', 1, 2, 'opc:127.0.0.1:7890,channel=1')


def from_ola(device, port, universe, words, space=None):
    wanted = picture(universe)
    patch(device, port, universe, False)
    ticking = start('sh', '-c', 'while :; do ola_streaming_client -u "$0" -d "$1"; sleep 0.1; done', str(universe),
                    ','.join(map(str, wanted)), start_new_session=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        receive_frame(words, wanted, space=space)
    finally:
        os.killpg(ticking.pid, signal.SIGKILL)
        ticking.wait()
        running.remove(ticking)


def test_artnet_from_ola():
    """sky-recv shows what OLA sends by Art-Net, which finds it by ArtPoll"""
    ola()
    from_ola('ArtNet', 0, 10, 'artnet:0.0.0.0,universe=10', space=other.pid)


def test_e131_from_ola():
    """sky-recv shows what OLA sends by E1.31 to a multicast group"""
    ola()
    from_ola('E1.31', 0, 11, 'e131:multicast,universe=11,interface=net1', space=other.pid)


def test_opc_from_ola():
    """sky-recv shows what OLA sends by Open Pixel Control"""
    ola()
    from_ola('OPC Client', 1, 12, 'opc:127.0.0.1:7891,channel=1')


# ---- npm ----

def npm():
    """The folder with the packages, which are installed once."""
    if npm.failure:
        raise Skip(npm.failure)
    if npm.folder or not (found := os.environ.get('SKY_NPM')):
        return npm.folder
    npm.folder = found
    return found


npm.failure, npm.folder = None, None


def install():
    """Before the network of our own is entered, from which no registry can be reached."""
    if os.environ.get('SKY_NPM'):
        return
    if not shutil.which('npm') or not shutil.which('node'):
        os.environ['SKY_NPM_MISSING'] = 'npm or node is not installed'
        return
    target = tempfile.mkdtemp(prefix='sky-npm-')
    result = subprocess.run(['npm', 'i', '--ignore-scripts', '--no-audit', '--no-fund', '--prefix', target, *PACKAGES],
                            capture_output=True, text=True, timeout=300, check=False)
    if result.returncode != 0:
        shutil.rmtree(target)
        os.environ['SKY_NPM_MISSING'] = 'npm cannot install: ' + (result.stderr.splitlines() or ['?'])[-1]
        return
    os.environ['SKY_NPM'] = os.environ['SKY_NPM_TEMPORARY'] = target


def node(*words, **how):
    return start('node', str(HERE / 'witness.js'), *words,
                 env=dict(os.environ, NODE_PATH=f'{npm()}/node_modules', NODE_NO_WARNINGS='1'), **how)


def into_npm(protocol, universe, port, output):
    wanted = picture(universe + port)
    npm()
    receiver = node('receive', protocol, str(universe), '', str(port), stdout=subprocess.PIPE)
    os.set_blocking(receiver.stdout.fileno(), False)
    read = b''

    def printed(text):
        nonlocal read
        read += receiver.stdout.read() or b''
        expect(receiver.poll() is None, 'the witness ended')
        return text in read.decode()
    try:
        wait_for(lambda: printed('ready'), 'node did not start')
        process = push(output, wanted)
        try:
            wait_for(lambda: printed(wanted.hex()), f'the witness read other bytes: {read[-200:]}')
        finally:
            stop(process)
    finally:
        stop(receiver)


def test_e131_into_npm():
    """the package sacn reads what sky-push sends by E1.31"""
    into_npm('e131', 7, 5569, 'e131:127.0.0.1:5569,universe=7')


def test_artnet_into_npm():
    """the package dmxnet reads what sky-push sends by Art-Net"""
    into_npm('artnet', 0x1234, 6464, 'artnet:127.0.0.1:6464,universe=4660')


def test_opc_into_npm():
    """the package openpixelcontrol-stream reads what sky-push sends"""
    into_npm('opc', 3, 7892, 'opc:127.0.0.1:7892,channel=3')


def from_npm(protocol, universe, port, words):
    wanted = picture(universe + port)
    npm()
    sender = node('send', protocol, str(universe), wanted.hex(), str(port))
    try:
        receive_frame(words, wanted)
    finally:
        stop(sender)


def test_e131_from_npm():
    """sky-recv shows what the package sacn sends"""
    from_npm('e131', 8, 5570, 'e131:127.0.0.1:5570,universe=8')


def test_artnet_from_npm():
    """sky-recv shows what the package dmxnet sends"""
    from_npm('artnet', 0x0321, 6470, 'artnet:127.0.0.1:6470,universe=801')


def test_opc_from_npm():
    """sky-recv shows what the package openpixelcontrol-stream sends"""
    # It does not connect again, so sky-recv listens first.
    wanted = picture(2)
    npm()
    late = start('sh', '-c', 'until ss -tln | grep -q :7893; do sleep 0.05; done; exec "$@"', 'sh', 'node',
                 str(HERE / 'witness.js'), 'send', 'opc', '2', wanted.hex(), '7893',
                 env=dict(os.environ, NODE_PATH=f'{npm()}/node_modules', NODE_NO_WARNINGS='1'))
    try:
        receive_frame('opc:127.0.0.1:7893,channel=2', wanted)
    finally:
        stop(late)


# ---- The network ----

def enter_network():
    """Runs this program again in a network of its own."""
    if os.environ.get('SKY_WITNESS_NETWORK'):
        return
    if os.geteuid() != 0 or subprocess.run(['unshare', '-n', 'true'], capture_output=True, check=False).returncode != 0:
        print('ok 1 witnesses # skip a network of their own needs root\n1..1')
        sys.exit(0)
    install()
    os.environ['SKY_WITNESS_NETWORK'] = '1'
    result = subprocess.run(['unshare', '-n', sys.executable, '-B', __file__, *sys.argv[1:]], check=False)
    if os.environ.get('SKY_NPM_TEMPORARY'):
        shutil.rmtree(os.environ['SKY_NPM_TEMPORARY'])
    sys.exit(result.returncode)


def clean_up():
    for process in running:
        process.kill()
        process.wait()
    shutil.rmtree(folder)


def run(*words, space=None):
    subprocess.run((*(('nsenter', '-t', str(space), '-n') if space else ()), *words), check=True)


def main():
    global folder, other
    enter_network()
    os.environ['PATH'] = f'{BUILD}:{os.environ["PATH"]}'
    npm.failure = os.environ.get('SKY_NPM_MISSING')
    folder = tempfile.mkdtemp(prefix='sky-witness-')
    atexit.register(clean_up)
    other = start('unshare', '-n', 'sleep', '1000')  # a second machine, beside this one
    wait_for(lambda: os.readlink(f'/proc/{other.pid}/ns/net') != os.readlink('/proc/self/ns/net'), 'no second network')
    run('ip', 'link', 'add', 'net0', 'type', 'veth', 'peer', 'name', 'net1', 'netns', str(other.pid))
    for name, address, space in (('net0', '192.0.2.1/24', None), ('net1', '192.0.2.2/24', other.pid)):
        run('ip', 'link', 'set', 'lo', 'up', space=space)
        run('ip', 'addr', 'add', address, 'brd', '+', 'dev', name, space=space)
        run('ip', 'link', 'set', name, 'up', space=space)
        run('ip', 'route', 'add', '224.0.0.0/4', 'dev', name, space=space)
    tests = [(name[5:], test) for name, test in globals().items() if name.startswith('test_')]
    chosen = [(name, test) for name, test in tests if not sys.argv[1:] or name in sys.argv[1:]]
    failed = False
    for number, (name, test) in enumerate(chosen, 1):
        try:
            test()
            print(f'ok {number} {test.__doc__}', flush=True)
        except Skip as reason:
            print(f'ok {number} {test.__doc__} # skip {reason}', flush=True)
        except Exception as failure:  # pylint: disable=broad-except # the other tests go on
            failed = True
            print(f'not ok {number} {test.__doc__}\n# {name}: {type(failure).__name__}: {failure}'.replace('\n', '\n# ', 1),
                  flush=True)
    print(f'1..{len(chosen)}')
    sys.exit(failed)


if __name__ == '__main__':
    main()
