/* SPDX-License-Identifier: ISC */
/* What a shell puts in place of <(...), such as /dev/fd/63, tells a user nothing in a message. Its place does. */
#ifndef SKY_STREAM_PLACE_H
#define SKY_STREAM_PLACE_H

#include <stddef.h>

#include <sky/stream.h>

/* What the operand whose path has these bytes is called in messages: that path; or, if a shell has made it, with its
 * place among the inputs, from 1 on, "input 2 (/dev/fd/63)"; 0 is that of an only input. free() the result. NULL with
 * the error set. */
char *sky_operand_name(const char *path, size_t length, unsigned place);

/* Calls an input so in its messages. Returns 0, or -1 with the error set. */
int sky_input_set_place(struct sky_input *input, unsigned place);

#endif
