# SPDX-License-Identifier: ISC
"""As much of a terminal as sky-push, sky-flat and plain text need: what it shows after the bytes that it was fed, and
what it answers."""
import codecs
import re

BLACK = (0, 0, 0)
TOKEN = re.compile(r"\x1b\[([?0-9;]*)(\$?[A-Za-z])|\x1b([78])|([\x07-\x0d])|\x1bP([^\x1b]*)\x1b\\|"
                   r"([^\x1b\x07-\x0d]+)")

# SGR 30 to 37 and 90 to 97 stand for these; SGR 38;5;N for (N,).
SIXTEEN = [(0, 0, 0), (205, 0, 0), (0, 205, 0), (205, 205, 0), (0, 0, 238), (205, 0, 205), (0, 205, 205),
           (229, 229, 229), (127, 127, 127), (255, 0, 0), (0, 255, 0), (255, 255, 0), (92, 92, 255), (255, 0, 255),
           (0, 255, 255), (255, 255, 255)]


class Screen:
    """`kind` is what it answers to DA1, and `knows` what of the rest it answers to: "sync" (mode 2026), "cell" and "area"
    (sizes in pixels), "sixel" (how many colours and pixels), "color" (that 24 bits are in use)."""

    def __init__(self, columns, rows, kind="62;22", knows=()):
        self.kind, self.knows, self.answers = kind, knows, b""
        self.cell = 8, 16  # width, height
        self.images = {}  # (row, column): a sixel picture
        self.decoder, self.rest = codecs.getincrementaldecoder("utf-8")(), ""
        self.cells = {}  # (row, column): character, foreground, background
        self.at = self.saved = (0, 0)
        self.fore = self.back = BLACK
        self.modes = {7: True, 25: True, 2026: False}
        self.history = []  # lines that have scrolled out at the top
        self.resize(columns, rows)

    def resize(self, columns, rows):
        """Terminals differ in what they do to the text then; this one does nothing, but for its region."""
        self.columns, self.rows = columns, rows
        self.region = 0, rows - 1
        self.at = min(self.at[0], rows - 1), min(self.at[1], columns - 1)

    def feed(self, data):
        self.rest += self.decoder.decode(data)
        while token := TOKEN.match(self.rest):
            self.rest = self.rest[token.end():]
            if token[2]:
                self.control(token[1], token[2])
            elif token[3]:
                if token[3] == "7":
                    self.saved = self.at
                else:
                    self.at = self.saved
            elif token[4]:
                self.move(token[4])
            elif token[5]:
                self.string(token[5])
            else:
                for character in token[6]:
                    self.put(character)

    def answer(self, what, text):
        if what in self.knows:
            self.answers += text.encode()

    def query(self, words, letter):
        """Is it a question? Only one that the terminal said it can take may be asked."""
        if (words, letter) == ("", "c"):
            self.answers += f"\x1b[?{self.kind}c".encode()
            return True
        width, height = self.cell
        answers = {
            ("?2026", "$p"): ("sync", "\x1b[?2026;2$y"),
            ("16", "t"): ("cell", f"\x1b[6;{height};{width}t"),
            ("14", "t"): ("area", f"\x1b[4;{height * self.rows};{width * self.columns}t"),
            ("?1;1;0", "S"): ("sixel", "\x1b[?1;0;256S"),
            ("?2;4;0", "S"): ("sixel", "\x1b[?2;0;500;400S"),
        }
        if (words, letter) not in answers:
            return False
        assert int(self.kind.split(";")[0]) >= 41 and (letter != "S" or ";4" in self.kind), (self.kind, words, letter)
        self.answer(*answers[words, letter])
        return True

    def string(self, text):
        if text == "$qm":
            self.answers += b"\x1bP1$r0;48:2::1:2:3m\x1b\\" if "color" in self.knows else b"\x1bP1$r0;48;5;16m\x1b\\"
            return
        assert text.startswith("0;1q") and ";4" in self.kind, text[:20]
        self.images[self.at] = text

    def line(self, row):
        return "".join(self.cells.get((row, column), " ")[0] for column in range(self.columns)).rstrip()

    def lines(self):
        return [self.line(row) for row in range(self.rows)]

    def put(self, character):
        row, column = self.at
        if column == self.columns:  # the last column was written before
            if self.modes[7]:
                self.move("\r")
                self.move("\n")
            else:
                self.at = row, column - 1
            row, column = self.at
        self.cells[row, column] = character, self.fore, self.back
        self.at = row, column + 1

    def scroll(self, first, last):
        """Deletes the first row of these, and moves the others up."""
        for row in range(first, last + 1):
            for column in range(self.columns):
                cell = self.cells.pop((row + 1, column), None) if row < last else None
                if cell:
                    self.cells[row, column] = cell
                else:
                    self.cells.pop((row, column), None)

    def move(self, character):
        row, column = self.at
        if character in "\n\v\f":
            if row == self.region[1]:
                if self.region[0] == 0:
                    self.history.append(self.line(0))
                self.scroll(*self.region)
            else:
                self.at = min(row + 1, self.rows - 1), column
        elif character == "\r":
            self.at = row, 0
        elif character == "\b":
            self.at = row, max(column - 1, 0)

    def control(self, words, letter):
        if self.query(words, letter):
            return
        if letter in "hl":
            number = int(words[1:])
            assert words[0] == "?" and number in self.modes and (number != 2026 or "sync" in self.knows), words
            self.modes[number] = letter == "h"
            return
        numbers = [int(word or 0) for word in words.split(";")]
        row, column = self.at
        if letter == "m":
            self.color(numbers)
        elif letter == "H":
            self.at = max(numbers[0], 1) - 1, max(numbers[1], 1) - 1 if len(numbers) > 1 else 0
            self.at = min(self.at[0], self.rows - 1), min(self.at[1], self.columns - 1)
        elif letter == "A":
            self.at = max(row - max(numbers[0], 1), self.region[0]), min(column, self.columns - 1)
        elif letter == "C":
            self.at = row, min(column + max(numbers[0], 1), self.columns - 1)
        elif letter == "M":
            assert self.region[0] <= row <= self.region[1] and not words
            self.scroll(row, self.region[1])
        elif letter == "r":
            self.region = (numbers[0] - 1, numbers[1] - 1) if words else (0, self.rows - 1)
            assert self.region[0] < self.region[1] or not words, words
            self.at = 0, 0
        elif letter in "JK":
            assert not words or (words, letter) == ("2", "K"), words
            begin = (row, 0) if words else self.at
            self.cells = {place: cell for place, cell in self.cells.items()
                          if place < begin or (letter == "K" and place[0] > row)}
        else:
            raise AssertionError(f"unknown sequence {words}{letter}")

    def color(self, numbers):
        while numbers:
            what = numbers.pop(0)
            if what == 0:
                self.fore = self.back = BLACK
                continue
            if what in (38, 48):
                count = 3 if numbers.pop(0) == 2 else 1
                color, what = tuple(numbers[:count]), what - 8
                del numbers[:count]
            else:
                assert what // 10 in (3, 4, 9, 10) and what % 10 < 8, what
                color = SIXTEEN[what % 10 + 8 * (what >= 90)]
            if what // 10 in (3, 9):
                self.fore = color
            else:
                self.back = color
