#!/usr/bin/env bats
# SPDX-License-Identifier: ISC
# What sky-hear makes of sound, and where it writes it; sound that comes in time is made by hear.py.
load helpers

# Each time in a new folder. A busy machine gets six tries where time is measured.
hearing() {
    rm -rf heard
    mkdir heard
    (cd heard && timeout 60 "$python" -B "$tests/hear.py" "$@")
}

# song FILE [FFMPEG'S OPTIONS...]: three seconds of beeps, four a second, in any form.
song() {
    local file=$1
    shift
    ffmpeg -v error -f lavfi -i "aevalsrc='exp(-20*mod(t,0.25))*sin(2000*t)':s=48000:d=3" "$@" -y "$file"
}

@test "the same sound in every form of samples and WAV is heard alike" {
    song 16.wav -ac 2 -c:a pcm_s16le
    sky-hear 16.wav >wanted
    [ "$(wc -l <wanted)" -eq $((9 * 151)) ]
    ffmpeg -v error -i 16.wav -f s16le raw
    sky-hear <raw | cmp - wanted
    sky-hear raw --format s16le --sample-rate 48000 --channels 2 | cmp - wanted
    sky-hear - <16.wav | cmp - wanted
    SKY_CPU=c sky-hear 16.wav | cmp - wanted
    ffmpeg -v error -i 16.wav -f wav - | sky-hear | cmp - wanted # sizes of 0xffffffff
    for encoding in s24le s32le f32le; do
        ffmpeg -v error -i 16.wav -f $encoding $encoding
        sky-hear --format $encoding $encoding | cmp - wanted
        ffmpeg -v error -i 16.wav -c:a pcm_$encoding -f wav - | sky-hear | cmp - wanted
    done
    ffmpeg -v error -i 16.wav -rf64 always rf64.wav
    sky-hear rf64.wav | cmp - wanted
    ffmpeg -v error -i 16.wav -ac 1 mono.wav # WAVE_FORMAT_EXTENSIBLE is for more than two channels
    sky-hear mono.wav | cmp - wanted
    ffmpeg -v error -i mono.wav -af 'pan=4.0|c0=c0|c1=c0|c2=c0|c3=c0' four.wav
    sky-hear four.wav | cmp - wanted
    ffmpeg -v error -i 16.wav -f u8 u8
    sky-hear --format u8 u8 >coarse
    [ "$(wc -l <coarse)" -eq "$(wc -l <wanted)" ]
}

@test "update k is made of the first k / rate seconds, and -d ends it" {
    song song.wav
    sky-hear -r 7 song.wav | grep -c ^level | grep -x 22
    sky-hear -r 7 -d 1 song.wav >some
    [ "$(grep -c ^level some)" -eq 8 ] # with the last, which is silent
    sky-hear -r 7 song.wav | head -n 63 | cmp - <(head -n 63 some)
    sky-hear -r 14 song.wav | awk '/^level/ { n++ } n % 2 == 0 && n > 0' | head -n 63 | cmp - <(head -n 63 some)
    tail -n 9 some | awk '$1 ~ /level|bass|mid|treble|onset|lock/ && $2 != 0 { exit 1 }'
}

@test "other sample rates hear the same beat" {
    for rate in 8000 11025 22050 44100 96000 192000; do
        song song.wav -ar $rate
        sky-hear -r 4 song.wav >$rate
        [ "$(wc -l <$rate)" -eq $((9 * 13)) ]
    done
    paste 44100 96000 | awk '/^(level|onset)/ && ($2 - $4 > 0.1 || $4 - $2 > 0.1) { print; bad = 1 } END { exit bad }'
}

@test "music is followed as well as ever: its beats, tempo, phase and hits, in noise and clipped" {
    "$python" -B "$tests/sound/limits.py" "$SKY_BUILD" songs
}

@test "levels rise, fall and adapt as fast as ever; silence and hiss stay dark" {
    "$python" -B "$tests/sound/limits.py" "$SKY_BUILD" levels
}

@test "levels are those of a model in double precision" {
    hearing modelled
}

@test "what is heard does not depend on how the sound comes" {
    hearing pieces
}

@test "a click that is written to a pipe is seen at once" {
    tries hearing live
}

@test "a click stays in the file that is replaced until the end of the piece in which its sound came" {
    tries hearing chunks
}

@test "sound that stalls falls silent, the beat goes on, and sound that comes again is heard" {
    tries hearing stalls
}

@test "a file is replaced whole, and a signal leaves silence and nothing else" {
    hearing replaced
}

@test "a directory that vanishes is told once, and written to when it is there again" {
    hearing vanishes
}

@test "a FIFO gets whole updates, and nobody need read it" {
    hearing fifo
}

@test "--pace hears a file in step with the clock" {
    tries hearing paced
}

@test "--tap: lines on standard input are beats" {
    tries hearing tapped_lines
}

@test "--tap: keys are beats, and the terminal is given back" {
    tries hearing tapped_keys
}

@test "--tap: the terminal is given back when nobody reads the beats any more" {
    hearing tapped_closed
}

@test "offset= lets the beat come later or earlier, from control files too" {
    hearing offsets
}

@test "minutes of silence, and of sound that clips" {
    hearing long_silence
}

@test "floats that are not numbers count as 0 and are warned of once" {
    hearing not_numbers
}

@test "WAV that is cut at any byte of its header, and in its sound" {
    hearing headers
}

@test "-v prints a line of meters, and one for a terminal is redrawn" {
    song song.wav
    script -qec "sky-hear -v --pace -d 0.5 -o /dev/null song.wav" shown >/dev/null
    grep -q $'\rlevel [#.]* bass [#.]* mid [#.]* treble [#.]* .* bpm' shown
    [ "$(tr '\r' '\n' <shown | awk '/^level/ && length > 79' | wc -l)" -eq 0 ]
    script -qec "stty cols 40; sky-hear -v --pace -d 0.5 -o /dev/null song.wav" narrow >/dev/null
    tr '\r' '\n' <narrow | grep -qx 'level [#.]* bass [#.]* mid [#.]* '
    [ "$(tr '\r' '\n' <narrow | awk '/^level/ && length > 39' | wc -l)" -eq 0 ]
    sky-hear -v song.wav >/dev/null 2>err
    [ "$(wc -l <err)" -le 1 ]
}

@test "a symbolic link stays one, and the file that it leads to is replaced" {
    song song.wav
    mkdir elsewhere
    ln -s elsewhere/live link
    sky-hear song.wav -o link # where there is no file yet
    [ -L link ]
    [ "$(wc -l <elsewhere/live)" -eq 9 ]
    echo old >elsewhere/live
    sky-hear song.wav -o link
    [ -L link ]
    [ "$(wc -l <elsewhere/live)" -eq 9 ]
    [ "$(ls elsewhere)" = live ]
}

@test "a file beside that of the updates is kept, and a last update that cannot be written is an error" {
    song song.wav
    echo mine >live.new
    sky-hear song.wav -o live
    grep -qx mine live.new
    mkdir show
    sky-hear --pace song.wav -d 1 -o show/live 2>err &
    await test -s show/live
    mv show gone
    status=0
    wait $! || status=$?
    [ $status -eq 1 ]
    tail -n 1 err | grep -x "sky-hear: show/live: its last update could not be written"
}

@test "a pipe that another program made non-blocking is waited for" {
    song song.wav
    sky-hear song.wav -r 1000 >wanted
    "$python" - <<'PY'
import fcntl, os, subprocess
drain, end = os.pipe()
fcntl.fcntl(end, fcntl.F_SETPIPE_SZ, 4096)
os.set_blocking(end, False)
child = subprocess.Popen(['sky-hear', 'song.wav', '-r', '1000'], stdout=end)
os.close(end)
while child.poll() is None: # until it waits for room
    if open(f'/proc/{child.pid}/stat').read().rsplit(')', 1)[1].split()[0] == 'S':
        break
heard = open(drain, 'rb').read()
assert child.wait() == 0 and heard == open('wanted', 'rb').read(), len(heard)
PY
}

@test "what is in its way is told" {
    song song.wav
    cp song.wav kept.wav
    refuses 2 "song.wav: is the name of sound, not of control lines" sky-hear song.wav -o song.wav
    cp song.wav song
    refuses 1 "song: is the input too; write to another file" sky-hear song -o song
    refuses 1 "song: is the input too; write to another file" sky-hear - -o song <song
    cmp song.wav kept.wav
    echo "offset 20" >hand.ctl
    refuses 1 "hand.ctl: is the control file too; write to another file" sky-hear -c hand.ctl song.wav -o hand.ctl
    grep -qx "offset 20" hand.ctl
    # One of SKY_CONTROL is for the other programs of the show, and for sky-hear to write.
    SKY_CONTROL=hand.ctl:live sky-hear song.wav -o live
    grep -q "^level " live
    SKY_CONTROL=live refuses 1 "live: is the control file too" sky-hear -c live song.wav -o live
    refuses 1 "none/live: No such file or directory" sky-hear song.wav -o none/live
    refuses 1 "none.wav: No such file" sky-hear none.wav
    ffmpeg -v error -i song.wav song.flac
    refuses 1 "song.flac: is FLAC, which is not read: ffmpeg -v error -i song.flac -f wav - | sky-hear" \
        sky-hear song.flac
    refuses 1 "standard input: is FLAC" sky-hear - <song.flac
    for form in w64:Wave64 mp4:MP4 webm:Matroska; do
        ffmpeg -v error -i song.wav "song.${form%:*}"
        refuses 1 "standard input: is ${form#*:}, which is not read: ffmpeg" sky-hear - <"song.${form%:*}"
    done
    for other in "logo.png: is a picture" "a.JPG: is a picture in another format" "notes.txt: is text" \
        "loop.apng: is an animation in another format" "show.gz: is compressed by gzip" "all.tar: is an archive"; do
        head -c 999 song.wav | tail -c 900 >"${other%%:*}"
        refuses 2 "$other, not sound" sky-hear "${other%%:*}"
        sky-hear --format s16le "${other%%:*}" >/dev/null
    done
    cp a.JPG clip.mkv
    refuses 1 "clip.mkv: is compressed, which is not read: ffmpeg -v error -i clip.mkv -f wav - | sky-hear" \
        sky-hear clip.mkv
    ffmpeg -v error -i song.wav -c:a pcm_alaw law.wav
    refuses 1 "law.wav: a WAV file whose sound is compressed (format 0x6), which is not read; ffmpeg" sky-hear law.wav
    refuses 1 "/dev/full: cannot write: No space left on device" sky-hear song.wav -o /dev/full
    refuses 1 "standard output: cannot write: No space left on device" sh -c 'sky-hear song.wav >/dev/full'
    head -c 1002 /dev/zero | sky-hear >out 2>err
    grep -qx "sky-hear: standard input: ended 2 bytes into a sample (2 of s16le have 4 bytes)" err
    [ "$(wc -l <out)" -eq 9 ]
    head -c 1001 /dev/zero | sky-hear 2>&1 >out | grep -q "ended 1 byte into a sample"
    sky-hear </dev/null >out
    [ "$(wc -l <out)" -eq 9 ]
    sky-hear song.wav -r 1000 | head -n 9 >/dev/null # a closed pipe ends it quietly
}

@test "before anything is heard the tempo is that of programs without sound, as far as tempo= allows it" {
    tempo() {
        head -c 96000 /dev/zero | sky-hear "$@" | grep bpm | uniq
    }
    [ "$(tempo)" = "bpm 120.00" ]
    [ "$(tempo tempo=60..90)" = "bpm 90.00" ]
    [ "$(tempo tempo=140..200)" = "bpm 140.00" ]
    [ "$(sky-hear </dev/null | grep bpm)" = "bpm 120.00" ]
    [ "$(sky-hear --tap </dev/null | grep bpm)" = "bpm 120.00" ]
}

@test "a show that is recorded with --pace has the sound of its time" {
    { head -c 96000 /dev/zero; yes 'loud and clear' | head -c 4000000; } >sound.raw # a second of silence
    sky-hear --channels 1 --pace sound.raw -o sound &
    hear=$!
    await test -s sound
    sky-gen -e level -c sound -r 20 | sky-cat --pace -r 20 -d 4 -o show
    kill $hear
    [ "$(bytes show)" -eq $((80 * frame_bytes)) ]
    [ "$(tail -c 1 show | od -An -tu1)" -gt 100 ]
}

@test "what is wrong with its words is told" {
    refuses 2 "--format: 's16be' is not one of u8, s16le, s24le, s32le, f32le" sky-hear --format s16be
    refuses 2 "--sample-rate: 4000 is out of range (must be 8000 to 192000)" sky-hear --sample-rate 4000
    refuses 2 "--channels: 0 is out of range" sky-hear --channels 0
    refuses 2 "-r: 0 is out of range (must be 1 to 1000)" sky-hear -r 0
    refuses 2 "tempo: 'fast' is not a range (write SLOWEST..FASTEST, such as 80..160)" sky-hear tempo=fast
    refuses 2 "tempo: 20 is out of range (must be 54 to 208)" sky-hear tempo=20..160
    refuses 2 "tempo: 100..110 is too narrow" sky-hear tempo=100..110
    refuses 2 "tempo: 208..54 begins with the faster end (write 54..208)" sky-hear tempo=208..54
    refuses 2 "offset: 2000 is out of range (must be -1000 to 1000)" sky-hear offset=2000
    refuses 2 "only one input can be read" sky-hear a b
    refuses 2 "--tap: hears no sound" sky-hear --tap song.wav
    for word in tempo=80..160 hold=2 fall=2 gate=-30; do
        refuses 2 "no parameter but offset=" sky-hear --tap $word
    done
    sky-hear --tap offset=20 </dev/null >/dev/null
    refuses 2 "no parameter is called 'ofset' (did you mean 'offset'?)" sky-hear ofset=3
    script -qec "sky-hear; echo status \$?" shown >/dev/null
    grep -q "standard input: is a terminal: pipe sound into sky-hear, or name a file" shown
    grep -q "status 2" shown
}
