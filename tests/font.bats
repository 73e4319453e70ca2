# SPDX-License-Identifier: ISC
# The built-in font beside Python's tables of Unicode.
load helpers

@test "each letter with a mark is the letter that Unicode says, with a mark that does not touch it" {
    "$python" - >list <<'END'
import unicodedata
for first, last in (0xC0, 0x17F), (0x218, 0x21B), (0x386, 0x3CE), (0x400, 0x45F):
    for code in range(first, last + 1):
        parts = unicodedata.decomposition(chr(code)).split()
        if len(parts) == 2 and not parts[0].startswith("<"):
            print(f"{code:x}", *parts)
END
    [ "$(wc -l <list)" -gt 180 ]
    "$build/tests/unit/font" decompositions <list >result || { grep '^not' result; false; }
}
