/* SPDX-License-Identifier: ISC */
/* sky-rotate: turns, mirrors, folds and shifts frames. */
#include <float.h>
#include <stdlib.h>

#include <sky/program.h>

#include "disc/turn.h"
#include "stream/kinds.h"

struct config {
    double angle, spin, fold, shift, drift;
    int mirror, flip, edge;
    struct sky_phase turned, drifted; /* turns and pixels */
    uint8_t *rows;                    /* room to work in, of two vanes */
};

enum { WRAP, BLACK };
static const char *const edges[] = {[WRAP] = "wrap", [BLACK] = "black", NULL};

static const struct sky_param params[] = {
    SKY_PARAM_PERIODIC(config, angle, "0", 0, 360, "degrees", "turn clockwise"),
    SKY_PARAM_NUMBER(config, spin, "0", -1e6, 1e6, "degrees a second", "keep turning clockwise"),
    SKY_PARAM_CHOICE(config, mirror, "no", sky_no_yes, "left and right change places; vane 0 stays"),
    SKY_PARAM_INTEGER(config, fold, "0", 0, 65536, "sectors", "kaleidoscope of this many mirrored sectors; 0 is off"),
    SKY_PARAM_NUMBER(config, shift, "0", -DBL_MAX, DBL_MAX, "pixels", "move outwards along the vanes"),
    SKY_PARAM_NUMBER(config, drift, "0", -1e6, 1e6, "pixels a second", "keep moving outwards"),
    SKY_PARAM_CHOICE(config, flip, "no", sky_no_yes, "hub and rim change places"),
    SKY_PARAM_CHOICE(config, edge, "wrap", edges, "what a shift brings in: the other end (wrap), or black"),
    SKY_PARAMS_END,
};

static int plan(struct sky_run *run)
{
    struct config *config = run->config;
    config->rows = sky_frame_alloc(2 * sky_vane_bytes(&run->geometry));
    return config->rows ? 0 : -1;
}

/* A turn by whole vanes only changes the order in which the two parts of the frame are written. */
static int write_parts(struct sky_output *output, const uint8_t *frame, const struct sky_geometry *geometry,
                       uint32_t first)
{
    if (first == 0)
        return sky_output_write(output, frame);
    size_t split = first * sky_vane_bytes(geometry);
    struct iovec parts[] = {
        {(void *)(uintptr_t)(frame + split), sky_frame_bytes(geometry) - split},
        {(void *)(uintptr_t)frame, split},
    };
    return sky_output_write_pieces(output, parts, 2);
}

static enum sky_next rotate_frame(struct sky_run *run, const struct sky_moment *now)
{
    struct config *config = run->config;
    const struct sky_turn turn = {
        .turns = config->angle / 360 + sky_phase_at(&config->turned, config->spin / 360, now->t),
        .shift = config->shift + sky_phase_at(&config->drifted, config->drift, now->t),
        .fold = (uint32_t)config->fold,
        .mirror = config->mirror,
        .flip = config->flip,
        .black_edge = config->edge == BLACK,
    };
    const uint8_t *frame;
    enum sky_next next = sky_input_next(run->input, &frame);
    if (next != SKY_NEXT_FRAME)
        return next;

    uint32_t first;
    int written;
    if (sky_turn_is_whole(&turn, &run->geometry, &first)) {
        written = write_parts(run->output, frame, &run->geometry, first);
    } else {
        sky_turn_draw(sky_output_begin(run->output), frame, &turn, &run->geometry, config->rows);
        written = sky_output_end(run->output);
    }
    return written < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

static void finish(struct sky_run *run)
{
    struct config *config = run->config;
    free(config->rows);
}

int main(int argc, char **argv)
{
    static const struct sky_program program = {
        .name = "sky-rotate",
        .summary = "Turns, mirrors, folds and shifts frames: flip, shift, fold, mirror, turn, in this order.",
        .params = params,
        .input = sky_input_open,
        .plan = plan,
        .frame = rotate_frame,
        .finish = finish,
    };
    struct config config = {0};
    return sky_program_run(&program, &config, argc, argv);
}
