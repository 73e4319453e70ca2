/* SPDX-License-Identifier: ISC */
/* libFuzzer's target for the expression language, from the lexer to the evaluator: `make fuzz`. The first byte says
 * where the program is used, when, and with what live values and parameters; the rest is the program. */
#include <ctype.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "expr/evaluator.h"
#include "expr/functions.h"
#include "expr/live.h"
#include "expr/program.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t most); /* libFuzzer's own, with the dictionary */

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* ---- Mutation ---- */

#define REPLACEMENT_BYTES 256

/* The ends of what a float, a double and an integer hold, numbers beyond them, and what is none; and what changes. */
static const char *const operands[] = {
    "0",          "(-1)",       "0.5",  "1e-320",  "(-0.0)",  "1e37",     "(-1e37)", "1e300", "(-1e300)", "(0/0)",
    "(1/0)",      "(-1/0)",     "24",   "65537",   "8388609", "16777217", "1e10",    "1e16",  "1e19",     "(-1e19)",
    "2147483648", "4294967296", "(-2147483649)", "(-4294967297)", "t", "n", "u", "a", "r", "x", "knob1", "beat",
};

/* A number below `below`. */
static unsigned roll(unsigned *dice, unsigned below)
{
    *dice = *dice * 1664525u + 1013904223u;
    return (*dice >> 16) * below >> 16;
}

/* Writes one of the operands, or any number that is far from all others. Returns its length. */
static size_t write_operand(char *text, size_t room, unsigned *dice)
{
    if (roll(dice, 4))
        return (size_t)snprintf(text, room, "%s", operands[roll(dice, COUNT(operands))]);
    return (size_t)snprintf(text, room, roll(dice, 2) ? "(-%ue%u)" : "%ue%u", 1 + roll(dice, 99), 8 + roll(dice, 300));
}

/* Writes a call of any function with as many operands as it takes. Returns its length. */
static size_t write_call(char text[REPLACEMENT_BYTES], unsigned *dice)
{
    unsigned functions = 0;
    while (sky_functions[functions].name)
        functions++;
    const struct sky_function *function = &sky_functions[roll(dice, functions)];
    unsigned most = (unsigned)strlen(function->types) + 2 * function->repeated;
    unsigned count = roll(dice, 2) ? most : function->least + roll(dice, most - function->least + 1);
    size_t length = (size_t)snprintf(text, REPLACEMENT_BYTES, "%s(", function->name);
    for (unsigned i = 0; i < count; i++) {
        length += (size_t)snprintf(text + length, REPLACEMENT_BYTES - length, i > 0 ? ", " : "");
        length += write_operand(text + length, REPLACEMENT_BYTES - length, dice);
    }
    return length + (size_t)snprintf(text + length, REPLACEMENT_BYTES - length, ")");
}

static int is_of_word(uint8_t byte)
{
    return isalnum(byte) || byte == '_' || byte == '.';
}

/* The first word from a place on. */
static void find_word(const uint8_t *data, size_t size, size_t *start, size_t *end)
{
    while (*start < size && !is_of_word(data[*start]))
        ++*start;
    while (*start > 1 && is_of_word(data[*start - 1]))
        --*start;
    for (*end = *start; *end < size && is_of_word(data[*end]);)
        ++*end;
}

/* Random bytes seldom make another program of one. So half of the time a number or a name becomes an operand of these,
 * or a call. */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t most, unsigned seed)
{
    char replacement[REPLACEMENT_BYTES];
    if (size < 2 || roll(&seed, 2))
        return LLVMFuzzerMutate(data, size, most);
    size_t start = 1 + roll(&seed, (unsigned)size - 1), end, length;
    find_word(data, size, &start, &end);
    length = roll(&seed, 3) ? write_call(replacement, &seed)
                            : write_operand(replacement, sizeof replacement, &seed);
    if (start == end || (end < size && data[end] == '(') || size - (end - start) + length > most)
        return LLVMFuzzerMutate(data, size, most);
    memmove(data + start + length, data + end, size - end);
    memcpy(data + start, replacement, length);
    return size - (end - start) + length;
}

/* ---- The program ---- */

#define FRAME_BYTES 222 /* of the largest screen */

/* One of which the vanes are long enough for vector registers, and one of single pixels. */
static const struct sky_geometry screens[] = {{5, 3, 1.5}, {5, 3, 1.5}, {2, 37, 0.5}, {4, 1, 0}};

/* When a program is used, and the number that each of its parameters and all live values have. */
struct circumstances {
    uint64_t first;
    bool has_number;
    double number;
    struct sky_live live;
};

static struct circumstances circumstances_of(unsigned choice)
{
    static const uint64_t firsts[] = {0, 7, UINT64_C(10000000000), UINT64_C(1) << 53};
    static const double numbers[] = {0.5, 1e37, -1e300, -4294967297.5};
    struct circumstances now = {.first = firsts[choice % COUNT(firsts)]};
    choice /= COUNT(firsts);
    now.has_number = choice > 0;
    now.number = numbers[choice % COUNT(numbers)];
    sky_live_init(&now.live, SKY_LIVE_BPM_DEFAULT, (double)now.first / 30);
    for (int i = 0; now.has_number && i < SKY_LIVE_BPM; i++)
        now.live.numbers[i] = now.number;
    if (now.has_number)
        now.live.beat = now.number;
    return now;
}

static struct sky_moment moment(const struct circumstances *now, uint64_t n)
{
    struct sky_moment moment = sky_moment_at(now->first + n, 30);
    moment.live = &now->live;
    return moment;
}

static struct sky_expr *parse(const char *text, size_t length, const struct sky_expr_setting *setting,
                              const struct circumstances *now)
{
    struct sky_expr *expr = sky_expr_parse(text, length, setting);
    for (unsigned i = 0; expr && now->has_number && i < expr->declaration_count; i++)
        if (!expr->declarations[i].is_color)
            expr->declarations[i].value.number = now->number;
    return expr;
}

/* A program that parses is drawn three times, so that what is kept between frames is used; the result must not depend on
 * the ranks. */
static void draw(const char *text, size_t length, const struct sky_expr_setting *setting,
                 const struct circumstances *now, const char *mode, uint8_t frame[FRAME_BYTES])
{
    static const uint8_t source[FRAME_BYTES] = {0, 255, 1, 254, 128, 127};
    static const uint8_t *const sources[] = {source, source, source, source};
    setenv("SKY_EXPR", mode, 1);
    struct sky_expr *expr = parse(text, length, setting, now);
    struct sky_evaluator *evaluator = expr ? sky_evaluator_create(expr, NULL) : NULL;
    for (uint64_t n = 0; evaluator && n < 3; n++) {
        struct sky_moment of_frame = moment(now, n);
        sky_evaluator_draw(evaluator, &of_frame, setting->scope == SKY_EXPR_FILTER ? sources : NULL, frame);
    }
    sky_evaluator_destroy(evaluator);
    sky_expr_destroy(expr);
}

static void evaluate(const char *text, size_t length, const struct sky_expr_setting *setting,
                     const struct circumstances *now)
{
    struct sky_expr *expr = parse(text, length, setting, now);
    double value[3];
    for (uint64_t n = 0; expr && n < 3; n++) {
        struct sky_moment of_frame = moment(now, n);
        sky_expr_evaluate(expr, &of_frame, value);
        sky_expr_remember(expr, NULL);
    }
    sky_expr_destroy(expr);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const char *text = (const char *)data + 1;
    struct sky_expr_setting setting = {.geometry = screens[data[0] / 3 % COUNT(screens)], .seed = 1};
    struct circumstances now = circumstances_of(data[0] / 12);
    setting.scope = (enum sky_expr_scope)(data[0] % 3);
    if (setting.scope == SKY_EXPR_PARAMETER) {
        evaluate(text, size - 1, &setting, &now);
        return 0;
    }
    uint8_t lowered[FRAME_BYTES] = {0}, full[FRAME_BYTES] = {0};
    draw(text, size - 1, &setting, &now, "", lowered);
    draw(text, size - 1, &setting, &now, "full", full);
    for (size_t i = 0; i < sizeof full; i++)
        if (lowered[i] != full[i])
            abort();
    return 0;
}
