/* SPDX-License-Identifier: ISC */
/* Inputs that are read together, a frame of each at a time, and what happens when some of them end. */
#ifndef SKY_PROGRAM_INPUTS_H
#define SKY_PROGRAM_INPUTS_H

#include <sky/program.h>

/* The option --eof, for the table of a program; its closing lines; and its default. */
#define SKY_OPTION_EOF(code) \
    {code, "eof", "shortest|longest|hold|loop", "which input ends the output (default shortest)"}
#define SKY_CLOSING_EOF \
    "--eof shortest  ends with the first input that ends\n" \
    "      longest   ends with the last one; an input that has ended is black\n" \
    "      hold      the same, but it keeps its last frame\n" \
    "      loop      the same, but it starts again, which a pipe cannot"

enum sky_eof { SKY_EOF_SHORTEST, SKY_EOF_LONGEST, SKY_EOF_HOLD, SKY_EOF_LOOP };

struct sky_inputs {
    int eof; /* enum sky_eof, set before they are opened */
    unsigned count;
    const uint8_t **frames; /* of each, its current picture */
    struct sky_joined {
        struct sky_input *input;
        bool ended;  /* it has come to its end at least once; a still picture never does */
        bool at_end; /* it had no frame for this moment */
    } *list;
    uint8_t *black; /* the frame of inputs that have ended or had no frame at all */
};

/* The argument of --eof. Returns 0, or -1 with the error set. */
int sky_eof_parse(const char *argument, int *eof);

/* Refuses a second '-' among `count` operands, each `step` words behind the one before. Returns 0, or -1 with the error
 * set. */
int sky_inputs_check(char *const *operands, unsigned count, unsigned step);

/* Opens the same operands, for plan(). Returns 0, or -1 with the error set; sky_inputs_close() must follow in any
 * case. */
int sky_inputs_open(struct sky_inputs *inputs, struct sky_run *run, char *const *operands, unsigned count,
                    unsigned step);
void sky_inputs_close(struct sky_inputs *inputs);

/* Reads the next frame of each. Returns SKY_NEXT_FRAME; SKY_NEXT_END when the rule of --eof ends the output; or
 * SKY_NEXT_FAILED with the error set. */
enum sky_next sky_inputs_next(struct sky_inputs *inputs);

#endif
