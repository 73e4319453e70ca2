# SPDX-License-Identifier: ISC
"""usage: turns.py COMMAND...: writes a page to a filter of 24x8 frames whose output is nearly full and is not read, as a
program does that reads and writes by turns. Ends with 1 if the pipe to it has lost the room that poll() told of."""
import fcntl
import os
import select
import subprocess
import sys
import termios
import time

PAGE = os.sysconf("SC_PAGE_SIZE")
FRAME = 24 * 8 * 3


def waiting(pipe):
    return int.from_bytes(fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)), sys.byteorder)


read_end, ours = os.pipe()
full, write_end = os.pipe()
os.set_blocking(write_end, False)
try:
    while os.write(write_end, bytes(PAGE)):
        pass
except BlockingIOError:
    os.set_blocking(write_end, True)
os.read(full, PAGE)
held = waiting(full)
os.write(ours, bytes(PAGE))
room = select.poll()
room.register(ours, select.POLLOUT)
assert room.poll(0)
program = subprocess.Popen(sys.argv[1:], stdin=read_end, stdout=write_end)
os.close(read_end)
os.close(write_end)
end = time.monotonic() + 60
while waiting(full) == held and time.monotonic() < end:  # until it has begun
    time.sleep(0.001)
if not room.poll(0):
    program.kill()
    sys.exit("no room")
os.write(ours, bytes(FRAME - PAGE % FRAME))
os.close(ours)
while os.read(full, 1 << 16):
    pass
sys.exit(program.wait())
