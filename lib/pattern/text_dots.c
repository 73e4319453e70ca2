/* SPDX-License-Identifier: ISC */
#include "pattern/text_dots.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "kernel/math.h"

/* The box of a bitmap on the base line, and the size of a dot. */
struct box {
    float left, top, column, row;
};

/* The columns and rows of a bitmap in which dots are set. */
struct bounds {
    uint32_t first_column, end_column, first_row, end_row;
};

static bool dot_at(const struct sky_glyph *glyph, uint32_t column, uint32_t row)
{
    if (column >= glyph->columns || row >= glyph->rows)
        return false; /* also before the first, as unsigned numbers wrap */
    return glyph->bits[row * ((glyph->columns + 7) / 8) + column / 8] >> (7 - column % 8) & 1;
}

/* Returns false if no dot is set. */
static bool find_bounds(const struct sky_glyph *glyph, struct bounds *bounds)
{
    *bounds = (struct bounds){glyph->columns, 0, glyph->rows, 0};
    for (uint32_t row = 0; row < glyph->rows; row++) {
        uint32_t first = 0, end = glyph->columns;
        while (first < end && !dot_at(glyph, first, row))
            first++;
        if (first == end)
            continue;
        while (end > bounds->end_column && !dot_at(glyph, end - 1, row))
            end--;
        bounds->first_column = first < bounds->first_column ? first : bounds->first_column;
        bounds->end_column = end;
        bounds->first_row = row < bounds->first_row ? row : bounds->first_row;
        bounds->end_row = row + 1;
    }
    return bounds->end_row > 0;
}

/* Makes the table of which entry (column, row) is the number of dots that are set to the left of the column and above
 * the row, so that the area of any rectangle follows from its corners. */
static int sum_dots(struct sky_text_ink *ink, const struct sky_glyph *glyph)
{
    const size_t width = glyph->columns + 1, size = width * (glyph->rows + 1);
    if (size > ink->sums_room) {
        free(ink->sums);
        ink->sums = malloc(size * sizeof *ink->sums);
        ink->sums_room = ink->sums ? size : 0;
        if (!ink->sums)
            return sky_fail("out of memory");
    }
    memset(ink->sums, 0, width * sizeof *ink->sums);
    for (uint32_t row = 0; row < glyph->rows; row++) {
        const float *above = ink->sums + row * width;
        float *sums = ink->sums + (row + 1) * width, sum = 0;
        sums[0] = 0;
        for (uint32_t column = 0; column < glyph->columns; column++) {
            sum += (float)dot_at(glyph, column, row);
            sums[column + 1] = above[column + 1] + sum;
        }
    }
    return 0;
}

/* A place between `index` and `index` + 1 of the columns or rows of a bitmap. */
struct border {
    uint32_t index;
    float part;
};

static inline struct border border_at(float place, uint32_t count)
{
    place = place > 0 ? place < (float)count ? place : (float)count : 0;
    uint32_t index = (uint32_t)place;
    index -= index == count;
    return (struct border){index, place - (float)index};
}

/* The rectangle around (x, y), in dots. */
struct window {
    struct border left, right, top, bottom;
};

static inline struct window window_at(const struct sky_glyph *glyph, float x, float y, float half_x, float half_y)
{
    return (struct window){border_at(x - half_x, glyph->columns), border_at(x + half_x, glyph->columns),
                           border_at(y - half_y, glyph->rows), border_at(y + half_y, glyph->rows)};
}

/* The dots above a row, between the sides of a window. */
static inline float between(const float *sums, const struct window *window)
{
    const float *left = sums + window->left.index, *right = sums + window->right.index;
    return right[0] + window->right.part * (right[1] - right[0]) - left[0] - window->left.part * (left[1] - left[0]);
}

/* The part of a rectangle around (x, y) that dots cover: exact, as the sums are bilinear within a dot. */
static inline float covered(const struct sky_text_ink *ink, const struct sky_glyph *glyph, float x, float y,
                            float half_x, float half_y)
{
    float left = x - half_x, up = y - half_y;
    if (left >= 0 && up >= 0 && (uint32_t)left == (uint32_t)(x + half_x) && (uint32_t)up == (uint32_t)(y + half_y))
        return dot_at(glyph, (uint32_t)left, (uint32_t)up); /* all in one dot */
    const struct window window = window_at(glyph, x, y, half_x, half_y);
    const size_t width = glyph->columns + 1;
    const float *top = ink->sums + window.top.index * width, *bottom = ink->sums + window.bottom.index * width;
    const float *end = bottom + width;
    if (end[window.right.index + 1] + top[window.left.index] == end[window.left.index] + top[window.right.index + 1])
        return 0; /* no dots are near */
    const float upper = between(top, &window), next = between(top + width, &window);
    const float lower = bottom == top ? upper : bottom == top + width ? next : between(bottom, &window);
    const float last = bottom == top ? next : between(end, &window);
    const float above = upper + window.top.part * (next - upper);
    const float below = lower + window.bottom.part * (last - lower);
    float part = (below - above) / (4 * half_x * half_y);
    return part > 0 ? part < 1 ? part : 1 : 0;
}

/* Is any dot in a rectangle around (x, y)? */
static inline bool has_dots(const struct sky_text_ink *ink, const struct sky_glyph *glyph, float x, float y,
                            float half_x, float half_y)
{
    float left = x - half_x, right = x + half_x, top = y - half_y, bottom = y + half_y;
    if (right <= 0 || bottom <= 0)
        return false;
    uint32_t first_column = left > 0 ? (uint32_t)left : 0, first_row = top > 0 ? (uint32_t)top : 0;
    uint32_t end_column = right < (float)glyph->columns ? (uint32_t)right + 1 : glyph->columns;
    uint32_t end_row = bottom < (float)glyph->rows ? (uint32_t)bottom + 1 : glyph->rows;
    if (first_column >= end_column || first_row >= end_row)
        return false;
    const size_t width = glyph->columns + 1;
    const float *above = ink->sums + first_row * width, *below = ink->sums + end_row * width;
    return below[end_column] + above[first_column] != below[first_column] + above[end_column];
}

/* The coverage, 0 to 255, of an LED's rectangle by what is not further than `outline` dots from dots, measured along
 * columns and rows so that outlines have corners as dots have; in quarters. */
static inline uint8_t outlined(const struct sky_text_ink *ink, const struct sky_glyph *glyph, float x, float y,
                               const float half[2], const float outline[2])
{
    const float quarter[2] = {half[0] / 4, half[1] / 4};
    /* A quarter is covered if the outline reaches to its middle: these are an eighth to seven eighths into the LED. */
    if (!has_dots(ink, glyph, x, y, outline[0] + 3 * quarter[0], outline[1] + 3 * quarter[1]))
        return 0;
    if (has_dots(ink, glyph, x, y, outline[0] - quarter[0], outline[1] - quarter[1]))
        return has_dots(ink, glyph, x, y, outline[0] - 3 * quarter[0], outline[1] - 3 * quarter[1]) ? 255 : 191;
    return has_dots(ink, glyph, x, y, outline[0] + quarter[0], outline[1] + quarter[1]) ? 128 : 64;
}

/* ---- A letter ---- */

/* Dots to draw, or with an `outline` what is not further than that from them. LEDs that may show some of it lie between
 * `low` and `high` on the base line. */
struct drawing {
    const struct sky_text_ink *ink;
    const struct sky_base_line *line;
    const struct sky_glyph *glyph;
    struct box box;
    struct bounds bounds;
    float outline, low[2], high[2];
};

/* A circle on the disc around all that the bounds hold. */
static float circle_around(const struct drawing *drawing, float centre[2])
{
    const struct bounds *bounds = &drawing->bounds;
    const struct box *box = &drawing->box;
    const struct sky_base_line *line = drawing->line;
    float left = box->left + (float)bounds->first_column * box->column;
    float top = box->top - (float)bounds->first_row * box->row;
    float width = (float)(bounds->end_column - bounds->first_column) * box->column;
    float height = (float)(bounds->end_row - bounds->first_row) * box->row;
    float stretched = line->is_round ? width * (line->radius + fabsf(top) + height) / line->measured : width;
    sky_text_place(line, left + width / 2, top - height / 2, centre);
    return sqrtf(stretched * stretched + height * height) / 2;
}

/* Is any of the disc in a box on a line around it? Its bend makes the circle around the box a large one. */
static bool is_on_disc(const struct sky_base_line *line, const float low[2], const float high[2])
{
    float half = (float)(SKY_TAU / 2) * line->measured;
    float inner = line->is_outward ? line->radius + low[1] : line->radius - high[1];
    float outer = line->is_outward ? line->radius + high[1] : line->radius - low[1];
    return high[0] > line->middle - half && low[0] < line->middle + half && outer > 0 && inner < 1;
}

/* How high above the base line the LEDs of a vane lie, as sky_text_along() tells where along it. */
static struct sky_along height_along(const struct sky_plane *plane, const struct sky_base_line *line, uint32_t vane)
{
    if (line->is_round)
        return line->is_outward ? (struct sky_along){-line->radius, 1} : (struct sky_along){line->radius, -1};
    return (struct sky_along){line->origin[0] * line->along[1] - line->origin[1] * line->along[0],
                              plane->cosine[vane] * line->along[0] - plane->sine[vane] * line->along[1]};
}

/* Half the sides of the rectangle along the line that has the shape of an LED's cell as far as it can, and its area. A
 * step along the vane goes by `across` along the line, and by `up` across it. */
static inline void find_cell(const struct sky_plane *plane, const struct sky_base_line *line, float across, float up,
                             float radius, float half[2])
{
    float arc = plane->arc * radius;
    if (line->is_round) {
        half[0] = plane->arc * line->measured / 2;
        half[1] = plane->pitch / 2;
        return;
    }
    half[0] = fabsf(across) * plane->pitch + fabsf(up) * arc;
    half[1] = fabsf(up) * plane->pitch + fabsf(across) * arc;
    float shrink = sqrtf(plane->pitch * arc / (half[0] * half[1])) / 2;
    half[0] *= shrink;
    half[1] *= shrink;
}

/* ---- Insides of outlines ---- */

#define RECTANGLES_MAX 64 /* more are left to draw_vane() */

/* Rectangles on the base line, of which LEDs are well inside an outline. */
struct rectangles {
    unsigned count;
    struct rectangle {
        float low[2], high[2];
    } at[RECTANGLES_MAX];
};

static void add_rectangle(struct rectangles *rectangles, const struct rectangle *added)
{
    for (struct rectangle *at = rectangles->at; at < rectangles->at + rectangles->count; at++)
        if (at->low[0] == added->low[0] && at->high[0] == added->high[0] && at->low[1] <= added->high[1]) {
            at->low[1] = added->low[1]; /* both make one */
            return;
        }
    if (rectangles->count < RECTANGLES_MAX)
        rectangles->at[rectangles->count++] = *added;
}

/* Adds those of the dots in a row, which reach `far` beyond them. */
static void add_row(struct rectangles *rectangles, const struct drawing *drawing, uint32_t row, float far)
{
    const struct box *box = &drawing->box;
    const uint32_t end = drawing->bounds.end_column;
    struct rectangle found = {{0, box->top - (float)(row + 1) * box->row - far},
                              {-INFINITY, box->top - (float)row * box->row + far}};
    for (uint32_t column = drawing->bounds.first_column; column < end; column++) {
        if (!dot_at(drawing->glyph, column, row))
            continue;
        float left = box->left + (float)column * box->column - far;
        if (left > found.high[0]) {
            if (found.high[0] > -INFINITY)
                add_rectangle(rectangles, &found);
            found.low[0] = left;
        }
        found.high[0] = left + box->column + 2 * far;
    }
    if (found.high[0] > -INFINITY)
        add_rectangle(rectangles, &found);
}

static void find_rectangles(const struct drawing *drawing, struct rectangles *rectangles)
{
    const struct bounds *bounds = &drawing->bounds;
    const struct sky_plane *plane = &drawing->ink->plane;
    const float arc = plane->arc * (drawing->line->is_round ? drawing->line->measured : 1);
    /* Half the longer side of an LED's rectangle, of which outlined() asks for three quarters to be in it. */
    const float half = (arc > plane->pitch ? arc : plane->pitch) / 2, far = drawing->outline - 0.8f * half;
    rectangles->count = 0;
    if (far <= 0)
        return;
    uint32_t step = 1 + (uint32_t)(far / drawing->box.row < 65536 ? far / drawing->box.row : 65536);
    for (uint32_t row = bounds->first_row; row < bounds->end_row; row += step)
        add_row(rectangles, drawing, row, far);
    add_row(rectangles, drawing, bounds->end_row - 1, far);
}

static void fill_vane(const struct drawing *drawing, const struct rectangles *rectangles, uint32_t vane)
{
    const struct sky_text_ink *ink = drawing->ink;
    const struct sky_along along = sky_text_along(&ink->plane, drawing->line, vane);
    const struct sky_along height = height_along(&ink->plane, drawing->line, vane);
    for (const struct rectangle *at = rectangles->at; at < rectangles->at + rectangles->count; at++) {
        struct sky_stretch stretch = {-1, 2}; /* more than the vane */
        sky_stretch_keep(&stretch, along.slope, along.start, at->low[0], at->high[0]);
        sky_stretch_keep(&stretch, height.slope, height.start, at->low[1], at->high[1]);
        if (stretch.from <= stretch.to && !sky_coverage_is_full(ink->coverage, vane, stretch))
            sky_cover_stretch(ink->coverage, &ink->plane, vane, stretch);
    }
}

/* ---- LED by LED ---- */

static void draw_vane(const struct drawing *drawing, uint32_t vane)
{
    const struct sky_text_ink *ink = drawing->ink;
    const struct sky_plane plane = ink->plane; /* copies: to the compiler, a written LED might be one of these */
    const struct sky_base_line line = *drawing->line;
    const struct sky_glyph glyph = *drawing->glyph;
    const struct box box = drawing->box;
    const struct sky_along along = sky_text_along(&plane, &line, vane), height = height_along(&plane, &line, vane);
    const float outline[2] = {drawing->outline / box.column, drawing->outline / box.row};
    struct sky_stretch stretch = {0, 1};
    uint32_t pixel, end;
    sky_stretch_keep(&stretch, along.slope, along.start, drawing->low[0], drawing->high[0]);
    sky_stretch_keep(&stretch, height.slope, height.start, drawing->low[1], drawing->high[1]);
    if (sky_coverage_is_full(ink->coverage, vane, stretch))
        return;
    sky_plane_pixels(&plane, stretch, &pixel, &end);
    uint8_t *cover = ink->coverage->leds + (size_t)vane * plane.geometry.pixels;
    for (uint32_t next; pixel < end; pixel = next) {
        next = pixel + 1;
        if (cover[pixel] == 255) {
            next = pixel + sky_coverage_run(cover + pixel, end - pixel);
            continue;
        }
        float radius = plane.radius[pixel], half[2];
        find_cell(&plane, &line, along.slope, height.slope, radius, half);
        half[0] /= box.column;
        half[1] /= box.row;
        float x = (along.start + along.slope * radius - box.left) / box.column;
        float y = (box.top - (height.start + height.slope * radius)) / box.row;
        if (drawing->outline > 0) {
            uint8_t part = outlined(ink, &glyph, x, y, half, outline);
            cover[pixel] = part > cover[pixel] ? part : cover[pixel];
        } else { /* dots that share an LED add up */
            int sum = cover[pixel] + (int)(covered(ink, &glyph, x, y, half[0], half[1]) * 255 + 0.5f);
            cover[pixel] = (uint8_t)(sum < 255 ? sum : 255);
        }
    }
}

int sky_text_draw_dots(struct sky_text_ink *ink, const struct sky_base_line *line, const struct sky_glyph *glyph,
                       float x)
{
    const struct sky_plane *plane = &ink->plane;
    const float size = ink->size, outline = ink->outline;
    struct bounds bounds;
    if ((ink->is_inside && outline <= 0) || glyph->columns == 0 || glyph->rows == 0 || !find_bounds(glyph, &bounds))
        return 0;
    const struct box box = {
        .left = x + glyph->left * size,
        .top = glyph->top * size,
        .column = (glyph->right - glyph->left) / (float)glyph->columns * size,
        .row = (glyph->top - glyph->bottom) / (float)glyph->rows * size,
    };
    float margin = plane->pitch + (plane->arc < 2 ? plane->arc : 2); /* for LEDs that are partly in it */
    /* Half the sides of a cell are no more than half of that, unless they are measured beyond the rim. */
    float far = outline + (line->is_round ? margin : margin / 2);
    const struct drawing drawing = {
        .ink = ink,
        .line = line,
        .glyph = glyph,
        .box = box,
        .bounds = bounds,
        .outline = outline,
        .low = {box.left + (float)bounds.first_column * box.column - far,
                box.top - (float)bounds.end_row * box.row - far},
        .high = {box.left + (float)bounds.end_column * box.column + far,
                 box.top - (float)bounds.first_row * box.row + far},
    };
    if (line->is_round && !is_on_disc(line, drawing.low, drawing.high))
        return 0;
    float centre[2], reach = circle_around(&drawing, centre) + outline * 1.5f + margin;
    if (centre[0] * centre[0] + centre[1] * centre[1] > (1 + reach) * (1 + reach))
        return 0;
    struct rectangles rectangles;
    if (ink->is_inside)
        find_rectangles(&drawing, &rectangles);
    else if (sum_dots(ink, glyph) < 0)
        return -1;
    struct sky_vanes vanes = sky_plane_vanes_near(plane, centre, reach);
    for (int64_t i = 0; i < vanes.count; i++) {
        uint32_t vane;
        if (!sky_plane_vane(plane, vanes.first + i, &vane))
            continue;
        if (ink->is_inside)
            fill_vane(&drawing, &rectangles, vane);
        else
            draw_vane(&drawing, vane);
    }
    return 0;
}
