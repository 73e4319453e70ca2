# SPDX-License-Identifier: ISC
"""Whether two programs that play the same film are at the same frame again after one was stopped for a while.
usage: catch-up.py SECONDS INPUT COMMAND...; INPUT is file or pipe, and the command, to which the film's name or - is
added, writes frames of 1x1, which are their numbers, on its standard output. Prints how many frames the stopped program
is behind the other a second after it goes on, more than it was before it was stopped."""
import os
import selectors
import signal
import statistics
import subprocess
import sys
import tempfile

FPS = 50
FORGOTTEN = 60  # seconds


class Player:
    """A program with the number of the frame that it has shown last; 0 is black."""
    def __init__(self, command, film, piped):
        self.source = subprocess.Popen(['cat', film], stdout=subprocess.PIPE) if piped else None
        self.process = subprocess.Popen(command + ['-' if piped else film], stdout=subprocess.PIPE,
                                        stdin=self.source.stdout if piped else subprocess.DEVNULL)
        self.number, self.bytes = 0, b''
        if piped:
            self.source.stdout.close()

    def take(self):
        data = os.read(self.process.stdout.fileno(), 1 << 16)
        if not data:
            sys.exit('a program ended')
        self.bytes += data
        whole = len(self.bytes) // 3 * 3
        if whole:
            self.number = int.from_bytes(self.bytes[whole - 3:whole], 'big')
        self.bytes = self.bytes[whole:]

    def end(self):
        for process in (self.process, self.source):
            if process:
                process.kill()
                process.wait()


def play(players, frames):
    """Reads until the first player has shown so many frames more. Returns how many frames the second was behind at each
    of them."""
    first, second = players
    begun, behind = first.number, []
    with selectors.DefaultSelector() as selector:
        for player in players:
            selector.register(player.process.stdout, selectors.EVENT_READ, player)
        while first.number < begun + frames:
            ready = selector.select(FORGOTTEN)
            if not ready:
                sys.exit(f'nothing came in {FORGOTTEN} s')
            for key, _ in ready:
                number = first.number
                key.data.take()
                if first.number != number and second.number > 0:
                    behind.append(first.number - second.number)
    return behind


def main():
    seconds, piped, command = float(sys.argv[1]), sys.argv[2] == 'pipe', sys.argv[3:]
    stopped = round(seconds * FPS)
    with tempfile.TemporaryDirectory() as folder:
        film = f'{folder}/film'
        with open(film, 'wb') as file:
            file.write(b''.join(number.to_bytes(3, 'big') for number in range(1, stopped + 5 * FPS)))
        command += ['-g', '1x1', '-r', str(FPS)]
        players = [Player(command, film, piped) for _ in range(2)]
        try:
            play(players, FPS // 5)
            before = statistics.median(play(players, FPS // 3))
            players[1].process.send_signal(signal.SIGSTOP)
            play(players, stopped)
            players[1].process.send_signal(signal.SIGCONT)
            play(players, FPS)
            after = statistics.median(play(players, FPS // 3))
        finally:
            for player in players:
                player.end()
    print(round(after - before))


if __name__ == '__main__':
    main()
