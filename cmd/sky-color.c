/* SPDX-License-Identifier: ISC */
/* sky-color: changes the colours of frames. */
#include <stdlib.h>

#include <sky/program.h>

#include "base/palette.h"
#include "kernel/grade.h"
#include "stream/kinds.h"

struct config {
    double invert, gamma, contrast, temperature, brightness, saturation, hue;
    struct sky_color white;
    double rr, rg, rb, gr, gg, gb, br, bg, bb;
    double threshold, posterize;
    int palette, order;
    struct sky_grade *grade;
};

/* In the order in which they work; see kernel/grade.h. */
static const struct sky_param params[] = {
    SKY_PARAM_NUMBER(config, invert, "0", 0, 1, "", "how far each channel is turned into its negative"),
    SKY_PARAM_NUMBER(config, gamma, "1", 0.01, 100, "", "greater is brighter, except for black and white"),
    SKY_PARAM_NUMBER(config, contrast, "1", 0, 100, "times", "distance from the middle grey"),
    SKY_PARAM_NUMBER(config, temperature, "6500", SKY_KELVIN_MIN, SKY_KELVIN_MAX, "K",
                     "colour temperature of white: less is warmer"),
    SKY_PARAM_COLOR(config, white, "white", "what white becomes; all colours go with it"),
    SKY_PARAM_NUMBER(config, brightness, "1", 0, 100, "times", "how much light: 2 is one stop more"),
    SKY_PARAM_NUMBER(config, saturation, "1", 0, 100, "times", "distance from grey; 0 is grey"),
    SKY_PARAM_PERIODIC(config, hue, "0", 0, 360, "degrees", "turn the hues, red towards green"),
    SKY_PARAM_NUMBER(config, rr, "1", -100, 100, "", "matrix: red from red"),
    SKY_PARAM_NUMBER(config, rg, "0", -100, 100, "", "matrix: red from green"),
    SKY_PARAM_NUMBER(config, rb, "0", -100, 100, "", "matrix: red from blue"),
    SKY_PARAM_NUMBER(config, gr, "0", -100, 100, "", "matrix: green from red"),
    SKY_PARAM_NUMBER(config, gg, "1", -100, 100, "", "matrix: green from green"),
    SKY_PARAM_NUMBER(config, gb, "0", -100, 100, "", "matrix: green from blue"),
    SKY_PARAM_NUMBER(config, br, "0", -100, 100, "", "matrix: blue from red"),
    SKY_PARAM_NUMBER(config, bg, "0", -100, 100, "", "matrix: blue from green"),
    SKY_PARAM_NUMBER(config, bb, "1", -100, 100, "", "matrix: blue from blue"),
    SKY_PARAM_NUMBER(config, threshold, "0", 0, 1, "", "white from this brightness on, black below; 0 is off"),
    SKY_PARAM_INTEGER(config, posterize, "0", 0, 256, "levels",
                      "levels that each channel is reduced to, at least 2; 0 is off"),
    SKY_PARAM_PALETTE(config, palette, "none", "the colours that black to white become"),
    SKY_PARAM_CHOICE(config, order, "rgb", sky_grade_orders, "which channels the three bytes of a pixel get"),
    SKY_PARAMS_END,
};

static int plan(struct sky_run *run)
{
    struct config *config = run->config;
    config->grade = sky_grade_create();
    return config->grade ? 0 : -1;
}

static enum sky_next color_frame(struct sky_run *run, const struct sky_moment *now)
{
    const struct config *c = run->config;
    const struct sky_grade_settings settings = {
        .invert = c->invert,
        .gamma = c->gamma,
        .contrast = c->contrast,
        .kelvin = c->temperature,
        .white = c->white,
        .brightness = c->brightness,
        .saturation = c->saturation,
        .hue = c->hue / 360,
        .matrix = {{c->rr, c->rg, c->rb}, {c->gr, c->gg, c->gb}, {c->br, c->bg, c->bb}},
        .threshold = c->threshold,
        .posterize = c->posterize,
        .palette = c->palette,
        .order = c->order,
    };
    const uint8_t *frame;
    enum sky_next next = sky_input_next(run->input, &frame);
    (void)now;
    if (next != SKY_NEXT_FRAME)
        return next;

    int written;
    sky_grade_update(c->grade, &settings);
    if (sky_grade_is_identity(c->grade)) {
        written = sky_output_write(run->output, frame);
    } else {
        sky_grade_draw(c->grade, sky_output_begin(run->output), frame, sky_frame_bytes(&run->geometry) / 3);
        written = sky_output_end(run->output);
    }
    return written < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

static void finish(struct sky_run *run)
{
    struct config *config = run->config;
    sky_grade_destroy(config->grade);
}

int main(int argc, char **argv)
{
    static const struct sky_program program = {
        .name = "sky-color",
        .summary = "Changes the colours of frames: what its parameters say, in the order of this list.",
        .params = params,
        .input = sky_input_open,
        .plan = plan,
        .frame = color_frame,
        .finish = finish,
    };
    struct config config = {0};
    return sky_program_run(&program, &config, argc, argv);
}
