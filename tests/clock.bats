# SPDX-License-Identifier: ISC
# --clock and --at-clock: machines in step. A busy machine gets six tries where time is measured.
load helpers

setup_file() {
    needs tests/standin/wall.so
}

NUMBER='rgb(floor(n/65536)%256/255, floor(n/256)%256/255, n%256/255)'

# stays FILE: for a while nothing is added to the file.
stays() {
    local before
    before=$(bytes "$1")
    sleep 0.2
    [ "$(bytes "$1")" -eq "$before" ]
}

# follow LINE... -- COMMAND...: the command, which follows the FIFO time, writes numbers of three bytes to a file, and
# is told the next line when it has shown some frames of the last one.
follow() {
    local lines=() line gen
    while [ "$1" != -- ]; do
        lines+=("$1")
        shift
    done
    : >numbers
    exec 4<>time
    "${@:2}" >numbers 4>&- &
    gen=$!
    for line in "${lines[@]}"; do
        echo "$line" >&4
        case $line in
        *stop) sleep 0.3 ;;
        *) await longer numbers $(($(bytes numbers) + 3 * 7)) || return 1 ;;
        esac
    done
    kill $gen
    exec 4>&-
}

# listens: prints the port that sky-recv says in err.
listens() {
    sed -n 's/.*listens for .*:\([0-9]*\)$/\1/p' err | grep .
}

@test "three machines whose clocks are set and run wrong by up to 50 ms show the same frames at the same times" {
    "$python" "$tests/clock.py" "$build/tests/standin/wall.so"
}

@test "sky-gen --clock draws the frame of the wall clock, counted from 2020" {
    first() {
        "$python" - <<PY
import subprocess, time
before = (time.time() - 1577836800) * 25
out = subprocess.run(['sky-gen', '--clock', '-r', '25', '-g', '1x1', '-e', '$NUMBER', '-n', '1'],
                     capture_output=True).stdout
after = (time.time() - 1577836800) * 25
number = int.from_bytes(out, 'big')
assert before + 0.5 < number + (int(before) >> 24 << 24) < after + 0.8, (before, number, after)
PY
    }
    tries first
}

@test "sky-gen --clock draws no frame before its time" {
    local begun=${EPOCHREALTIME/./}
    sky-gen --clock -r 50 solid -n 11 | cat >/dev/null
    [ $((${EPOCHREALTIME/./} - begun)) -ge 199000 ]
}

@test "filters with --clock are at the frame that they read" {
    same() {
        sky-gen --clock -e 'n % 256 / 255' -n 40 | sky-rotate --clock angle=t | sky-map --clock src |
            sky-map --clock 'abs(src.r - n % 256 / 255) < 0.002' >same.raw
        sky-gen --clock -e 'n % 256 / 255' -n 40 | sky-blend --clock - screen <(sky-gen solid color=black) |
            sky-map --clock 'abs(src.r - n % 256 / 255) < 0.002' >>same.raw
        "$python" -c "
frames = open('same.raw', 'rb').read()[::$frame_bytes]
assert len(frames) == 80 and frames.count(255) >= 70, frames"
    }
    tries same
}

@test "sky-gen --clock leaves out frames that its reader is too late for, and goes on with the one that is next" {
    sky-gen --clock -r 50 -g 1x1 -e "$NUMBER" -n 20 | (head -c 3; sleep 0.5; cat) >numbers
    "$python" - <<'PY'
data = open('numbers', 'rb').read()
numbers = [int.from_bytes(data[i:i + 3], 'big') for i in range(0, len(data), 3)]
assert len(numbers) == 20 and numbers == sorted(set(numbers)), numbers
assert numbers[-1] - numbers[0] >= 35, numbers
PY
}

@test "--clock warns of what it cannot place, and --start is refused beside it" {
    sky-gen life --clock -n 1 2>&1 >/dev/null | grep -q "^sky-gen: life: --clock cannot restore its past"
    sky-gen plasma --clock -n 1 2>&1 >/dev/null | if grep .; then false; fi
    refuses 2 "--start and --clock: only one" sky-gen solid --clock --start 5
    refuses 2 "no such option" sky-flat --clock
}

@test "sky-push --clock warns of frames that come faster than by the clock" {
    # A hundred too many are soon there. A busy machine has three seconds for them.
    sky-gen solid -n 3000 | sky-push --clock -o null -r 10 -n 30 2>err
    [ "$(grep -c "standard input: frames come faster than by the clock" err)" -eq 1 ]
}

@test "sky-push --clock shows the last frame of a pipe that ends, and its parameters have the time of the clock" {
    sky-gen --clock -n 5 solid color=white | sky-push --clock -o wire:wire,chip=ws2801 brightness='t > 2e8' --leave
    tail -c $frame_bytes wire | cmp - <(sky-gen solid color=white -n 1)
}

@test "--clock=PATH goes where the lines of a FIFO say, and stands while they say so" {
    mkfifo time
    goes() {
        follow 200 00:00:10:15 '100 stop' 100 '00000000  00:10:00:00 | 12 13' -- \
            sky-gen --clock=time -g 1x1 -e "$NUMBER" && "$python" - <<'PY'
data = open('numbers', 'rb').read()
numbers = [int.from_bytes(data[i:i + 3], 'big') for i in range(0, len(data) - 2, 3)]
print(numbers)
places = [[n for n in numbers if a <= n < a + 2000] for a in (6000, 315, 3000, 18000)]
assert sum(map(len, places)) >= len(numbers) - 1 and all(len(place) >= 5 for place in places), places
assert all(place == sorted(set(place)) for place in places), places
PY
    }
    tries goes
}

@test "--clock=PATH warns once of what is neither a file nor a FIFO, and waits" {
    mkdir time
    sky-gen --clock=time -g 1x1 -r 50 -e "$NUMBER" >numbers 2>err &
    await grep -qs "time: is neither a file nor a FIFO; waiting for it" err
    rmdir time
    echo 100 >time
    await longer numbers 12
    [ "$(grep -c FIFO err)" -eq 1 ]
}

@test "--clock=PATH reads a file again, also one that is replaced, and waits for one that is missing" {
    sky-gen --clock=time -g 1x1 -r 50 -e "$NUMBER" >numbers 2>err &
    local gen=$!
    await grep -qs "time: No such file or directory; waiting for it" err
    [ "$(bytes numbers)" -eq 0 ]
    echo 100 >new
    mv new time
    await longer numbers 12
    echo 'soon' >time
    await grep -q "time: 'soon' is not a time" err
    echo '200 stop' >time
    await stays numbers
    told_again() {
        [ "$(grep -c "No such file or directory; waiting for it" err)" -eq 2 ]
    }
    rm time
    await told_again
    kill $gen
    [ "$(od -An -tu1 -v -w3 numbers | awk 'NR == 1 { print $2 * 256 + $3 }')" -ge 5000 ]
    refuses 2 "--clock: the name of a file is missing" sky-gen --clock= solid
    refuses 2 "--clock: rate: 'x' is not a number" sky-gen --clock=time,rate=x solid
}

@test "sky-cat --clock goes to the frame of a film, forwards and back, and refuses what has no numbers" {
    sky-gen -g 1x1 -e "$NUMBER" -n 9000 >film
    mkfifo time
    goes() {
        follow 100 200.5 1 -- sky-cat -g 1x1 --clock=time film && "$python" - <<'PY'
data = open('numbers', 'rb').read()
numbers = [int.from_bytes(data[i:i + 3], 'big') for i in range(0, len(data) - 2, 3)]
print(numbers)
places = [[n for n in numbers if a <= n < a + 2000] for a in (3000, 6015, 30)]
assert sum(map(len, places)) == len(numbers) and all(len(place) >= 4 for place in places), places
PY
    }
    tries goes
    head -c 1500 film >short
    now() {
        sky-gen --clock -g 1x1 -n 1 -e 'm = n % 500; rgb(0, floor(m/256)/255, m%256/255)'
    }
    loop() {
        now >before
        sky-cat -g 1x1 --loop --clock short -n 3 >numbers
        now >after
        "$python" -c "
before, numbers, after = (int.from_bytes(open(name, 'rb').read()[-3:], 'big') for name in ('before', 'numbers', 'after'))
print(before, numbers, after)
passed = (after - before) % 500
assert passed < 250 and (numbers - before) % 500 <= passed"
    }
    tries loop
    refuses 2 "--clock: counts from 2020" sky-cat --clock film
    refuses 2 "-: --clock goes to frames by their numbers" sky-cat --loop --clock <film
}

@test "sky-push --at-clock plays every frame of a film" {
    frames 20 >film
    sky-push --at-clock film -r 100 -o wire:file,chip=ws2801 gamma=1 --leave
    sky-cat film | sky-push --at-clock -r 100 -o wire:pipe,chip=ws2801 gamma=1 --leave
    cmp file film
    cmp pipe film
}

@test "examples/network/discs.sh as three processes is one show" {
    tries "$python" -B "$tests/net/discs.py" "$project/examples/network/discs.sh"
}

# follows PROTOCOL: a generator follows a sequencer that is at 600 s, and stands when that does.
follows() {
    : >err
    rm -f time told
    ln -s told time # stays a link when the file is replaced
    sky-recv "$1:127.0.0.1:0" -o time 2>err &
    local recv=$! port=''
    await listens >port || return 1
    port=$(<port)
    "$python" "$tests/net/sequencer.py" "$1" "$port" 600 3 &
    local sequencer=$!
    await test -s time || return 1
    sky-gen --clock=time -r 20 -g 1x1 -e "$NUMBER" >numbers &
    local gen=$!
    wait $sequencer
    await grep -q stop time || return 1
    cat time
    kill $recv $gen
    [ -L time ] || return 1
    "$python" - <<'PY'
data = open('numbers', 'rb').read()
numbers = [int.from_bytes(data[i:i + 3], 'big') for i in range(0, len(data) - 2, 3)]
print(numbers)
assert len(numbers) > 15 and numbers == sorted(set(numbers)), numbers
assert 12000 <= numbers[0] <= 12040 and 12056 <= numbers[-1] <= 12065, numbers
PY
}

@test "sky-recv multisync: a show follows FPP" {
    tries follows multisync
}

@test "sky-recv timecode: a show follows the timecode of an Art-Net desk" {
    tries follows timecode
}

@test "sky-recv timecode and multisync pass over packets that tell no time, and refuse what they do not have" {
    sky-recv multisync:127.0.0.1:0 -n 1 >line 2>err &
    local recv=$! port=''
    await listens >port
    port=$(<port)
    "$python" - "$port" <<'PY'
import random, socket, struct, sys
sender = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
sender.connect(('127.0.0.1', int(sys.argv[1])))
good = b'FPPD\1' + struct.pack('<HBBIf', 11, 2, 0, 0, 12.5) + b'\0'
for size in range(len(good) - 1):
    sender.send(good[:size])
for seconds in float('nan'), float('inf'), -1.0:
    sender.send(b'FPPD\1' + struct.pack('<HBBIf', 11, 2, 0, 0, seconds) + b'\0')
for seed in range(200):
    sender.send(random.Random(seed).randbytes(seed * 7))
PY
    while kill -0 $recv 2>/dev/null; do # what comes while the receiver has no room is lost
        printf 'FPPD\1\13\0\2\0\0\0\0\0\0\0\110\101\0' >"/dev/udp/127.0.0.1/$port" || true
        sleep 0.05
    done
    wait $recv
    grep -q '^12.500000 [0-9.]*$' line
    [ "$(wc -l <line)" -eq 1 ]
    : >err
    echo "12 stop" >place # which stays until there is another one
    sky-recv multisync:127.0.0.1:0 -o place 2>err &
    recv=$!
    await listens >/dev/null
    kill $recv
    wait $recv || [ $? -eq 143 ]
    [ "$(<place)" = "12 stop" ]
    refuses 2 "timecode: 'x=1': it has no parameters" sky-recv timecode,x=1
    refuses 1 "multisync:203.0.113.77: cannot listen" sky-recv multisync:203.0.113.77
}
