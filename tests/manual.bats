# SPDX-License-Identifier: ISC
load helpers

# What is missing is named, a line each.
@test "every program has a page that tells all its options, parameters, choices and drivers" {
    "$python" - "$build" "$project/man" <<'PY'
import pathlib, re, subprocess, sys

build, pages = map(pathlib.Path, sys.argv[1:])

def untold(item, words):
    text = re.sub(r"(?<=\d),(?=\d)", "", item)
    return [word for word in words if not re.search(rf"(?<![\w-]){word}(?![\w-])", text)]

wrong = []
programs = sorted(path for path in build.glob("sky-*") if not path.suffix)
assert len(programs) >= 8
for program in programs:
    page = (pages / f"{program.name}.1").read_text()
    table = subprocess.run([program, "--help=tsv"], check=True, stdout=subprocess.PIPE, text=True).stdout
    synopsis = re.search(r"^\.Sh SYNOPSIS(.*?)^\.Sh", page, re.M | re.S)[1]
    options = re.findall(r"^option\t(?:-. )?--(\S+)", table, re.M)
    wrong += [f"{program.name}: has no option --{option}"
              for option in re.findall(r"^\.It (?:Fl . , )?Fl Fl ([a-z-]+)", page, re.M) if option not in options]
    for row in table.splitlines()[1:]:
        group, name, kind, default, limits, unit, choices, text = row.split("\t")
        if group == "option":
            letter, long = name.split() if " " in name else (None, name)
            wanted = (f"Fl {letter[1]} , " if letter else "") + f"Fl Fl {long[2:]}" + (f" Ar {unit}" if unit else "")
            found = re.search(rf"^\.It {re.escape(wanted)}\b(.*?)(?=^\.It Fl|^\.Sh)", page, re.M | re.S)
            words = choices.split("|") if choices else []
            short = f"Fl {letter[1]}" if letter else f"Fl Fl {long[2:]}"
            if not re.search(rf"{short}\b|Op Ar options", synopsis) and long not in ("--help", "--version"):
                wrong.append(f"{program.name}: {name} is not in the synopsis of its page")
        elif group in ("parameter", "event", "rotor") or group.startswith(("driver ", "protocol ")):
            wanted = f"Cm {name}"
            # Choices may be items of a list within the item.
            end = r"^\.It Cm [a-z_]* Ns|^\.S[hs]" if kind == "choice" else r"^\.It|^\.S[hs]"
            words = choices.split("|") if choices and name not in ("palette", "chip") else []
            words += [default] if default else []
            words += limits.split(" to ") if limits else []
            # Several drivers may have an argument of one name: the item counts that tells most of this one.
            items = re.finditer(rf"^\.It {wanted}\b(.*?)(?={end})", page, re.M | re.S)
            found = min(items, key=lambda item: len(untold(item[0], words)), default=None)
        elif group in ("driver", "protocol"):
            wanted, words = f".Ss {name}", []
            found = re.search(rf"^\.Ss {name}\b", page, re.M)
        else:
            continue
        if not found:
            wrong.append(f"{program.name}: '{wanted}' is not in its page")
        untold_words = untold(found[0], words) if found else []
        wrong += [f"{program.name}: {wanted} does not tell {word}" for word in untold_words]
if wrong:
    sys.exit("\n".join(wrong))
PY
}

# items FILE SECTION: what the items of a section are called, sorted.
items() {
    sed -n "/^\.Sh $2/,/^\.Sh/ s/^\.It Cm \([^ ]*\).*/\1/p" "$1" | sort
}

@test "sky-blend(1) describes every blend mode, and nothing else, under MODES" {
    sky-blend -l | cut -d' ' -f1 | sort >modes
    items "$project/man/sky-blend.1" MODES | diff modes -
}

# What is missing or wrong is named, a line each.
@test "sky-gen(1) lists exactly the patterns, presets and parameters of sky-gen, with their ranges and defaults" {
    "$python" - "$project/man/sky-gen.1" <<'PY'
import re, subprocess, sys

def run(*words):
    return subprocess.run(["sky-gen", *words], check=True, stdout=subprocess.PIPE, text=True).stdout

def plain(text):
    """Text of the page without its macros."""
    text = re.sub(r"^\.\w+ ", "", text, flags=re.M)
    return re.sub(r"\s+", " ", re.sub(r"\b(Ns|Ar|Cm|Li|Fl|Dq) ", "", text.replace("\\-", "-").replace("\\&", "")))

def rows(group, *words):
    table = [line.split("\t") for line in run(*words, "--help=tsv").splitlines()]
    return [dict(zip(table[0], row)) for row in table if row[0] == group]

page = open(sys.argv[1]).read()
section = lambda name: re.search(rf"^\.Sh {name}\n(.*?)^\.Sh ", page, re.M | re.S)[1]
wrong = []
described = dict(re.findall(r"^\.Ss (\S+)\n(.*?)(?=^\.Ss |\Z)", section("PATTERNS AND PARAMETERS"), re.M | re.S))
presets = dict(re.findall(r"^\.It Cm (\S+)\n(.*?)(?=^\.It |^\.El)", section("PRESETS"), re.M | re.S))
for pattern in rows("pattern"):
    name = pattern["name"]
    if pattern["kind"] != "pattern":
        text = presets.pop(name, None)
        if text is None:
            wrong.append(f"{name}: is not under PRESETS")
        elif pattern["kind"] == "preset":
            whole = pattern["text"].split(":")[0] + " " + pattern["default"]
            if whole not in plain(text):
                wrong.append(f"{name}: is {whole}")
        else:
            wrong += [f"{name}: does not give {row['name']}, default {row['default']}"
                      for row in rows("parameter", name)
                      if not re.search(rf"^\.Cm {row['name']}\n[^;]*default {row['default']}\b", text, re.M)]
        continue
    if name not in described:
        wrong.append(f"{name}: is not under PATTERNS AND PARAMETERS")
        continue
    items = dict(re.findall(r"^\.It Cm (\w+) (.*?)(?=^\.It |^\.El|\Z)", described.pop(name), re.M | re.S))
    for row in rows("parameter", name):
        parameter = row["name"]
        if parameter not in items:
            wrong.append(f"{name}: {parameter} is not in its list")
            continue
        text = plain(items.pop(parameter))
        wanted = [row["choices"].replace("|", " | ")] if row["choices"] and parameter != "palette" else []
        wanted += [row["range"] + (" " + row["unit"] if row["unit"] else "")] if row["range"] else []
        wanted += [row["default"]] if row["default"] else []
        wrong += [f"{name} {parameter}: does not say '{word}'" for word in wanted if word not in text]
    wrong += [f"{name}: has no parameter {parameter}" for parameter in items]
palettes = next(row for row in rows("parameter", "perlin") if row["name"] == "palette")["choices"].split("|")
if re.findall(r"^\.It Cm (\S+)", section("PALETTES"), re.M) != palettes:
    wrong.append("PALETTES: are " + " ".join(palettes))
wrong += [f"{name}: sky-gen has no such pattern" for name in [*described, *presets]]
if wrong:
    sys.exit("\n".join(wrong))
PY
}

@test "sky(3) describes every function and macro of the public headers, and no others" {
    grep -oh '\bsky_[a-z_]*(' "$project"/include/sky/*.h | tr -d '(' | sort -u >functions
    sed -n 's/^\.F[no] \(sky_[a-z_]*\).*/\1/p' "$project/man/sky.3" | sort -u | diff functions -
    # Each also has a place in the text.
    sed '1,/^\.Sh DESCRIPTION/d' "$project/man/sky.3" | grep -o '^\.Fn sky_[a-z_]*' | cut -c5- >described
    grep -qx sky_program_run described
    for function in $(grep -v '_close$\|_destroy$\|_create$' functions); do
        grep -qx "$function" described || { echo "$function is not described"; false; }
    done
    for macro in $(sed -n 's/^#define \(SKY_[A-Z_]*\)(.*/\1/p' "$project"/include/sky/*.h); do
        grep -q "\b$macro\b" "$project/man/sky.3" || { echo "$macro is not described"; false; }
    done
}

# The tables of what the wires carry, against the bytes that sky-push sends for so many LEDs.
@test "sky-push(1) tells how many frames a second the wires carry" {
    "$python" - "$project/man/sky-push.1" <<'END'
import functools
import math
import os
import re
import subprocess
import sys

@functools.cache
def chain_bytes(chip, leds):
    screen = f"{leds // 288}x288" if leds > 65536 else f"{leds}x1"
    black = bytes(3 * leds)
    line = ["sky-push", "-g", screen, "-n1", "--leave", "-o", f"wire:-,chip={chip}"]
    return len(subprocess.run(line, input=black, check=True, stdout=subprocess.PIPE).stdout)

def words(rate):
    return f"{math.floor(rate):,}" if rate >= 100 else f"{math.floor(rate * 10) / 10:.1f}"

text = open(sys.argv[1]).read()
chips = text[text.index(".Sh CHIPS") : text.index(".Sh POWER")]
pauses = {chip: float(us) * 1e-6 for chip, us in re.findall(r'^\.It Cm (\S+) Ta .* Ta "(\d+) us"$', chips, re.M)}
for chip in pauses:
    if chip != "ws2801":  # without a clock wire: before and after a frame
        pauses[chip] *= 2
section = text[text.index(".Sh BANDWIDTH") : text.index(".Sh WIRING GPIO")]
rows = 0
for row in re.findall(r"^\.It Cm (.* MHz .*)$", section, re.M):
    chips, clock, *told = row.split(" Ta ")
    for chip in chips.split(" , "):
        seconds = [chain_bytes(chip, leds) * 8 / (float(clock.split()[0]) * 1e6) + pauses.get(chip, 0)
                   for leds in (241, 900, 7200, 103680, 288)]
        wanted = [words(1 / time) for time in seconds] + [words(1 / seconds[-1] / 360)]
        assert told == wanted, (chip, clock, told, wanted)
        rows += 1
for leds, *told in re.findall(r"^\.It ([0-9,]+) Ta (\S+) Ta (\S+)$", section, re.M):
    count = int(leds.replace(",", ""))
    wanted = [words(1 / (16 * 1.7e-6 * chain_bytes(chip, count))) for chip in ("apa102", "ws2801")]
    assert told == wanted, (leds, told, wanted)
    rows += 1
assert rows >= 18, rows
END
}

# 80 columns, less the margins of a page and of an example in it, as groff 1.23 sets them, which are the widest.
@test "every example in the manual fits 80 columns as it stands" {
    "$python" - "$project"/man/*.[1-8] <<'PY'
import re, sys

wide = []
for path in sys.argv[1:]:
    room = None
    for number, line in enumerate(open(path), 1):
        text = re.sub(r"\\\(..|\\[-e]|\\&", lambda escape: "" if escape[0] == "\\&" else "x", line.rstrip("\n"))
        if line.startswith((".Bd -literal", ".Bd -unfilled")):
            room = 67 if "indent" in line else 73
        elif line.startswith(".Ed"):
            room = None
        elif line.startswith(".Dl "):
            if len(text) - 4 > 67:
                wide.append(f"{path}:{number}: {text}")
        elif room is not None and len(text) > room:
            wide.append(f"{path}:{number}: {text}")
if wide:
    sys.exit("\n".join(wide))
PY
}

# Without its prompts, an example that a reader copies is what a shell reads.
@test "every shell example in the manual is valid" {
    "$python" - "$project"/man/*.[1-8] <<'PY'
import re, subprocess, sys

characters = {r"\(aq": "'", r"\(ha": "^", r"\(ti": "~", r"\(ga": "`", r"\(dq": '"', r"\-": "-", r"\e": "\\", r"\&": ""}
count = 0
for path in sys.argv[1:]:
    for example in re.findall(r"^\.Bd -literal[^\n]*\n([$#] .*?)^\.Ed", open(path).read(), re.M | re.S):
        plain = re.sub(r"\\\(..|\\.", lambda escape: characters[escape[0]], example)
        result = subprocess.run(["bash", "-n"], input=re.sub(r"^[$#] ", "", plain, flags=re.M), text=True,
                                stderr=subprocess.PIPE)
        assert result.returncode == 0 and not result.stderr, (path, plain, result.stderr)
        count += 1
assert count >= 80, count
PY
}

# What is wrong is named, a line each.
@test "the pages read well in a terminal of 80 columns, shown by groff and by mandoc" {
    { command -v groff && command -v mandoc; } >/dev/null || skip "groff or mandoc is not here"
    "$python" "$tests/pages.py" "$project"/man/*.[1-8]
}
