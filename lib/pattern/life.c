/* SPDX-License-Identifier: ISC */
/* Conway's game of life on a cylinder, which wraps around the circle and ends at the hub and at the rim. M. Gardner,
 * "Mathematical Games", Scientific American 223, October 1970. */
#include <stdlib.h>

#include <sky/error.h>

#include "base/palette.h"
#include "base/random.h"
#include "pattern/pattern.h"

struct life {
    int start, palette;
    double around, rings, rate, fade, renew;
    double pending; /* generations that are due */
    double to_sow;  /* generations until cells are sown again */
    uint64_t sown;  /* how often they have been */
    uint32_t columns, rows; /* columns around the circle, rows from hub to rim */
    uint8_t *cells, *next;  /* 1 for a living cell; column by column */
    float *glow;            /* of each cell: rises to 1 while it lives, fades to 0 when it is dead */
    float *age;             /* of each cell: generations since its birth */
    uint8_t *colors;        /* of each cell: three bytes */
    struct sky_palette palette_table;
};

enum { RANDOM, GLIDERS };
static const char *const start_names[] = {[RANDOM] = "random", [GLIDERS] = "gliders", NULL};

static const struct sky_param params[] = {
    SKY_PARAM_CHOICE(life, start, "random", start_names, "the first generation"),
    SKY_PARAM_PALETTE(life, palette, "bluegreen", "colours, from old cells to newborn ones"),
    SKY_PARAM_INTEGER(life, around, "120", 3, 4096, "cells", "number around the circle, at most one a vane"),
    SKY_PARAM_INTEGER(life, rings, "48", 3, 4096, "cells", "number from hub to rim, at most one a pixel"),
    SKY_PARAM_NUMBER(life, rate, "10", 0, 1000, "generations a second", "speed of the game"),
    SKY_PARAM_NUMBER(life, fade, "1", 0, 60, "seconds", "time until a dead cell is dark"),
    SKY_PARAM_NUMBER(life, renew, "80", 1, 1000000, "generations", "time until new cells are sown among the old"),
    SKY_PARAMS_END,
};

static void sow_glider(struct life *life, uint64_t random)
{
    static const uint8_t glider[3][3] = {{0, 1, 0}, {0, 0, 1}, {1, 1, 1}};
    uint32_t column = (uint32_t)(random >> 8) % life->columns,
             row = life->rows > 3 ? (uint32_t)(random >> 40) % (life->rows - 2) : 0;
    for (uint32_t i = 0; i < 3; i++)
        for (uint32_t k = 0; k < 3 && k + row < life->rows; k++) {
            uint32_t x = random & 1 ? i : 2 - i, y = random & 2 ? k : 2 - k;
            life->cells[(size_t)((column + i) % life->columns) * life->rows + row + k] = glider[y][x];
        }
}

static void sow(struct life *life, uint64_t seed)
{
    uint64_t own = sky_random_hash(seed, life->sown++);
    size_t count = (size_t)life->columns * life->rows;
    if (life->start == GLIDERS)
        for (uint64_t i = 0; i < count / 190 + 1; i++)
            sow_glider(life, sky_random_hash(own, i));
    else
        for (size_t i = 0; i < count; i++)
            life->cells[i] |= (sky_random_hash(own, i) & 255) < (life->sown == 1 ? 70 : 18);
    life->to_sow = life->renew;
}

static int init(void *self, const struct sky_canvas *canvas)
{
    struct life *life = self;
    life->columns =
        (uint32_t)life->around < canvas->geometry.vanes ? (uint32_t)life->around : canvas->geometry.vanes;
    life->rows = (uint32_t)life->rings < canvas->geometry.pixels ? (uint32_t)life->rings : canvas->geometry.pixels;
    size_t count = (size_t)life->columns * life->rows;
    life->cells = calloc(count, 1);
    life->next = calloc(count, 1);
    life->glow = calloc(count, sizeof *life->glow);
    life->age = calloc(count, sizeof *life->age);
    life->colors = calloc(count, 3);
    if (!life->cells || !life->next || !life->glow || !life->age || !life->colors)
        return sky_fail("out of memory");
    sow(life, canvas->seed);
    for (size_t i = 0; i < count; i++)
        life->glow[i] = life->cells[i];
    return 0;
}

/* The number of living cells among the three of a column around a row; cells beyond its ends are dead. */
static unsigned living(const uint8_t *column, uint32_t row, uint32_t rows)
{
    return (row > 0 ? column[row - 1] : 0u) + column[row] + (row + 1 < rows ? column[row + 1] : 0u);
}

static void step(struct life *life)
{
    uint32_t columns = life->columns, rows = life->rows;
    for (uint32_t column = 0; column < columns; column++) {
        const uint8_t *left = life->cells + (size_t)((column + columns - 1) % columns) * rows;
        const uint8_t *middle = life->cells + (size_t)column * rows;
        const uint8_t *right = life->cells + (size_t)((column + 1) % columns) * rows;
        for (uint32_t row = 0; row < rows; row++) {
            unsigned neighbours =
                living(left, row, rows) + living(middle, row, rows) + living(right, row, rows) - middle[row];
            uint8_t lives = neighbours == 3 || (neighbours == 2 && middle[row]);
            size_t cell = (size_t)column * rows + row;
            life->age[cell] = lives && !middle[row] ? 0 : life->age[cell] + 1;
            life->next[cell] = lives;
        }
    }
    uint8_t *old = life->cells;
    life->cells = life->next;
    life->next = old;
}

/* A newborn cell has a colour from the end of the palette, and moves towards the start as it ages. */
static void color_cells(struct life *life, double fps)
{
    size_t count = (size_t)life->columns * life->rows;
    float faded = life->fade > 0 ? (float)(1 / (life->fade * fps)) : 1;
    for (size_t i = 0; i < count; i++) {
        float glow = life->cells[i] ? life->glow[i] + 0.35f : life->glow[i] - faded;
        life->glow[i] = glow = glow > 0 ? glow < 1 ? glow : 1 : 0;
        struct sky_color color = sky_palette_at(&life->palette_table, 0.3 + 0.6 / (1 + life->age[i] * 0.2));
        life->colors[i * 3] = (uint8_t)(color.r * glow * glow);
        life->colors[i * 3 + 1] = (uint8_t)(color.g * glow * glow);
        life->colors[i * 3 + 2] = (uint8_t)(color.b * glow * glow);
    }
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct life *life = self;
    const struct sky_geometry *geometry = &canvas->geometry;
    sky_palette_choose(&life->palette_table, life->palette);
    color_cells(life, now->fps);
    for (uint32_t vane = 0; vane < geometry->vanes; vane++) {
        uint32_t column = (uint32_t)((uint64_t)vane * life->columns / geometry->vanes);
        const uint8_t *colors = life->colors + (size_t)column * life->rows * 3;
        uint8_t *at = frame + vane * sky_vane_bytes(geometry);
        for (uint32_t pixel = 0; pixel < geometry->pixels; pixel++, at += 3)
            memcpy(at, colors + (size_t)((uint64_t)pixel * life->rows / geometry->pixels) * 3, 3);
    }
    life->pending += life->rate / now->fps;
    for (int i = 0; life->pending >= 1 && i < 100; i++, life->pending--) {
        if (--life->to_sow < 0)
            sow(life, canvas->seed);
        step(life);
    }
    life->pending = life->pending < 1 ? life->pending : 0; /* at most a hundred generations a frame */
    return 0;
}

static void finish(void *self)
{
    struct life *life = self;
    free(life->cells);
    free(life->next);
    free(life->glow);
    free(life->age);
    free(life->colors);
}

const struct sky_pattern sky_pattern_life = {
    .name = "life",
    .text = "Conway's game of life around the circle",
    .state = "the game",
    .params = params,
    .size = sizeof(struct life),
    .is_single = true,
    .init = init,
    .draw = draw,
    .finish = finish,
};
