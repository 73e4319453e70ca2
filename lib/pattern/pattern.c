#include "pattern/pattern.h"

#include <math.h>

#include <sky/error.h>

#include "core/near.h"

extern const struct sky_pattern sky_pattern_bands, sky_pattern_gradients, sky_pattern_noise, sky_pattern_solid,
    sky_pattern_stars, sky_pattern_test;

static const struct sky_pattern *const patterns[] = {
    &sky_pattern_bands, &sky_pattern_gradients, &sky_pattern_noise, &sky_pattern_solid,
    &sky_pattern_stars, &sky_pattern_test,      NULL,
};

const struct sky_pattern *const *sky_patterns(void)
{
    return patterns;
}

const struct sky_pattern *sky_pattern_find(const char *name)
{
    struct sky_near near = {.word = name};
    for (const struct sky_pattern *const *pattern = patterns; *pattern; pattern++) {
        if (strcmp((*pattern)->name, name) == 0)
            return *pattern;
        sky_near_offer(&near, (*pattern)->name);
    }
    sky_fail("no pattern is called '%.40s'%s; -l lists them", name, sky_near_hint(&near));
    return NULL;
}

static uint8_t mix_channel(uint8_t a, uint8_t b, double part)
{
    return (uint8_t)(a + (b - a) * part + 0.5);
}

struct sky_color sky_color_mix(struct sky_color a, struct sky_color b, double part)
{
    return (struct sky_color){mix_channel(a.r, b.r, part), mix_channel(a.g, b.g, part), mix_channel(a.b, b.b, part)};
}

double sky_fraction(double x)
{
    double part = x - floor(x);
    return part < 1 ? part : 0;
}
