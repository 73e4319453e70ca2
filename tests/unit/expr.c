/* SPDX-License-Identifier: ISC */
/* The expression language: its operations, what is parsed, what is refused and where, and what hostile text does. */
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sky/error.h>

#include "base/random.h"
#include "expr/branches.h"
#include "expr/diagnostic.h"
#include "expr/evaluator.h"
#include "expr/functions.h"
#include "expr/names.h"
#include "expr/plan.h"
#include "expr/program.h"
#include "kernel/expr.h"
#include "kernel/kernel.h"
#include "tap.h"

static const struct sky_moment moment = {.n = 60, .t = 2, .fps = 30};

static struct sky_expr *parse(const char *text, size_t length, enum sky_expr_scope scope)
{
    return sky_expr_parse(text, length, &(struct sky_expr_setting){.scope = scope, .geometry = {5, 3, 1}, .seed = 1});
}

/* The value of an expression as a number a frame; NaN, with its error printed, when it does not parse. */
static double value_of(const char *text)
{
    struct sky_expr *expr = parse(text, strlen(text), SKY_EXPR_PARAMETER);
    double value[3] = {NAN, NAN, NAN};
    if (expr)
        sky_expr_evaluate(expr, &moment, value);
    else
        printf("# %s: %s\n", text, sky_error());
    sky_expr_destroy(expr);
    return value[0];
}

static void values(void)
{
    static const struct {
        const char *text;
        double value;
    } cases[] = {
        {"1", 1}, {".5", 0.5}, {"1.5e2", 150}, {"1e-3", 0.001}, {"0x1F", 31}, {"0b1011", 11}, {"0B1+0Xa", 11},
        {"-2^2", -4}, {"2^3^2", 512}, {"2**-1", 0.5},
        {"2*3+4", 10}, {"2+3*4", 14}, {"-3 % 5", 2}, {"7-2-1", 4}, {"8/4/2", 1}, {"!0", 1}, {"!!3", 1}, {"- -2", 2},
        {"1<2", 1}, {"2<=1", 0}, {"2>1", 1}, {"1>=2", 0}, {"1==1", 1}, {"1!=1", 0}, {"1&&0", 0}, {"0||2", 1},
        {"1||0&&0", 1}, {"1+1==2", 1}, {"1<2==1", 1}, {"0?1:2", 2}, {"1?2:0?3:4", 2}, {"0?2:0?3:4", 4},
        {"a1=3;b=a1*2;b+1", 7}, {"a1=3\nb=a1*2\nb+1", 7}, {"a1=1;a1=a1+1;a1", 2}, {"(1\n+\n2)", 3}, {"1 +\n2", 3},
        {"#! anything\n5", 5}, {"// no\n6 // yes", 6}, {";;7;;", 7}, {"1//2", 1}, {"t", 2}, {"n", 60},
        {"step", 60}, {"step(2,t)", 1}, {"step(3,t)", 0}, {"fps", 30}, {"dt*fps", 1}, {"abs(-2)", 2},
        {"sign(-3)", -1}, {"floor(-1.5)", -2}, {"ceil(1.2)", 2}, {"round(2.5)", 3}, {"round(-2.5)", -3},
        {"trunc(-1.7)", -1}, {"fract(-0.25)", 0.75}, {"mod(-1,3)", 2}, {"min(3,1,2)", 1}, {"max(3,1,4,2)", 4},
        {"clamp(5,0,1)", 1}, {"sat(-1)", 0}, {"sqrt(16)", 4}, {"pow(2,10)", 1024}, {"2^0.5*2^0.5", 2},
        {"exp(0)", 1}, {"log(e)", 1}, {"log2(8)", 3}, {"hypot(3,4)", 5}, {"sin(pi/2)", 1}, {"cos(pi)", -1},
        {"tan(pi/4)", 1}, {"asin(1)*2", 3.141592653589793}, {"acos(-1)", 3.141592653589793},
        {"atan(1)*4", 3.141592653589793}, {"atan(1,-1)*4", 9.42477796076938}, {"atan2(0,-1)", 3.141592653589793},
        {"tanh(0)", 0}, {"tanh(100)", 1}, {"deg(pi)", 180}, {"rad(180)", 3.141592653589793}, {"adist(0.1,0.3)", 0.2},
        {"adist(0.1,tau-0.1)", -0.2}, {"saw(1.25)", 0.25}, {"wave(0.25)", 1}, {"triangle(0.5)", 1},
        {"triangle(0.75)", 0.5}, {"square(0.2)", 1}, {"square(0.7)", 0}, {"square(0.7,0.8)", 1}, {"cycle(8)", 0.25},
        {"beatsin(30,2,4)", 3}, {"beatsin(30,2,4,0.25)", 4}, {"smoothstep(0,1,0.5)", 0.5}, {"smoothstep(1,0,2)", 0},
        {"mix(2,4,0.5)", 3}, {"lerp(2,4,0.25)", 2.5}, {"map(5,0,10,20,40)", 30}, {"bias(0.5,0.3)", 0.3},
        {"if(1,2,3)", 2}, {"between(2,1,3)", 1}, {"between(4,1,3)", 0}, {"hash(1)==hash(1)", 1},
        {"hash(1,2)!=hash(2,1)", 1}, {"noise(3)", 0.5}, {"snoise(1,2,3)", 0}, {"rgb(1,0.5,0).g", 0.5},
        {"hsv(1/3).g", 1}, {"hsv(0,1,0.5).r", 0.5}, {"hsl(0,1,0.5).r", 1}, {"hsl(0,0,0.3).b", 0.3},
        {"gray(0.4).b", 0.4}, {"#336699.g", 0.4}, {"(#ff0000+#0000ff).b", 1}, {"(2*#336699).r", 0.4},
        {"max(#336699,#993366).r", 0.6},
        {"pick(1,5,6,7)", 6}, {"pick(2.9,5,6,7)", 7}, {"pick(3,5,6,7)", 5}, {"pick(-1,5,6,7)", 7}, {"pick(0/0,5,6)", 6},
        {"pick(1e37,5,6,7)", 5}, {"pick(1e37*t/2,5,6,7)", 5}, {"pick(-1e37,5,6,7)", 7}, {"pick(-1e37*t/2,5,6,7)", 7},
        {"pick(t/2,5,6,7)", 6}, {"pick(t*5+0.5,5,6,7)", 6}, {"pick(1-t,5,6,7)", 7}, {"pick(t,5)", 5},
        {"pick(1,#336699,#993366).r", 0.6}, {"pick(t,#336699,2).g", 0.4}, {"ramp(t,1,10,3,20)", 15},
        {"ramp(0,1,10,3,20)", 10}, {"ramp(9,1,10,3,20)", 20}, {"ramp(4,1,10,3,20,5,0)", 10},
        {"ramp(3,1,10,3,20,3,0)", 20},
        {"ramp(3.01,1,10,3,20,3,0)", 0}, {"ramp(t,1,#000000,3,#ffffff).g", 0.5}, {"ramp(1,2,3)", 3},
        {"ramp(t,t-1,10,t+1,20)", 15}, {"pal(0.5,#000000,#ffffff).r", 0.5}, {"pal(0.75,#f00,#0f0,#00f).b", 0.5},
        {"pal(1,#f00,#0f0,#00f).b", 1}, {"pal(1.25,#f00,#0f0,#00f).r", 0.5}, {"pal(-1,#f00,#0f0,#00f).r", 1},
        {"pal(0.3,#336699).g", 0.4}, {"pal(0.5,0,1).r", 0.5}, {"max(1,2,3,4,5,6,7,8,9,8)", 9},
        {"mix(#000000,#ffffff,0.25).g", 0.25}, {"pal(\"gray\",1).r", 1},
        {"noise(0/0)", 0.5},
        {"hash(0/0)==hash(0)", 1}, {"1/0 > 1e300", 1}, {"0/0 == 0/0", 0}, {"(0-1)^0.5 != (0-1)^0.5", 1},
        {"phi*phi-phi", 1}, {"bit(5,0)", 1}, {"bit(5,1)", 0}, {"bit(-1,40)", 1}, {"bit(5,-1)", 0},
        {"bit(2^23,23)", 1}, {"bitand(12.9,10)", 8}, {"bitor(12,10)", 14}, {"bitxor(12,10)", 6},
        {"bitand(-1,255)", 255},
        {"bitor(-1,0)", -1}, {"bitand(2^24+3,7)", 3}, {"bitor(0/0,1/0)", 0}, {"length(3,4)", 5}, {"length(2,3,6)", 7},
        {"length(1,1,1,1)", 2}, {"dot(1,2,3,4)", 11}, {"dot(1,2,3,4,5,6)", 32}, {"distance(1,1,4,5)", 5},
        {"distance(0,0,0,0,1,1,1,1)", 2}, {"rotx(0,1,pi/2)", 1}, {"roty(0,1,pi/2)", 0}, {"rotx(2,0,pi/2)", 0},
        {"roty(2,0,pi/2)", -2}, {"fbm(.3,.4,.5)-fbm(.3,.4,.5,4,2,.5)", 0},
        {"noise(.3,.4,.5,1,2,.5)!=noise(.3,.4,.5)", 1},
        {"cells(.3,.4)<=cells2(.3,.4)", 1}, {"cells(.3,.4,7.25)-cells(.3,.4,.25)", 0},
        {"integral(3)", 6}, {"integral(t)", 4},
        {"fade(0,9)", 1}, {"fade(0,9,4)", 0.5}, {"fade(1.5,9)", 0.5}, {"fade(2,9)", 0}, {"fade(3,9)", 0},
        {"fade(0,2)", 0}, {"fade(0,2.25)", 0.25}, {"fade(0,3,2)", 0.5}, {"fade(1,4,2)", 0.5}, {"fade(0,1)", 0},
        {"fade(1,3,0)", 1}, {"fade(2,3,0)", 1}, {"fade(1,2,0)", 0}, {"fade(0,9,8)+fade(-9,8,8)", 1},
    };
    int all = 1;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double value = value_of(cases[i].text);
        if (!(fabs(value - cases[i].value) < 1e-7)) {
            printf("# %s is %.17g, not %.17g\n", cases[i].text, value, cases[i].value);
            all = 0;
        }
    }
    ok(all, "%zu expressions have their values", sizeof cases / sizeof *cases);
}

static void errors(void)
{
    static const struct {
        const char *text, *error;
        enum sky_expr_scope scope;
    } cases[] = {
        {"", "line 1, column 1: an expression is missing", SKY_EXPR_PICTURE},
        {" \n // only this", "an expression is missing", SKY_EXPR_PICTURE},
        {"k=1", "the final expression, which is the result, is missing", SKY_EXPR_PICTURE},
        {"1;2", "nothing may follow the final expression", SKY_EXPR_PICTURE},
        {"1 2", "column 3: unexpected '2'", SKY_EXPR_PICTURE},
        {"1+", "a value is missing", SKY_EXPR_PICTURE},
        {"(1", "')' is missing", SKY_EXPR_PICTURE},
        {"1)", "unexpected ')'", SKY_EXPR_PICTURE},
        {"r ? 1", "':' is missing", SKY_EXPR_PICTURE},
        {"k=2;\nsinn(k)", "line 2, column 1: no function is called 'sinn' (did you mean 'si", SKY_EXPR_PICTURE},
        {"vanez", "nothing is called 'vanez' (did you mean 'vane'?)", SKY_EXPR_PICTURE},
        {"speed=2;sped", "nothing is called 'sped' (did you mean 'speed'?)", SKY_EXPR_PICTURE},
        {"sin", "'sin' is a function: sin(x)", SKY_EXPR_PICTURE},
        {"sin()", "too few arguments: sin(x)", SKY_EXPR_PICTURE},
        {"clamp(1,2,3,4)", "column 13: too many arguments: clamp(x, low, high)", SKY_EXPR_PICTURE},
        {"sqrt(hsv)", "'hsv' is a function", SKY_EXPR_PICTURE},
        {"hypot(#ffffff,1)", "argument 1 of hypot(x, y) must be a number, and this is a colour", SKY_EXPR_PICTURE},
        {"#ffffff < 1", "'<' takes numbers, and the left side is a colour", SKY_EXPR_PICTURE},
        {"1 && #ffffff", "'&&' takes numbers, and the right side is a colour", SKY_EXPR_PICTURE},
        {"!#ffffff", "'!' takes a number", SKY_EXPR_PICTURE},
        {"#ffffff ? 1 : 2", "the condition before '?' must be a number", SKY_EXPR_PICTURE},
        {"r.g", "a number has no channels", SKY_EXPR_PICTURE},
        {"#ffffff.x", "'.' must be followed by r, g or b", SKY_EXPR_PICTURE},
        {"#ffff", "a colour is #rrggbb", SKY_EXPR_PICTURE},
        {"#fffffff", "a colour is #rrggbb", SKY_EXPR_PICTURE},
        {"1.2.3", "'1.2.3' is not a number", SKY_EXPR_PICTURE},
        {"12abc", "'12abc' is not a number", SKY_EXPR_PICTURE},
        {"0x1g", "'0x1g' is not a number", SKY_EXPR_PICTURE},
        {"0b102", "'0b102' is not a number", SKY_EXPR_PICTURE},
        {"0x", "'0x' is not a number", SKY_EXPR_PICTURE},
        {"t ?= 3; t", "'t' is a name of the language", SKY_EXPR_PICTURE},
        {"k ?= r; k", "the default of a parameter must be a constant", SKY_EXPR_PICTURE},
        {"k ?= 1/0; k", "the default of a parameter must be a finite number", SKY_EXPR_PICTURE},
        {"k=1; k ?= 2; k", "'k' is already defined", SKY_EXPR_PICTURE},
        {"pal(\"fir\",r)", "no palette is called 'fir' (did you mean 'fire'?)", SKY_EXPR_PICTURE},
        {"pal(\"fire)", "the closing \" is missing", SKY_EXPR_PICTURE},
        {"\"fire\"", "a string can only be the name of a palette", SKY_EXPR_PICTURE},
        {"r @ 2", "unexpected '@'", SKY_EXPR_PICTURE},
        {"r \xc3\xa4", "unexpected byte 195", SKY_EXPR_PICTURE},
        {"src", "'src' cannot be used here: only sky-map has an input", SKY_EXPR_PICTURE},
        {"last(0,1)", "column 1: a parameter is one value a frame", SKY_EXPR_PARAMETER},
        {"v=t;last(v,0,1)", "column 11: a parameter is one value a frame", SKY_EXPR_PARAMETER},
        {"at(a,r)", "'at' cannot be used here", SKY_EXPR_PICTURE},
        {"last(3)", "column 6: last() takes a name", SKY_EXPR_PICTURE},
        {"vein=r;last(vien)", "nothing is called 'vien' (did you mean 'vein'?)", SKY_EXPR_PICTURE},
        {"last(a)", "a name of the program: write v = a, and last(v)", SKY_EXPR_PICTURE},
        {"v=last(v).r;v", "column 11: a number has no channels", SKY_EXPR_PICTURE},
        {"v=1;last(v,0,#f00000)", "column 14: the place must be given by numbers", SKY_EXPR_PICTURE},
        {"f(x)=last(x);f(1)", "'x' belongs to the function: last() remembers only names outside", SKY_EXPR_PICTURE},
        {"for k=1,2{v=k};last(v)", "column 21: outside of functions and loops nothing is called 'v'", SKY_EXPR_PICTURE},
        {"v=last(v);for k=1,v{};v", "column 19: the bound of a loop must be a constant", SKY_EXPR_PICTURE},
        {"v=px;integral(last(v))", "argument 1 of integral(speed) must be the same all over", SKY_EXPR_PICTURE},
        {"last()", "too few arguments: last(name[, angle, radius])", SKY_EXPR_PICTURE},
        {"v=1;last(v,1,2,3)", "too many arguments: last(name[, angle, radius])", SKY_EXPR_PICTURE},
        {"speed?=last(v);v=speed;v", "column 8: the default of a parameter must be a constant", SKY_EXPR_PICTURE},
        {"30*r", "column 4: 'r' cannot be used here: a parameter is one value a frame", SKY_EXPR_PARAMETER},
        {"rnd()", "'rnd' cannot be used here: a parameter is one value a frame", SKY_EXPR_PARAMETER},
        {"fbm(x,y,0,9)",
         "column 11: argument 4 of fbm(x[, y, z, octaves, lacunarity, gain]) must be a constant, 1 to 8",
         SKY_EXPR_PICTURE},
        {"fbm(x,y,0,1.5)", "must be a constant, 1 to 8", SKY_EXPR_PICTURE},
        {"fbm(x,y,0,r)", "must be a constant, 1 to 8", SKY_EXPR_PICTURE},
        {"dot(x,y,1)", "too few arguments: dot(x1, y1[, z1, w1], x2, y2[, z2, w2])", SKY_EXPR_PICTURE},
        {"dot(x,y,1,2,3)", "too few arguments", SKY_EXPR_PICTURE},
        {"integral(r)", "argument 1 of integral(speed) must be the same all over a frame", SKY_EXPR_PICTURE},
        {"integral(#fff)", "argument 1 of integral(speed) must be a number", SKY_EXPR_PICTURE},
        {"k ?= 1; k", "a parameter's value cannot declare parameters", SKY_EXPR_PARAMETER},
    };
    int all = 1;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sky_expr *expr = parse(cases[i].text, strlen(cases[i].text), cases[i].scope);
        if (expr || !strstr(sky_error(), cases[i].error)) {
            printf("# %s: %s\n", cases[i].text, expr ? "is accepted" : sky_error());
            all = 0;
        }
        sky_expr_destroy(expr);
    }
    ok(all, "%zu mistakes get their message and place", sizeof cases / sizeof *cases);
    sky_expr_destroy(parse("k = 1\n  2*sinn(k)", 14, SKY_EXPR_PICTURE));
    ok(strcmp(sky_diagnostic_lines(), "    2*sinn\n      ^~~~\n") == 0,
       "an error shows the line with a caret under the word");
    sky_expr_destroy(parse("1", 1, SKY_EXPR_PICTURE));
    ok(*sky_diagnostic_lines() == '\0', "a program without an error shows no line");
}

/* Parses and, when that succeeds, draws two frames; true unless it fails without an error. */
static int survives(const char *text, size_t length)
{
    struct sky_expr *expr = parse(text, length, SKY_EXPR_FILTER);
    if (!expr)
        return *sky_error() != '\0';
    uint8_t source[45] = {0}, frame[45];
    struct sky_evaluator *evaluator = sky_evaluator_create(expr, NULL);
    for (uint64_t n = 0; evaluator && n < 2; n++) {
        struct sky_moment now = sky_moment_at(n, 30);
        sky_evaluator_draw(evaluator, &now, (const uint8_t *const[]){source, source, source, source}, frame);
    }
    sky_evaluator_destroy(evaluator);
    sky_expr_destroy(expr);
    return 1;
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* `before`, `piece` again and again, `after`, and as many `closing` as there were pieces. */
static void repeated(const char *before, const char *piece, size_t count, const char *after, const char *closing,
                     const char *sentence)
{
    size_t size = strlen(before) + count * (strlen(piece) + strlen(closing)) + strlen(after);
    char *text = malloc(size + 1), *at = text;
    if (!text)
        abort();
    at = stpcpy(at, before);
    for (size_t i = 0; i < count; i++)
        at = stpcpy(at, piece);
    at = stpcpy(at, after);
    for (size_t i = 0; i < count; i++)
        at = stpcpy(at, closing);
    double start = seconds();
    int alive = survives(text, size);
    printf("# %.0f ms\n", 1e3 * (seconds() - start));
    ok(alive, "%s", sentence);
    free(text);
}

static void hostile(void)
{
    repeated("", "(", 10000, "1", ")", "10,000 nested parentheses are refused");
    repeated("", "-", 10000, "1", "", "10,000 signs are refused");
    repeated("", "sin(", 10000, "r", ")", "10,000 nested calls are refused");
    repeated("", "2^", 10000, "r", "", "10,000 powers of powers are refused");
    repeated("", "r?1:", 10000, "2", "", "10,000 conditions are refused");
    repeated("", "((", 90, "1", "))", "180 nested parentheses are accepted");
    repeated("r", "+r", 30000, "", "", "a sum of 30,001 terms is drawn");
    repeated("k=r;", "k=k*k+a;", 7000, "k", "", "7,000 statements that each double the expression are drawn");
    repeated("1", "+noise(x*1.1,y,t)", 3000, "", "", "a sum of 3,000 equal noises is drawn");
    repeated("", "\xff", 5000, "", "", "bytes that are not UTF-8 are refused");
    repeated("r", " ", 10 << 20, "", "", "10 MB are refused");
    repeated("#!", "x", 60000, "\nr", "", "a long first line is skipped");
    char many[60000];
    size_t length = 0;
    for (unsigned i = 0; length < sizeof many - 100; i++)
        length += (size_t)sprintf(many + length, "fbm(x*%u,y,t)+", i);
    memcpy(many + length, "1", 2);
    ok(survives(many, length + 1), "more operations than fit are refused");
    ok(survives("r\0r", 3) && strstr(sky_error(), "unexpected byte 0"), "NUL is refused");
    ok(survives("", 0), "an empty program is refused");

    static const char *const odd[] = {
        "1/0", "0/0", "-1/0", "rgb(0/0,1/0,-1/0)", "hsv(1/0)", "pal(0/0)", "pal(\"fire\",1/0*r)", "at(0/0*r,1/0*a)",
        "at(1e38*r,-1e38*a)", "last(a*1e30,0/0)", "noise(1e38*r,-1e38*a,0/0)", "anoise(0/0*r,r/0)", "anoise(1e30)",
        "kaleid(0)", "mod(r,0)", "exp(1e38*r)", "sin(1e38*r)", "log(-r)", "tan(1e20*a)", "hash(0/0*r)", "fbm(1/0*r)",
        "ridge(a/0,r/0,t/0)", "src^0.5", "rnd()*rnd()", "src.r/src.g", "(r-a)^(a*1e9)", "1e999", "square(1/0)",
        "bias(r,0)", "map(r,1,1,0,1)", "smoothstep(r,r,r)", "round(1e30*r)", "trunc(-1/0)", "atan2(a/0,r/0)",
    };
    int alive = 1;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++)
        alive &= survives(odd[i], strlen(odd[i]));
    ok(alive, "NaN and infinities are drawn");
    uint8_t frame[45];
    struct sky_expr *expr = parse("rgb(0/0*r, 2+r, 0.5+0*a)", 24, SKY_EXPR_PICTURE);
    struct sky_evaluator *evaluator = sky_evaluator_create(expr, NULL);
    sky_evaluator_draw(evaluator, &moment, NULL, frame);
    ok(frame[0] == 0 && frame[1] == 255 && frame[2] == 128, "NaN is 0, the rest is clamped and rounded to nearest");
    sky_evaluator_destroy(evaluator);
    sky_expr_destroy(expr);

    /* Words of the language in random order: few parse, and none may crash. */
    static const char *const words[] = {
        "a", "r", "t", "x", "(", ")", ",", "+", "-", "*", "/", "^", "?", ":", ";", "=",
        "1", ".5", "sin(", "noise(", "mix(", "hsv(", "#102030", ".r", "<", "&&", "!", "pal(", "\"fire\"", "src", "at(",
        "last(", "k", "?=", "\n", "for k = 1, 3 {", "for j = k, 2 {", "{", "}", "f(x) =", "f(k", "+=", "*=", "pick(", "x)",
        "rnd()", "%", "1e9",
    };
    for (uint64_t i = 0; i < 20000; i++) {
        char text[400];
        size_t size = 0;
        for (uint64_t k = 0; k < 1 + i % 24; k++)
            size += (size_t)sprintf(text + size, "%s ",
                                    words[sky_random_hash(i, k) % (sizeof words / sizeof *words)]);
        alive &= survives(text, size);
    }
    ok(alive, "20,000 random sequences of words do not crash");
}

/* An operand: often a small integer or a number on an edge, else one from -10 to 10, or from 0 to 1. */
static float operand(uint64_t round, unsigned k)
{
    static const float edges[] = {0, 1, -1, 0.5f, -0.5f, 2, 2.5f, -2.5f, 1e5f, 1e30f, -1e30f, INFINITY, -INFINITY, NAN};
    uint64_t random = sky_random_hash(round, k);
    double unit = sky_random_unit(round + 1000000, k);
    switch (random % 8) {
    case 0:
        return edges[random / 8 % (sizeof edges / sizeof *edges)];
    case 1:
        return (float)(random / 8 % 21) - 10;
    case 2:
    case 3:
        return (float)unit;
    default:
        return (float)(unit * 20 - 10);
    }
}

/* How far the value of a row may be from that of doubles: 2e-6 of its size and of 1, and for some operations more,
 * because a small error of a part of the formula is a large one of its value. */
static double tolerance(enum sky_op op, const double *operands, double value)
{
    double size = fabs(value) + 1;
    switch (op) {
    case SKY_OP_MOD: /* the quotient is on one or the other side of an integer */
        return fabs(operands[1]) * 1.00001 + 2e-6 * (fabs(operands[0]) + size);
    case SKY_OP_FRACT:
    case SKY_OP_TRIANGLE:
        return 2e-6 * (fabs(operands[0]) + 1);
    case SKY_OP_PALETTE_STEP: /* rounded to one or the other step */
        return 1;
    case SKY_OP_MIX:
        return 2e-6 * (fabs(operands[0]) + fabs(operands[1]) + size);
    case SKY_OP_SIN: /* of larger angles floats know nothing */
    case SKY_OP_COS:
        return fabs(operands[0]) > 1e5 ? 2.1 : 2e-6;
    case SKY_OP_TAN:
        return fabs(operands[0]) > 1e5 ? INFINITY : 2e-6 * size * size;
    default:
        return 2e-6 * size;
    }
}

/* The value of a row is that of doubles, as far as a float can hold it. */
static bool agree(enum sky_op op, const double *operands, float row, double number)
{
    if (isnan(row) || isnan(number))
        return isnan(row) == isnan(number) || (op == SKY_OP_MOD && fabs(operands[0]) > FLT_MAX);
    if (isinf(row)) /* floats end at 3.4e38, and their squares at 1.8e19 */
        return fabs(number) > (op == SKY_OP_HYPOT ? 1.8e19 : 0.99 * FLT_MAX);
    double difference = fabs(row - number);
    if (op == SKY_OP_ATAN2) /* pi and -pi are one angle */
        difference = fmin(difference, fabs(difference - SKY_TAU));
    if (op == SKY_OP_TURN) /* 0 and 1 are one place */
        return difference == 0 || fmin(difference, 1 - difference) <= 2e-7 * (1 + fabs(operands[0]));
    return difference <= tolerance(op, operands, number);
}

static void operations(void)
{
    const struct sky_kernels *kernels = sky_kernels_all()[0];
    const struct sky_expr_row place = {.vanes = 5, .pixels = 3};
    for (enum sky_op op = 0; op < SKY_OP_COUNT; op++) {
        const struct sky_operation *operation = &sky_operations[op];
        if (operation->is_state)
            continue;
        int all = operation->name && operation->cost > 0 && kernels->expr->op[op][0].kernel;
        for (uint64_t round = 0; all && operation->number && round < 20000; round++) {
            float values[SKY_OPERANDS_MAX] = {0}, row;
            const float *rows[SKY_OPERANDS_MAX];
            double operands[SKY_OPERANDS_MAX] = {0};
            for (unsigned k = 0; k < SKY_OPERANDS_MAX; k++)
                rows[k] = &values[k];
            for (unsigned k = 0; k < operation->operands; k++)
                operands[k] = values[k] = operand(round, k);
            if (op == SKY_OP_PALETTE)
                operands[0] = values[0] = (float)(round % SKY_PALETTE_STEPS);
            bool is_around = op != SKY_OP_NOISE3_CELLS && operation->operands == 6;
            for (unsigned k = op == SKY_OP_NOISE2_CELLS ? 2 : is_around ? 4 : 3;
                 operation->operands >= 4 && op != SKY_OP_ANOISE && k < operation->operands; k++)
                operands[k] = values[k] = (float)((int)(round * 997 % 33554433) - 16777216); /* cells */
            if (op == SKY_OP_FOLD) /* whole numbers; others are one number a frame */
                operands[0] = values[0] = rintf(values[0]);
            if (op == SKY_OP_ANOISE || op == SKY_OP_ANOISE_CELLS)
                operands[1] = values[1] = (float)(1 + round % 100); /* periods */
            kernels->expr->op[op][0].kernel(&row, rows, 1, &place, 6);
            double number = operation->number(operands, 6);
            if (!agree(op, operands, row, number)) {
                printf("# %s of %.9g, %.9g, %.9g, %.9g: a row has %.9g, doubles have %.17g\n", operation->name,
                       operands[0], operands[1], operands[2], operands[3], (double)row, number);
                all = 0;
            }
        }
        ok(all, "%s: rows and doubles agree", operation->name ? operation->name : "an operation without a row");
    }
}

/* The parameters that a signature names. */
static size_t parameters_of(const char *signature)
{
    const char *open = strchr(signature, '(');
    if (strstr(signature, "..."))
        return SKY_ARGUMENTS_MAX;
    size_t count = open && open[1] != ')';
    for (const char *c = open; c && *c; c++)
        count += *c == ',';
    return count - (strstr(signature, "\"name\",]") != NULL);
}

static void tables(void)
{
    for (const struct sky_function *function = sky_functions; function->name; function++) {
        size_t length = strlen(function->name), most = sky_function_most(function);
        int good = strncmp(function->signature, function->name, length) == 0 && function->signature[length] == '(' &&
                   sky_function_find(function->name, length) == function && *function->text &&
                   function->least <= most && most <= SKY_ARGUMENTS_MAX &&
                   strspn(function->types, "nvfop") == strlen(function->types) &&
                   (function->op >= 0) + !!function->number + !!function->value == 1 &&
                   parameters_of(function->signature) == most &&
                   function->repeated <= strlen(function->types) &&
                   (function->least < most) == (strpbrk(function->signature, "[.") != NULL && most > 1);
        ok(good, "%s: its row is complete, and its signature shows its arguments", function->name);
    }
    for (const struct sky_name *name = sky_names; name->name; name++)
        ok(sky_name_find(name->name, strlen(name->name)) == name && *name->text && name->build,
           "%s: its row is complete", name->name);
}

/* Whether the first sine of a program is computed only on one side of a condition. */
static int is_in_branch(const char *text)
{
    struct sky_expr *expr = parse(text, strlen(text), SKY_EXPR_FILTER);
    struct sky_plan plan;
    int result = -1;
    if (expr && sky_plan_init(&plan, expr) == 0) {
        static struct sky_branches found;
        sky_branches_find(&found, &plan);
        for (uint32_t i = plan.count; i-- > 0;)
            if (sky_plan_node(&plan, i)->op == SKY_OP_SIN)
                result = plan.nodes[i].branch > 0;
        sky_plan_finish(&plan);
    }
    sky_expr_destroy(expr);
    return result;
}

static void branches(void)
{
    static const struct {
        const char *text;
        int is_in_branch;
    } cases[] = {
        {"t < 1 ? sin(d+t) : r", 1}, {"t < 1 ? r : sin(d+t)", 1}, {"if(t < 1, hsv(sin(d+t)), #f00)", 1},
        {"k ?= 1; k > 0 ? sin(d+t*u) : r", 1}, {"pick(n, r, u, sin(d+t), 1)", 1}, {"(t < 1 ? r : 2*sin(d+t)^3) + u", 1},
        {"t < 1 ? t < .5 ? sin(d+t) : r : u", 1}, {"p = sin(d+t); t < 1 ? (n % 2 ? p : 1-p) : u", 1},
        {"p = sin(d+t); t < 1 ? p : 1-p", 0}, {"p = sin(d+t); (t < 1 ? p : r) + p", 0}, {"r < t ? sin(d+t) : r", 0},
        {"p = sin(d+t) + last(p); t < 1 ? p : r", 0}, {"t < 1 ? sin(d+t) + last(a,r) : r", 1},
    };
    int all = 1;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (is_in_branch(cases[i].text) != cases[i].is_in_branch) {
            printf("# %s\n", cases[i].text);
            all = 0;
        }
    ok(all, "only what one side of a condition needs is left out with it");
}

/* The value of a SKY_EXPR_PARAMETER in a frame. */
static double value_in(struct sky_expr *expr, uint64_t n)
{
    const struct sky_moment now = sky_moment_at(n, 30);
    double value[3];
    sky_expr_evaluate(expr, &now, value);
    return value[0];
}

static void integrals(void)
{
    struct sky_expr *expr = parse("integral(n < 30 ? 1 : 3)", 24, SKY_EXPR_PARAMETER);
    double worst = 0, value = 0, before;
    for (uint64_t n = 0; n <= 60; n++) {
        before = value;
        value = value_in(expr, n);
        worst = fmax(worst, value - before);
    }
    ok(fabs(value - 4) < 1e-12 && worst < 0.1001, "integral() goes on from where it is when the speed changes");
    sky_expr_destroy(expr);
    expr = parse("integral(n < 1 ? 2 : n == 10 ? 1/0 : 2)", 39, SKY_EXPR_PARAMETER);
    for (uint64_t n = 0; n <= 30; n++)
        value = value_in(expr, n);
    ok(fabs(value - 2 + 2 / 30.0) < 1e-12, "integral() counts a speed that is no number as 0");
    sky_expr_destroy(expr);
    expr = parse("k ?= 2; integral(k)", 19, SKY_EXPR_PICTURE);
    ok(expr && !sky_expr_state(expr), "integral() of a parameter is known at any time");
    sky_expr_destroy(expr);
    expr = parse("integral(sin(t))", 16, SKY_EXPR_PICTURE);
    ok(expr && strcmp(sky_expr_state(expr), "integral()") == 0, "integral() of what changes with time is not");
    sky_expr_destroy(expr);
}

static double part(double x)
{
    return x - floor(x);
}

static double late_sine(double t, double turn, double radius)
{
    (void)radius;
    return 0.5 + 0.5 * sin(5 * turn * SKY_TAU + 3 * t);
}

static double late_fract(double t, double turn, double radius)
{
    return part(turn - t / 4 + radius);
}

static double late_floor(double t, double turn, double radius)
{
    (void)turn;
    return part(3 * radius + t);
}

static double late_product(double t, double turn, double radius)
{
    return 0.5 + 0.5 * sin(SKY_TAU * (part(t * turn * 5 / 50) + radius));
}

static double late_modulus(double t, double turn, double radius)
{
    (void)radius;
    return fmod(rint(turn * 5) + rint(t * 30), 2) / 2;
}

/* After ten years at 30 frames a second, the picture of what is drawn by floats and by doubles, beside libm. */
static void years(void)
{
    static const struct {
        const char *text;
        double (*value)(double t, double turn, double radius);
    } cases[] = {
        {"0.5+0.5*sin(5*a+3*t)", late_sine}, {"fract(u-t/4+r)", late_fract}, {"p=3*r+t+0*x; p-floor(p)", late_floor},
        {"wave(t*vane/50+r)", late_product}, {"(vane+n)%2/2", late_modulus},
    };
    const struct sky_moment late = {.n = UINT64_C(9467280007), .t = 9467280007 / 30.0, .fps = 30};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct sky_expr *expr = parse(cases[k].text, strlen(cases[k].text), SKY_EXPR_PICTURE);
        struct sky_evaluator *evaluator = expr ? sky_evaluator_create(expr, NULL) : NULL;
        uint8_t frame[5 * 3 * 3];
        double worst = 255;
        if (evaluator) {
            sky_evaluator_draw(evaluator, &late, NULL, frame);
            worst = 0;
            for (int i = 0; i < 15; i++) {
                int vane = i / 3;
                double value = cases[k].value(late.t, vane / 5.0, (i % 3 + 0.5) / 3);
                worst = fmax(worst, fabs(frame[3 * i] - 255 * value));
            }
        }
        sky_evaluator_destroy(evaluator);
        sky_expr_destroy(expr);
        ok(worst <= 0.51, "after ten years %s is off by at most half a step of 255 (%.2f)", cases[k].text, worst);
    }
}

/* Parameters too: from one frame to the next their noise changes a little, and their hash altogether. */
static void late_parameters(void)
{
    static const char *const texts[] = {"noise(t)", "snoise(t/3,t)", "fbm(1,t/2,3)", "hash(n)", "hash(t)",
                                        "hash(floor(t*30+0.5))"};
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        struct sky_expr *expr = parse(texts[k], strlen(texts[k]), SKY_EXPR_PARAMETER);
        double before = NAN, least = 1, most = 0, value[3];
        for (uint64_t n = UINT64_C(9467280007); expr && n < UINT64_C(9467280047); n++) {
            sky_expr_evaluate(expr, &(struct sky_moment){.n = n, .t = n / 30.0, .fps = 30}, value);
            least = fmin(least, fabs(value[0] - before));
            most = fmax(most, fabs(value[0] - before));
            before = value[0];
        }
        sky_expr_destroy(expr);
        ok(least > 0 && (*texts[k] == 'h' ? most > 0.5 : most < 0.15),
           "after ten years %s changes by %.2g to %.2g from frame to frame", texts[k], least, most);
    }
}

/* A program that has nearly as many operations as there may be is drawn, whatever it takes to keep it exact. */
static void large(void)
{
    enum { STATEMENTS = 2600 };
    static char text[STATEMENTS * 24 + 100];
    size_t length = (size_t)sprintf(text, "v=t+x;");
    for (int i = 0; i < STATEMENTS; i++)
        length += (size_t)sprintf(text + length, "v=round(v*%d+t+y);", i % 7 + 2);
    length += (size_t)sprintf(text + length, "sin(v)");
    struct sky_expr *expr = parse(text, length, SKY_EXPR_PICTURE);
    struct sky_evaluator *evaluator = expr ? sky_evaluator_create(expr, NULL) : NULL;
    uint8_t frame[5 * 3 * 3];
    if (evaluator)
        sky_evaluator_draw(evaluator, &moment, NULL, frame);
    ok(evaluator != NULL, "%d roundings of time and place are drawn", STATEMENTS);
    sky_evaluator_destroy(evaluator);
    sky_expr_destroy(expr);
}

static void state(void)
{
    static const struct {
        const char *text;
        bool has_state;
    } cases[] = {
        {"sin(a+t)", false}, {"at(a+t,r)", false}, {"0.9*last(a,r)", true}, {"old=last(a+t,r);max(src,old)", true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sky_expr *expr = parse(cases[i].text, strlen(cases[i].text), SKY_EXPR_FILTER);
        ok(expr && (sky_expr_state(expr) != NULL) == cases[i].has_state, "%s has %s state", cases[i].text,
           cases[i].has_state ? "a" : "no");
        sky_expr_destroy(expr);
    }
}

int main(void)
{
    operations();
    tables();
    values();
    errors();
    integrals();
    branches();
    hostile();
    years();
    late_parameters();
    large();
    state();
    return done();
}
