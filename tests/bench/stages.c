/* SPDX-License-Identifier: ISC */
/* What somebody would write by hand for one screen of 360x288 and one job, as peers for `make bench`: each reads
 * whole frames, does the work in the plainest way that is not slow, and writes whole frames.
 *
 *     stages copy A B        reads both, copies A, writes
 *     stages rotate A VANES  turns by whole vanes
 *     stages max A B         the greater of both
 *     stages flat A SIZE     a flat picture, bilinear, from a table made once
 *
 * A is a file or - for standard input. Frames go to standard output. */
#include <fcntl.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { VANES = 360, PIXELS = 288, VANE = PIXELS * 3, FRAME = VANES * VANE };

static uint8_t a[FRAME], b[FRAME], out[FRAME];

static int open_input(const char *name)
{
    int fd = strcmp(name, "-") == 0 ? STDIN_FILENO : open(name, O_RDONLY);
    if (fd < 0) {
        perror(name);
        exit(1);
    }
    fcntl(fd, F_SETPIPE_SZ, 1 << 20);
    return fd;
}

static int get(int fd, uint8_t *frame)
{
    for (size_t filled = 0; filled < FRAME;) {
        ssize_t got = read(fd, frame + filled, FRAME - filled);
        if (got <= 0)
            return 0;
        filled += (size_t)got;
    }
    return 1;
}

static void put(const uint8_t *bytes, size_t count)
{
    while (count > 0) {
        ssize_t done = write(STDOUT_FILENO, bytes, count);
        if (done <= 0)
            exit(1);
        bytes += done;
        count -= (size_t)done;
    }
}

struct tap {
    int at, next_vane, next_pixel;
    int turn, outwards;
};

static struct tap *make_taps(int size)
{
    struct tap *taps = malloc(sizeof *taps * (size_t)size * (size_t)size);
    for (int y = 0; y < size; y++) {
        for (int x = 0; x < size; x++) {
            double dx = (x + 0.5) * 2 / size - 1, dy = 1 - (y + 0.5) * 2 / size;
            double radius = sqrt(dx * dx + dy * dy) * PIXELS - 0.5;
            double turns = atan2(dx, dy) / 6.283185307179586;
            double vane = (turns < 0 ? turns + 1 : turns) * VANES;
            struct tap *tap = &taps[y * size + x];
            if (radius > PIXELS - 0.5) {
                tap->at = -1;
                continue;
            }
            radius = radius < 0 ? 0 : radius > PIXELS - 1 ? PIXELS - 1 : radius;
            int v = (int)vane % VANES, p = (int)radius;
            tap->at = v * VANE + p * 3;
            tap->next_vane = v + 1 < VANES ? VANE : -v * VANE;
            tap->next_pixel = p + 1 < PIXELS ? 3 : 0;
            tap->turn = (int)((vane - floor(vane)) * 256);
            tap->outwards = (int)((radius - p) * 256);
        }
    }
    return taps;
}

static void draw_flat(uint8_t *picture, const struct tap *taps, int size)
{
    for (int i = 0; i < size * size; i++, picture += 3) {
        const struct tap *tap = &taps[i];
        if (tap->at < 0) {
            picture[0] = picture[1] = picture[2] = 0;
            continue;
        }
        const uint8_t *p = a + tap->at;
        for (int c = 0; c < 3; c++) {
            int near = p[c] * (256 - tap->outwards) + p[c + tap->next_pixel] * tap->outwards;
            const uint8_t *q = p + tap->next_vane;
            int far = q[c] * (256 - tap->outwards) + q[c + tap->next_pixel] * tap->outwards;
            picture[c] = (uint8_t)((near * (256 - tap->turn) + far * tap->turn + 32768) >> 16);
        }
    }
}

int main(int argc, char **argv)
{
    if (argc != 4)
        return 2;
    int first = open_input(argv[2]);
    fcntl(STDOUT_FILENO, F_SETPIPE_SZ, 1 << 20);
    if (strcmp(argv[1], "rotate") == 0) {
        size_t split = (size_t)(VANES - atoi(argv[3])) * VANE;
        while (get(first, a)) {
            memcpy(out, a + split, FRAME - split);
            memcpy(out + FRAME - split, a, split);
            put(out, FRAME);
        }
    } else if (strcmp(argv[1], "flat") == 0) {
        int size = atoi(argv[3]);
        struct tap *taps = make_taps(size);
        uint8_t *picture = malloc((size_t)size * (size_t)size * 3);
        while (get(first, a)) {
            draw_flat(picture, taps, size);
            put(picture, (size_t)size * (size_t)size * 3);
        }
        free(picture);
        free(taps);
    } else {
        int second = open_input(argv[3]), max = strcmp(argv[1], "max") == 0;
        while (get(first, a) && get(second, b)) {
            if (max)
                for (int i = 0; i < FRAME; i++)
                    out[i] = a[i] > b[i] ? a[i] : b[i];
            else
                memcpy(out, a, FRAME);
            put(out, FRAME);
        }
    }
    return 0;
}
