/* SPDX-License-Identifier: ISC */
/* Power supplies that several outputs share, as supply=NAME:AMPS of each says. Before a picture is posted, what each of
 * them would draw for it is found by encoding it, and if that is too much, each gets the same part of what it wants. */
#ifndef SKY_PUSH_SUPPLY_H
#define SKY_PUSH_SUPPLY_H

#include "sky-push/output.h"

struct supplies;

/* Sets `supplies` to those of the outputs, or to NULL if there are none. Returns 0, or -1 with the error set: an
 * output's current is not known, two outputs give a supply different amperes, or dark LEDs alone draw more. */
int supplies_create(struct supplies **supplies, struct output *const *outputs, size_t count);
void supplies_destroy(struct supplies *supplies); /* accepts NULL */

/* The amperes of the supply of an output, and in `first` the first output that has it; 0 and the output itself, if it
 * has none. `supplies` may be NULL. */
double supplies_amps(const struct supplies *supplies, size_t output, size_t *first);

/* Sets how many microamperes each output may draw for a picture; UINT64_MAX for one without a supply. */
void supplies_share(struct supplies *supplies, const struct picture *picture, uint64_t *budgets);

#endif
