# SPDX-License-Identifier: ISC
# Sources that die and stop, one after the other, with each --idle: of each story the record, what sky-push said
# (NAME.err), and when things were done (NAME.log), in seconds like the record.
. /lib.sh
export SKY_GEOMETRY=2x1 SKY_FPS=10 SKY_DIR=/tmp
frame_bytes=6
mkfifo /tmp/source /tmp/filter

note() {
    local now
    read -r now _ </proc/uptime
    echo "$1 $now" >>"$story.log"
}

# Always in the background.
push() {
    exec sky-push "$@" --stale 0.5 -o gpio:gpiochip0,clock=17,data=20:12 2>"$story.err"
}

# Its frames come at the time, as those of a camera.
drip() {
    while dd bs=$frame_bytes count=1 2>/dev/null; do
        usleep 100000
    done </numbers
}

# with_pipe IDLE ACT...: ACT is done to a show through a pipe of a source and a filter.
with_pipe() {
    drip >/tmp/source & source=$!
    sky-rotate </tmp/source >/tmp/filter & filter=$!
    push --idle "$1" </tmp/filter & push=$!
    shift
    play "$@"
}

# with_file IDLE ACT...: the same with a frame file.
with_file() {
    sky-cat /numbers -o @wall & source=$!
    push @wall --idle "$1" & push=$!
    shift
    play "$@"
}

play() {
    sleep 1
    "$@"
    sleep 2
    if kill -TERM $push; then
        note term
    fi
    status=0
    wait $push || status=$?
    note "status $status"
    kill -KILL $source $filter 2>/dev/null || true
    wait
}

kill_source() {
    kill -KILL $source
    note cut
}

kill_filter() {
    kill -KILL $filter
    note cut
}

stop_source() {
    kill -STOP $source
    note cut
    sleep 2
    kill -CONT $source
    note again
}

for idle in hold fade black exit; do
    for act in kill_source kill_filter stop_source; do
        story=pipe-$act-$idle
        record "$story" with_pipe $idle $act
    done
    for act in kill_source stop_source; do
        story=file-$act-$idle
        record "$story" with_file $idle $act
        rm -f /tmp/wall.sky
    done
done

# sky-push is killed, started again, ended, and started again, while its source draws on.
restart() {
    local status=0
    sky-cat /numbers -o @wall & source=$!
    push @wall & push=$!
    sleep 1
    kill -KILL $push
    wait $push || true
    push @wall & push=$!
    sleep 1
    kill -TERM $push
    wait $push
    push @wall & push=$!
    sleep 1
    kill -TERM $push
    wait $push
    kill -INT $source
    wait $source || status=$?
    note "source $status"
}
story=restart
record restart restart
