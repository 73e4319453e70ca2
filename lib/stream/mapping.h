/* SPDX-License-Identifier: ISC */
/* Shared mappings of files that other processes may truncate at any time. */
#ifndef SKY_STREAM_MAPPING_H
#define SKY_STREAM_MAPPING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sky_mapping {
    uint8_t *data; /* NULL when nothing is mapped */
    size_t bytes;
    size_t entry; /* its place in the table that the handler of SIGBUS looks at */
};

/* Maps the first `bytes` of the file; `protection` as for mmap(). Returns 0, or -1 with the error set. */
int sky_mapping_init(struct sky_mapping *mapping, int fd, size_t bytes, int protection);
void sky_mapping_finish(struct sky_mapping *mapping);

/* True when the file was truncated and a page that is gone was touched: `data` is private zeros since then. */
bool sky_mapping_is_lost(const struct sky_mapping *mapping);

#endif
