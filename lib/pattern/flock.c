/* SPDX-License-Identifier: ISC */
/* A flock of birds, and hunters that follow it. C. W. Reynolds, "Flocks, Herds, and Schools", SIGGRAPH 1987. */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include <sky/error.h>

#include "base/palette.h"
#include "base/random.h"
#include "kernel/math.h"
#include "pattern/pattern.h"
#include "pattern/shapes.h"

#define BIRDS_MAX 400
#define HUNTERS_MAX 20
#define STEP (1 / 60.0) /* seconds a step of the simulation, at every frame rate */
#define BEFORE 90       /* steps before the first frame, in which birds find each other */

struct bird {
    double x, y, vx, vy; /* radii, and radii a second */
    double hue;
};

struct flock {
    double birds, hunters, speed, trail, size;
    int palette;
    struct sky_color hunter;
    double pending; /* seconds that are still to be simulated */
    struct bird bird[BIRDS_MAX + HUNTERS_MAX];
    struct sky_palette colors;
    struct sky_plane plane;
    uint8_t *picture; /* the frame with its fading trails */
    bool begun;
};

static const struct sky_param params[] = {
    SKY_PARAM_INTEGER(flock, birds, "200", 0, BIRDS_MAX, "", "number of birds"),
    SKY_PARAM_INTEGER(flock, hunters, "2", 0, HUNTERS_MAX, "", "number of hunters"),
    SKY_PARAM_NUMBER(flock, speed, "1", 0, 10, "", "speed of the simulation"),
    SKY_PARAM_NUMBER(flock, size, "1.4", 0, 20, "", "size of a bird"),
    SKY_PARAM_NUMBER(flock, trail, "0.25", 0, 60, "seconds", "time in which a trail fades by half"),
    SKY_PARAM_PALETTE(flock, palette, "rainbow", "colours of the birds, by their direction"),
    SKY_PARAM_COLOR(flock, hunter, "#ff2020", "colour of the hunters"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    struct flock *flock = self;
    for (uint64_t i = 0; i < BIRDS_MAX + HUNTERS_MAX; i++) {
        uint64_t seed = sky_random_hash(canvas->seed, i);
        double turns = sky_random_unit(seed, 0), radius = 0.8 * sqrt(sky_random_unit(seed, 1));
        double direction = sky_random_unit(seed, 2);
        flock->bird[i] = (struct bird){radius * sky_sin_turns(turns), radius * sky_cos_turns(turns),
                                       0.4 * sky_sin_turns(direction), 0.4 * sky_cos_turns(direction), direction};
    }
    flock->picture = calloc(1, sky_frame_bytes(&canvas->geometry));
    if (!flock->picture)
        return sky_fail("out of memory");
    return sky_plane_init(&flock->plane, &canvas->geometry);
}

/* Adds a push away from the rim to the acceleration, limits the speed to slow..fast, and moves the bird. */
static void fly(struct bird *bird, double ax, double ay, double slow, double fast)
{
    double radius = sqrt(bird->x * bird->x + bird->y * bird->y);
    if (radius > 0.7) {
        ax -= bird->x / radius * (radius - 0.7) * 18;
        ay -= bird->y / radius * (radius - 0.7) * 18;
    }
    bird->vx += ax * STEP;
    bird->vy += ay * STEP;
    double speed = sqrt(bird->vx * bird->vx + bird->vy * bird->vy) + 1e-9;
    double wanted = speed < slow ? slow : speed > fast ? fast : speed;
    bird->vx *= wanted / speed;
    bird->vy *= wanted / speed;
    bird->x += bird->vx * STEP;
    bird->y += bird->vy * STEP;
}

/* Moves a bird by Reynolds's three rules (separation, alignment, cohesion), and away from hunters. */
static void steer(struct flock *flock, int own, int birds, int hunters)
{
    struct bird *bird = &flock->bird[own];
    double apart_x = 0, apart_y = 0, vx = 0, vy = 0, x = 0, y = 0, ax = 0, ay = 0;
    int near = 0;
    for (int i = 0; i < birds; i++) {
        const struct bird *other = &flock->bird[i];
        double dx = other->x - bird->x, dy = other->y - bird->y, square = dx * dx + dy * dy;
        if (square > 0.16 * 0.16 || i == own)
            continue;
        near++;
        vx += other->vx;
        vy += other->vy;
        x += dx;
        y += dy;
        if (square < 0.05 * 0.05) {
            apart_x -= dx / (square + 1e-4);
            apart_y -= dy / (square + 1e-4);
        }
    }
    if (near > 0) {
        ax = x / near * 4 + (vx / near - bird->vx) * 2.2 + apart_x * 0.02;
        ay = y / near * 4 + (vy / near - bird->vy) * 2.2 + apart_y * 0.02;
    }
    for (int i = 0; i < hunters; i++) {
        const struct bird *hunter = &flock->bird[BIRDS_MAX + i];
        double dx = bird->x - hunter->x, dy = bird->y - hunter->y, square = dx * dx + dy * dy;
        if (square < 0.3 * 0.3) {
            ax += dx / (square + 0.01) * 0.7;
            ay += dy / (square + 0.01) * 0.7;
        }
    }
    fly(bird, ax, ay, 0.25, 0.75);
}

/* Moves a hunter towards the nearest bird, and away from other hunters. */
static void hunt(struct flock *flock, int own, int birds, int hunters)
{
    struct bird *hunter = &flock->bird[BIRDS_MAX + own];
    double nearest = 1e9, ax = 0, ay = 0;
    for (int i = 0; i < birds; i++) {
        double dx = flock->bird[i].x - hunter->x, dy = flock->bird[i].y - hunter->y, square = dx * dx + dy * dy;
        if (square < nearest) {
            nearest = square;
            ax = dx / (sqrt(square) + 0.01) * 1.1;
            ay = dy / (sqrt(square) + 0.01) * 1.1;
        }
    }
    for (int i = 0; i < hunters; i++) {
        const struct bird *other = &flock->bird[BIRDS_MAX + i];
        double dx = hunter->x - other->x, dy = hunter->y - other->y, square = dx * dx + dy * dy;
        if (i != own && square < 0.16) {
            ax += dx / (square + 0.02) * 0.1;
            ay += dy / (square + 0.02) * 0.1;
        }
    }
    fly(hunter, ax, ay, 0.2, 0.6);
}

static void draw_bird(const struct flock *flock, const struct bird *bird, float size, struct sky_color color)
{
    float speed = (float)sqrt(bird->vx * bird->vx + bird->vy * bird->vy) + 1e-6f;
    float dx = (float)bird->vx / speed * size, dy = (float)bird->vy / speed * size;
    float x = (float)bird->x, y = (float)bird->y;
    struct sky_pen pen = {color, 1, SKY_INK_OVER};
    float corners[3][2] = {{x + 1.4f * dx, y + 1.4f * dy},
                           {x - dx + 0.75f * dy, y - dy - 0.75f * dx},
                           {x - dx - 0.75f * dy, y - dy + 0.75f * dx}};
    sky_draw_polygon(&flock->plane, corners, 3, &pen);
}

/* Fades the picture and draws the birds and hunters where they are. */
static void draw_flock(struct flock *flock, double fps)
{
    flock->plane.frame = flock->picture;
    sky_draw_fade(&flock->plane, flock->trail, fps);
    for (int i = 0; i < (int)flock->birds; i++) {
        const struct bird *bird = &flock->bird[i];
        draw_bird(flock, bird, (float)flock->size * 0.026f,
                  sky_palette_around(&flock->colors, sky_clock_turns(bird->vx, bird->vy) + bird->hue * 0.1));
    }
    for (int i = 0; i < (int)flock->hunters; i++)
        draw_bird(flock, &flock->bird[BIRDS_MAX + i], (float)flock->size * 0.045f, flock->hunter);
}

static void move_flock(struct flock *flock)
{
    int birds = (int)flock->birds, hunters = (int)flock->hunters;
    for (int i = 0; i < birds; i++)
        steer(flock, i, birds, hunters);
    for (int i = 0; i < hunters; i++)
        hunt(flock, i, birds, hunters);
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct flock *flock = self;
    sky_palette_choose(&flock->colors, flock->palette);
    for (int i = 0; !flock->begun && i < BEFORE; i++) {
        draw_flock(flock, 1 / STEP); /* for the trails */
        move_flock(flock);
    }
    flock->begun = true;
    draw_flock(flock, now->fps);
    memcpy(frame, flock->picture, sky_frame_bytes(&canvas->geometry));

    /* At most a second is simulated for a frame. */
    flock->pending = fmin(flock->pending + flock->speed / now->fps, 1);
    for (; flock->pending >= STEP / 2; flock->pending -= STEP)
        move_flock(flock);
    return 0;
}

static void finish(void *self)
{
    struct flock *flock = self;
    sky_plane_finish(&flock->plane);
    free(flock->picture);
}

const struct sky_pattern sky_pattern_flock = {
    .name = "flock",
    .text = "birds that flock together, and hunters",
    .state = "the flight of the birds",
    .params = params,
    .size = sizeof(struct flock),
    .is_single = true,
    .init = init,
    .draw = draw,
    .finish = finish,
};
