/* SPDX-License-Identifier: ISC */
#include "pattern/pattern.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include <sky/error.h>

#include "base/suggestion.h"

/* By name. */
#define SKY_PATTERNS(X) \
    X(aurora) \
    X(bands) \
    X(boxes) \
    X(chaos) \
    X(clock) \
    X(cube) \
    X(fermat) \
    X(fire) \
    X(flock) \
    X(fractal) \
    X(gradients) \
    X(grid) \
    X(kaleidoscope) \
    X(lewis) \
    X(life) \
    X(lines) \
    X(noise) \
    X(otto) \
    X(perlin) \
    X(plasma) \
    X(ripples) \
    X(sinwaves) \
    X(solid) \
    X(spectrum) \
    X(stars) \
    X(test) \
    X(text)

#define DECLARE(name) extern const struct sky_pattern sky_pattern_##name;
SKY_PATTERNS(DECLARE)
#undef DECLARE

#define ROW(name) &sky_pattern_##name,
static const struct sky_pattern *const patterns[] = {SKY_PATTERNS(ROW) NULL};
#undef ROW

/* By name. */
static const struct sky_preset presets[] = {
    {"bloom", &sky_pattern_perlin, "palette=bloom panes=10 contrast=1.3", "perlin: a flower of ten panes"},
    {"bluegreen", &sky_pattern_perlin, "palette=bluegreen contrast=1.2", "perlin: the sea"},
    {"cytoplasm", &sky_pattern_perlin,
     "palette=cytoplasm contrast=1.5 octaves=3 speed=0.4",
     "perlin: what lives in a cell"},
    {"eye-of-god", &sky_pattern_kaleidoscope,
     "shapes=circles panes=16 count=20 size=1.4 palette=supernova spin=6 trail=0.6",
     "kaleidoscope: it looks back"},
    {"flowers", &sky_pattern_kaleidoscope,
     "shapes=bubbles panes=6 count=10 size=1.3 palette=bloom spin=-8 speed=0.8",
     "kaleidoscope: petals"},
    {"infinity", &sky_pattern_boxes, "kind=infinity", "boxes: endlessly nearing"},
    {"persian", &sky_pattern_perlin,
     "palette=persian panes=8 scale=1.3 octaves=4 contrast=1.3",
     "perlin: a carpet"},
    {"pinksky", &sky_pattern_perlin, "palette=pinksky contrast=1.2 speed=0.15", "perlin: clouds at dusk"},
    {"pulsar", &sky_pattern_boxes, "kind=pulsar palette=neon", "boxes: beating"},
    {"rorschach", &sky_pattern_perlin,
     "palette=rorschach panes=1 contrast=1.4 octaves=4",
     "perlin: ink on paper, folded once"},
    {"snakes", &sky_pattern_kaleidoscope, "shapes=snake panes=6 trail=0.1", "kaleidoscope: snakes"},
    {"spaceclouds", &sky_pattern_perlin, "palette=spaceclouds contrast=1.5", "perlin: a nebula"},
    {"spaceribbons", &sky_pattern_perlin,
     "palette=spaceribbons contrast=1.2 octaves=3 scale=1.2",
     "perlin: ribbons of light in the dark"},
    {"square-swirl", &sky_pattern_boxes, "kind=swirl", "boxes: twisted"},
    {"steady", &sky_pattern_boxes, "kind=steady palette=pinksky spin=0", "boxes: all alike"},
    {"superfast", &sky_pattern_kaleidoscope,
     "shapes=lines panes=12 speed=6 spin=90 trail=0.08 palette=neon",
     "kaleidoscope: lines that race"},
    {"supernova", &sky_pattern_perlin,
     "palette=supernova form=tunnel scale=2 flow=0.9 contrast=1.6",
     "perlin: flown through"},
    {"tesseract", &sky_pattern_cube, "dimensions=4 size=0.75", "cube: of four dimensions"},
    {0},
};

const struct sky_pattern *const *sky_patterns(void)
{
    return patterns;
}

const struct sky_preset *sky_presets(void)
{
    return presets;
}

const struct sky_preset *sky_preset_find(const char *name)
{
    for (const struct sky_preset *preset = presets; preset->name; preset++)
        if (strcmp(preset->name, name) == 0)
            return preset;
    return NULL;
}

const struct sky_pattern *sky_pattern_find(const char *name)
{
    struct sky_suggestion suggestion = {.word = name};
    for (const struct sky_pattern *const *pattern = patterns; *pattern; pattern++) {
        if (strcmp((*pattern)->name, name) == 0)
            return *pattern;
        sky_suggestion_offer(&suggestion, (*pattern)->name);
    }
    const struct sky_preset *preset = sky_preset_find(name);
    if (preset)
        return preset->pattern;
    for (preset = presets; preset->name; preset++)
        sky_suggestion_offer(&suggestion, preset->name);
    sky_fail("no pattern is called '%.40s'%s; -l lists them", name, sky_suggestion_text(&suggestion));
    return NULL;
}

void sky_preset_apply(const char *name, struct sky_params *params)
{
    const struct sky_preset *preset = sky_preset_find(name);
    if (!preset)
        return;
    for (const char *value = preset->values; *value;) {
        char word[128];
        size_t length = strcspn(value, " ");
        snprintf(word, sizeof word, "%.*s", (int)length, value);
        if (sky_params_assign(params, word) < 0)
            abort();
        value += length + (value[length] == ' ');
    }
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
