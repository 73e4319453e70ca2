/* SPDX-License-Identifier: ISC */
#include "pattern/pattern.h"

#include "base/random.h"

struct noise {
    int color;
    double level;
};

enum { COLOR, GRAY };
static const char *const color_names[] = {[COLOR] = "color", [GRAY] = "gray", NULL};

static const struct sky_param params[] = {
    SKY_PARAM_CHOICE(noise, color, "color", color_names, "each channel by itself, or greys only"),
    SKY_PARAM_NUMBER(noise, level, "1", 0, 1, "", "the brightest value, as a part of full"),
    SKY_PARAMS_END,
};

/* What the threads that draw a frame need. */
struct work {
    uint64_t seed;   /* of this frame */
    size_t pixels;   /* of a vane */
    unsigned scale;  /* of the values, in 256ths */
    size_t repeat;   /* bytes of one value: 1, or 3 in a grey */
    uint8_t *frame;
};

/* Writes values `first` to `end` - 1 of a frame; each random number has eight. */
static inline void write_values(const struct work *work, size_t first, size_t end, size_t repeat)
{
    uint8_t *at = work->frame + first * repeat;
    const unsigned scale = work->scale;
    for (size_t i = first, next; i < end; i = next) {
        uint64_t random = sky_random_mix(work->seed + i / 8 * UINT64_C(0x9e3779b97f4a7c15)) >> i % 8 * 8;
        next = i / 8 * 8 + 8 < end ? i / 8 * 8 + 8 : end;
        for (; i < next; i++, random >>= 8, at += repeat) {
            uint8_t value = (uint8_t)((random & 255) * scale >> 8);
            for (size_t k = 0; k < repeat; k++)
                at[k] = value;
        }
    }
}

static void draw_vanes(void *context, uint32_t first, uint32_t end, unsigned worker)
{
    const struct work *work = context;
    size_t values = work->pixels * 3 / work->repeat; /* of a vane */
    (void)worker;
    if (work->repeat == 1)
        write_values(work, first * values, end * values, 1);
    else
        write_values(work, first * values, end * values, 3);
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct noise *noise = self;
    struct work work = {
        .seed = sky_random_hash(canvas->seed, now->n),
        .pixels = canvas->geometry.pixels,
        .scale = (unsigned)(noise->level * 256 + 0.5),
        .repeat = noise->color == GRAY ? 3 : 1,
        .frame = frame,
    };
    sky_workers_run(canvas->workers, canvas->geometry.vanes, draw_vanes, &work);
    return 0;
}

const struct sky_pattern sky_pattern_noise = {
    .name = "noise",
    .text = "white noise, new in every frame",
    .params = params,
    .size = sizeof(struct noise),
    .draw = draw,
};
