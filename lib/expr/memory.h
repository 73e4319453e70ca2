/* SPDX-License-Identifier: ISC */
/* What a program remembers of the frame before, by last(). A memory is a name of the program, or its result; it has a
 * value for each channel, numbered by a tag: the memory's number times 4, plus the channel. Inside lib/expr only. */
#ifndef SKY_EXPR_MEMORY_H
#define SKY_EXPR_MEMORY_H

#include "expr/expr.h"
#include "expr/graph.h"

#define SKY_MEMORY_BYTES_MAX ((uint64_t)256 << 20)

/* How the value of a tag is kept. */
struct sky_kept {
    uint32_t leaf;  /* the node that reads it at the place itself, or 0 */
    uint32_t first; /* the first tag in use that keeps the same value */
    bool is_used;   /* the result depends on it */
    bool is_twice;  /* of rank full: some of the old values are read after new ones are written */
};

/* The memory of the name, which is a new one if need be; a name of length 0 is the result. -1 with the error set when
 * memory is short. */
int64_t sky_memory_find(struct sky_expr *expr, const char *name, size_t length);

/* What it held in the frame before at the place itself. */
struct sky_value sky_memory_value(struct sky_expr *expr, size_t memory);

/* Sets the value that it holds from now on. */
void sky_memory_bind(struct sky_expr *expr, size_t memory, const struct sky_value *value);

/* Finds what the memories depend on, which follows from their values, and these from them; and with it what all nodes
 * depend on. Returns whether a memory depends on a place that it was not known to depend on. */
bool sky_memory_settle(struct sky_expr *expr);

/* Marks the nodes that the result needs, in this frame or by a memory in a later one. `is_used` has room for each node,
 * and is false before. */
void sky_memory_mark(const struct sky_expr *expr, bool *is_used);

/* A list by tag, for free(). NULL with the error set. */
struct sky_kept *sky_memory_list(const struct sky_expr *expr);

/* The floats that keeping a value of this rank takes. */
uint64_t sky_memory_floats(const struct sky_geometry *geometry, enum sky_rank rank, bool is_twice);

static inline uint32_t sky_memory_tag(size_t memory, unsigned channel)
{
    return (uint32_t)(memory * 4 + channel);
}

/* The node whose value is kept under a tag. */
static inline uint32_t sky_memory_node(const struct sky_expr *expr, size_t tag)
{
    return expr->memories[tag / 4].value[tag % 4];
}

/* Rows begin at multiples of 64 bytes, as vector registers are loaded fastest. */
static inline uint64_t sky_row_floats(uint32_t count)
{
    return ((uint64_t)count + 15) / 16 * 16;
}

#endif
