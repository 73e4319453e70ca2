/* SPDX-License-Identifier: ISC */
/* Every function of the expression language upon numbers at the ends of what floats, doubles and integers hold, and
 * upon none: known when the program is parsed, one number a frame, and another for each pixel. What the pictures are,
 * other tests know; here nothing may be undefined, which `make check-asan` looks at, and ranks may change nothing. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "expr/evaluator.h"
#include "expr/functions.h"
#include "expr/program.h"
#include "tap.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))
#define BYTES (4 * 19 * 3)
#define PROGRAM_BYTES 16384

static const char *const ends[] = {
    "0",   "(-1)",   "0.5", "1e-320", "(-0.0)", "1e37",    "(-1e37)",    "1e300",      "(-1e300)",      "1e23",
    "(0/0)", "(1/0)", "(-1/0)", "24", "65537",  "8388609", "16777217",   "1e10",       "(-1e15)",       "(-7e22)",
    "1e16", "1e19",  "(-1e19)", "2147483648",   "4294967296", "(-2147483649)", "(-4294967297)", "(-3e38)", "1.7e308",
};

/* What is added to them: nothing, what changes with time, and what changes with the place. */
static const char *const kinds[] = {"", " + n", " + r"};

/* What operands after the first are: another end, the same, and 1. */
enum { OTHER, SAME, ONE, VARIANTS };

static unsigned operand_count(const struct sky_function *function)
{
    if (strncmp(function->name, "last", 4) == 0)
        return 2; /* a place */
    if (strcmp(function->name, "pal") == 0)
        return 1; /* no colours */
    if (strchr(function->types, 'p')) /* pairs of vectors */
        return function->least;
    return (unsigned)strlen(function->types) + 2 * function->repeated;
}

static size_t write_operand(char *text, size_t room, char type, unsigned i, unsigned k, int variant, const char *kind)
{
    const char *end = k == 0 || variant == SAME ? ends[i] : variant == OTHER ? ends[(i + 5 * k) % COUNT(ends)] : "1";
    if (type == 'o') /* octaves are a constant */
        end = "3";
    if (type == 'o' || (type == 'f' && strchr(kind, 'r'))) /* of one number a frame */
        kind = "";
    return (size_t)snprintf(text, room, "%s(%s%s)", k > 0 ? ", " : "", end, kind);
}

/* The sum of a function of each of the ends. */
static void write_program(char text[PROGRAM_BYTES], const struct sky_function *function, int variant, const char *kind)
{
    const size_t types = strlen(function->types), count = operand_count(function);
    size_t length = (size_t)snprintf(text, PROGRAM_BYTES, "v = 0;");
    for (unsigned i = 0; i < COUNT(ends); i++) {
        length += (size_t)snprintf(text + length, PROGRAM_BYTES - length, " v += sat(%s(", function->name);
        for (unsigned k = 0; k < count; k++) {
            size_t type = k < types ? k : types - 1 - (k - types) % function->repeated;
            length += write_operand(text + length, PROGRAM_BYTES - length, function->types[type], i, k, variant, kind);
        }
        length += (size_t)snprintf(text + length, PROGRAM_BYTES - length, "));");
    }
    snprintf(text + length, PROGRAM_BYTES - length, " v");
}

/* Draws a few frames. Returns whether it could. */
static int draw(const char *text, const struct sky_function *function, const char *mode, uint8_t frame[BYTES])
{
    static const uint8_t source[BYTES] = {0, 255, 1, 254, 128, 127};
    static const uint8_t *const sources[] = {source, source, source, source};
    const bool is_filter = function->scope == SKY_EXPR_FILTER;
    const struct sky_expr_setting setting = {
        .scope = is_filter ? SKY_EXPR_FILTER : SKY_EXPR_PICTURE, .geometry = {4, 19, 1.5}, .seed = 1};
    setenv("SKY_EXPR", mode, 1);
    struct sky_expr *expr = sky_expr_parse(text, strlen(text), &setting);
    struct sky_evaluator *evaluator = expr ? sky_evaluator_create(expr, NULL) : NULL;
    for (uint64_t n = 0; evaluator && n < 2; n++) {
        struct sky_moment now = sky_moment_at(n, 30);
        sky_evaluator_draw(evaluator, &now, is_filter ? sources : NULL, frame);
    }
    int result = evaluator != NULL;
    sky_evaluator_destroy(evaluator);
    sky_expr_destroy(expr);
    return result;
}

int main(void)
{
    static char text[PROGRAM_BYTES];
    for (const struct sky_function *function = sky_functions; function->name; function++) {
        int drawn = 1, same = 1;
        for (size_t kind = 0; kind < COUNT(kinds); kind++)
            for (int variant = 0; variant < VARIANTS; variant++) {
                uint8_t lowered[BYTES] = {0}, full[BYTES] = {0};
                write_program(text, function, variant, kinds[kind]);
                drawn = draw(text, function, "", lowered) && draw(text, function, "full", full) && drawn;
                same = same && memcmp(lowered, full, BYTES) == 0;
            }
        ok(drawn && same, "%s of numbers at the ends%s%s", function->signature, drawn ? "" : ": ",
           drawn ? "" : sky_error());
    }
    return done();
}
