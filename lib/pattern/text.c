/* SPDX-License-Identifier: ISC */
/* Words across the disc, or along its rim. */
#include <math.h>

#include "kernel/math.h"
#include "pattern/font.h"
#include "base/palette.h"
#include "pattern/pattern.h"
#include "pattern/plane.h"

#define TAU 6.2831853f

struct text {
    const char *text;
    int form;
    double size, weight, speed, hues;
    struct sky_color color, background;
    double gone; /* radii that the text has run */
    struct sky_plane plane;
};

enum { RIM, FLAT };
static const char *const form_names[] = {[RIM] = "rim", [FLAT] = "flat", NULL};

static const struct sky_param params[] = {
    SKY_PARAM_TEXT(text, text, "skyscreen", "words in UTF-8, of which the font has ASCII", "what it says"),
    SKY_PARAM_CHOICE(text, form, "rim", form_names, "along the rim, or flat across the disc"),
    SKY_PARAM_NUMBER(text, size, "0.3", 0.01, 4, "radii", "the height of a capital"),
    SKY_PARAM_NUMBER(text, weight, "0.16", 0.01, 1, "", "how thick strokes are, as a part of that"),
    SKY_PARAM_NUMBER(text, speed, "0.3", -100, 100, "radii a second", "how fast it runs to the left; 0 stands"),
    SKY_PARAM_COLOR(text, color, "#ffd23f", "of the letters"),
    SKY_PARAM_NUMBER(text, hues, "0", -100, 100, "turns", "of hue through the text, instead of the colour"),
    SKY_PARAM_COLOR(text, background, "#0a0a2a", "behind them"),
    SKY_PARAMS_END,
};

static int init(void *self, const struct sky_canvas *canvas)
{
    return sky_plane_init(&((struct text *)self)->plane, &canvas->geometry);
}

/* Where a point at `x`, radii along the text, and `y` above its line is on the disc. */
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
    /* The line that letters stand on leaves room for a stroke's half above a capital. */
    float line = fmaxf(0.97f - (float)(text->size * (1 + text->weight / 2)), 0.05f);
    float window = text->form == RIM ? TAU * line : 2.2f; /* what is seen of the text */
    float length = fmaxf(width + (text->form == RIM ? 3 * unit : window), window);
    float gone = (float)(text->gone - length * floor(text->gone / length));
    struct sky_pen pen = {text->color, 1, SKY_INK_OVER};
    const char *words = text->text, *strokes;

    text->plane.frame = frame;
    sky_fill(frame, canvas->geometry.pixels, text->background);
    sky_repeat_vane(&canvas->geometry, frame);
    for (float x = -width / 2; (strokes = sky_font_next(&words));) {
        float own = sky_font_width(strokes) * unit, at = x - gone;
        if (text->hues != 0)
            pen.color = sky_color_hsv((x / fmaxf(width, unit) + 0.5) * text->hues, 0.85, 1);
        at -= length * floorf((at + own / 2) / length + 0.5f); /* the copy whose middle is nearest to 12 o'clock */
        /* Around the rim a long text leaves and comes back at 6 o'clock. */
        float away = window / 2 - fabsf(at + own / 2);
        pen.cover = text->form == RIM && length > window + 0.001f ? fminf(fmaxf(away / (4 * unit), 0), 1) : 1;
        if (away > -own && pen.cover > 0)
            draw_letter(text, strokes, at, line, &pen);
        x += own + SKY_FONT_GAP * unit;
    }
    text->gone += text->speed / now->fps;
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
    .init = init,
    .draw = draw,
    .finish = finish,
};
