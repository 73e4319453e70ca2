/* SPDX-License-Identifier: ISC */
/* Files whose suffix says that they are not frames: pictures and films of other formats, sound, archives, text. Frames
 * have no header, so a film that is read as frames would be noise, without any error. */
#ifndef SKY_STREAM_SUFFIX_H
#define SKY_STREAM_SUFFIX_H

/* Fails for such a file as an input, and names the command that converts it. Returns 0, or -1 with the error set. */
int sky_suffix_check_input(const char *path);

/* The same for an output. */
int sky_suffix_check_output(const char *path);

/* The same for an output of flat pictures, which may have the suffixes .png, .apng, .ppm, .pnm, .y4m and .rgb, and any
 * that is not known. */
int sky_suffix_check_pictures(const char *path);

#endif
