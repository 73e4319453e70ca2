/* SPDX-License-Identifier: ISC */
#include "kernel/loops/loops.h"

#include <string.h>

#if defined(__AVX__) && !defined(SKY_PLAIN)
#include <immintrin.h>
#endif

#define INLINE __attribute__((always_inline)) static inline

/* The four numbers of a pixel; compilers make the best of them on each machine. */
typedef int32_t integers __attribute__((vector_size(16)));
typedef uint16_t shorts __attribute__((vector_size(8)));
typedef double numbers __attribute__((vector_size(32)));
typedef int64_t bits __attribute__((vector_size(32)));

INLINE void add(numbers *sum, const int32_t before[4], double weight)
{
    integers read;
    memcpy(&read, before, sizeof read);
#if defined(__AVX__) && !defined(SKY_PLAIN)
    *sum += (numbers)_mm256_cvtepi32_pd((__m128i)read) * weight;
#else
    *sum += __builtin_convertvector(read, numbers) * weight;
#endif
}

INLINE double least(double a, double b)
{
    return a < b ? a : b;
}

INLINE double most(double a, double b)
{
    return a > b ? a : b;
}

INLINE int32_t sooner(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

INLINE int32_t later(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* In a row, what lies before a line is linear in x between two columns. So a piece of the line adds each column's sum
 * times a weight that falls from 1 at that column to 0 at its neighbours, integrated over the piece's height. The
 * weights of a piece add up to its height, and weights times columns to its height times its middle. */

struct way {
    double slope;        /* per unit along the longer side */
    double half_inverse; /* 1 / (2 * slope), not negative in steep lines */
};

/* A line that goes down, and at most as far to a side: in each row it lies between three columns at most. */
INLINE void add_steep(numbers *sum, const struct sky_outline_picture *picture, struct sky_outline_point from,
                      struct sky_outline_point to, struct way way, int left)
{
    int32_t row = (int32_t)from.y;
    const int32_t(*before)[4] = picture->before + (size_t)row * picture->stride;
    double x = from.x, y = from.y;
    for (double limit = row + 1;; limit++, before += picture->stride) {
        double next_y = least(limit, to.y), next_x = from.x + (next_y - from.y) * way.slope, height = next_y - y;
        int32_t column = (int32_t)(left ? next_x : x);
        double start = column, beyond = most((left ? x : next_x) - (start + 1), 0);
        double third = beyond * beyond * way.half_inverse, moment = height * ((x + next_x) * 0.5 - start);
        add(sum, before[column], (height - moment) + third);
        add(sum, before[column + 1], moment - (third + third));
        add(sum, before[column + 2], third);
        if (next_y >= to.y)
            return;
        x = next_x;
        y = next_y;
    }
}

/* A line that goes to the right, and less far up or down: between two columns it lies in two rows at most. */
INLINE void add_flat(numbers *sum, const struct sky_outline_picture *picture, struct sky_outline_point from,
                     struct sky_outline_point to, struct way way, int up)
{
    int32_t column = (int32_t)from.x, row = (int32_t)from.y;
    const int32_t(*before)[4] = picture->before + column;
    double x = from.x, y = from.y, start = column;
    for (;; before++, start++) {
        double next_x = least(start + 1, to.x), next_y = from.y + (next_x - from.x) * way.slope, height = next_y - y;
        int32_t next_row = (int32_t)next_y; /* with rounding it can be one too far, where y was just before a row */
        next_row = up ? later(next_row, row - 1) : sooner(next_row, row + 1);
        double first = (up ? most(next_y, row) : least(next_y, row + 1)) - y, second = height - first;
        double moment = first * ((x - start) + first * way.half_inverse);
        double other_moment = height * ((x + next_x) * 0.5 - start) - moment;
        const int32_t(*here)[4] = before + (size_t)row * picture->stride;
        const int32_t(*other)[4] = before + (size_t)next_row * picture->stride;
        add(sum, here[0], first - moment);
        add(sum, here[1], moment);
        add(sum, other[0], second - other_moment);
        add(sum, other[1], other_moment);
        if (next_x >= to.x)
            return;
        x = next_x;
        y = next_y;
        row = next_row;
    }
}

/* Steeper or flatter lines than this are taken as that, so that what is divided by it stays finite. */
#define SLOPE_MIN 1e-9

/* So many lines ahead the table is fetched. */
#define AHEAD 6

enum kind { STEEP, STEEP_LEFT, FLAT, FLAT_UP };

struct lines {
    const struct sky_outline_point *from, *to;
    size_t stride, count;
    struct way way;
    double sign;
};

INLINE void add_lines(double (*sums)[4], struct sky_outline_picture picture, struct lines lines, enum kind kind)
{
    for (size_t i = 0; i < lines.count; i++) {
        const struct sky_outline_point from = lines.from[i * lines.stride], to = lines.to[i * lines.stride];
        if (i + AHEAD < lines.count) {
            const struct sky_outline_point *next = lines.from + (i + AHEAD) * lines.stride;
            __builtin_prefetch(picture.before + (size_t)(int32_t)next->y * picture.stride + (int32_t)next->x);
        }
        numbers sum = {0}, before;
        if (kind == STEEP || kind == STEEP_LEFT)
            add_steep(&sum, &picture, from, to, lines.way, kind == STEEP_LEFT);
        else
            add_flat(&sum, &picture, from, to, lines.way, kind == FLAT_UP);
        memcpy(&before, sums[i], sizeof before);
        before += sum * lines.sign;
        memcpy(sums[i], &before, sizeof before);
    }
}

void SKY_LOOP(sky_outline)(double (*sums)[4], const struct sky_outline_picture *picture,
                           const struct sky_outline_point *from, const struct sky_outline_point *to, size_t stride,
                           size_t count, struct sky_outline_point direction)
{
    int steep = most(direction.y, -direction.y) >= most(direction.x, -direction.x);
    double longer = steep ? direction.y : direction.x, slope = (steep ? direction.x : direction.y) / longer;
    double half_inverse = 0.5 / most(most(slope, -slope), SLOPE_MIN);
    if (longer == 0)
        return;
    struct lines lines = {from, to, stride, count, {slope, slope < 0 && !steep ? -half_inverse : half_inverse}, 1};
    if (longer < 0) {
        lines.from = to;
        lines.to = from;
        lines.sign = -1;
    }
    if (steep && slope < 0)
        add_lines(sums, *picture, lines, STEEP_LEFT);
    else if (steep)
        add_lines(sums, *picture, lines, STEEP);
    else if (slope < 0)
        add_lines(sums, *picture, lines, FLAT_UP);
    else
        add_lines(sums, *picture, lines, FLAT);
}

INLINE void subtract(numbers *out, const double a[4], const double b[4])
{
    numbers other;
    memcpy(out, a, sizeof *out);
    memcpy(&other, b, sizeof other);
    *out -= other;
}

void SKY_LOOP(sky_outline_means)(uint16_t (*restrict out)[4], const struct sky_outline_sums *sums, size_t stride,
                                 const double *scales, size_t count)
{
    const numbers full = {16383, 16383, 16383, 16383};
    const double(*inner)[4] = sums->inner, (*outer)[4] = sums->outer;
    for (size_t i = 0; i < count; i++, inner += stride, outer += stride) {
        numbers across, along;
        subtract(&across, *inner, *outer);
        subtract(&along, sums->right[i], sums->left[i]);
        numbers mean = (across + along) * scales[i] + 0.25;
        mean = (numbers)((bits)mean & (mean > 0)); /* at least 0 */
        bits below = mean < full;
        mean = (numbers)(((bits)mean & below) | ((bits)full & ~below));
        shorts numbers_of = __builtin_convertvector(__builtin_convertvector(mean, integers), shorts);
        memcpy(out[i], &numbers_of, sizeof numbers_of);
    }
}
