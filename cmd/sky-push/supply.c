/* SPDX-License-Identifier: ISC */
#include "sky-push/supply.h"

#include <stdlib.h>
#include <string.h>

#include "base/number.h"
#include "sky-push/drivers/chains.h"

struct member {
    const char *name; /* of its supply, with `length` characters; NULL: it has none */
    size_t length;
    uint64_t limit_ua;
    struct sky_encoder encoder; /* as the output's, without dither */
    uint64_t wanted_ua;
};

struct supplies {
    size_t count;
    struct member members[]; /* by output */
};

static int parse_member(struct member *member, const struct output *output)
{
    const char *text = output->settings.supply, *colon = strrchr(text, ':');
    double amps;
    if (*text == '\0')
        return 0;
    if (!colon || colon == text)
        return sky_fail("supply: '%.40s' is not a supply (write NAME:AMPS)", text);
    if (sky_number_parse_in(colon + 1, "A", 0.001, 1e6, &amps) < 0)
        return sky_fail_at("supply");
    if (!output->driver->make_encoder)
        return sky_fail("supply: what %s draws is not known", output->driver->name);
    member->name = text;
    member->length = (size_t)(colon - text);
    member->limit_ua = (uint64_t)(amps * 1e6 + 0.5);
    return output->driver->make_encoder(&output->args, &member->encoder);
}

static bool same_supply(const struct member *a, const struct member *b)
{
    return a->name && b->name && a->length == b->length && memcmp(a->name, b->name, a->length) == 0;
}

/* Compares a member with all of its supply. */
static int check_member(const struct supplies *supplies, const struct member *member)
{
    uint64_t idle_ua = 0;
    for (size_t i = 0; i < supplies->count; i++) {
        const struct member *other = &supplies->members[i];
        if (!same_supply(member, other))
            continue;
        idle_ua += other->encoder.power.idle_ua;
        if (other->limit_ua != member->limit_ua)
            return sky_fail("supply: %.*s has %g A here and %g A elsewhere", (int)member->length, member->name,
                            (double)member->limit_ua / 1e6, (double)other->limit_ua / 1e6);
    }
    return idle_ua < member->limit_ua || !member->name
               ? 0
               : sky_fail("supply: %g A is not enough for the dark LEDs of all outputs, which draw %g A",
                          (double)member->limit_ua / 1e6, (double)idle_ua / 1e6);
}

int supplies_create(struct supplies **created, struct output *const *outputs, size_t count)
{
    struct supplies *supplies = calloc(1, sizeof *supplies + count * sizeof supplies->members[0]);
    bool any = false;
    *created = NULL;
    if (!supplies)
        return sky_fail("out of memory");
    supplies->count = count;
    for (size_t i = 0; i < count; i++) {
        if (parse_member(&supplies->members[i], outputs[i]) < 0) {
            sky_fail_at("-o %.200s", outputs[i]->text);
            goto failed;
        }
        any |= supplies->members[i].name != NULL;
    }
    for (size_t i = 0; i < count; i++)
        if (check_member(supplies, &supplies->members[i]) < 0) {
            sky_fail_at("-o %.200s", outputs[i]->text);
            goto failed;
        }
    if (any)
        *created = supplies;
    else
        supplies_destroy(supplies);
    return 0;

failed:
    supplies_destroy(supplies);
    return -1;
}

void supplies_destroy(struct supplies *supplies)
{
    if (!supplies)
        return;
    for (size_t i = 0; i < supplies->count; i++)
        sky_encoder_finish(&supplies->members[i].encoder);
    free(supplies);
}

double supplies_amps(const struct supplies *supplies, size_t output, size_t *first)
{
    *first = output;
    if (!supplies || !supplies->members[output].name)
        return 0;
    for (size_t i = output; i-- > 0;)
        if (same_supply(&supplies->members[i], &supplies->members[output]))
            *first = i;
    return (double)supplies->members[output].limit_ua / 1e6;
}

/* What is left for an output. */
static uint64_t share_of(const struct supplies *supplies, const struct member *member)
{
    uint64_t idle_ua = 0, wanted_ua = 0, own_idle_ua = member->encoder.power.idle_ua;
    for (size_t i = 0; i < supplies->count; i++) {
        const struct member *other = &supplies->members[i];
        if (same_supply(member, other)) {
            idle_ua += other->encoder.power.idle_ua;
            wanted_ua += other->wanted_ua - other->encoder.power.idle_ua;
        }
    }
    uint64_t left_ua = member->limit_ua - idle_ua;
    if (wanted_ua <= left_ua)
        return member->wanted_ua + (left_ua - wanted_ua) / supplies->count; /* dither may need a little more */
    double part = (double)left_ua / (double)wanted_ua;
    return own_idle_ua + (uint64_t)((double)(member->wanted_ua - own_idle_ua) * part);
}

void supplies_share(struct supplies *supplies, const struct picture *picture, uint64_t *budgets)
{
    struct picture whole = *picture;
    whole.budget_ua = UINT64_MAX;
    for (size_t i = 0; i < supplies->count; i++) {
        struct member *member = &supplies->members[i];
        if (!member->name)
            continue;
        chains_encode(&member->encoder, &whole);
        member->wanted_ua = member->encoder.power.last_ua;
    }
    for (size_t i = 0; i < supplies->count; i++)
        budgets[i] = supplies->members[i].name ? share_of(supplies, &supplies->members[i]) : UINT64_MAX;
}
