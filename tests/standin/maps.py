# SPDX-License-Identifier: ISC
"""Maps of LEDs in the formats that sky-push --import reads, and for each the layout that it must become.

    maps.py SEED    writes map.FORMAT, and FORMAT.layout for a screen of 24x8
"""
import json
import random
import sys

VANES, PIXELS = 24, 8


def layout(name, places):
    """Places as (x, y), y up, or None."""
    lines = ["skip 1" if place is None else f"xy {place[0]!r} {place[1]!r}" for place in places]
    open(f"{name}.layout", "w").write("\n".join(["lane", *lines]) + "\n")


def write(name, text):
    open(f"map.{name}", "w").write(text)


def down(places):
    return [place and (place[0], -place[1]) for place in places]


def places_of_any_kind():
    count = random.randint(2, 40)
    places = [(round(random.uniform(-50, 50), 3), round(random.uniform(0, 9), 3)) for _ in range(count)]
    write("pixelblaze", "[\n" + "".join(f"  [{x}, {y}],\n" for x, y in places) + "]")
    layout("pixelblaze", down(places))
    write("pixelblaze3d", json.dumps([[x, y, x * y + 1] for x, y in places]))
    layout("pixelblaze3d", down(places))
    write("opc", json.dumps([{"group": "a", "point": [x, 0.5, y], "more": {"point": [1]}} for x, y in places]))
    layout("opc", places)
    write("csv", "x,y\n" + "".join(f"{x},{y}\n" for x, y in places))
    layout("csv", places)
    write("cad", "Designator\tMid Y\tMid X\tLayer\r\n" + "".join(f'D{i}\t"{y}mm"\t"{x}mm"\tT\r\n'.replace(".", ",")
                                                                 for i, (x, y) in enumerate(places)))
    layout("cad", places)
    write("plain", "# spaces\n\n" + "".join(f"  {x}   {y} 7\n" for x, y in places))
    layout("plain", places)


def grids():
    width, height = random.randint(2, 9), random.randint(2, 9)
    cells = random.sample([(column, row) for row in range(height) for column in range(width)],
                          random.randint(2, width * height))
    chain = []
    for cell in cells:
        chain += [None] * (random.random() < 0.2) + [cell]
    numbers = {cell: number for number, cell in enumerate(chain) if cell}
    rows = [[numbers.get((column, row), -1) for column in range(width)] for row in range(height)]
    write("ledmap", json.dumps({"n": "it's", "width": width, "height": height, "map": sum(rows, [])}))
    layout("ledmap", down(chain))
    grid = ";".join(",".join("" if number < 0 else str(number + 1) for number in row) for row in rows)
    write("xmodel", f'<?xml version="1.0"?>\n<!-- <custommodel CustomModel="1"> -->\n<custommodel name="a>b" '
                    f"parm1='9'\nCustomModel=\"{grid}\" CustomModelCompressed=\"\"><a name='x'/>\n</custommodel>")
    layout("xmodel", down(chain))
    nodes = [f"{number + 1},{row},{column}" + ",0" * random.randint(0, 1) for (column, row), number in numbers.items()]
    write("compressed", f'<models><model DisplayAs="Custom" CustomModelCompressed="{";".join(nodes)}"/></models>')
    layout("compressed", down(chain))


def fadecandy():
    pixels, devices, lanes = random.sample(range(VANES * PIXELS), VANES * PIXELS), [], []
    channels = random.choice([[0], [3, 0]])
    half = VANES * PIXELS // 2
    for number in range(random.randint(1, 3)):
        spi, entries, wires = random.random() < 0.3, [], {}
        for _ in range(random.randint(1, 4)):
            count, first = random.randint(1, 9), random.randrange(480)
            start = random.choice(pixels)
            run = range(start, start + count)
            back = random.random() < 0.4
            leds = [first - i if back else first + i for i in range(count)]
            if not set(run) <= set(pixels) or set(leds) & set(wires) or min(leds) < 0:
                continue
            pixels = [pixel for pixel in pixels if pixel not in run]
            channel = channels[0] if len(channels) == 1 else channels[start < half]
            if len(channels) > 1 and (run[0] < half) != (run[-1] < half):
                continue
            entries.append([channel, run[0] - (half if channel else 0) if len(channels) > 1 else run[0], first,
                            -count if back else count, "bgr"][: random.randint(4, 5)])
            wires.update(zip(leds, run))
        devices.append({"type": "apa102spi" if spi else "fadecandy", "map": entries, "led": None})
        for lane in range(1 if spi else 8):
            mine = {led if spi else led % 64: pixel for led, pixel in wires.items() if spi or led // 64 == lane}
            lanes.append([mine.get(led) for led in range(max(mine, default=-1) + 1)])
    if random.random() < 0.5:
        devices.insert(0, {"map": [[0, 0, "r", 1], [7, 2]], "type": "enttec", "serial": "EN075577"})
    if len(channels) > 1:  # so that the first of them is as long as half a frame
        devices.append({"map": [[0, half - 1, 0, 1]], "type": "fadecandy"})
        if half - 1 not in pixels:
            return fadecandy()
        lanes.append([half - 1])
    while lanes and not lanes[-1]:
        lanes.pop()
    if not lanes:
        return fadecandy()
    lines = [f"geometry {VANES}x{PIXELS}"]
    for lane in lanes:
        lines += ["lane", *(["skip 1"] if not lane else []),
                  *("skip 1" if led is None else f"led {led // PIXELS},{led % PIXELS}" for led in lane)]
    write("fadecandy", json.dumps({"listen": [None, 7890], "color": {"gamma": 2.5}, "devices": devices}, indent=2))
    open("fadecandy.layout", "w").write("\n".join(lines) + "\n")
    return None


random.seed(sys.argv[1])
places_of_any_kind()
grids()
fadecandy()
