/* SPDX-License-Identifier: ISC */
#include "expr/lexer.h"

#include <stdlib.h>
#include <string.h>

#include "base/color.h"

#define NUMBER_MAX 64 /* characters of a number */

void sky_lexer_init(struct sky_lexer *lexer, const struct sky_expr_text *text)
{
    *lexer = (struct sky_lexer){.text = *text, .at = text->start};
    if (text->end - text->start >= 2 && text->start[0] == '#' && text->start[1] == '!')
        while (lexer->at < text->end && *lexer->at != '\n')
            lexer->at++;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool begins_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

/* The character `ahead` bytes further on, or 0 at the end. */
static char peek(const struct sky_lexer *lexer, size_t ahead)
{
    return (size_t)(lexer->text.end - lexer->at) > ahead ? lexer->at[ahead] : '\0';
}

static void skip_blanks(struct sky_lexer *lexer, bool skips_newlines)
{
    for (; lexer->at < lexer->text.end; lexer->at++) {
        char c = *lexer->at;
        if (c == '/' && peek(lexer, 1) == '/')
            while (lexer->at + 1 < lexer->text.end && lexer->at[1] != '\n')
                lexer->at++;
        else if (c != ' ' && c != '\t' && c != '\r' && (c != '\n' || !skips_newlines))
            return;
    }
}

static struct sky_token bad(struct sky_token token)
{
    token.kind = SKY_TOKEN_BAD;
    return token;
}

/* The digit in a base, or -1. */
static int digit_value(char c, unsigned base)
{
    int value = is_digit(c) ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
    return value < (int)base ? value : -1;
}

/* 0x1f or 0b101. */
static struct sky_token based_number(struct sky_lexer *lexer, struct sky_token token, unsigned base)
{
    lexer->at += 2;
    for (int digit; (digit = digit_value(peek(lexer, 0), base)) >= 0; lexer->at++)
        token.number = token.number * base + digit;
    return token;
}

/* What begins with a digit and is no number. */
static struct sky_token bad_number(struct sky_lexer *lexer, struct sky_token token)
{
    while (begins_name(peek(lexer, 0)) || is_digit(peek(lexer, 0)))
        lexer->at++;
    token.length = (size_t)(lexer->at - token.text);
    sky_diagnostic_fail(&lexer->text, token.text, token.length, "'%.*s' is not a number",
                        token.length > 40 ? 40 : (int)token.length, token.text);
    return bad(token);
}

static struct sky_token number(struct sky_lexer *lexer, struct sky_token token)
{
    unsigned base = (peek(lexer, 1) | 32) == 'x' ? 16 : (peek(lexer, 1) | 32) == 'b' ? 2 : 0;
    if (*token.text == '0' && base && digit_value(peek(lexer, 2), base) >= 0) {
        token = based_number(lexer, token, base);
        token.length = (size_t)(lexer->at - token.text);
        return begins_name(peek(lexer, 0)) || is_digit(peek(lexer, 0)) ? bad_number(lexer, token) : token;
    }
    char text[NUMBER_MAX + 1];
    size_t length = 0;
    while (is_digit(peek(lexer, length)) || peek(lexer, length) == '.')
        length++;
    size_t exponent = length;
    if (peek(lexer, exponent) == 'e' || peek(lexer, exponent) == 'E') {
        exponent++;
        if (peek(lexer, exponent) == '+' || peek(lexer, exponent) == '-')
            exponent++;
        for (; is_digit(peek(lexer, exponent)); exponent++)
            length = exponent + 1;
    }
    token.length = length;
    lexer->at += length;
    if (length > NUMBER_MAX) {
        sky_diagnostic_fail(&lexer->text, token.text, length, "the number is longer than %d characters", NUMBER_MAX);
        return bad(token);
    }
    memcpy(text, token.text, length);
    text[length] = '\0';
    char *end;
    token.number = strtod(text, &end);
    if (*end || begins_name(peek(lexer, 0)))
        return bad_number(lexer, token);
    return token;
}

static struct sky_token color(struct sky_lexer *lexer, struct sky_token token)
{
    size_t digits = 0;
    for (;; digits++) {
        char c = peek(lexer, digits + 1);
        if (is_digit(c))
            token.code = token.code << 4 | (uint32_t)(c - '0');
        else if ((c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'))
            token.code = token.code << 4 | (uint32_t)((c | 32) - 'a' + 10);
        else
            break;
    }
    token.length = digits + 1;
    lexer->at += token.length;
    if (digits == 3)
        token.code = sky_color_expand(token.code);
    if ((digits == 3 || digits == 6) && !begins_name(peek(lexer, 0)))
        return token;
    if (lexer->text.end - token.text > 3 && memcmp(token.text, "#def", 4) == 0)
        sky_diagnostic_fail(&lexer->text, token.text, token.length,
                            "there is no preprocessor: write k = 3, or f(x) = x*2");
    else
        sky_diagnostic_fail(&lexer->text, token.text, token.length,
                            "a colour is #rrggbb or #rgb, in hexadecimal digits");
    return bad(token);
}

static struct sky_token string(struct sky_lexer *lexer, struct sky_token token)
{
    size_t length = 1;
    while (peek(lexer, length) && peek(lexer, length) != '"' && peek(lexer, length) != '\n')
        length++;
    if (peek(lexer, length) != '"') {
        sky_diagnostic_fail(&lexer->text, token.text, 1, "the closing \" is missing");
        return bad(token);
    }
    lexer->at += length + 1;
    token.text++;
    token.length = length - 1;
    return token;
}

/* What to write for a sign of other languages, or NULL. */
static const char *advice_on(char sign)
{
    switch (sign) {
    case '&':
    case '|':
        return "write && and || for conditions, bitand(m, n) and bitor(m, n) for bits";
    case '~':
        return "write -1 - n for the other bits of n";
    case '[':
    case ']':
        return "write pick(k, v0, v1, ...) for the value number k of a list";
    case '\'':
    case '`':
        return "the name of a palette is written between \"";
    default:
        return NULL;
    }
}

/* What to write in place of an operator of other languages; or NULL. */
static const char *advice_on_two(char first, char second)
{
    static const char *const foreign[][2] = {{":=", "write ="},
                                             {"<<", "write x * 2^k"},
                                             {">>", "write floor(x / 2^k)"}};
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        if (first == foreign[i][0][0] && second == foreign[i][0][1])
            return foreign[i][1];
    return NULL;
}

static struct sky_token sign(struct sky_lexer *lexer, struct sky_token token)
{
    static const char two[][3] = {"**", "<=", ">=", "==", "!=", "&&", "||", "?=",
                                 "+=", "-=", "*=", "/=", "%="};
    char first = peek(lexer, 0), second = peek(lexer, 1);
    const char *advice = advice_on_two(first, second);
    if (advice) {
        sky_diagnostic_fail(&lexer->text, token.text, 2, "unexpected '%c%c': %s", first, second, advice);
        return bad(token);
    }
    for (size_t i = 0; i < sizeof two / sizeof *two; i++)
        if (first == two[i][0] && second == two[i][1]) {
            lexer->at += 2;
            token.length = 2;
            token.code = SKY_SIGN(first, second);
            return token;
        }
    if (first == '/' && second == '*') {
        sky_diagnostic_fail(&lexer->text, token.text, 2, "a comment begins with // and goes to the end of the line");
        return bad(token);
    }
    if (first && strchr("+-*/%^<>!?:=(){},.", first)) {
        lexer->at++;
        if (first == '(')
            lexer->depth++;
        if (first == ')' && lexer->depth > 0)
            lexer->depth--;
        token.code = SKY_SIGN(first, 0);
        return token;
    }
    advice = advice_on(first);
    if (advice)
        sky_diagnostic_fail(&lexer->text, token.text, 1, "unexpected '%c': %s", first, advice);
    else if (first >= ' ' && first <= '~')
        sky_diagnostic_fail(&lexer->text, token.text, 1, "unexpected '%c'", first);
    else
        sky_diagnostic_fail(&lexer->text, token.text, 1, "unexpected byte %u", (unsigned char)first);
    return bad(token);
}

/* Does a line begin with an operator that cannot begin an expression, so that it goes on with the line before? */
static bool continues(const struct sky_lexer *lexer)
{
    char c = peek(lexer, 0), after = peek(lexer, 1);
    return (c && strchr("*/%^<>?:&|", c)) || ((c == '=' || c == '!') && after == '=');
}

struct sky_token sky_lexer_next(struct sky_lexer *lexer)
{
    skip_blanks(lexer, lexer->depth > 0);
    struct sky_token token = {.kind = SKY_TOKEN_END, .text = lexer->at};
    if (lexer->at == lexer->text.end)
        return token;
    char c = *lexer->at;
    token.length = 1;
    if (c == '\n') {
        skip_blanks(lexer, true);
        if (continues(lexer))
            return sky_lexer_next(lexer);
    }
    if (c == ';')
        lexer->at++;
    if (c == ';' || c == '\n') {
        token.kind = SKY_TOKEN_BREAK;
        return token;
    }
    if (is_digit(c) || (c == '.' && is_digit(peek(lexer, 1)))) {
        token.kind = SKY_TOKEN_NUMBER;
        return number(lexer, token);
    }
    if (begins_name(c)) {
        while (begins_name(peek(lexer, 0)) || is_digit(peek(lexer, 0)))
            lexer->at++;
        token.kind = SKY_TOKEN_NAME;
        token.length = (size_t)(lexer->at - token.text);
        return token;
    }
    token.kind = c == '#' ? SKY_TOKEN_COLOR : c == '"' ? SKY_TOKEN_STRING : SKY_TOKEN_SIGN;
    return c == '#' ? color(lexer, token) : c == '"' ? string(lexer, token) : sign(lexer, token);
}

bool sky_lexer_passes_names(const struct sky_lexer *lexer, char sign)
{
    struct sky_lexer ahead = *lexer;
    struct sky_token token = sky_lexer_next(&ahead);
    while (token.kind == SKY_TOKEN_NAME || (token.kind == SKY_TOKEN_SIGN && token.code == SKY_SIGN(',', 0)))
        token = sky_lexer_next(&ahead);
    if (token.kind != SKY_TOKEN_SIGN || token.code != SKY_SIGN(')', 0))
        return false;
    token = sky_lexer_next(&ahead);
    return token.kind == SKY_TOKEN_SIGN && token.code == SKY_SIGN(sign, 0);
}
