load helpers

# Each example runs for a second of frames, as fast as it can be shown to nothing.
@test "examples/demo.sh plays to the end without a terminal" {
    SKY_GEOMETRY=12x4 sh "$project/examples/demo.sh" -r 1000 -o null --stats 2>stats
    grep -q "frames" stats
}

@test "examples/nebula.sh plays" {
    sh "$project/examples/nebula.sh" -n 60 -r 1000 -o wire:out.bin 3>&-
    [ -s out.bin ]
}

@test "examples/party.sh plays and leaves nothing running" {
    sh "$project/examples/party.sh" -n 60 -r 1000 -o wire:out.bin 3>&-
    [ -s out.bin ]
}

@test "examples/slideshow.sh shows each picture of a folder" {
    mkdir pictures
    sky-gen solid color=red -n 1 | sky-flat --size 32 -o pictures/a.png
    sky-gen solid color=blue -n 1 | sky-flat --size 32 -o pictures/b.png
    SECONDS_EACH=1 sh "$project/examples/slideshow.sh" pictures -n 61 -r 1000 -o wire:out.bin 3>&-
    "$python" - <<'PY'
wire = open('out.bin', 'rb').read()
frame = 4 + 4 * 192 + 4 + 192 // 16
led = lambda n: wire[n * frame + 4 + 4 * 20:][:4]
assert led(0)[3] > 200 and led(0)[1] == 0, led(0)     # B, G, R: red
assert led(30)[1] > 200 and led(30)[3] == 0, led(30)  # then blue
PY
}
