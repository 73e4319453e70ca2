/* SPDX-License-Identifier: ISC */
#include "stream/live.h"

#include "base/clock.h"
#include "stream/kinds.h"

bool sky_input_is_live(const struct sky_input *input)
{
    return input->live;
}

struct sky_input_wait sky_input_wait(const struct sky_input *input)
{
    struct sky_input_wait wait = {.fd = -1, .deadline = input->live ? SKY_FOREVER : 0};
    if (input->kind->wait)
        input->kind->wait(input, &wait);
    return wait;
}

void sky_input_attend(struct sky_input *input)
{
    if (input->kind->attend)
        input->kind->attend(input);
}

struct sky_input_counts sky_input_counts(const struct sky_input *input)
{
    return (struct sky_input_counts){input->skipped, input->partial};
}
