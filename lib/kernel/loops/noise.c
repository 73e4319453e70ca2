/* SPDX-License-Identifier: ISC */
/* Octaves of gradient noise over a whole frame; lattice, hash, gradients and fading curve are those of kernel/noise.h.
 * Two things make this cheaper than asking that header at every LED, fourfold on arm64:
 *
 * Neighbouring LEDs mostly lie in one cell of the lattice, so what belongs to the cell is computed once for a run of
 * them. At one z a corner's part of the noise is a linear function of the place in the cell, and so is each of the
 * four sums of corners that the interpolation needs:
 *
 *     value = L0 + u Lu + v (Lv + u Luv),  u = fade(x), v = fade(y)
 *
 * And an octave whose cells are many LEDs large is computed at every second, fourth or eighth LED of a row only. The
 * values between are those of a cubic through four neighbours, which are off by at most TOLERANCE. */
#include <stdbool.h>
#include <string.h>

#include "kernel/loops/lattice.h"

#define PIECE 144       /* LEDs of a row that are worked through together, at most */
#define ROOM (PIECE + 16) /* for the samples of a piece, and some beyond its end */
#define STRIDE_MAX 8
#define CACHED 256 /* lattice points of an octave that are kept, and cells */

/* The error that an octave may have by being computed at every n-th LED only, of a sum of 1. The cubic through four
 * samples h apart is off by at most 0.0234 h^4 times the fourth derivative, which is at most BENT in a cell. */
#define TOLERANCE 0.001f
#define BENT 500.0f

/* LEDs whose values are computed at a time, also past the end of a run: as many as a vector register holds. */
#ifdef __AVX2__
#define BLOCK 8
#else
#define BLOCK 4
#endif

struct point {
    int32_t column, row;
    struct linear part;
};

/* The sums of corners above, with x and y counted from the cell's lower left corner. */
struct cell {
    int32_t column, row;
    struct linear l0, lu, lv, luv;
};

/* An octave, with the points and cells of its lattice that were used last. */
struct octave {
    struct lattice lattice;
    struct point points[CACHED];
    struct cell cells[CACHED];
};

/* ---- Cells ---- */

/* Where a point or a cell is kept, if it is. */
static inline size_t slot_of(int32_t column, int32_t row)
{
    return ((uint32_t)column + (uint32_t)row * 37) % CACHED;
}

/* The part of a point that is so many columns and rows from the cell's lower left corner, counted from there. */
static inline struct linear find_corner(struct octave *o, int32_t column, int32_t row, int right, int up)
{
    column += right;
    row += up;
    struct point *point = &o->points[slot_of(column, row)];
    if (point->column != column || point->row != row)
        *point = (struct point){column, row, sky_lattice_point(&o->lattice, column, row)};
    struct linear part = point->part;
    part.constant -= (right ? part.dx : 0) + (up ? part.dy : 0);
    return part;
}

static inline struct linear subtract(struct linear a, struct linear b)
{
    return (struct linear){a.constant - b.constant, a.dx - b.dx, a.dy - b.dy};
}

static void make_cell(struct cell *cell, struct octave *o, int32_t column, int32_t row)
{
    const struct linear lower_left = find_corner(o, column, row, 0, 0), lower_right = find_corner(o, column, row, 1, 0),
                        upper_left = find_corner(o, column, row, 0, 1), upper_right = find_corner(o, column, row, 1, 1);
    cell->column = column;
    cell->row = row;
    cell->l0 = lower_left;
    cell->lu = subtract(lower_right, lower_left);
    cell->lv = subtract(upper_left, lower_left);
    cell->luv = subtract(subtract(upper_right, upper_left), cell->lu);
}

/* ---- Samples ---- */

/* The values of at least `count` LEDs as if all were in this cell. */
static inline void fill_run(float *restrict out, const float *restrict x, const float *restrict y, size_t count,
                            const struct cell *cell, float column, float row)
{
    const struct cell c = *cell;
    size_t whole = (count + BLOCK - 1) / BLOCK * BLOCK;
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < whole; i++) {
        float px = x[i] - column, py = y[i] - row;
        float u = sky_noise_fade(px), v = sky_noise_fade(py);
        float l0 = c.l0.constant + c.l0.dx * px + c.l0.dy * py;
        float lu = c.lu.constant + c.lu.dx * px + c.lu.dy * py;
        float lv = c.lv.constant + c.lv.dx * px + c.lv.dy * py;
        float luv = c.luv.constant + c.luv.dx * px + c.luv.dy * py;
        out[i] = l0 + u * lu + v * (lv + u * luv);
    }
}

/* The LEDs of a piece that are sampled. */
struct samples {
    size_t stride, count;
    float x[ROOM], y[ROOM];
};

/* From sample `i` on, the first one after it that is in another cell than the one before it; `count` without. */
static inline size_t find_end(const uint8_t *leaves, size_t i, size_t count)
{
    for (i++; i < count; i += 8) {
        uint64_t eight;
        memcpy(&eight, leaves + i, sizeof eight);
        if (eight) {
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
            i += (size_t)__builtin_ctzll(eight) / 8;
#else
            i += (size_t)__builtin_clzll(eight) / 8;
#endif
            return i < count ? i : count;
        }
    }
    return count;
}

/* Where the cells are so small that runs are short, every sample is hashed by itself, in vector registers. */
#define DENSE 0.125f /* cells from one LED to the next */

/* A coordinate between two columns of the lattice, and what each of these contributes to the hash. */
static inline struct sky_noise_axis axis_x(float x, const struct lattice *lattice)
{
    int32_t whole = sky_noise_floor(x);
    uint32_t low = ((uint32_t)whole + lattice->cells_x) * SKY_NOISE_X;
    return (struct sky_noise_axis){x - (float)whole, low, low + SKY_NOISE_X};
}

/* The same with a period; its quotient is exact below 2^24. */
static inline struct sky_noise_axis axis_periodic(float x, const struct lattice *lattice)
{
    int32_t whole = sky_noise_floor(x), period = (int32_t)lattice->period_x;
    int32_t low = whole + (int32_t)lattice->cells_x;
    low -= period * sky_noise_floor((float)low / (float)period);
    int32_t high = (low + 1) & -(low + 1 < period);
    return (struct sky_noise_axis){x - (float)whole, (uint32_t)low * SKY_NOISE_X, (uint32_t)high * SKY_NOISE_X};
}

static inline struct sky_noise_axis axis_y(float y, const struct lattice *lattice)
{
    int32_t whole = sky_noise_floor(y);
    uint32_t low = (uint32_t)whole + lattice->cells_y;
    return (struct sky_noise_axis){y - (float)whole, (low & lattice->mask) * SKY_NOISE_Y,
                                   ((low + 1) & lattice->mask) * SKY_NOISE_Y};
}

static inline float cube(struct sky_noise_axis x, struct sky_noise_axis y, const struct lattice *lattice)
{
    float u = sky_noise_fade(x.part), v = sky_noise_fade(y.part);
    return lattice->size * sky_noise_lerp(sky_noise_face(x, y, lattice->plane[0], lattice->z, u, v),
                                          sky_noise_face(x, y, lattice->plane[1], lattice->z - 1, u, v),
                                          lattice->fade_z);
}

static void fill_dense(float *restrict out, const float *restrict x, const float *restrict y, size_t count,
                       const struct lattice *lattice)
{
    const struct lattice l = *lattice;
    if (l.period_x > 0) {
        SKY_INDEPENDENT_ITERATIONS
        for (size_t i = 0; i < count; i++)
            out[i] = cube(axis_periodic(x[i], &l), axis_y(y[i], &l), &l);
    } else {
        SKY_INDEPENDENT_ITERATIONS
        for (size_t i = 0; i < count; i++)
            out[i] = cube(axis_x(x[i], &l), axis_y(y[i], &l), &l);
    }
}

/* Fills the values by runs of samples in one cell. */
static void fill_runs(float *restrict values, const float *restrict x, const float *restrict y, size_t count,
                      struct octave *o)
{
    int32_t columns[ROOM + 1], rows[ROOM + 1], *column = columns + 1, *row = rows + 1;
    uint8_t leaves[ROOM + 8];
    size_t whole = (count + 15) / 16 * 16;

    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < whole; i++) {
        column[i] = sky_noise_floor(x[i]);
        row[i] = sky_noise_floor(y[i]);
    }
    columns[0] = rows[0] = 0;
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < whole; i++)
        leaves[i] = ((column[i] ^ columns[i]) | (row[i] ^ rows[i])) != 0;
    memset(leaves + whole, 0, 8);
    for (size_t i = 0, end; i < count; i = end) {
        /* NOLINTNEXTLINE(clang-analyzer-core.CallAndMessage): the first loop filled them */
        struct cell *cell = &o->cells[slot_of(column[i], row[i])];
        end = find_end(leaves, i, count);
        if (cell->column != column[i] || cell->row != row[i])
            make_cell(cell, o, column[i], row[i]);
        fill_run(values + i, x + i, y + i, end - i, cell, (float)column[i], (float)row[i]);
    }
}

/* Adds an octave at the samples to `sum`, or begins it. */
static void add_octave(float *restrict sum, const struct samples *samples, struct octave *o, bool dense, bool begins)
{
    float x[ROOM], y[ROOM], values[ROOM];
    size_t count = samples->count, whole = (count + 15) / 16 * 16; /* whole vectors */
    const float scale = o->lattice.scale, part_x = o->lattice.part_x, part_y = o->lattice.part_y;

    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < whole; i++) {
        x[i] = samples->x[i] * scale + part_x;
        y[i] = samples->y[i] * scale + part_y;
    }
    if (dense)
        fill_dense(values, x, y, whole, &o->lattice);
    else
        fill_runs(values, x, y, count, o);
    if (begins) {
        memcpy(sum, values, count * sizeof *sum);
        return;
    }
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < whole; i++)
        sum[i] += values[i];
}

/* ---- Pieces ---- */

/* What the coordinates of a piece's LEDs are like. */
struct spread {
    float step; /* the longest way from one LED to the next, along an axis */
    float size; /* the greatest coordinate; beyond all bounds where one is not a number */
};

static struct spread measure(const float *x, const float *y, size_t count)
{
    int32_t step = 0, size = 0; /* bits of positive floats, which are in the order of their numbers */
    for (size_t i = 0; i < count; i++) {
        int32_t along_x = (int32_t)(sky_fbits(x[i]) & UINT32_C(0x7fffffff));
        int32_t along_y = (int32_t)(sky_fbits(y[i]) & UINT32_C(0x7fffffff));
        size = along_x > size ? along_x : size;
        size = along_y > size ? along_y : size;
    }
    for (size_t i = 1; i < count; i++) {
        int32_t along_x = (int32_t)(sky_fbits(x[i] - x[i - 1]) & UINT32_C(0x7fffffff));
        int32_t along_y = (int32_t)(sky_fbits(y[i] - y[i - 1]) & UINT32_C(0x7fffffff));
        step = along_x > step ? along_x : step;
        step = along_y > step ? along_y : step;
    }
    size = size < 0x7f000000 ? size : 0x7f000000; /* 2^127, also for what is not a number */
    step = step < 0x7f000000 ? step : 0x7f000000;
    return (struct spread){sky_fof_bits((uint32_t)step), sky_fof_bits((uint32_t)size)};
}

/* How many samples cover so many LEDs: the last one may be beyond them. */
static size_t samples_of(size_t count, size_t stride)
{
    return (count + stride - 2) / stride + 1;
}

/* Takes every `stride`-th LED of a piece. One beyond its end is where it would be on a straight line. Coordinates are
 * kept below `bound`. */
static void take_samples(struct samples *samples, const float *x, const float *y, size_t count, size_t stride,
                         const struct spread *spread, float bound)
{
    samples->stride = stride;
    samples->count = samples_of(count, stride);
    if (stride == 1) {
        memcpy(samples->x, x, count * sizeof *x);
        memcpy(samples->y, y, count * sizeof *y);
    } else {
        size_t last = samples->count - 1;
        for (size_t i = 0; i < last; i++) {
            samples->x[i] = x[i * stride];
            samples->y[i] = y[i * stride];
        }
        float beyond = (float)(last * stride - (count - 1));
        samples->x[last] = x[count - 1] + (x[count - 1] - x[count - 2]) * beyond;
        samples->y[last] = y[count - 1] + (y[count - 1] - y[count - 2]) * beyond;
    }
    for (size_t i = samples->count; i < samples->count + 15; i++) /* whole vectors are computed */
        samples->x[i] = samples->y[i] = 0;
    if (spread->size < bound)
        return;
    for (size_t i = 0; i < samples->count; i++) {
        samples->x[i] = samples->x[i] < bound ? samples->x[i] > -bound ? samples->x[i] : -bound : bound;
        samples->y[i] = samples->y[i] < bound ? samples->y[i] > -bound ? samples->y[i] : -bound : bound;
    }
}

/* Twice as many values less one, with those between from the cubic through four neighbours. */
static void refine(float *restrict out, const float *restrict in, size_t count)
{
    const float *end = in + count;
    out[0] = in[0];
    out[1] = (5 * in[0] + 15 * in[1] - 5 * in[2] + in[3]) * 0.0625f;
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 1; i < count - 2; i++) {
        out[2 * i] = in[i];
        out[2 * i + 1] = (9 * (in[i] + in[i + 1]) - (in[i - 1] + in[i + 2])) * 0.0625f;
    }
    out[2 * count - 4] = end[-2];
    out[2 * count - 3] = (5 * end[-1] + 15 * end[-2] - 5 * end[-3] + end[-4]) * 0.0625f;
    out[2 * count - 2] = end[-1];
}

/* Is it enough to sample an octave at every `stride`-th LED? */
static bool may_skip(const struct lattice *lattice, size_t stride, const struct spread *spread)
{
    float h = spread->step * lattice->scale * (float)stride;
    return h < 1 && lattice->size * (0.0234f * BENT) * (h * h) * (h * h) <= TOLERANCE;
}

/* The octaves from the largest cells on; their scales double. */
static void draw_piece(float *out, const float *x, const float *y, size_t count, struct octave *octaves,
                       unsigned octave_count)
{
    float sums[2][ROOM], *sum = sums[0], *finer = sums[1];
    struct samples samples = {.stride = 0};
    const struct spread spread = measure(x, y, count);
    size_t stride = STRIDE_MAX;
    while (stride > 1 && samples_of(count, stride) < 4)
        stride /= 2;
    for (unsigned i = 0;;) {
        struct octave *o = &octaves[i];
        if (i < octave_count && (stride == 1 || may_skip(&o->lattice, stride, &spread))) {
            /* 2^22 cells, which a float can tell apart */
            float bound = 4194304.0f / (o->lattice.scale > 1 ? o->lattice.scale : 1);
            if (samples.stride != stride || spread.size >= bound)
                take_samples(&samples, x, y, count, stride, &spread, bound);
            add_octave(sum, &samples, o, spread.step * o->lattice.scale > DENSE, i++ == 0);
        } else if (stride > 1) {
            if (i > 0) {
                refine(finer, sum, samples_of(count, stride));
                float *swap = sum;
                sum = finer;
                finer = swap;
            }
            stride /= 2;
        } else {
            break;
        }
    }
    if (octave_count > 0)
        memcpy(out, sum, count * sizeof *out);
    else
        memset(out, 0, count * sizeof *out);
}

void SKY_LOOP(sky_fbm)(float *out, const float *x, const float *y, double z, size_t count, const struct sky_fbm *fbm)
{
    struct lattice lattices[SKY_NOISE_OCTAVES_MAX];
    struct octave octaves[SKY_NOISE_OCTAVES_MAX];
    sky_lattice_init(lattices, fbm, z);
    for (unsigned i = 0; i < fbm->octaves; i++) {
        struct octave *o = &octaves[i];
        o->lattice = lattices[i];
        for (size_t k = 0; k < CACHED; k++) /* no cell of a bounded coordinate */
            o->points[k].column = o->points[k].row = o->cells[k].column = o->cells[k].row = INT32_MIN;
    }
    size_t row = fbm->row > 0 ? fbm->row : count;
    size_t pieces = (row + PIECE - 1) / PIECE, piece = pieces > 0 ? (row + pieces - 1) / pieces : 0;
    for (size_t start = 0; start < count; start += row) {
        size_t end = count - start < row ? count : start + row;
        for (size_t at = start; at < end; at += piece)
            draw_piece(out + at, x + at, y + at, end - at < piece ? end - at : piece, octaves, fbm->octaves);
    }
}
