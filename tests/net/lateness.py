# SPDX-License-Identifier: ISC
"""How late a controller is when others fail: three outputs of 360x288 at 60 frames a second, of which the first goes to
a host that swallows all packets, the second to a server that accepts and never reads, and the third to a controller on
this machine. In a network namespace of its own, so as root or where user namespaces are allowed:
unshare -rn tests/net/lateness.py BUILD [SECONDS]"""
import socket
import subprocess
import sys

BUILD, SECONDS = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else "30"
for line in ("link set lo up", "link add near type veth peer name far", "address add 10.9.9.1/24 dev near",
             "link set far up", "link set near up",
             "neigh replace 10.9.9.2 lladdr 02:00:00:00:00:02 dev near nud permanent"):
    subprocess.run(["ip", *line.split()], check=True)
server = socket.create_server(("127.0.0.1", 0))
controller = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
controller.bind(("127.0.0.1", 0))
show = subprocess.Popen([f"{BUILD}/sky-gen", "-r", "60", "-d", SECONDS, "-g", "360x288", "bands"],
                        stdout=subprocess.PIPE)
result = subprocess.run([f"{BUILD}/sky-push", "-r", "60", "-g", "360x288", "--stats", "-o", "ddp:10.9.9.2",
                         "-o", f"opc:127.0.0.1:{server.getsockname()[1]}",
                         "-o", f"ddp:127.0.0.1:{controller.getsockname()[1]}", "-"],
                        stdin=show.stdout, stderr=subprocess.PIPE, text=True)
print(result.stderr, end="")
sys.exit(result.returncode)
