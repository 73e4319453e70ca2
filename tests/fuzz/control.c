/* SPDX-License-Identifier: ISC */
/* libFuzzer's target for the lines of control files: make fuzz FUZZ=control. The first byte is how far the show goes on
 * between two lines; what they set must be in range, and the beat must never go back, but for a new count. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "program/control_line.h"
#include "program/params.h"

struct settings {
    double spin, angle;
    int edge;
    struct sky_color color;
    const char *name;
    bool next;
};

static const char *const edges[] = {"wrap", "black", NULL};

static const struct sky_param table[] = {
    SKY_PARAM_NUMBER(settings, spin, "0", -10, 10, "", ""),
    SKY_PARAM_PERIODIC(settings, angle, "0", 0, 360, "", ""),
    SKY_PARAM_CHOICE(settings, edge, "wrap", edges, ""),
    SKY_PARAM_COLOR(settings, color, "red", ""),
    SKY_PARAM_TEXT(settings, name, "", "", ""),
    SKY_PARAM_EVENT(settings, next, ""),
    SKY_PARAMS_END,
};

static void check(const struct settings *settings, const struct sky_live *live)
{
    for (int i = 0; i <= SKY_LIVE_BPM; i++)
        if (!isfinite(live->numbers[i]))
            abort();
    if (!isfinite(live->beat) || !(fabs(settings->spin) <= 10) || !(settings->angle >= 0 && settings->angle < 360))
        abort();
    if (settings->edge < 0 || settings->edge > 1 || !settings->name)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct settings settings;
    struct sky_live live;
    struct sky_params *params = sky_params_create(table, &settings);
    char *text = malloc(size + 1), *next;
    double t = 0;
    sky_live_init(&live, 120, 0);
    memcpy(text, data, size);
    text[size] = '\0';
    for (char *line = text + (size > 0); params && line && *line; line = next) {
        const struct sky_control_target target = {
            .program = "sky-rotate", .is_shared = size % 2, .params = params, .live = &live, .t = t};
        const struct sky_live before = live;
        next = strchr(line, '\n');
        if (next)
            *next++ = '\0';
        sky_control_take(&target, SKY_TAKE_ALL, line);
        t += (unsigned char)*text / 64.0;
        sky_live_update(&live, t);
        sky_params_update(params, &(struct sky_moment){.n = (uint64_t)(next - text), .t = t, .fps = 30, .live = &live});
        check(&settings, &live);
        if (before.is_shown && live.beat < before.beat && live.beat > before.beat - 2)
            abort();
    }
    sky_params_destroy(params);
    free(text);
    return 0;
}
