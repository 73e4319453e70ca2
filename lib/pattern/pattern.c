/* SPDX-License-Identifier: ISC */
#include "pattern/pattern.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/file.h"
#include "base/suggestion.h"
#include "pattern/programs.h"

/* Every pattern, sorted by name. */
#define PATTERNS(X) \
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
PATTERNS(DECLARE)
#undef DECLARE

#define ROW(name) &sky_pattern_##name,
static const struct sky_pattern *const patterns[] = {PATTERNS(ROW) NULL};
#undef ROW

/* Sorted by name. */
#define PRESET(name, pattern, values, text) {name, &sky_pattern_##pattern, values, #pattern ": " text}
static const struct sky_preset presets[] = {
    PRESET("bloom", perlin, "palette=bloom panes=10 contrast=1.3", "a flower of ten panes"),
    PRESET("bluegreen", perlin, "palette=bluegreen contrast=1.2", "the sea"),
    PRESET("cytoplasm", perlin, "palette=cytoplasm contrast=1.5 octaves=3 speed=0.4", "cells under a microscope"),
    PRESET("eye-of-god", kaleidoscope,
           "shapes=circles panes=16 count=20 size=1.4 palette=supernova spin=6 trail=0.6", "an eye"),
    PRESET("flowers", kaleidoscope, "shapes=bubbles panes=6 count=10 size=1.3 palette=bloom spin=-8 speed=0.8",
           "petals"),
    PRESET("infinity", boxes, "kind=infinity palette=bloom count=24 sides=6 speed=3 spin=-9",
           "a tunnel that comes nearer without end"),
    PRESET("persian", perlin, "palette=persian panes=8 scale=1.3 octaves=4 contrast=1.3", "a carpet"),
    PRESET("pinksky", perlin, "palette=pinksky contrast=1.2 speed=0.15", "clouds at dusk"),
    PRESET("pulsar", boxes, "kind=pulsar palette=neon", "beating"),
    PRESET("rorschach", perlin, "palette=rorschach panes=1 contrast=1.4 octaves=4", "an ink blot"),
    PRESET("snakes", kaleidoscope, "shapes=snake panes=6 trail=0.1", "snakes"),
    PRESET("spaceclouds", perlin, "palette=spaceclouds contrast=1.5", "a nebula"),
    PRESET("spaceribbons", perlin, "palette=spaceribbons contrast=1.2 octaves=3 scale=1.2",
           "ribbons of light in the dark"),
    PRESET("square-swirl", boxes, "kind=swirl", "twisted"),
    PRESET("steady", boxes, "kind=steady palette=pinksky spin=0", "evenly spaced"),
    PRESET("superfast", kaleidoscope, "shapes=lines panes=12 speed=6 spin=90 trail=0.08 palette=neon", "racing lines"),
    PRESET("supernova", perlin, "palette=supernova form=tunnel scale=2 flow=0.9 contrast=1.6",
           "a flight through an explosion"),
    PRESET("tesseract", cube, "dimensions=4 size=0.75", "in four dimensions"),
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
    for (const struct sky_pattern_program *program = sky_pattern_programs; program->name; program++)
        sky_suggestion_offer(&suggestion, program->name);
    const char *hint = "-l lists them";
    if (strpbrk(name, "()*+^?<>"))
        hint = "-e draws an expression";
    else if (sky_file_has_suffix(name, ".sky"))
        hint = "-f draws the program in a file";
    else if (strpbrk(name, "./"))
        hint = "sky-cat shows pictures and recordings";
    sky_fail("no pattern is called '%.40s'%s; %s", name, sky_suggestion_text(&suggestion), hint);
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
