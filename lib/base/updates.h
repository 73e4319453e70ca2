/* SPDX-License-Identifier: ISC */
/* An output of short texts of which only the newest counts: standard output, a FIFO, or a file that each of them
 * replaces whole. */
#ifndef SKY_BASE_UPDATES_H
#define SKY_BASE_UPDATES_H

#include <stdbool.h>
#include <stddef.h>

struct sky_updates {
    const char *name; /* for messages */
    char *path;       /* of a file that is replaced, without symbolic links, or NULL */
    char *new_path;   /* what is written and then renamed */
    int fd;           /* of anything else; or of the file as it was before the first update; or -1 */
    bool created;     /* that did not exist before */
    bool drops;       /* that is a FIFO, which may be full: updates are left out then */
    bool warned;      /* that the file cannot be written */
};

/* Opens standard output, "-"; a FIFO or a device, which are written to as they are; or a file, which need not exist and
 * keeps what it holds until the first update. A symbolic link stays one, and the file that it leads to is replaced. A
 * file that sky_file_protect() remembers is an error. `path` must stay valid. Returns 0, or -1 with the error set. Call
 * sky_updates_close() in any case. */
int sky_updates_open(struct sky_updates *updates, const char *path);
void sky_updates_close(struct sky_updates *updates);

/* Writes an update at once. A file that cannot be written, as when its directory is gone, is warned of once, and
 * written again as soon as that is possible. Returns 0, or -1 with the error set. */
int sky_updates_write(struct sky_updates *updates, const char *text, size_t length);

#endif
