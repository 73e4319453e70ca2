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

@test "sky-gen(1) describes every pattern and preset, and nothing else" {
    sky-gen -l | sed -n 's/^\([a-z][^ ]*\) .*/\1/p' | sort >patterns
    { sed -n '/^\.Sh PRESETS/q; s/^\.Ss //p' "$project/man/sky-gen.1"; items "$project/man/sky-gen.1" PRESETS; } |
        sort | diff patterns -
    for preset in droplet radar swirl tripdar; do
        for parameter in $(sky-gen "$preset" --help | sed -n '/^parameters/,$ s/^  \([a-z]*\) .*/\1/p'); do
            sed -n "/^\.It Cm $preset/,/^\.It/p" "$project/man/sky-gen.1" | grep -q "^\.Cm $parameter$" ||
                { echo "$preset $parameter= is missing"; false; }
        done
    done
}

@test "sky-gen(1) has the range, default and choices of every parameter of a pattern" {
    "$python" - "$project/man/sky-gen.1" <<'END'
import re
import subprocess
import sys

page = open(sys.argv[1]).read().replace("\\-", "-")
found = 0
for section in re.split(r"^\.Ss ", page.split("\n.Sh PRESETS")[0], flags=re.M)[1:]:
    pattern = section.split()[0]
    items = dict(re.findall(r"^\.It Cm (\w+) (.*?)(?=^\.It|^\.El)", section, re.M | re.S))
    told = subprocess.run(["sky-gen", pattern, "--help"], check=True, stdout=subprocess.PIPE, text=True).stdout
    for name, default, fits in re.findall(r"^  (\w+) .*\n +default ([^;\n]*)(?:; (.*))?$", told, re.M):
        item = items.pop(name)
        place = (pattern, name, item)
        if "|" in fits and "bloom|" not in fits:
            assert "Cm " + fits.replace("|", " | ") in item, place
        limits = re.search(r"-?[0-9.]+ to -?[0-9.]+.*", fits)
        if limits:
            assert re.search(r"(^|[ 0-9])" + re.escape(limits[0]), item, re.M), place
        if default != "none":
            assert re.search(rf"[Dd]efault\s+(\.Cm )?{re.escape(default)}\b|\.Cm {default} ,\nthe default", item), place
        found += 1
    assert not items, (pattern, items)
assert found >= 130, found
END
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
section = text[text.index(".Sh WHAT THE WIRES CARRY") : text.index(".Sh WIRING GPIO LINES")]
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
