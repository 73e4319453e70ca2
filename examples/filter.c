/* SPDX-License-Identifier: ISC */
/* A filter in C: what moves leaves a trail that fades. It has the options, the parameters and the manners of the sky-
 * programs:
 *
 *     cc -o trails filter.c $(pkg-config --static --cflags --libs libsky)
 *     sky-gen stars | ./trails half=0.5 | sky-push
 */
#include <math.h>
#include <stdlib.h>

#include <sky/program.h>

struct trails {
    double half;
    uint8_t *last; /* the frame written last */
};

static const struct sky_param params[] = {
    SKY_PARAM_NUMBER(trails, half, "0.25", 0, 60, "seconds", "time in which a trail loses half of its brightness"),
    SKY_PARAMS_END,
};

static int plan(struct sky_run *run)
{
    struct trails *trails = (struct trails *)run->config;
    trails->last = (uint8_t *)calloc(1, sky_frame_bytes(&run->geometry));
    return trails->last ? 0 : sky_fail("out of memory");
}

static int filter(struct sky_run *run, const struct sky_moment *now, const uint8_t *in, uint8_t *out)
{
    struct trails *trails = (struct trails *)run->config;
    double fade = trails->half > 0 ? pow(0.5, 1 / (trails->half * now->fps)) : 0;
    for (size_t i = 0; i < sky_frame_bytes(&run->geometry); i++) {
        uint8_t trail = (uint8_t)(trails->last[i] * fade);
        out[i] = trails->last[i] = in[i] > trail ? in[i] : trail;
    }
    return 0;
}

static void finish(struct sky_run *run)
{
    free(((struct trails *)run->config)->last);
}

int main(int argc, char **argv)
{
    static const struct sky_program program = {
        .name = "trails",
        .summary = "Lets what moves leave a trail that fades.",
        .params = params,
        .input = sky_input_open,
        .plan = plan,
        .filter = filter,
        .finish = finish,
    };
    struct trails trails = {0, NULL};
    return sky_program_run(&program, &trails, argc, argv);
}
