# SPDX-License-Identifier: ISC
"""Runs sky-push on virtual machines and compares what the kernel says of their lines with what was to be shown.
Prints TAP and one line of totals.

    check.py CACHE NATIVE_PROGRAMS BOOKWORM_PROGRAMS TRIXIE_PROGRAMS OUT [SCENARIO...]

See README. The colours that LEDs must show are computed by tests/standin/decode.py from frames that the programs of
this machine make; sigrok and the same decoder, each for itself, read them from the kernel's record.
"""
import concurrent.futures
import importlib
import os
import subprocess
import sys
import time
import traceback

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
DECODE = os.path.join(HERE, "../standin/decode.py")
# scenarios/NAME.sh in the machine, NAME.py here
SCENARIOS = ["pipeline", "spi", "names", "stories", "hardware", "rotor", "motion"]
SECONDS = 600  # that a machine may take, which takes some ten


class Rig:
    """What scenarios are given: where everything is, and how to make and read files in the folder of results."""

    def __init__(self, cache, native, bookworm, trixie, out):
        self.cache, self.native, self.out = cache, native, out
        self.programs = {"bookworm": bookworm, "trixie": trixie}
        self.environment = dict(os.environ, PATH=native + ":" + os.environ["PATH"], SKY_GEOMETRY="16x9")

    def shell(self, command):
        subprocess.run(["bash", "-e", "-c", command], cwd=self.out, env=self.environment, check=True)

    def decode(self, *words):
        """tests/standin/decode.py."""
        command = [sys.executable, DECODE, *map(str, words)]
        ran = subprocess.run(command, cwd=self.out, capture_output=True, text=True)
        assert ran.returncode == 0, f"decode.py {' '.join(command[2:])}: {ran.stderr.splitlines()[-1:]}"

    def read(self, name):
        return np.fromfile(os.path.join(self.out, name), np.uint8)

    def boot(self, scenario, machine, release, files):
        """The folder with what the scenario left."""
        out = f"{self.out}/{scenario}-{machine}-{release}"
        started = time.monotonic()
        status = subprocess.run([f"{HERE}/run", self.cache, self.programs[release], machine, release,
                                 f"{HERE}/scenarios/{scenario}.sh", out, str(SECONDS),
                                 *(f"{self.out}/{file}" for file in files)]).returncode
        print(f"# {scenario} on {machine} of {release}: {time.monotonic() - started:.1f} s", flush=True)
        if status != 0:
            reason = {124: f"it took more than {SECONDS} s", 125: "the machine ended without a word"}
            log = f"{out}/scenario.log" if os.path.exists(f"{out}/scenario.log") else f"{out}/console.log"
            lines = open(log, errors="replace").read().splitlines()[-20:]
            raise AssertionError("\n".join([reason.get(status, f"exit status {status}"), *lines]))
        return out


def main():
    rig = Rig(*sys.argv[1:6])
    os.makedirs(rig.out, exist_ok=True)
    passed = failed = 0

    def tell(name, check):
        nonlocal passed, failed
        try:
            result = check()
            passed += 1
            print(f"ok {passed + failed} - {name}", flush=True)
            return result
        except Exception as error:  # whatever it was, the other checks go on
            failed += 1
            print(f"not ok {passed + failed} - {name}")
            text = str(error) if isinstance(error, AssertionError) and str(error) else traceback.format_exc()
            print("".join(f"# {line}\n" for line in text.splitlines()), end="", flush=True)

    # A scenario's module has MACHINES to run it on, make(), which makes the files that it needs and returns their
    # names, and check(), which reads what one machine left in a folder and returns sentences and functions.
    with concurrent.futures.ThreadPoolExecutor(int(os.environ.get("JOBS", os.cpu_count()))) as pool:
        boots = []
        for scenario in sys.argv[6:] or SCENARIOS:
            module = importlib.import_module(f"scenarios.{scenario}")
            files = module.make(rig)
            boots += [(f"{scenario} on {machine} of {release}", module.check, machine, release,
                       pool.submit(rig.boot, scenario, machine, release, files))
                      for machine, release in module.MACHINES]
        for name, check, machine, release, boot in boots:
            checks = tell(f"{name}: the machine runs it, and leaves a record",
                          lambda: check(rig, boot.result(), machine, release))
            for sentence, one in (checks or {}).items():
                tell(f"{name}: {sentence}", one)
    print(f"1..{passed + failed}\n{passed} passed, {failed} failed")
    sys.exit(failed > 0)


main()
