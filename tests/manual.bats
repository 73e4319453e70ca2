# SPDX-License-Identifier: ISC
load helpers

@test "every program has a page that tells all its options and parameters" {
    for program in "$build"/sky-*; do
        name=$(basename "$program")
        page=$project/man/$name.1
        [ -s "$page" ]
        for option in $("$program" --help | sed -n 's/^  \(-., \|    \)--\([a-z-]*\).*/\2/p'); do
            grep -q -- "Fl Fl $option\|Fl -$option" "$page" || { echo "$name --$option is not in $page"; false; }
        done
        for parameter in $("$program" --help | sed -n '/^parameters/,$ s/^  \([a-z][a-z0-9]*\) .*/\1/p'); do
            grep -q "Cm $parameter" "$page" || { echo "$name $parameter= is not in $page"; false; }
        done
    done
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

page = open(sys.argv[1]).read()
section = lambda name: re.search(rf"^\.Sh {name}\n(.*?)^\.Sh ", page, re.M | re.S)[1]
wrong = []
described = dict(re.findall(r"^\.Ss (\S+)\n(.*?)(?=^\.Ss |\Z)", section("PATTERNS AND PARAMETERS"), re.M | re.S))
presets = dict(re.findall(r"^\.It Cm (\S+)\n(.*?)(?=^\.It |^\.El)", section("PRESETS"), re.M | re.S))
for name in (line.split()[0] for line in run("-l").splitlines()):
    about = run(name, "--help")
    preset = re.search(r"^It is (.*)", about, re.M)
    if preset or "declared by the program" in about:
        text = presets.pop(name, None)
        if text is None:
            wrong.append(f"{name}: is not under PRESETS")
        elif preset and preset[1] not in plain(text):
            wrong.append(f"{name}: is {preset[1]}")
        elif not preset:
            wrong += [f"{name}: does not give {parameter}, default {default}"
                      for parameter, default in re.findall(r"^  (\w+) .*\n +default (.*);", about, re.M)
                      if not re.search(rf"^\.Cm {parameter}\n[^;]*default {default}\b", text, re.M)]
        continue
    if name not in described:
        wrong.append(f"{name}: is not under PATTERNS AND PARAMETERS")
        continue
    items = dict(re.findall(r"^\.It Cm (\w+) (.*?)(?=^\.It |^\.El|\Z)", described.pop(name), re.M | re.S))
    for parameter, default, values in re.findall(r"^  (\w+) .*\n +default (.*); (.*)", about, re.M):
        if parameter not in items:
            wrong.append(f"{name}: {parameter} is not in its list")
            continue
        text = plain(items.pop(parameter))
        wanted = [values.replace("|", " | ")] if "|" in values and parameter != "palette" else []
        wanted += re.findall(r"\S+ to \S+.*", values) + ([default] if default != "none" else [])
        wrong += [f"{name} {parameter}: does not say '{word}'" for word in wanted if word not in text]
    wrong += [f"{name}: has no parameter {parameter}" for parameter in items]
palettes = re.search(r"default bloom; (.*)", run("perlin", "--help"))[1].split("|")
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

@test "sky-push(1) describes every driver" {
    for driver in $(sky-push --help | sed -n '/^drivers, /,/^rotor/ s/^\([a-z0-9]*\)\(:[^ ]*\)\{0,1\}: .*/\1/p'); do
        grep -q "^.Ss $driver" "$project/man/sky-push.1" || { echo "$driver is missing"; false; }
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
pauses["ws2812"] *= 2  # before and after a frame
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

# 80 columns, less the margins of a page and of an example in it.
@test "every example in the manual fits 80 columns as it stands" {
    "$python" - "$project"/man/*.[1-8] <<'PY'
import re, sys

wide = []
for path in sys.argv[1:]:
    room = None
    for number, line in enumerate(open(path), 1):
        text = re.sub(r"\\\(..|\\[-e]|\\&", lambda escape: "" if escape[0] == "\\&" else "x", line.rstrip("\n"))
        if line.startswith((".Bd -literal", ".Bd -unfilled")):
            room = 69 if "indent" in line else 75
        elif line.startswith(".Ed"):
            room = None
        elif line.startswith(".Dl "):
            if len(text) - 4 > 69:
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
