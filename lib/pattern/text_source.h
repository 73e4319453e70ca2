/* SPDX-License-Identifier: ISC */
/* A text that another program writes to a file or a FIFO while it is shown: a clock, a headline, a score. */
#ifndef SKY_PATTERN_TEXT_SOURCE_H
#define SKY_PATTERN_TEXT_SOURCE_H

#include <stddef.h>

struct sky_text_source;

/* A text may have up to `limit` bytes; "-" is standard input. Nothing is opened yet, but sky_file_protect() is called.
 * NULL with the error set when memory is short. */
struct sky_text_source *sky_text_source_create(const char *path, size_t limit);
void sky_text_source_destroy(struct sky_text_source *source); /* accepts NULL */

const char *sky_text_source_path(const struct sky_text_source *source);

/* Looks for a new text, without waiting: the whole file, when it has changed, without the newline at its end; or the
 * last whole line that has come through the FIFO. Returns the text, which is valid until the next call, or NULL when
 * there is no new one. A file that is missing is waited for. That, and a file that cannot be read or is too long, is
 * warned of once. */
const char *sky_text_source_read(struct sky_text_source *source);

/* The text that was read last, which may have been refused; NULL before the first. */
const char *sky_text_source_last(const struct sky_text_source *source);

/* Warns of this thread's error: what is wrong with the text that was read last. It is warned of once, until a text
 * is accepted. */
void sky_text_source_refuse(struct sky_text_source *source);
void sky_text_source_accept(struct sky_text_source *source);

#endif
