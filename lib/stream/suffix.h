/* SPDX-License-Identifier: ISC */
/* Files whose name says that they are not frames: pictures and films of other formats, sound, archives, text. Frames
 * have no header, so a film that is read as frames would be noise, without any error. So it is with sound. */
#ifndef SKY_STREAM_SUFFIX_H
#define SKY_STREAM_SUFFIX_H

#include <stdbool.h>

/* Fails for such a file as an input, and names the command that converts it. Returns 0, or -1 with the error set. */
int sky_suffix_check_input(const char *path);

/* The same for an output, which must not be meant for sky-push either, as ddp:10.0.0.7 is. */
int sky_suffix_check_output(const char *path);

/* The same for an output of flat pictures, which may have the suffixes .png, .apng, .ppm, .pnm, .y4m and .rgb, and any
 * that is not known. */
int sky_suffix_check_pictures(const char *path);

/* Sets the error, by errno, for an input that cannot be opened. If it is missing, the error says how to write an output
 * or a pattern of this name. Returns -1. */
int sky_suffix_fail_open(const char *path);

/* Fails for a file that is not sound, to go by its name. Sets *is_media for the names of sound and films, compressed or
 * not. Returns 0, or -1 with the error set. */
int sky_suffix_check_sound(const char *path, bool *is_media);

/* Fails for an output of control lines whose name is that of a frame file, a recording or a picture, of sound or the
 * like. Returns 0, or -1 with the error set. */
int sky_suffix_check_lines(const char *path);

#endif
