# SPDX-License-Identifier: ISC
# The storms of tests/storm/, small; `make storm` runs them at full strength.

load helpers

# A machine that is busy with other tests may well stop a program for two seconds; `make storm` is strict.
storm() {
    SKY_BUILD=$build STORM_HANG=${STORM_HANG:-60} "$python" "$tests/storm/$1.py" "${@:2}"
}

@test "writers and readers that are killed at any moment leave sky-push good frames and a free lock" {
    storm kills 200
}

@test "whatever is done to a frame file crashes and hangs nobody, and only good frames are shown" {
    storm hostile 200
}

@test "in lockstep no frame is lost, and no memory either" {
    storm soak 5000
}

@test "at full speed every frame on the wire is whole and right, and memory stays as it is" {
    storm endurance 1 24x8
}

@test "every program ends when it is told to, whatever it waits for" {
    storm ends 10 sky-cat
    storm ends 10 sky-gen
    storm ends 10 "to null"
}
