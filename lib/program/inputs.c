/* SPDX-License-Identifier: ISC */
#include "program/inputs.h"

#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "program/placed.h"
#include "stream/place.h"

static const char *const eof_names[] = {
    [SKY_EOF_SHORTEST] = "shortest",
    [SKY_EOF_LONGEST] = "longest",
    [SKY_EOF_HOLD] = "hold",
    [SKY_EOF_LOOP] = "loop",
    NULL,
};

int sky_eof_parse(const char *argument, int *eof)
{
    static const struct sky_choices choices = SKY_CHOICES(eof_names);
    return sky_choice_parse(&choices, argument, eof) < 0 ? sky_fail_at("--eof") : 0;
}

int sky_inputs_check(char *const *operands, unsigned count, unsigned step)
{
    int pipes = 0;
    for (unsigned i = 0; i < count; i++)
        pipes += strcmp(operands[i * step], "-") == 0;
    return pipes > 1 ? sky_fail("'-' is given %d times: standard input can be read only once", pipes) : 0;
}

/* How many frames there will be; 0 when that is not known. */
static uint64_t total_of(const struct sky_inputs *inputs)
{
    int64_t frames = 0;
    for (unsigned i = 0; i < inputs->count; i++) {
        int64_t left = sky_input_left(inputs->list[i].input);
        if (sky_input_is_still(inputs->list[i].input))
            continue;
        if (left < 0)
            return 0;
        if (frames == 0 || (left < frames) == (inputs->eof == SKY_EOF_SHORTEST))
            frames = left;
    }
    return (uint64_t)frames;
}

int sky_inputs_open(struct sky_inputs *inputs, struct sky_run *run, char *const *operands, unsigned count,
                    unsigned step)
{
    inputs->list = calloc(count, sizeof *inputs->list);
    inputs->frames = calloc(count, sizeof *inputs->frames);
    inputs->black = calloc(1, sky_frame_bytes(&run->geometry));
    if (!inputs->list || !inputs->frames || !inputs->black)
        return sky_fail("out of memory");
    for (unsigned i = 0; i < count; i++) {
        struct sky_input **input = &inputs->list[inputs->count++].input;
        sky_input_protect(operands[i * step]);
        *input = sky_input_open(operands[i * step], &run->geometry);
        if (!*input || sky_input_set_place(*input, i + 1) < 0 || sky_run_place(run, *input, run->first) < 0)
            return -1;
        sky_run_check_rate(run, *input);
        if (inputs->eof != SKY_EOF_SHORTEST)
            sky_input_end_at_damage(*input, true);
    }
    run->awaited = inputs->list[0].input;
    if (run->verbose)
        run->total = total_of(inputs);
    return 0;
}

void sky_inputs_close(struct sky_inputs *inputs)
{
    for (unsigned i = 0; i < inputs->count; i++)
        sky_input_close(inputs->list[i].input);
    free(inputs->list);
    free(inputs->frames);
    free(inputs->black);
    *inputs = (struct sky_inputs){0};
}

/* Reads the next frames. Returns SKY_NEXT_END when the rule of --eof ends the output. */
static enum sky_next advance(struct sky_inputs *inputs)
{
    bool any_ended = false, any_runs = false;
    for (unsigned i = 0; i < inputs->count; i++) {
        struct sky_joined *joined = &inputs->list[i];
        joined->at_end = joined->ended && inputs->eof != SKY_EOF_LOOP;
        if (!joined->at_end) {
            enum sky_next next = sky_input_next(joined->input, &inputs->frames[i]);
            if (next != SKY_NEXT_FRAME && next != SKY_NEXT_END)
                return next;
            joined->at_end = next == SKY_NEXT_END;
        }
        joined->ended |= joined->at_end;
        if (joined->ended && inputs->eof == SKY_EOF_SHORTEST)
            return SKY_NEXT_END;
        any_ended |= joined->ended;
        any_runs |= !joined->ended && !sky_input_is_still(joined->input);
    }
    return any_ended && !any_runs ? SKY_NEXT_END : SKY_NEXT_FRAME;
}

/* Gives a frame to each input that had none for this moment. With --eof hold that is its last frame, which stays valid
 * after the end of an input. */
static enum sky_next replace_missing(struct sky_inputs *inputs)
{
    for (unsigned i = 0; i < inputs->count; i++) {
        const struct sky_joined *joined = &inputs->list[i];
        if (!joined->at_end)
            continue;
        if (inputs->eof == SKY_EOF_LOOP) {
            enum sky_next next = sky_input_rewind(joined->input) < 0
                                     ? SKY_NEXT_FAILED
                                     : sky_input_next(joined->input, &inputs->frames[i]);
            if (next == SKY_NEXT_END)
                return (enum sky_next)sky_fail("%s: has no frame to loop", sky_input_name(joined->input));
            if (next != SKY_NEXT_FRAME)
                return next;
        } else if (inputs->eof == SKY_EOF_LONGEST || !inputs->frames[i]) {
            inputs->frames[i] = inputs->black;
        }
    }
    return SKY_NEXT_FRAME;
}

enum sky_next sky_inputs_next(struct sky_inputs *inputs)
{
    enum sky_next next = advance(inputs);
    return next == SKY_NEXT_FRAME ? replace_missing(inputs) : next;
}
