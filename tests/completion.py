# SPDX-License-Identifier: ISC
"""usage: completion.py bash|zsh SCRIPT: lines from standard input are typed into that shell, with its completion loaded
from SCRIPT. Where a line ends with a *, the words that fit are printed, without what precedes the last = : or , in them;
else the line is printed as Tab leaves it. What the shell complains of is printed on standard error."""
import os
import pty
import re
import select
import shutil
import sys
import tempfile

BASH = r"""
PS1= PS2=
source %s
bind 'set enable-bracketed-paste off' 'set show-all-if-ambiguous off'
bind '"\C-xa": insert-completions' '"\C-xt": complete'
_typed() { printf '<<%%s>>\n' "$READLINE_LINE"; READLINE_LINE= READLINE_POINT=0; }
bind -x '"\C-xp": _typed'
"""

ZSH = r"""
PS1= PS2= PROMPT_EOL_MARK=
unsetopt zle_bracketed_paste prompt_sp prompt_cr
bindkey -e
fpath=(%s $fpath)
autoload -Uz compinit
compinit -u -D
zstyle ':completion:all:*' insert true
zstyle ':completion:all::::' completer _all_matches _complete
zstyle ':completion:*' list-separator --
zle -C all complete-word _generic
bindkey '^Xa' all
bindkey '^Xt' complete-word
typed() { print -rn -- "<<$BUFFER>>"; BUFFER= }
zle -N typed
bindkey '^Xp' typed
"""


class Shell:
    def __init__(self, name, script):
        self.folder = tempfile.mkdtemp()
        shutil.copy(script, self.folder + "/_sky")
        setup = self.folder + "/setup"
        with open(setup, "w") as out:
            out.write(BASH % script if name == "bash" else ZSH % self.folder)
        command = ["bash", "--norc", "--noprofile", "-i"] if name == "bash" else ["zsh", "-f", "-i"]
        pid, self.terminal = pty.fork()
        if pid == 0:
            os.environ.update(TERM="dumb", HISTFILE="", INPUTRC="/dev/null", COLUMNS="500", LINES="500")
            os.execvp(command[0], command)
        os.write(self.terminal, f"source {setup}; printf '<<%s>>\\n' ready\n".encode())
        self.read("ready")

    def read(self, wanted=None):
        """The line that the shell shows between << and >>, and all before it."""
        text = b""
        while True:
            if not select.select([self.terminal], [], [], 30)[0]:
                sys.exit(f"nothing came back after: {text!r}")
            text += os.read(self.terminal, 65536)
            for found in re.finditer(rb"<<(.*?)>>", text, re.S):
                line = found[1].decode()
                if wanted is None and line != "%s" or line == wanted:
                    return line, text[: found.start()].decode()

    def complete(self, line, every):
        os.write(self.terminal, line.encode() + (b"\x18a" if every else b"\x18t") + b"\x18p")
        return self.read()

    def close(self):
        os.close(self.terminal)
        shutil.rmtree(self.folder)


shell = Shell(*sys.argv[1:])
for typed in sys.stdin.read().splitlines():
    line, before = shell.complete(typed.removesuffix("*"), typed.endswith("*"))
    if typed.endswith("*"):
        part = re.search(r"(?:\S*[=:,])?(\S*)$", typed[:-1])
        fitting = line[len(typed) - 1 - len(part[1]) :].split()
        line = " ".join(sorted(re.sub("^" + re.escape(part[0].removesuffix(part[1])), "", word) for word in fitting))
    print(line)
    complaint = re.search(r"[^\r\n]*(bad option|command not found|_sky|_describe:|did you mean|sky-[a-z]*: )[^\r\n]*", before)
    if complaint:
        print(f"{typed}: {complaint[0]}", file=sys.stderr)
shell.close()
