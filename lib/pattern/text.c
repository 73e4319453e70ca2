/* SPDX-License-Identifier: ISC */
/* Text along the rim or across the disc. */
#include <math.h>

#include "base/palette.h"
#include "kernel/math.h"
#include "pattern/font.h"
#include "pattern/pattern.h"
#include "pattern/shapes.h"

#define TAU 6.2831853f

struct text {
    const char *text;
    int form;
    double size, weight, speed, hues;
    struct sky_color color, background;
    struct sky_phase moved; /* to the left, in radii */
    struct sky_plane plane;
};

enum { RIM, FLAT };
static const char *const form_names[] = {[RIM] = "rim", [FLAT] = "flat", NULL};

static const struct sky_param params[] = {
    SKY_PARAM_TEXT(text, text, "skyscreen", "words in UTF-8, of which the font has ASCII", "the words"),
    SKY_PARAM_CHOICE(text, form, "rim", form_names, "along the rim, or flat across the disc"),
    SKY_PARAM_NUMBER(text, size, "0.4", 0.01, 4, "radii", "the height of a capital"),
    SKY_PARAM_NUMBER(text, weight, "0.16", 0.01, 1, "", "thickness of the strokes, as a part of the size"),
    SKY_PARAM_NUMBER(text, speed, "0.3", -100, 100, "radii a second", "speed to the left"),
    SKY_PARAM_COLOR(text, color, "#ffd23f", "colour of the letters"),
    SKY_PARAM_NUMBER(text, hues, "0", -100, 100, "turns", "turns of hue over the text, in place of the colour"),
    SKY_PARAM_COLOR(text, background, "#0a0a2a", "colour behind the letters"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    return sky_plane_init(&((struct text *)self)->plane, &canvas->geometry);
}

/* The place on the disc of a point `x` along the text and `y` above its base line; all in radii. `line` is the
 * radius of the base line along the rim. */
static void place(const struct text *text, float x, float y, float line, float at[2])
{
    if (text->form == FLAT) {
        at[0] = x;
        at[1] = y - (float)text->size / 2;
        return;
    }
    double turns = x / (TAU * line);
    at[0] = (line + y) * (float)sky_sin_turns(turns);
    at[1] = (line + y) * (float)sky_cos_turns(turns);
}

static void draw_letter(const struct text *text, const char *strokes, float x, float line,
                        const struct sky_pen *pen)
{
    float unit = (float)text->size / SKY_FONT_CAPITAL, thick = (float)(text->size * text->weight);
    while (*strokes) {
        float point[2], from[2], to[2];
        int count = 0;
        for (; sky_font_point(&strokes, point); count++) {
            place(text, x + point[0] * unit, point[1] * unit, line, to);
            if (count > 0)
                sky_draw_line(&text->plane, from, to, thick, pen);
            from[0] = to[0];
            from[1] = to[1];
        }
    }
}

/* The width of the text; `unit` is the font's unit in radii. */
static float measure(const char *words, float unit)
{
    float width = 0;
    const char *strokes;
    while ((strokes = sky_font_next(&words)))
        width += sky_font_width(strokes) + SKY_FONT_GAP;
    return (width > 0 ? width - SKY_FONT_GAP : 0) * unit;
}

static int draw(void *self, const struct sky_canvas *canvas, const struct sky_moment *now, uint8_t *frame)
{
    struct text *text = self;
    float unit = (float)text->size / SKY_FONT_CAPITAL, width = measure(text->text, unit);
    /* The base line leaves room for half a stroke above a capital. */
    float line = fmaxf(0.97f - (float)(text->size * (1 + text->weight / 2)), 0.05f);
    float window = text->form == RIM ? TAU * line : 2.2f; /* length of the visible part of the text */
    float length = fmaxf(width + (text->form == RIM ? 3 * unit : window), window);
    double moved = sky_phase_at(&text->moved, text->speed, now->t);
    float offset = (float)(moved - length * floor(moved / length));
    struct sky_pen pen = {text->color, 1, SKY_INK_OVER};
    const char *words = text->text, *strokes;

    text->plane.frame = frame;
    sky_fill(frame, canvas->geometry.pixels, text->background);
    sky_repeat_vane(&canvas->geometry, frame);
    for (float x = -width / 2; (strokes = sky_font_next(&words));) {
        float own = sky_font_width(strokes) * unit, at = x - offset;
        if (text->hues != 0)
            pen.color = sky_color_hsv((x / fmaxf(width, unit) + 0.5) * text->hues, 0.85, 1);
        /* The text repeats after `length`; take the copy of the letter that is nearest to 12 o'clock. */
        at -= length * floorf((at + own / 2) / length + 0.5f);
        /* A text that is longer than the rim fades out and in at 6 o'clock. */
        float away = window / 2 - fabsf(at + own / 2);
        pen.opacity = text->form == RIM && length > window + 0.001f ? fminf(fmaxf(away / (4 * unit), 0), 1) : 1;
        if (away > -own && pen.opacity > 0)
            draw_letter(text, strokes, at, line, &pen);
        x += own + SKY_FONT_GAP * unit;
    }
    return 0;
}

static void finish(void *self)
{
    sky_plane_finish(&((struct text *)self)->plane);
}

const struct sky_pattern sky_pattern_text = {
    .name = "text",
    .text = "words along the rim or across the disc",
    .params = params,
    .size = sizeof(struct text),
    .is_single = true,
    .init = init,
    .draw = draw,
    .finish = finish,
};
