#!/usr/bin/python3
# SPDX-License-Identifier: ISC
"""Checks the layers of the source: a room includes only rooms above it in ROOMS, and no modules (a source file and its
header) include each other in a circle. usage: tests/layers.py, from the project's folder; prints nothing when all is
well."""
import re
import subprocess
import sys

# From the top down: each may include those before it. cmd may include all.
ROOMS = ["base", "kernel", "image", "disc", "font", "stream", "expr", "program", "pattern", "led", "net", "sound",
         "term"]

# Where the functions of a public header are defined.
PUBLIC = {"error": "base", "geometry": "base", "pace": "base", "phase": "base", "signals": "base", "value": "base",
          "stream": "stream", "framefile": "stream", "params": "program", "program": "program"}


def room(module):
    top, folder = module.split("/")[:2]
    if top == "sky":
        return PUBLIC[folder]
    return folder if top == "lib" else "cmd"


def module_of(path):
    """lib/base/clock.c and lib/base/clock.h are the module lib/base/clock."""
    path = re.sub(r"^include/", "", path)
    return path.rsplit(".", 1)[0]


def read_modules():
    modules = {}
    files = subprocess.run(["git", "ls-files", "-co", "--exclude-standard", "lib", "include", "cmd"],
                           check=True, capture_output=True, text=True).stdout.split()
    for path in files:
        if not path.endswith((".c", ".h")):
            continue
        try:
            text = open(path, encoding="utf-8").read()
        except FileNotFoundError:  # removed, and not committed yet
            continue
        for local, public in re.findall(r'^#include (?:"([^"]+)"|<(sky/[^>]+)>)', text, re.M):
            if public:
                target = module_of(public)
            else:
                target = module_of(local if local.startswith(("sky-", "socket/")) else "lib/" + local)
                target = target if target.startswith("lib/") else "cmd/" + target
            if target != module_of(path):
                modules.setdefault(module_of(path), {}).setdefault(target, path)
    return modules


def upward(modules):
    for module, targets in modules.items():
        for target, path in targets.items():
            mine, its = room(module), room(target)
            if its == "cmd" and mine != "cmd":
                yield f"{path} includes {target}, which is not of the library"
            elif mine != "cmd" and ROOMS.index(its) > ROOMS.index(mine):
                yield f"{path} includes {target}: {mine} is above {its}"


def circles(modules):
    state, path = {}, []

    def visit(module):
        state[module] = "open"
        path.append(module)
        for target in modules.get(module, {}):
            if state.get(target) == "open":
                yield " -> ".join(path[path.index(target):] + [target])
            elif target not in state:
                yield from visit(target)
        path.pop()
        state[module] = "done"

    for module in list(modules):
        if module not in state:
            yield from visit(module)


def main():
    modules = read_modules()
    found = list(upward(modules)) + ["a circle: " + circle for circle in circles(modules)]
    print("\n".join(found), end="\n" if found else "")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
