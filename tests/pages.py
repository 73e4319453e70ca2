# SPDX-License-Identifier: ISC
"""usage: pages.py PAGE...: prints what a reader of the pages would stumble over in a terminal of 80 columns, where man(1)
shows them by groff or by mandoc: lines that are wider, literal lines and rows of tables that are broken, and remains of
macros. Exit status 1 if there is anything."""
import re
import subprocess
import sys

FORMATTERS = {
    "groff": ["groff", "-mandoc", "-Tutf8", "-P-cbou", "-rLL=78n", "-ww"],
    "mandoc": ["mandoc", "-Tutf8", "-Owidth=78"],
}
ESCAPES = {r"\(aq": "'", r"\(ha": "^", r"\(ti": "~", r"\(ga": "`", r"\(dq": '"', r"\-": "-", r"\e": "\\", r"\&": ""}


def plain(text):
    """What the escapes of a literal line stand for."""
    return re.sub(r"\\\(..|\\.", lambda escape: ESCAPES[escape[0]], text)


def literal_lines(page):
    """The lines that a reader may copy."""
    literal = False
    for line in page.splitlines():
        if line.startswith((".Bd -literal", ".Bd -unfilled")):
            literal = True
        elif line.startswith(".Ed"):
            literal = False
        elif literal and not line.startswith("."):
            yield plain(line).strip()
        elif line.startswith((".Dl ", ".D1 ")) and "Ar" not in line:
            yield plain(line[4:]).strip()


def rows(page):
    """The cells of each row of a table, as far as they have no macros."""
    for table in re.findall(r"^\.Bl -column.*?^\.El", page, re.M | re.S):
        for row in re.findall(r"^\.It (.*)", table, re.M):
            words = re.sub(r"\b(Cm|Li|Ar|Ns|Em|Sy|Vt|Fn|Dv|No)\b|\"", "", plain(row))
            yield [re.sub(" ([,;])", r"\1", " ".join(cell.split())) for cell in re.split(r"\bTa\b", words)]


def faults(path, name, command):
    page = open(path).read()
    shown = subprocess.run([*command, path], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
    lines = [re.sub(".\b", "", line).replace("‐", "-").replace("−", "-") for line in shown.splitlines()]
    stripped = {line.strip() for line in lines}
    squeezed = [" ".join(line.split()) for line in lines]
    for number, line in enumerate(lines, 1):
        if len(line) > 80:
            yield f"line {number} has {len(line)} columns: {line}"
        if re.search(r"\\[&(-]|[^& ]&[]’]|‘[^’]*‘|(^| )(Ns|Pq|Dq|Sq|Oo|Oc|Ar|Cm|Fl|Ta) ", line):
            yield f"line {number} has remains of macros: {line}"
    for line in literal_lines(page):
        if line and line not in stripped:
            yield f"not in one line: {line}"
    for cells in rows(page):
        if not any(" ".join(cell for cell in cells if cell) in line for line in squeezed):
            yield f"a row is broken: {cells}"


found = [f"{path}, {name}: {fault}" for path in sys.argv[1:] for name, command in FORMATTERS.items()
         for fault in faults(path, name, command)]
print("\n".join(found))
sys.exit(bool(found))
