/* SPDX-License-Identifier: ISC */
/* A generator in C: beams of light that turn. It has the options, the parameters and the manners of the sky- programs:
 *
 *     cc -o beams generator.c $(pkg-config --static --cflags --libs libsky)
 *     ./beams --help
 *     ./beams count=5 color=gold speed='0.2*sin(t)' | sky-push
 */
#include <math.h>

#include <sky/program.h>

struct beams {
    struct sky_color color;
    double count, speed;
    struct sky_phase turned; /* turns of the disc so far */
};

static const struct sky_param params[] = {
    SKY_PARAM_COLOR(beams, color, "deepskyblue", "what the beams are made of"),
    SKY_PARAM_INTEGER(beams, count, "3", 1, 100, "beams", "how many there are"),
    SKY_PARAM_NUMBER(beams, speed, "0.1", -10, 10, "turns a second", "how fast they turn, clockwise"),
    SKY_PARAMS_END,
};

static int draw(struct sky_run *run, const struct sky_moment *now, uint8_t *frame)
{
    struct beams *beams = (struct beams *)run->config;
    const struct sky_geometry *disc = &run->geometry;
    double turned = sky_phase_at(&beams->turned, beams->speed, now->t);
    for (uint32_t vane = 0; vane < disc->vanes; vane++) {
        double turns = (double)vane / disc->vanes - turned;
        double light = 0.5 + 0.5 * cos(2 * 3.14159265358979 * beams->count * turns);
        for (uint32_t pixel = 0; pixel < disc->pixels; pixel++) {
            *frame++ = (uint8_t)(light * beams->color.r);
            *frame++ = (uint8_t)(light * beams->color.g);
            *frame++ = (uint8_t)(light * beams->color.b);
        }
    }
    return 0;
}

int main(int argc, char **argv)
{
    static const struct sky_program program = {
        .name = "beams",
        .summary = "Draws beams of light that turn.",
        .params = params,
        .draw = draw,
    };
    struct beams beams = {0};
    return sky_program_run(&program, &beams, argc, argv);
}
