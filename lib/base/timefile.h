/* SPDX-License-Identifier: ISC */
/* The time of a show from a file or a FIFO, to which another program writes where a sequencer, a film or a desk is.
 * Each line is one of
 *
 *     SECONDS [MOMENT | stop]         12.48
 *     HH:MM:SS[:FF] [MOMENT | stop]   00:00:12:12, or ; or . before FF
 *
 * and says that the show is at this time now, or was at MOMENT, in seconds of CLOCK_MONOTONIC; and with "stop" that
 * it stands there. What a line has before and after a time with colons is left out, as ltcdump(1) prints it. Empty
 * lines and those that begin with '#' are ignored. Of a file the last line counts, which is read at every look. */
#ifndef SKY_BASE_TIMEFILE_H
#define SKY_BASE_TIMEFILE_H

#include <stdbool.h>
#include <stdint.h>

struct sky_time_file;

/* What the last line says. */
struct sky_time_line {
    int64_t time;   /* ns of the show */
    int64_t moment; /* of CLOCK_MONOTONIC, in ns; without one: when the line was read */
    bool exact;     /* the line had its moment */
    bool stopped;
};

/* `text` is PATH or PATH,rate=FPS, the frames a second that FF counts, without which it is `fps`. Nothing is opened
 * yet. NULL with the error set. */
struct sky_time_file *sky_time_file_create(const char *text, double fps);
void sky_time_file_destroy(struct sky_time_file *file); /* accepts NULL */

/* Reads what has come, without waiting. Returns true and sets `line` if there is a new one. A file that is missing,
 * and a line that is no time, are warned of once. */
bool sky_time_file_read(struct sky_time_file *file, struct sky_time_line *line);

/* Parses a line. Returns 1; 0 if it is to be ignored; -1 with the error set. `fps` is what FF counts. */
int sky_time_line_parse(struct sky_time_line *line, const char *text, double fps);

#endif
