/* SPDX-License-Identifier: ISC */
#include "expr/functions.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "expr/lists.h"
#include "expr/memory.h"
#include "expr/sampling.h"

#define G (&expr->graph)
#define C(x) sky_graph_constant(G, x)
#define OP1(op, x) sky_graph_1(G, SKY_OP_##op, x)
#define OP2(op, x, y) sky_graph_2(G, SKY_OP_##op, x, y)
#define OP3(op, x, y, z) sky_graph_3(G, SKY_OP_##op, x, y, z)
#define LEAF(leaf) sky_graph_leaf(G, SKY_LEAF_##leaf, 0)

/* ---- Functions of numbers ---- */

#define NUMBER(name) static uint32_t number_##name(struct sky_expr *expr, const uint32_t *v, unsigned count)
#define ARGUMENT(k, default_value) (count > (k) ? v[k] : C(default_value))

/* A function of one line: `node` is its value. */
#define FORMULA(name, node) \
    NUMBER(name) \
    { \
        (void)expr, (void)v, (void)count; \
        return node; \
    }
FORMULA(atan, count == 2 ? OP2(ATAN2, v[0], v[1]) : OP1(ATAN, v[0]))
FORMULA(deg, OP2(MUL, v[0], C(360 / SKY_TAU)))
FORMULA(rad, OP2(MUL, v[0], C(SKY_TAU / 360)))
FORMULA(adist, OP2(SUB, OP2(MOD, OP2(ADD, OP2(SUB, v[1], v[0]), C(SKY_PI)), C(SKY_TAU)), C(SKY_PI)))
FORMULA(square, OP2(LT, OP1(FRACT, v[0]), ARGUMENT(1, 0.5)))
FORMULA(step, OP2(LE, v[0], v[1]))
FORMULA(map, OP2(ADD, v[3], OP2(DIV, OP2(MUL, OP2(SUB, v[0], v[1]), OP2(SUB, v[4], v[3])), OP2(SUB, v[2], v[1]))))
FORMULA(between, OP2(AND, OP2(LE, v[1], v[0]), OP2(LE, v[0], v[2])))
FORMULA(hash, OP3(HASH, v[0], ARGUMENT(1, 0), ARGUMENT(2, 0)))
FORMULA(rnd, sky_graph_op(G, SKY_OP_RND, expr->rnd_count++, NULL))

/* The angle folded into one of n mirrored sectors, from 0 to half a sector. */
NUMBER(kaleid)
{
    (void)count;
    uint32_t sector = OP2(DIV, C(SKY_TAU), v[0]), rest = OP2(MOD, LEAF(A), sector);
    return OP2(MIN, rest, OP2(SUB, sector, rest));
}

/* Is the number the same in all frames, or different from place to place? Then its integral is it times t. */
static bool is_steady(const struct sky_expr *expr, uint32_t x)
{
    unsigned depends = expr->graph.nodes[x].depends;
    return depends & SKY_BY_PLACE || !(depends & (SKY_BY_TIME | SKY_BY_SETTING));
}

FORMULA(integral, is_steady(expr, v[0]) ? OP2(MUL, LEAF(T), v[0]) : OP1(INTEGRAL, v[0]))

NUMBER(cycle)
{
    (void)count;
    return OP1(FRACT, is_steady(expr, v[0]) ? OP2(DIV, LEAF(T), v[0]) : OP1(INTEGRAL, OP2(DIV, C(1), v[0])));
}

NUMBER(beatsin)
{
    uint32_t beat = is_steady(expr, v[0]) ? OP2(DIV, OP2(MUL, LEAF(T), v[0]), C(60))
                                          : OP1(INTEGRAL, OP2(DIV, v[0], C(60)));
    uint32_t wave = OP1(WAVE, count > 3 ? OP2(ADD, beat, v[3]) : beat);
    return OP3(MIX, ARGUMENT(1, 0), ARGUMENT(2, 1), wave);
}

/* Rises in `seconds` from a time on, and has fallen in as many by another. With 0 it is 1 at the first of them and 0 at
 * the other, so that of two pictures one is seen when one ends and the other begins. */
NUMBER(fade)
{
    uint32_t least = C(1e-9), seconds = OP2(MAX, ARGUMENT(2, 1), least);
    uint32_t since = OP2(DIV, OP2(ADD, OP2(SUB, LEAF(T), v[0]), least), seconds);
    uint32_t left = OP2(DIV, OP2(SUB, v[1], LEAF(T)), seconds);
    return OP1(SAT, OP2(MIN, since, left));
}

/* C. Schlick, "Fast Alternatives to Perlin's Bias and Gain Functions", Graphics Gems IV, 1994. */
NUMBER(bias)
{
    (void)count;
    uint32_t slope = OP2(SUB, OP2(DIV, C(1), v[1]), C(2));
    return OP2(DIV, v[0], OP2(ADD, OP2(MUL, slope, OP2(SUB, C(1), v[0])), C(1)));
}

/* ---- Vectors ---- */

/* The sum of x[k] y[k]. */
static uint32_t sum_of_products(struct sky_expr *expr, const uint32_t *x, const uint32_t *y, unsigned count)
{
    uint32_t sum = OP2(MUL, x[0], y[0]);
    for (unsigned k = 1; k < count; k++)
        sum = OP2(ADD, sum, OP2(MUL, x[k], y[k]));
    return sum;
}

FORMULA(dot, sum_of_products(expr, v, v + count / 2, count / 2))
FORMULA(length, count == 2 ? OP2(HYPOT, v[0], v[1]) : OP1(SQRT, sum_of_products(expr, v, v, count)))

NUMBER(distance)
{
    uint32_t difference[SKY_ARGUMENTS_MAX] = {0};
    for (unsigned k = 0; k < count / 2; k++)
        difference[k] = OP2(SUB, v[count / 2 + k], v[k]);
    return number_length(expr, difference, count / 2);
}

FORMULA(rotx, OP2(ADD, OP2(MUL, v[0], OP1(COS, v[2])), OP2(MUL, v[1], OP1(SIN, v[2]))))
FORMULA(roty, OP2(SUB, OP2(MUL, v[1], OP1(COS, v[2])), OP2(MUL, v[0], OP1(SIN, v[2]))))

/* ---- Noise ---- */

static uint32_t noise_seed(const struct sky_expr *expr)
{
    return (uint32_t)sky_random_mix(expr->setting.seed);
}

static uint32_t octave(struct sky_expr *expr, const uint32_t *v, unsigned count, uint32_t seed)
{
    if (count < 3)
        return sky_graph_op(G, SKY_OP_NOISE2, seed, (const uint32_t[]){v[0], ARGUMENT(1, 0)});
    return sky_graph_op(G, SKY_OP_NOISE3, seed, v);
}

/* A number from -1 to 1, brought to 0 to 1. */
static uint32_t unit(struct sky_expr *expr, uint32_t node)
{
    return OP2(ADD, OP2(MUL, node, C(0.5)), C(0.5));
}

NUMBER(anoise)
{
    uint32_t period = OP1(ROUND, OP3(CLAMP, v[0], C(1), C(65536)));
    uint32_t place = OP2(MUL, LEAF(U), period);
    const uint32_t operands[] = {place, period, ARGUMENT(1, 0), ARGUMENT(2, 0)};
    return unit(expr, sky_graph_op(G, SKY_OP_ANOISE, noise_seed(expr), operands));
}

/* The value of a constant; another number stands for 1, in the body of a function that is only checked. */
static unsigned octave_count(const struct sky_expr *expr, uint32_t x)
{
    double value = expr->graph.nodes[x].value;
    return value >= 1 && value <= SKY_OCTAVES_MAX ? (unsigned)value : 1;
}

enum octaves { PLAIN, TURB, RIDGE };

/* Arguments are three coordinates, the number of octaves and, from one to the next, the factor of the frequency and
 * that of the size. Each octave has an offset and a seed of its own. */
static uint32_t octaves(struct sky_expr *expr, const uint32_t *v, unsigned count, enum octaves kind)
{
    unsigned dimensions = count < 3 ? count : 3, number = count > 3 ? octave_count(expr, v[3]) : 4;
    uint32_t sum = C(0), sizes = C(0), size = C(1), frequency = C(1);
    for (unsigned i = 0; i < number; i++) {
        uint32_t place[3] = {0};
        for (unsigned k = 0; k < dimensions; k++)
            place[k] = OP2(ADD, OP2(MUL, v[k], frequency), C(sky_noise_octave_offset(i)));
        uint32_t noise = octave(expr, place, dimensions, sky_noise_octave_seed(noise_seed(expr), i));
        if (kind != PLAIN)
            noise = OP1(ABS, noise);
        if (kind == RIDGE)
            noise = OP1(SQUARED, OP2(SUB, C(1), noise));
        sum = OP2(ADD, sum, OP2(MUL, noise, size));
        sizes = OP2(ADD, sizes, size);
        size = OP2(MUL, size, ARGUMENT(5, 0.5));
        frequency = OP2(MUL, frequency, ARGUMENT(4, 2));
    }
    return OP2(MUL, sum, OP2(DIV, C(1), sizes));
}

FORMULA(fbm, unit(expr, octaves(expr, v, count, PLAIN)))
FORMULA(turb, octaves(expr, v, count, TURB))
FORMULA(ridge, octaves(expr, v, count, RIDGE))
FORMULA(snoise, count > 3 ? octaves(expr, v, count, PLAIN) : octave(expr, v, count, noise_seed(expr)))
FORMULA(noise, unit(expr, number_snoise(expr, v, count)))

static uint32_t cells(struct sky_expr *expr, const uint32_t *v, unsigned count, enum sky_op op)
{
    const uint32_t operands[] = {v[0], v[1], OP1(FRACT, ARGUMENT(2, 0)), C(0), C(0)};
    return sky_graph_op(G, op, noise_seed(expr), operands);
}

FORMULA(cells, cells(expr, v, count, SKY_OP_CELLS))
FORMULA(cells2, cells(expr, v, count, SKY_OP_CELLS_NEXT))
FORMULA(cellid, cells(expr, v, count, SKY_OP_CELLS_ID))

/* ---- Colours ---- */

#define VALUE(name) \
    static struct sky_value value_##name(struct sky_expr *expr, const struct sky_value *v, unsigned count)

VALUE(rgb)
{
    (void)expr, (void)count;
    return (struct sky_value){.is_color = true, .node = {v[0].node[0], v[1].node[0], v[2].node[0]}};
}

VALUE(gray)
{
    (void)expr, (void)count;
    return (struct sky_value){.is_color = true, .node = {v[0].node[0], v[0].node[0], v[0].node[0]}};
}

/* A channel of the pure colour of a hue: 1 for a third of a turn around the channel's own hue, with a ramp of a sixth
 * of a turn on both sides. */
static uint32_t hue_channel(struct sky_expr *expr, uint32_t hue, int channel)
{
    uint32_t shifted = OP2(ADD, hue, C(channel == 0 ? 0 : channel == 1 ? 2 / 3.0 : 1 / 3.0));
    uint32_t away = OP1(ABS, OP2(SUB, OP2(MUL, OP1(FRACT, shifted), C(6)), C(3)));
    return OP1(SAT, OP2(SUB, away, C(1)));
}

/* A. R. Smith, "Color Gamut Transform Pairs", 1978. */
VALUE(hsv)
{
    struct sky_value color = {.is_color = true};
    for (int channel = 0; channel < 3; channel++) {
        uint32_t pure = hue_channel(expr, v[0].node[0], channel);
        if (count > 1)
            pure = OP3(MIX, C(1), pure, v[1].node[0]);
        color.node[channel] = count > 2 ? OP2(MUL, pure, v[2].node[0]) : pure;
    }
    return color;
}

/* CSS Color Module Level 4, section 7. */
VALUE(hsl)
{
    struct sky_value color = {.is_color = true};
    uint32_t saturation = count > 1 ? v[1].node[0] : C(1), lightness = count > 2 ? v[2].node[0] : C(0.5);
    uint32_t chroma = OP2(MUL, OP2(SUB, C(1), OP1(ABS, OP2(SUB, OP2(MUL, lightness, C(2)), C(1)))), saturation);
    for (int channel = 0; channel < 3; channel++) {
        uint32_t pure = OP2(SUB, hue_channel(expr, v[0].node[0], channel), C(0.5));
        color.node[channel] = OP2(ADD, lightness, OP2(MUL, pure, chroma));
    }
    return color;
}

VALUE(pal)
{
    if (count > 1)
        return sky_list_palette(expr, v[0].node[0], v + 1, count - 1);
    return sky_function_palette(expr, SKY_PALETTE_RAINBOW, v[0].node[0]);
}

/* A function for each input: of an angle and a radius, and of a point. */
#define AT(number) \
    VALUE(at##number) \
    { \
        (void)count; \
        return sky_sample_input(expr, 0##number ? 0##number - 1 : 0, v[0].node[0], v[1].node[0]); \
    } \
    VALUE(atxy##number) \
    { \
        const uint32_t x = v[0].node[0], y = v[1].node[0]; \
        (void)count; \
        return sky_sample_input(expr, 0##number ? 0##number - 1 : 0, sky_angle_of_point(expr, x, y), \
                                sky_radius_of_point(expr, x, y)); \
    }
AT()
AT(2)
AT(3)
AT(4)

/* Of the result; the parser builds those of a name. */
static struct sky_value sample_result(struct sky_expr *expr, uint32_t angle, uint32_t radius)
{
    int64_t memory = sky_memory_find(expr, "", 0);
    if (memory >= 0)
        return sky_sample_memory(expr, (size_t)memory, angle, radius);
    G->overflowed = true;
    return sky_value_number(0);
}

VALUE(last)
{
    (void)count;
    return sample_result(expr, v[0].node[0], v[1].node[0]);
}

VALUE(lastxy)
{
    const uint32_t x = v[0].node[0], y = v[1].node[0];
    (void)count;
    return sample_result(expr, sky_angle_of_point(expr, x, y), sky_radius_of_point(expr, x, y));
}

struct sky_value sky_function_palette(struct sky_expr *expr, int palette, uint32_t x)
{
    struct sky_value color = {.is_color = true};
    uint32_t step = OP1(PALETTE_STEP, x);
    sky_palette_table(palette); /* made here, before several threads draw with it */
    for (unsigned channel = 0; channel < 3; channel++)
        color.node[channel] = sky_graph_op(G, SKY_OP_PALETTE, SKY_PALETTE_TAG(palette, channel), &step);
    return color;
}

/* ---- The table ---- */

#define PICTURE SKY_EXPR_PICTURE
#define FILTER SKY_EXPR_FILTER
#define ANY SKY_EXPR_PARAMETER

/* An enumerator for the operands of each operation, so that a row whose types do not fit its operation does not
 * compile. */
#define OPERANDS(name, operands, ...) OPERANDS_##name = (operands),
enum { SKY_OPERATIONS(OPERANDS) SKY_OPERATIONS_BY_HAND(OPERANDS) };
#define CHECKED_OP(op, types) (SKY_OP_##op + 0 * sizeof(char[sizeof types - 1 == OPERANDS_##op ? 1 : -1]))

/* DIRECT is an operation itself; BUILT makes a number, and COLORED a colour, of several; LISTED makes numbers of as
 * many as there are. */
#define DIRECT(name, parameters, types, op, text) \
    {#name, #name parameters, ANY, sizeof types - 1, types, text, CHECKED_OP(op, types), NULL, NULL, 0},
#define BUILT(name, parameters, scope, least, types, text) \
    {#name, #name parameters, scope, least, types, text, -1, number_##name, NULL, 0},
#define OCTAVES(name, text) BUILT(name, "(x[, y, z, octaves, lacunarity, gain])", ANY, 1, "nnnonn", text)
#define COLORED(name, parameters, scope, least, types, text) \
    {#name, #name parameters, scope, least, types, text, -1, NULL, value_##name, 0},
#define LISTED(name, parameters, scope, least, types, repeated, text) \
    {#name, #name parameters, scope, least, types, text, -1, sky_list_##name, NULL, repeated},

/* In the order of sky-expr(7). */

const struct sky_function sky_functions[] = {
    DIRECT(abs, "(x)", "v", ABS, "absolute value")
    DIRECT(sign, "(x)", "v", SIGN, "-1, 0 or 1")
    DIRECT(floor, "(x)", "v", FLOOR, "largest integer that is not above x")
    DIRECT(ceil, "(x)", "v", CEIL, "smallest integer that is not below x")
    DIRECT(round, "(x)", "v", ROUND, "nearest integer; halves are rounded away from 0")
    DIRECT(trunc, "(x)", "v", TRUNC, "nearest integer towards 0")
    DIRECT(fract, "(x)", "v", FRACT, "x - floor(x)")
    DIRECT(mod, "(x, m)", "vv", MOD, "x - m floor(x/m), the same as x % m")
    LISTED(min, "(x, y, ...)", ANY, 1, "v", 1, "smallest of the values")
    LISTED(max, "(x, y, ...)", ANY, 1, "v", 1, "largest of the values")
    DIRECT(clamp, "(x, low, high)", "vvv", CLAMP, "x limited to low to high")
    DIRECT(sat, "(x)", "v", SAT, "x limited to 0 to 1")
    DIRECT(sqrt, "(x)", "v", SQRT, "square root")
    DIRECT(pow, "(x, y)", "vv", POW, "x to the power y, the same as x ^ y")
    DIRECT(exp, "(x)", "v", EXP, "e to the power x")
    DIRECT(log, "(x)", "v", LOG, "natural logarithm")
    DIRECT(log2, "(x)", "v", LOG2, "logarithm to base 2")
    DIRECT(hypot, "(x, y)", "nn", HYPOT, "sqrt(x^2 + y^2)")
    DIRECT(tanh, "(x)", "v", TANH, "hyperbolic tangent")
    DIRECT(bit, "(n, k)", "nn", BIT, "bit k of the whole number n, 0 or 1; bit 0 is that of the ones")
    DIRECT(bitand, "(m, n)", "nn", BITAND, "the bits that both of two whole numbers have")
    DIRECT(bitor, "(m, n)", "nn", BITOR, "the bits that one of two whole numbers has")
    DIRECT(bitxor, "(m, n)", "nn", BITXOR, "the bits that only one of two whole numbers has")
    BUILT(length, "(x, y[, z, w])", ANY, 2, "nnnn", "length of a vector of two to four numbers")
    BUILT(dot, "(x1, y1[, z1, w1], x2, y2[, z2, w2])", ANY, 4, "pppppppp",
          "dot product of two vectors of two to four numbers")
    BUILT(distance, "(x1, y1[, z1, w1], x2, y2[, z2, w2])", ANY, 4, "pppppppp",
          "distance of two points of two to four numbers")
    BUILT(rotx, "(x, y, angle)", ANY, 3, "nnn", "x of the point (x, y), turned clockwise around (0, 0)")
    BUILT(roty, "(x, y, angle)", ANY, 3, "nnn", "y of that point")
    DIRECT(sin, "(x)", "v", SIN, "sine")
    DIRECT(cos, "(x)", "v", COS, "cosine")
    DIRECT(tan, "(x)", "v", TAN, "tangent")
    DIRECT(asin, "(x)", "v", ASIN, "arc sine")
    DIRECT(acos, "(x)", "v", ACOS, "arc cosine")
    BUILT(atan, "(y[, x])", ANY, 1, "nn", "arc tangent of y; with x the same as atan2(y, x)")
    DIRECT(atan2, "(y, x)", "nn", ATAN2, "angle of the point (x, y), -pi to pi")
    BUILT(deg, "(x)", ANY, 1, "v", "radians to degrees")
    BUILT(rad, "(x)", ANY, 1, "v", "degrees to radians")
    BUILT(adist, "(p, q)", ANY, 2, "nn", "shortest way from angle p to angle q, -pi to pi")
    BUILT(kaleid, "(n)", PICTURE, 1, "n", "the angle a, folded into n mirrored sectors: 0 to pi/n")
    DIRECT(saw, "(x)", "v", FRACT, "fract(x)")
    DIRECT(wave, "(x)", "v", WAVE, "0.5 + 0.5 sin(tau x)")
    DIRECT(triangle, "(x)", "v", TRIANGLE,
           "0 at integers, 1 halfway between them, straight lines from one to the other")
    BUILT(square, "(x[, part])", ANY, 1, "nn", "1 for the first part of each period, else 0; part is 0.5 by default")
    BUILT(cycle, "(s)", ANY, 1, "n", "rises from 0 to 1 every s seconds")
    BUILT(beatsin, "(bpm[, lo, hi, phase])", ANY, 1, "nnnn", "a sine wave from lo to hi, bpm times a minute")
    BUILT(fade, "(on, off[, seconds])", ANY, 2, "nnn",
          "0 up to the time on, 1 from seconds later to seconds before off, and 0 from then on")
    BUILT(integral, "(speed)", ANY, 1, "f", "how far a speed has led since t was 0; it may change without a jump")
    BUILT(step, "(edge, x)", ANY, 2, "nn", "1 if x >= edge, else 0")
    DIRECT(smoothstep, "(low, high, x)", "vvv", SMOOTHSTEP, "0 below low, 1 above high, a smooth rise between")
    DIRECT(mix, "(x, y, part)", "vvv", MIX, "x if part is 0, y if it is 1, a linear blend between")
    DIRECT(lerp, "(x, y, part)", "vvv", MIX, "the same as mix")
    BUILT(map, "(x, a, b, c, d)", ANY, 5, "vvvvv", "x, scaled linearly from the range a to b to the range c to d")
    BUILT(bias, "(x, b)", ANY, 2, "vn", "a curve from 0 to 1 that has the value b at 0.5")
    DIRECT(if, "(condition, x, y)", "nvv", SELECT, "x if the condition is not 0, else y")
    BUILT(between, "(x, low, high)", ANY, 3, "nnn", "1 if low <= x <= high, else 0")
    LISTED(pick, "(k, v0, v1, ...)", ANY, 2, "nv", 1, "v0 if floor(k) is 0, v1 if it is 1, and so on around the list")
    LISTED(ramp, "(x, p0, v0, p1, v1, ...)", ANY, 3, "nnv", 2,
           "v0 up to x = p0, v1 at p1 and so on, straight lines between them")
    BUILT(hash, "(x[, y, z])", ANY, 1, "nnn", "a random number from 0 to 1, always the same for the same arguments")
    BUILT(rnd, "()", PICTURE, 0, "", "a random number from 0 to 1 for each pixel of each frame")
    OCTAVES(noise, "smooth noise, 0 to 1")
    OCTAVES(snoise, "smooth noise, -1 to 1")
    OCTAVES(fbm, "four octaves of noise, 0 to 1: clouds")
    OCTAVES(turb, "four octaves of the absolute value of snoise, 0 to 1: billows")
    OCTAVES(ridge, "four octaves with bright lines where snoise is 0, 0 to 1: ridges")
    BUILT(anoise, "(k[, y, z])", PICTURE, 1, "nnn", "noise around the circle without a seam, 0 to 1")
    BUILT(cells, "(x, y[, phase])", ANY, 2, "nnn", "distance to the nearest of points strewn over the plane")
    BUILT(cells2, "(x, y[, phase])", ANY, 2, "nnn", "distance to the second nearest of these points")
    BUILT(cellid, "(x, y[, phase])", ANY, 2, "nnn", "a random number from 0 to 1 of the nearest of these points")
    COLORED(rgb, "(red, green, blue)", ANY, 3, "nnn", "a colour of these channels, 0 to 1 each")
    COLORED(hsv, "(hue[, saturation, value])", ANY, 1, "nnn",
            "a colour of this hue in turns; saturation and value are 1 by default")
    COLORED(hsl, "(hue[, saturation, lightness])", ANY, 1, "nnn",
            "a colour of this hue in turns; saturation is 1 and lightness 0.5 by default")
    COLORED(gray, "(x)", ANY, 1, "n", "a grey")
    {"pal", "pal([\"name\",] x[, c0, c1, ...])", ANY, 1, "nv",
     "the colour at x of a palette, 0 to 1: of the one that is named, or of a list of colours, or else of rainbow",
     -1, NULL, value_pal, 1},
    COLORED(at, "(angle, radius)", FILTER, 2, "nn", "colour of the input at any place; the radius is measured as r")
    COLORED(atxy, "(x, y)", FILTER, 2, "nn", "colour of the input at any point; x and y are measured as x and y")
    COLORED(at2, "(angle, radius)", FILTER, 2, "nn", "the same as at, of the second input")
    COLORED(at3, "(angle, radius)", FILTER, 2, "nn", "the same of the third input")
    COLORED(at4, "(angle, radius)", FILTER, 2, "nn", "the same of the fourth input")
    COLORED(atxy2, "(x, y)", FILTER, 2, "nn", "the same as atxy, of the second input")
    COLORED(atxy3, "(x, y)", FILTER, 2, "nn", "the same of the third input")
    COLORED(atxy4, "(x, y)", FILTER, 2, "nn", "the same of the fourth input")
    COLORED(last, "(name[, angle, radius])", ANY, 1, "nnn",
            "what a name held in the frame before, here or at a place; last(angle, radius) is the result there")
    COLORED(lastxy, "([name,] x, y)", PICTURE, 2, "nnn", "what a name, or the result, held at the point (x, y)")
    {NULL, NULL, ANY, 0, NULL, NULL, -1, NULL, NULL, 0},
};

unsigned sky_function_most(const struct sky_function *function)
{
    return function->repeated ? SKY_ARGUMENTS_MAX : (unsigned)strlen(function->types);
}

char sky_function_type(const struct sky_function *function, unsigned index)
{
    unsigned length = (unsigned)strlen(function->types);
    return index < length ? function->types[index]
                          : function->types[length - function->repeated + (index - length) % function->repeated];
}

bool sky_function_lacks(const struct sky_function *function, unsigned count)
{
    unsigned length = (unsigned)strlen(function->types);
    if (function->types[0] == 'p' && count % 2 != 0)
        return true;
    return count < function->least || (count > length && (count - length) % function->repeated != 0);
}

const struct sky_function *sky_function_find(const char *text, size_t length)
{
    for (const struct sky_function *function = sky_functions; function->name; function++)
        if (strlen(function->name) == length && memcmp(function->name, text, length) == 0)
            return function;
    return NULL;
}

struct sky_value sky_function_call(struct sky_expr *expr, const struct sky_function *function,
                                   const struct sky_value *arguments, unsigned count)
{
    if (function->value)
        return function->value(expr, arguments, count);
    if (function->op >= 0)
        return sky_value_op(G, (enum sky_op)function->op, arguments);
    struct sky_value result = {0};
    for (unsigned i = 0; i < count; i++) {
        result.is_color |= arguments[i].is_color;
        result.may_be_color |= arguments[i].may_be_color && sky_function_type(function, i) == 'v';
    }
    for (unsigned channel = 0; channel < (result.is_color ? 3 : 1); channel++) {
        uint32_t nodes[SKY_ARGUMENTS_MAX] = {0};
        for (unsigned i = 0; i < count; i++)
            nodes[i] = arguments[i].node[channel];
        result.node[channel] = function->number(expr, nodes, count);
    }
    if (!result.is_color)
        result.node[1] = result.node[2] = result.node[0];
    return result;
}
