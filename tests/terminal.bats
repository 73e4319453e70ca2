# SPDX-License-Identifier: ISC
load helpers

@test "in tmux each message stays on the screen, and Ctrl-Z and other sizes leave it in order" {
    "$python" "$tests/terminal.py" 2
}

@test "progress on a terminal is plain text that overwrites itself" {
    "$python" - <<'EOF'
import os, pty, subprocess
master, slave = pty.openpty()
subprocess.run(["sky-gen", "test", "-v", "-n", "3", "-o", "out.raw"], stderr=slave, check=True)
os.close(slave)
text = os.read(master, 65536)
assert text.startswith(b"\r3 frames of 3") and text.endswith(b"\r\n") and b"\x1b" not in text, text
EOF
}
