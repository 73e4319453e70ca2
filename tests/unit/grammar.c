/* SPDX-License-Identifier: ISC */
/* Functions, loops and names in the expression language: what they are equal to, what is refused and where, and what
 * programs do that grow without end. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <sky/error.h>

#include "expr/diagnostic.h"
#include "expr/evaluator.h"
#include "expr/foreign.h"
#include "expr/functions.h"
#include "expr/names.h"
#include "expr/program.h"
#include "tap.h"

#define FRAME_BYTES (24 * 8 * 3)

static struct sky_expr *parse(const char *text, enum sky_expr_scope scope)
{
    return sky_expr_parse(text, strlen(text),
                          &(struct sky_expr_setting){.scope = scope, .geometry = {24, 8, 1}, .seed = 1});
}

/* The third frame of a program; false, with the error printed, if there is none. */
static bool draw(const char *text, uint8_t frame[FRAME_BYTES])
{
    struct sky_expr *expr = parse(text, SKY_EXPR_PICTURE);
    struct sky_evaluator *evaluator = expr ? sky_evaluator_create(expr, NULL) : NULL;
    if (evaluator)
        sky_evaluator_draw(evaluator, &(struct sky_moment){.n = 2, .t = 0.4, .fps = 5}, NULL, frame);
    else
        printf("# %s: %s\n", text, sky_error());
    bool is_drawn = evaluator;
    sky_evaluator_destroy(evaluator);
    sky_expr_destroy(expr);
    return is_drawn;
}

static bool draw_same(const char *left, const char *right)
{
    uint8_t frames[2][FRAME_BYTES];
    if (!draw(left, frames[0]) || !draw(right, frames[1]))
        return false;
    bool same = memcmp(frames[0], frames[1], FRAME_BYTES) == 0;
    if (!same)
        printf("# these differ: %s | %s\n", left, right);
    return same;
}

static void equal_programs(void)
{
    static const struct {
        const char *program, *equal;
    } cases[] = {
        /* functions */
        {"f(x) = x*2; f(r)", "r*2"},
        {"f(x, k) = x^k; f(r, 3)", "r^3"},
        {"f() = wave(t); f()", "wave(t)"},
        {"f(x) = {\n  y = x*2\n  y + 0.1\n}\nf(r)", "r*2 + 0.1"},
        {"f(x) =\n{ y = x\n\n y; } f(r)", "r"},
        {"f(x) = x +\n  1\nf(r)/2", "(r + 1)/2"},
        {"f(x) = x*2; g(x) = f(f(x)); g(r)/4", "r"},
        {"f(x) = x*2; f(f(f(r)))/8", "r"},
        {"f(c) = c/2; f(#8040c0)*f(r)", "#8040c0/2*(r/2)"},
        {"f(c, d) = mix(c, d, 0.5); f(#8040c0, r)", "mix(#8040c0, r, 0.5)"},
        {"f(c) = c.g; f(#8040c0)", "#8040c0.g"},
        {"f(c) = max(c, 0.2).g + min(c, 1).r; f(#8040c0)", "#8040c0.g + #8040c0.r"},
        {"f(x) = x + rnd(); rnd()", "rnd()"},
        {"f(x) = rnd(); f(1) - f(1) + rnd()", "rnd() - rnd() + rnd()"},
        {"noise(p) = p*2; noise(r)", "r*2"},
        {"step(x) = x*2; step(r) + step*0.01", "r*2 + n*0.01"},
        {"f(r) = r; f(0.3)", "0.3"},
        {"f(x) = x\nf = 0.2; f(0.3) + f", "0.3 + 0.2"},
        {"f(x) = { x *= 2; x += r; x }; f(0.1) + f(0.2)", "0.2 + r + 0.4 + r"},
        {"f(x) = { r = x; r }; f(0.3) + r", "0.3 + r"},
        {"f(x) = { r *= x; r }; f(0.3) + r", "r*0.3 + r"},
        {"r = r/2; f(x) = { r *= x; r }; f(3) + r", "r/2*3 + r/2"},
        {"k = 2; f(x) = { k = 3; x*k }; f(r)*k", "r*6"},
        {"k = 2; f(x) = x*k; k = 3; f(r)*k", "r*6"},
        {"k = 2; f(x) = x*k; k = 3; g(x) = x*k; k = 5; (f(r) + g(r))*k", "r*25"},
        {"k = 2; f(x) = x*k; k = 3; k = 4; k = k + 1; f(r)*k", "r*10"},
        {"k = 2; f(x) = x*k; k = #406080; f(r)*k", "r*2*#406080"},
        {"f(x) = x*r; r = 0.5; f(1) + r", "r + 0.5"},
        {"speed ?= 2; f(x) = x*speed; speed = speed/4; f(r)*speed", "r"},
        /* loops */
        {"v = 0; for k = 1, 4 { v += sin(k*a) } v/4", "(sin(a) + sin(2*a) + sin(3*a) + sin(4*a))/4"},
        {"v = 0\nfor k = 1, 3\n{\n  w = k*r\n  v = v + w\n}\nv/4", "(r + 2*r + 3*r)/4"},
        {"v = r; for k = 3, 1 { v = 0 } v", "r"},
        {"v = r; for k = 1.5, 3 { v += k/10 } v", "r + 0.15 + 0.25"},
        {"v = 0; for k = -1, 1 { v += k*k } v*r/2", "r"},
        {"v = 0; for k = 1, 2 { for j = k, 2 { v += j*r } } v/5", "(r + 2*r + 2*r)/5"},
        {"v = 0; for k = 1, vanes/8 { v += k } v*r/6", "r"},
        {"k = 0.3; v = 0; for k = 1, 3 { v = k/10 } v + k", "0.3 + 0.3"},
        {"v = 0; for k = 1, 3 { q = v; v = q + 0.1 } v", "0 + 0.1 + 0.1 + 0.1"},
        {"for k = 1, 3 { r *= 0.5 } r", "r/8"},
        {"for k = 1, 2 { for j = 1, 2 { r *= 0.5; q = j } } r", "r/16"},
        {"f(x) = x*r; for k = 1, 2 { r = f(1)*0.5 } r", "r/2"},
        {"f(x) = x*r; for k = 1, 2 { r = k } f(1) + r*0", "r"},
        {"k = 1; f(x) = x*k; for j = 1, 3 { k += j } f(r)*k", "r*7"},
        {"for k = 1, 3 { } r", "r"},
        {"for k = 1, 9 { x = k }\n y = x\n r", "r"},
        /* both */
        {"f(x, k) = { s = 0; for j = 1, k { s += sin(j*x) } s }; f(a, 2) + f(a, 0) + f(r, 1)",
         "sin(a) + sin(2*a) + sin(r)"},
        {"f(n) = { v = 0; for k = 1, 10/(n - 1) { v += r } v }; f(6)/2", "r"},
        {"f(n) = { v = 0; for k = 1, 1e9*n { v += r } v }; f(2e-9)/2", "r"},
        {"c = r; f(n) = { s = 1; for j = 2, n { s *= hypot(c, 1) } s }; c = #ffffff; f(1)*r*c", "r*#ffffff"},
        {"f(x) = x/2; v = 1; for k = 1, 3 { v = f(v) } v + f(r)", "0.125 + r/2"},
        /* lines */
        {"c = x > 0\n  ? #f00\n  : y > 0 // above\n\n // left\n  ? #0f0\n  : #00f\nc", "x > 0 ? #f00 : y > 0 ? #0f0 : #00f"},
        {"v = r\n  * 2\n  / 3 ^ 1\n  ^ 2\nv\n  == 0 || r\n  < 0.5", "r*2/3 == 0 || r < 0.5"},
        {"v = r\n-v", "-r"},
        {"v = r\nv--v", "r + r"},
        {"v = r\n\n\n+v\n\n", "r"},
        /* names given again */
        {"r = r*2; r/2", "r"},
        {"r *= 2; kaleid(4) + r*0", "kaleid(4)"},
        {"a = 1; x + y", "x + y"},
        {"x += 1; y -= 1; x*0.1 - y*0.1", "(x + 1)*0.1 - (y - 1)*0.1"},
        {"r %= 0.25; r /= 2; r", "(r % 0.25)/2"},
        {"r *= 1 + 1; r", "r*2"},
        {"pi = 3; e = 2; t = 1; pi*e*t*r/6", "r"},
        {"c = #8040c0; c *= 0.5; c += r; c", "#8040c0*0.5 + r"},
        {"a = r +\n 1; a /=\n 2; a", "(r + 1)/2"},
    };
    int all = 1;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        all &= draw_same(cases[i].program, cases[i].equal);
    ok(all, "%zu programs draw what those draw that they are equal to", sizeof cases / sizeof *cases);
}

static void errors(void)
{
    static const struct {
        const char *text, *error;
    } cases[] = {
        {"f(x) = f(x - 1); r", "line 1, column 8: 'f' cannot call itself: a function sees only those before it"},
        {"f(x) = g(x)\n g(x) = x; r", "column 8: 'g' is defined below, in line 2, column 2: a function sees only those"},
        {"f(x) = sinn(x); r", "column 8: no function is called 'sinn' (did you mean 'sin'?)"},
        {"f(x) = { y = x\n y + 1", "line 1, column 8: the '}' that closes this block is missing"},
        {"f(x) = { y = x }; f(r)", "column 16: the final expression, which is the function's result, is missing"},
        {"f(x) = { x + 1\nf(r)", "line 2, column 1: nothing may follow the final expression, which is the result of the "
                                 "function: is its '}' missing?"},
        {"f(x) = { x; y = 2; }; f(r)", "column 13: nothing may follow the final expression"},
        {"f(x) = { x y }; f(r)", "column 12: unexpected 'y'"},
        {"f(x) = x; f(1, 2)", "column 16: too many arguments: f(x)"},
        {"f(x, k) = x; f(1)", "column 14: too few arguments: f(x, k)"},
        {"ring(x) = x; rings(1)", "no function is called 'rings' (did you mean 'ring'?)"},
        {"f(x, x) = x; r", "column 6: two parameters are called 'x'"},
        {"f(x) = x; f(x) = 2; r", "column 11: 'f' is already a function, of line 1, column 1; choose another name"},
        {"f(x) = x; r; f(2)", "nothing may follow the final expression"},
        {"for k = 1, 3 { f(x) = k; } r", "a function must be defined outside of other functions and loops"},
        {"f(x) = { g(y) = y; g(x) }; r", "a function must be defined outside of other functions and loops"},
        {"f(x) = { k ?= 2; x*k }; r", "a parameter must be declared outside of functions and loops"},
        {"for k = 1, 2 { p ?= 2; } r", "a parameter must be declared outside of functions and loops"},
        {"c = 1; f(x) = { c += x; c }; f(r)", "column 17: a function cannot change 'c' of the program"},
        {"f(x) = q*x; q = 2; f(r)", "column 8: 'q' is given its value below, in line 1, column 13; last(q) is that"},
        {"f(x) = { q = 2; x }; f(r)*q", "column 27: 'q' of line 1, column 10 is known only in its loop or function"},
        {"f(x) = x; r*f", "'f' is a function: f(x)"},
        {"f(x) = x.r; f(r)", "column 10: a number has no channels (in f, called in line 1, column 13)"},
        {"f(x) = t.r; r", "column 10: a number has no channels"},
        {"f(x) = #fff < x; r", "'<' takes numbers, and the left side is a colour"},
        {"f(x) = hypot(x, 1)\ng(x) = f(x)\nh(x) = g(x)\nh(#fff)",
         "line 1, column 14: argument 1 of hypot(x, y) must be a number, and this is a colour (in f, called in line 2, "
         "column 8) (in h, called in line 4, column 1)"},
        {"for k = 1, 3 { sinn(k) } r", "column 16: no function is called 'sinn'"},
        {"for k = 5, 3 { sinn(k) } r", "column 16: no function is called 'sinn'"},
        {"f(x) = { for k = 2, x { sinn(k) } x }; r", "column 25: no function is called 'sinn'"},
        {"for k = 1, 3 { k } r", "column 16: a loop has no result: give the value to a name"},
        {"for k = 1, 3 { k = 2 } r", "'k' counts the turns of the loop; choose another name"},
        {"for k = 1, 3 { q = 2 } q", "'q' of line 1, column 16 is known only in its loop or function"},
        {"for k = 1, 3 { q += 2 } q", "column 16: nothing is called 'q'"},
        {"for k = 1, t { } r", "column 12: the bound of a loop must be a constant"},
        {"p ?= 3; for k = 1, p { } r", "column 20: the bound of a loop must be a constant"},
        {"for k = r, 3 { } r", "column 9: the bound of a loop must be a constant"},
        {"for k = 1, #fff { } r", "the bound of a loop must be a number, and this is a colour"},
        {"for k = 1, 1/0 { } r", "the bound of a loop must be a finite number"},
        {"for k = 0/0, 1 { } r", "the bound of a loop must be a finite number"},
        {"f(n) = { for k = 1, n { } n }; f(1/0)", "must be a finite number (in f, called in line 1, column 32)"},
        {"f(n) = { for k = 1, n { } n }; f(1e9)", "turns (at most 16384) (in f, called in line 1, column 32)"},
        {"for k = 1, 1e9 { } r", "the loop has 1000000000 turns (at most 16384)"},
        {"for k = 1, 3 v += k", "'{' is missing before 'v'"},
        {"for k = 1, 3 { v = k", "column 14: the '}' that closes this block is missing"},
        {"for k = 1 { } r", "the last value of 'k' is missing: a loop is written for k = 1, 16 { ... }"},
        {"for (int i = 0; i < 3; i++) { } r", "column 1: a loop is written for k = 1, 16 { ... }"},
        {"for k in r { } r", "a loop is written for k = 1, 16 { ... }"},
        {"for = 3; r", "a loop is written for k = 1, 16 { ... }"},
        {"v = 0\nfor k = 1, 3 {\n v += k == 3 ? #fff : #000\n v = hypot(v, 1) }\nv",
         "line 4, column 12: argument 1 of hypot(x, y) must be a number, and this is a colour"},
        {"v = 1\nfor k = 1, 3 {\n w = hypot(v, k)\n v = #fff }\nv",
         "line 3, column 12: argument 1 of hypot(x, y) must be a number, and this is a colour (when k is 2)"},
        {"v = r\n= 2\nv", "line 2, column 1: a value is missing before '='"},
        {"v = r;\n* 2", "line 2, column 1: a value is missing before '*'"},
        {"} r", "unexpected '}'"},
        {"{ r }", "a value is missing before '{'"},
        {"q += 2; q", "nothing is called 'q'"},
        {"src *= 2; r", "'src' cannot be used here"},
        /* words from elsewhere */
        {"vec3(r, r, r)", "no function is called 'vec3': write rgb(red, green, blue) for a colour"},
        {"vec2 p = x; r", "nothing is called 'vec2': there are no vectors"},
        {"float p = x; r", "nothing is called 'float': a name has no type: write x = 3"},
        {"time*r", "nothing is called 'time': write t, in seconds"},
        {"time(0.1)", "no function is called 'time': write cycle(s)"},
        {"sin(iTime)", "column 5: nothing is called 'iTime': write t"},
        {"times = 2; time*r", "nothing is called 'time' (did you mean 'times'?)"},
        {"gl_FragColor = #fff", "column 1: the result is missing: the last expression is the colour of the pixel"},
        {"v = 0; v++; v", "column 8: write v += 1"},
        {"v = 0; for k = 1, 3 { v--\n } v", "column 23: write v -= 1"},
        {"ring(p) { abs(r - p) }; ring(1)", "column 1: a function is defined with '=': ring(...) = { ... }"},
        {"(t, i, x, y) => sin(t)", "column 3: unexpected ',': there are no vectors; give each number a name"},
        {"f(x) => x*2; f(3)", "column 7: unexpected '=>': a function is written f(x) = expression"},
        {"k := 3; k", "column 3: unexpected ':=': write ="},
        {"floor(r) << 2", "column 10: unexpected '<<': write x * 2^k"},
        {"r > 0 and a > 1", "column 7: unexpected 'and': write &&"},
        {"not r", "nothing is called 'not': write !"},
        {"if (r) 1 else 0", "too few arguments: if(condition, x, y)"},
        {"hsv(h=0.3, 1, 1)", "column 5: 'h' is given a value inside an expression: write that as a statement"},
        {"Red", "nothing is called 'Red': write the colour as #ff0000"},
        {"function f(x) { x }", "nothing is called 'function': write f(x) = expression"},
        {"f(x) = { return x }; r", "nothing is called 'return': the last expression of a block is its result"},
        {"if x > 0 { r }", "'if' is a function: if(condition, x, y)"},
        {"while (r) { }", "no function is called 'while': a loop is written for k = 1, 16 { ... }"},
        {"texture(a, r)", "no function is called 'texture': write src for this pixel of the input"},
        {"Math.sin(r)", "nothing is called 'Math': write the function alone"},
        {"#define K 3\nr", "there is no preprocessor: write k = 3"},
        {"r & 1", "unexpected '&': write && and ||"},
        {"[1, 2]", "unexpected '[': write pick(k, v0, v1, ...)"},
        {"/* no */ r", "a comment begins with // and goes to the end of the line"},
        {"r.xy", "column 2: '.' must be followed by r, g or b: there are no vectors"},
    };
    int all = 1;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sky_expr *expr = parse(cases[i].text, SKY_EXPR_PICTURE);
        if (expr || !strstr(sky_error(), cases[i].error)) {
            printf("# %s: %s\n", cases[i].text, expr ? "is accepted" : sky_error());
            all = 0;
        }
        sky_expr_destroy(expr);
    }
    ok(all, "%zu mistakes get their message and place", sizeof cases / sizeof *cases);
    sky_expr_destroy(parse("f(x) = hypot(x, 1)\n\n1 + f(#fff)", SKY_EXPR_PICTURE));
    ok(strcmp(sky_diagnostic_lines(), "  f(x) = hypot(x, 1)\n               ^\n  1 + f(#fff)\n      ^\n") == 0,
       "an error in a function shows its line, and below it the call");
    sky_expr_destroy(parse("f(x) = x.r; f(t)", SKY_EXPR_PARAMETER));
    ok(strcmp(sky_error(), "column 10: a number has no channels (in f, called in column 13)") == 0 &&
       *sky_diagnostic_lines() == '\0', "in a parameter it is one line");
}

/* What does not depend on the turn of a loop costs nothing in it. */
static void folding(void)
{
    static const char *const texts[] = {
        "1 ? 3 : t", "0 ? t : 3", "pick(1, t, 2, t)", "0 && t", "t && 0", "1 || t", "t || 1", "if(2 > 1, 0, t)",
        "v = 0; for k = 1, 3 { v = k == 3 ? k : v + t } v", "f(k) = k > 1 && t > 3 ? t : 0; f(1)",
    };
    int all = 1;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct sky_expr *expr = parse(texts[i], SKY_EXPR_PARAMETER);
        double value;
        if (!expr || !sky_expr_is_constant(expr, &value))
            all = 0, printf("# %s: %s\n", texts[i], expr ? "is computed each frame" : sky_error());
        sky_expr_destroy(expr);
    }
    ok(all, "%zu choices of a constant are made when the program is read", sizeof texts / sizeof *texts);
}

/* A word that the language has, or has come to have, needs no advice. */
static void foreign_words(void)
{
    int all = 1, count = 0;
    for (const struct sky_foreign *foreign = sky_foreign; foreign->word; foreign++, count++) {
        size_t length = strlen(foreign->word);
        bool is_ours = (strchr("fb", foreign->use) && sky_function_find(foreign->word, length)) ||
                       (strchr("nbo", foreign->use) && sky_name_find(foreign->word, length));
        if (is_ours || !strchr("fnboi", foreign->use) || !*foreign->advice)
            all = 0, printf("# %s: %s\n", foreign->word, is_ours ? "is of the language" : "its row is not complete");
    }
    ok(all, "none of %d foreign words is a word of the language", count);
}

static double seconds(void)
{
    struct timespec now;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* A program that would grow without end is refused with this error, soon. */
static void refused(const char *text, const char *error, const char *sentence)
{
    double start = seconds();
    struct sky_expr *expr = parse(text, SKY_EXPR_PICTURE);
    double taken = seconds() - start;
    bool good = !expr && strstr(sky_error(), error);
    printf("# %.0f ms: %s\n", 1e3 * taken, expr ? "is accepted" : sky_error());
    sky_expr_destroy(expr);
    ok(good && taken < 5, "%s", sentence);
}

static void growth(void)
{
    char text[60000];
    size_t length = (size_t)sprintf(text, "f0(x) = x*1.1\n");
    for (int i = 1; i <= 40; i++)
        length += (size_t)sprintf(text + length, "f%d(x) = f%d(x) + f%d(x + %d)\n", i, i - 1, i - 1, i);
    sprintf(text + length, "f40(r)");
    refused(text, "with its loops and calls written out", "functions that call each other twice, 40 deep, are refused");

    length = (size_t)sprintf(text, "f0(x) = x\n");
    for (int i = 1; i <= 240; i++)
        length += (size_t)sprintf(text + length, "f%d(x) = f%d(x + 1)\n", i, i - 1);
    sprintf(text + length, "r");
    refused(text, "nested too deeply", "functions that call each other 240 deep are refused");
    for (length = 0; length < 50000;)
        length += (size_t)sprintf(text + length, "for k = 1, 2 { ");
    refused(text, "nested too deeply", "thousands of nested loops are refused");
    for (length = 0; length < 300;)
        length += (size_t)sprintf(text + length, "for k = 1, 2 { ");
    for (int i = 0; i < 20; i++)
        text[length++] = '}';
    sprintf(text + length, "r");
    refused(text, "with its loops and calls written out", "twenty nested loops of two turns are refused");
    refused("v = r; for k = 1, 16000 { v = sin(v + k) } v", "more than 16384 operations",
            "a loop of too many operations is refused");
    refused("for k = 1, 16384 { for j = 1, 16384 { } } r", "its loops need fewer turns",
            "empty loops of too many turns are refused");
    for (length = 0; length < 50000;)
        length += (size_t)sprintf(text + length, "f%zu(x)=x\n", length);
    refused(text, "the program defines more than 250 functions", "thousands of functions are refused");
    length = (size_t)sprintf(text, "f(");
    while (length < 50000)
        length += (size_t)sprintf(text + length, "x%zu,", length);
    sprintf(text + length, "x)=1");
    refused(text, "a function has at most 16 parameters", "thousands of parameters are refused");

    /* What is known at the top of a program's limits. */
    double start = seconds();
    uint8_t frame[FRAME_BYTES];
    ok(draw("v = r; for k = 1, 1365 { v = sin(v + k*a)*0.99 } v", frame), "a loop of 4,095 operations is drawn");
    printf("# %.1f ms\n", 1e3 * (seconds() - start));
    length = (size_t)sprintf(text, "f0(x) = x*1.1\n");
    for (int i = 1; i <= 60; i++)
        length += (size_t)sprintf(text + length, "f%d(x) = f%d(x)\n", i, i - 1);
    sprintf(text + length, "f60(r)");
    ok(draw_same(text, "r*1.1"), "functions that call each other 60 deep are drawn");
}

int main(void)
{
    equal_programs();
    errors();
    folding();
    foreign_words();
    growth();
    return done();
}
