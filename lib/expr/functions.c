/* SPDX-License-Identifier: ISC */
/* The language's functions. */
#include "expr/functions.h"

#include <math.h>
#include <string.h>

#include "base/random.h"
#include "kernel/noise.h"
#include "base/palette.h"

#define PI 3.141592653589793
#define TAU 6.283185307179586

typedef struct sky_builder builder;
#define G (&b->graph)
#define C(x) sky_graph_constant(G, x)
#define OP1(op, x) sky_graph_1(G, SKY_EXPR_##op, x)
#define OP2(op, x, y) sky_graph_2(G, SKY_EXPR_##op, x, y)
#define OP3(op, x, y, z) sky_graph_3(G, SKY_EXPR_##op, x, y, z)
#define LEAF(leaf) sky_graph_leaf(G, SKY_LEAF_##leaf, 0)

#define PICTURE SKY_EXPR_PICTURE
#define FILTER SKY_EXPR_FILTER
#define ANY SKY_EXPR_PARAMETER

static struct sky_value number(uint32_t node)
{
    return (struct sky_value){false, {node, node, node}};
}

struct sky_value sky_value_constant(struct sky_builder *b, double value)
{
    return number(C(value));
}

/* ---- Functions of numbers ---- */

#define NUMBER(name) static uint32_t number_##name(builder *b, const uint32_t *v, unsigned count)
#define UNUSED_COUNT (void)count

NUMBER(min)
{
    uint32_t least = v[0];
    for (unsigned i = 1; i < count; i++)
        least = OP2(MIN, least, v[i]);
    return least;
}

NUMBER(max)
{
    uint32_t most = v[0];
    for (unsigned i = 1; i < count; i++)
        most = OP2(MAX, most, v[i]);
    return most;
}

NUMBER(atan)
{
    return count == 2 ? OP2(ATAN2, v[0], v[1]) : OP1(ATAN, v[0]);
}

NUMBER(deg)
{
    UNUSED_COUNT;
    return OP2(MUL, v[0], C(360 / TAU));
}

NUMBER(rad)
{
    UNUSED_COUNT;
    return OP2(MUL, v[0], C(TAU / 360));
}

/* From p to q, -pi up to pi. */
NUMBER(adist)
{
    UNUSED_COUNT;
    return OP2(SUB, OP2(MOD, OP2(ADD, OP2(SUB, v[1], v[0]), C(PI)), C(TAU)), C(PI));
}

/* The angle folded into one of n mirrored sectors, from 0 to half a sector. */
NUMBER(kaleid)
{
    UNUSED_COUNT;
    uint32_t sector = OP2(DIV, C(TAU), v[0]), rest = OP2(MOD, LEAF(A), sector);
    return OP2(MIN, rest, OP2(SUB, sector, rest));
}

NUMBER(saw)
{
    UNUSED_COUNT;
    return OP1(FRACT, v[0]);
}

NUMBER(square)
{
    return OP2(LT, OP1(FRACT, v[0]), count > 1 ? v[1] : C(0.5));
}

NUMBER(cycle)
{
    UNUSED_COUNT;
    return OP1(FRACT, OP2(DIV, LEAF(T), v[0]));
}

NUMBER(beatsin)
{
    uint32_t beat = OP2(DIV, OP2(MUL, LEAF(T), v[0]), C(60));
    uint32_t wave = OP1(WAVE, count > 3 ? OP2(ADD, beat, v[3]) : beat);
    return OP3(MIX, count > 1 ? v[1] : C(0), count > 2 ? v[2] : C(1), wave);
}

NUMBER(step)
{
    UNUSED_COUNT;
    return OP2(LE, v[0], v[1]);
}

NUMBER(map)
{
    UNUSED_COUNT;
    return OP2(ADD, v[3], OP2(DIV, OP2(MUL, OP2(SUB, v[0], v[1]), OP2(SUB, v[4], v[3])), OP2(SUB, v[2], v[1])));
}

/* Schlick's: C. Schlick, "Fast Alternatives to Perlin's Bias and Gain Functions", Graphics Gems IV, 1994. */
NUMBER(bias)
{
    UNUSED_COUNT;
    uint32_t slope = OP2(SUB, OP2(DIV, C(1), v[1]), C(2));
    return OP2(DIV, v[0], OP2(ADD, OP2(MUL, slope, OP2(SUB, C(1), v[0])), C(1)));
}

NUMBER(between)
{
    UNUSED_COUNT;
    return OP2(AND, OP2(LE, v[1], v[0]), OP2(LE, v[0], v[2]));
}

NUMBER(hash)
{
    return OP3(HASH, v[0], count > 1 ? v[1] : C(0), count > 2 ? v[2] : C(0));
}

NUMBER(rnd)
{
    (void)v, (void)count;
    return sky_graph_op(G, SKY_EXPR_RND, b->draws++, 0, NULL);
}

/* ---- Noise ---- */

static uint32_t noise_seed(const builder *b)
{
    return (uint32_t)sky_random_mix(b->setting.seed);
}

static uint32_t octave(builder *b, const uint32_t *v, unsigned count, uint32_t seed)
{
    if (count < 3)
        return sky_graph_op(G, SKY_EXPR_NOISE2, seed, 2, (const uint32_t[]){v[0], count > 1 ? v[1] : C(0)});
    return sky_graph_op(G, SKY_EXPR_NOISE3, seed, 3, v);
}

/* 0 to 1 of -1 to 1. */
static uint32_t unit(builder *b, uint32_t node)
{
    return OP2(ADD, OP2(MUL, node, C(0.5)), C(0.5));
}

NUMBER(snoise)
{
    return octave(b, v, count, noise_seed(b));
}

NUMBER(noise)
{
    return unit(b, number_snoise(b, v, count));
}

NUMBER(anoise)
{
    uint32_t period = OP1(ROUND, OP3(CLAMP, v[0], C(1), C(65536)));
    uint32_t place = OP2(MUL, LEAF(U), period);
    const uint32_t operands[] = {place, period, count > 1 ? v[1] : C(0), count > 2 ? v[2] : C(0)};
    return unit(b, sky_graph_op(G, SKY_EXPR_ANOISE, noise_seed(b), 4, operands));
}

#define OCTAVES 4

enum octaves { FBM, TURB, RIDGE };

/* Each octave has twice the frequency and half the size of the one before, and an offset and a seed of its own. */
static uint32_t octaves(builder *b, const uint32_t *v, unsigned count, enum octaves kind)
{
    unsigned dimensions = count < 3 ? count : 3;
    uint32_t sum = C(0);
    double size = 1, sizes = 0;
    for (unsigned i = 0; i < OCTAVES; i++, size /= 2) {
        uint32_t place[3] = {0};
        for (unsigned k = 0; k < dimensions; k++)
            place[k] = OP2(ADD, OP2(MUL, v[k], C(1 << i)), C(sky_noise_octave_offset(i)));
        uint32_t noise = octave(b, place, dimensions, sky_noise_octave_seed(noise_seed(b), i));
        if (kind != FBM)
            noise = OP1(ABS, noise);
        if (kind == RIDGE)
            noise = OP1(SQUARED, OP2(SUB, C(1), noise));
        sum = OP2(ADD, sum, OP2(MUL, noise, C(size)));
        sizes += size;
    }
    sum = OP2(MUL, sum, C(1 / sizes));
    return kind == FBM ? unit(b, sum) : sum;
}

NUMBER(fbm)
{
    return octaves(b, v, count, FBM);
}

NUMBER(turb)
{
    return octaves(b, v, count, TURB);
}

NUMBER(ridge)
{
    return octaves(b, v, count, RIDGE);
}

/* ---- Colours ---- */

#define VALUE(name) static struct sky_value value_##name(builder *b, const struct sky_value *v, unsigned count)

VALUE(rgb)
{
    (void)b, (void)count;
    return (struct sky_value){true, {v[0].node[0], v[1].node[0], v[2].node[0]}};
}

VALUE(gray)
{
    (void)b, (void)count;
    return (struct sky_value){true, {v[0].node[0], v[0].node[0], v[0].node[0]}};
}

/* The hue's own colour, a channel from 0 to 1: it is 1 for a third of a turn around the channel, and changes for a
 * sixth on both sides. */
static uint32_t hue_channel(builder *b, uint32_t hue, int channel)
{
    uint32_t turned = OP2(ADD, hue, C(channel == 0 ? 0 : channel == 1 ? 2 / 3.0 : 1 / 3.0));
    uint32_t away = OP1(ABS, OP2(SUB, OP2(MUL, OP1(FRACT, turned), C(6)), C(3)));
    return OP1(SAT, OP2(SUB, away, C(1)));
}

/* A. R. Smith, "Color Gamut Transform Pairs", 1978. */
VALUE(hsv)
{
    struct sky_value color = {.color = true};
    for (int channel = 0; channel < 3; channel++) {
        uint32_t pure = hue_channel(b, v[0].node[0], channel);
        if (count > 1)
            pure = OP3(MIX, C(1), pure, v[1].node[0]);
        color.node[channel] = count > 2 ? OP2(MUL, pure, v[2].node[0]) : pure;
    }
    return color;
}

/* CSS Color Module Level 4, section 7. */
VALUE(hsl)
{
    struct sky_value color = {.color = true};
    uint32_t saturation = count > 1 ? v[1].node[0] : C(1), lightness = count > 2 ? v[2].node[0] : C(0.5);
    uint32_t chroma = OP2(MUL, OP2(SUB, C(1), OP1(ABS, OP2(SUB, OP2(MUL, lightness, C(2)), C(1)))), saturation);
    for (int channel = 0; channel < 3; channel++) {
        uint32_t pure = OP2(SUB, hue_channel(b, v[0].node[0], channel), C(0.5));
        color.node[channel] = OP2(ADD, lightness, OP2(MUL, pure, chroma));
    }
    return color;
}

VALUE(pal)
{
    (void)count;
    return sky_palette_build(b, SKY_PALETTE_RAINBOW, v[0].node[0]);
}

static struct sky_value look(builder *b, const struct sky_value *v, enum sky_expr_op op)
{
    struct sky_value color = {.color = true};
    for (unsigned channel = 0; channel < 3; channel++)
        color.node[channel] = sky_graph_op(G, op, channel, 2, (const uint32_t[]){v[0].node[0], v[1].node[0]});
    return color;
}

VALUE(at)
{
    (void)count;
    return look(b, v, SKY_EXPR_AT);
}

VALUE(last)
{
    (void)count;
    return look(b, v, SKY_EXPR_LAST);
}

#define PALETTES SKY_PALETTE_COUNT

_Static_assert(SKY_EXPR_PALETTE == SKY_PALETTE_STEPS, "a palette's table is used as it is");

const uint8_t (*const *sky_expr_palettes(void))[3]
{
    static struct sky_palette tables[PALETTES];
    static const uint8_t (*palettes[PALETTES])[3];
    for (unsigned i = 0; i < PALETTES && !palettes[i]; i++) {
        sky_palette_choose(&tables[i], (enum sky_palette_name)i);
        palettes[i] = (const uint8_t (*)[3])tables[i].rgb;
    }
    return palettes;
}

struct sky_value sky_palette_build(struct sky_builder *b, unsigned palette, uint32_t place)
{
    struct sky_value color = {.color = true};
    place = OP1(STEPS, place);
    for (unsigned channel = 0; channel < 3; channel++)
        color.node[channel] = sky_graph_op(G, SKY_EXPR_PAL, SKY_EXPR_PALETTE_TAG(palette, channel), 1, &place);
    return color;
}

/* ---- The table ---- */

#define DIRECT(name, signature, types, op, text) \
    {#name, signature, ANY, sizeof types - 1, sizeof types - 1, types, text, SKY_EXPR_##op, NULL, NULL},
#define BUILT(name, signature, scope, least, types, text) \
    {#name, signature, scope, least, sizeof types - 1, types, text, -1, number_##name, NULL},
#define COLORED(name, signature, scope, least, types, text) \
    {#name, signature, scope, least, sizeof types - 1, types, text, -1, NULL, value_##name},

const struct sky_function sky_functions[] = {
    DIRECT(abs, "abs(x)", "v", ABS, "the size without the sign")
    DIRECT(sign, "sign(x)", "v", SIGN, "-1, 0 or 1")
    DIRECT(floor, "floor(x)", "v", FLOOR, "the whole number below")
    DIRECT(ceil, "ceil(x)", "v", CEIL, "the whole number above")
    DIRECT(round, "round(x)", "v", ROUND, "the nearest whole number, halves away from 0")
    DIRECT(trunc, "trunc(x)", "v", TRUNC, "the whole number towards 0")
    DIRECT(fract, "fract(x)", "v", FRACT, "x - floor(x)")
    DIRECT(mod, "mod(x, m)", "vv", MOD, "x - m floor(x/m), the same as x % m")
    BUILT(min, "min(x, y, ...)", ANY, 1, "vvvvvvvv", "the least")
    BUILT(max, "max(x, y, ...)", ANY, 1, "vvvvvvvv", "the greatest")
    DIRECT(clamp, "clamp(x, low, high)", "vvv", CLAMP, "x held between low and high")
    DIRECT(sat, "sat(x)", "v", SAT, "x held between 0 and 1")
    DIRECT(sqrt, "sqrt(x)", "v", SQRT, "square root")
    DIRECT(pow, "pow(x, y)", "vv", POW, "x to the power y, the same as x ^ y")
    DIRECT(exp, "exp(x)", "v", EXP, "e to the power x")
    DIRECT(log, "log(x)", "v", LOG, "natural logarithm")
    DIRECT(log2, "log2(x)", "v", LOG2, "logarithm to base 2")
    DIRECT(hypot, "hypot(x, y)", "nn", HYPOT, "sqrt(x^2 + y^2)")
    DIRECT(sin, "sin(x)", "v", SIN, "sine of an angle in radians")
    DIRECT(cos, "cos(x)", "v", COS, "cosine")
    DIRECT(tan, "tan(x)", "v", TAN, "tangent")
    DIRECT(asin, "asin(x)", "v", ASIN, "arc sine")
    DIRECT(acos, "acos(x)", "v", ACOS, "arc cosine")
    BUILT(atan, "atan(y[, x])", ANY, 1, "nn", "arc tangent of y, or of y/x in all four quarters")
    DIRECT(atan2, "atan2(y, x)", "nn", ATAN2, "angle of the point (x, y), -pi to pi")
    DIRECT(tanh, "tanh(x)", "v", TANH, "hyperbolic tangent")
    BUILT(deg, "deg(x)", ANY, 1, "v", "degrees of x radians")
    BUILT(rad, "rad(x)", ANY, 1, "v", "radians of x degrees")
    BUILT(adist, "adist(p, q)", ANY, 2, "nn", "shortest way from angle p to angle q, -pi to pi")
    BUILT(kaleid, "kaleid(n)", PICTURE, 1, "n", "the angle folded into n mirrored sectors")
    BUILT(saw, "saw(x)", ANY, 1, "v", "fract(x)")
    DIRECT(wave, "wave(x)", "v", WAVE, "0.5 + 0.5 sin(tau x)")
    DIRECT(triangle, "triangle(x)", "v", TRIANGLE, "0 at whole numbers, 1 half-way between")
    BUILT(square, "square(x[, part])", ANY, 1, "nn", "1 for the first part (0.5) of each period, then 0")
    BUILT(cycle, "cycle(s)", ANY, 1, "n", "0 up to 1 every s seconds: fract(t/s)")
    BUILT(beatsin, "beatsin(bpm[, lo, hi, phase])", ANY, 1, "nnnn", "a wave from lo to hi, bpm times a minute")
    BUILT(step, "step(edge, x)", ANY, 2, "nn", "1 where x >= edge, else 0")
    DIRECT(smoothstep, "smoothstep(low, high, x)", "vvv", SMOOTHSTEP, "0 below low, 1 above high, smooth between")
    DIRECT(mix, "mix(x, y, part)", "vvv", MIX, "x at part 0, y at part 1")
    DIRECT(lerp, "lerp(x, y, part)", "vvv", MIX, "the same as mix")
    BUILT(map, "map(x, a, b, c, d)", ANY, 5, "vvvvv", "what a to b was becomes c to d")
    BUILT(bias, "bias(x, b)", ANY, 2, "vn", "0 to 1 bent so that 0.5 becomes b")
    {"if", "if(condition, x, y)", ANY, 3, 3, "nvv", "x where the condition is not 0, else y",
     SKY_EXPR_SELECT, NULL, NULL},
    BUILT(between, "between(x, low, high)", ANY, 3, "nnn", "1 where low <= x <= high, else 0")
    BUILT(hash, "hash(x[, y, z])", ANY, 1, "nnn", "a random number, 0 up to 1, the same for the same arguments")
    BUILT(rnd, "rnd()", PICTURE, 0, "", "a random number, 0 up to 1, for each pixel of each frame")
    BUILT(noise, "noise(x[, y, z])", ANY, 1, "nnn", "smooth noise, 0 to 1")
    BUILT(snoise, "snoise(x[, y, z])", ANY, 1, "nnn", "smooth noise, -1 to 1")
    BUILT(fbm, "fbm(x[, y, z])", ANY, 1, "nnn", "four octaves of noise, 0 to 1")
    BUILT(turb, "turb(x[, y, z])", ANY, 1, "nnn", "four octaves of the size of noise, 0 to 1")
    BUILT(ridge, "ridge(x[, y, z])", ANY, 1, "nnn", "four octaves with bright ridges, 0 to 1")
    BUILT(anoise, "anoise(k[, y, z])", PICTURE, 1, "nnn", "noise around the circle with period k, without a seam")
    COLORED(rgb, "rgb(red, green, blue)", ANY, 3, "nnn", "a colour of its channels, 0 to 1")
    COLORED(hsv, "hsv(hue[, saturation, value])", ANY, 1, "nnn", "hue in turns")
    COLORED(hsl, "hsl(hue[, saturation, lightness])", ANY, 1, "nnn", "hue in turns")
    COLORED(gray, "gray(x)", ANY, 1, "n", "a grey")
    COLORED(pal, "pal([\"name\",] x)", ANY, 1, "n", "a palette's colour at 0 to 1; without a name the rainbow's")
    COLORED(at, "at(angle, radius)", FILTER, 2, "nn", "the input's colour anywhere; radius as r")
    COLORED(last, "last(angle, radius)", FILTER, 2, "nn", "the colour that the last output had there")
    {NULL, NULL, ANY, 0, 0, NULL, NULL, -1, NULL, NULL},
};

struct sky_value sky_value_op(struct sky_builder *b, enum sky_expr_op op, unsigned count,
                              const struct sky_value *operands)
{
    struct sky_value result = {0};
    for (unsigned i = 0; i < count; i++)
        result.color |= operands[i].color;
    for (unsigned channel = 0; channel < 3; channel++) {
        uint32_t nodes[SKY_EXPR_OPERANDS] = {0};
        for (unsigned i = 0; i < count; i++)
            nodes[i] = operands[i].node[channel];
        result.node[channel] = sky_graph_op(G, op, 0, count, nodes);
    }
    return result;
}

struct sky_value sky_function_apply(struct sky_builder *b, const struct sky_function *function,
                                    const struct sky_value *arguments, unsigned count)
{
    if (function->value)
        return function->value(b, arguments, count);
    if (function->op >= 0)
        return sky_value_op(b, (enum sky_expr_op)function->op, count, arguments);
    struct sky_value result = {0};
    for (unsigned i = 0; i < count; i++)
        result.color |= arguments[i].color;
    for (unsigned channel = 0; channel < (result.color ? 3 : 1); channel++) {
        uint32_t nodes[SKY_ARGUMENTS_MAX] = {0};
        for (unsigned i = 0; i < count; i++)
            nodes[i] = arguments[i].node[channel];
        result.node[channel] = function->number(b, nodes, count);
    }
    return result.color ? result : number(result.node[0]);
}

void sky_expr_list(FILE *out)
{
    fputs("names:\n", out);
    for (const struct sky_name *name = sky_names; name->name; name++)
        fprintf(out, "  %-34s %s%s\n", name->name, name->text, name->scope == FILTER ? " (sky-map)" : "");
    fputs("\nfunctions:\n", out);
    for (const struct sky_function *function = sky_functions; function->name; function++)
        fprintf(out, "  %-34s %s%s\n", function->signature, function->text,
                function->scope == FILTER ? " (sky-map)" : "");
    fputs("\npalettes:\n ", out);
    for (const char *const *name = sky_palette_names; *name; name++)
        fprintf(out, " %s", *name);
    fputc('\n', out);
}
