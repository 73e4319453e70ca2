/* SPDX-License-Identifier: ISC */
#include "expr/lexer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "expr/expr.h"

#define SHOWN 76       /* characters of a line that are shown around an error */
#define NUMBER_MAX 64  /* characters of a number */

static _Thread_local char detail[2 * SHOWN + 16];

const char *sky_expr_detail(void)
{
    return detail;
}

void sky_lexer_forget(void)
{
    detail[0] = '\0';
}

/* The part of the line around the place, with what is not plain ASCII as '?', and a caret under the word. */
static void show(const char *line, const char *line_end, const char *at, size_t length)
{
    const char *first = at - line > SHOWN / 2 ? at - SHOWN / 2 : line;
    char *out = detail;
    *out++ = ' ', *out++ = ' ';
    for (const char *c = first; c < line_end && c - first < SHOWN; c++)
        *out++ = *c == '\t' ? ' ' : *c < ' ' || *c > '~' ? '?' : *c;
    *out++ = '\n', *out++ = ' ', *out++ = ' ';
    for (const char *c = first; c < at; c++)
        *out++ = ' ';
    *out++ = '^';
    for (const char *c = at + 1; c < at + length && c < line_end && c - first < SHOWN; c++)
        *out++ = '~';
    *out++ = '\n';
    *out = '\0';
}

int sky_lexer_fail(const struct sky_lexer *lexer, const char *at, size_t length, const char *format, ...)
{
    char message[SKY_ERROR_MAX / 2];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(message, sizeof message, format, arguments);
    va_end(arguments);

    unsigned number = 1;
    const char *line = lexer->text, *line_end = at;
    for (const char *c = lexer->text; c < at; c++)
        if (*c == '\n') {
            number++;
            line = c + 1;
        }
    while (line_end < lexer->end && *line_end != '\n')
        line_end++;
    show(line, line_end, at, length);
    if (lexer->short_place)
        return sky_fail("column %u: %s", (unsigned)(at - line) + 1, message);
    return sky_fail("line %u, column %u: %s", number, (unsigned)(at - line) + 1, message);
}

void sky_lexer_init(struct sky_lexer *lexer, const char *text, size_t length)
{
    *lexer = (struct sky_lexer){.text = text, .end = text + length, .at = text};
    if (length >= 2 && text[0] == '#' && text[1] == '!')
        while (lexer->at < lexer->end && *lexer->at != '\n')
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

/* The character `ahead` of the place, or 0 at the end. */
static char peek(const struct sky_lexer *lexer, size_t ahead)
{
    return (size_t)(lexer->end - lexer->at) > ahead ? lexer->at[ahead] : '\0';
}

static void skip_blanks(struct sky_lexer *lexer)
{
    for (; lexer->at < lexer->end; lexer->at++) {
        char c = *lexer->at;
        if (c == '/' && peek(lexer, 1) == '/')
            while (lexer->at + 1 < lexer->end && lexer->at[1] != '\n')
                lexer->at++;
        else if (c != ' ' && c != '\t' && c != '\r' && (c != '\n' || lexer->depth == 0))
            return;
    }
}

static struct sky_token bad(struct sky_token token)
{
    token.kind = SKY_TOKEN_BAD;
    return token;
}

static struct sky_token number(struct sky_lexer *lexer, struct sky_token token)
{
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
        sky_lexer_fail(lexer, token.text, length, "a number of more than %d characters", NUMBER_MAX);
        return bad(token);
    }
    memcpy(text, token.text, length);
    text[length] = '\0';
    char *end;
    token.number = strtod(text, &end);
    if (*end || begins_name(peek(lexer, 0))) {
        while (begins_name(peek(lexer, 0)) || is_digit(peek(lexer, 0)))
            lexer->at++;
        token.length = (size_t)(lexer->at - token.text);
        sky_lexer_fail(lexer, token.text, token.length, "'%.*s' is not a number",
                       token.length > 40 ? 40 : (int)token.length, token.text);
        return bad(token);
    }
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
    if (digits == 6 && !begins_name(peek(lexer, 0)))
        return token;
    sky_lexer_fail(lexer, token.text, token.length, "a colour is #rrggbb, six hexadecimal digits");
    return bad(token);
}

static struct sky_token string(struct sky_lexer *lexer, struct sky_token token)
{
    size_t length = 1;
    while (peek(lexer, length) && peek(lexer, length) != '"' && peek(lexer, length) != '\n')
        length++;
    if (peek(lexer, length) != '"') {
        sky_lexer_fail(lexer, token.text, 1, "the closing \" is missing");
        return bad(token);
    }
    lexer->at += length + 1;
    token.text++;
    token.length = length - 1;
    return token;
}

static struct sky_token sign(struct sky_lexer *lexer, struct sky_token token)
{
    static const char two[][3] = {"**", "<=", ">=", "==", "!=", "&&", "||", "?="};
    char first = peek(lexer, 0), second = peek(lexer, 1);
    for (size_t i = 0; i < sizeof two / sizeof *two; i++)
        if (first == two[i][0] && second == two[i][1]) {
            lexer->at += 2;
            token.length = 2;
            token.code = SKY_SIGN(first, second);
            return token;
        }
    if (first && strchr("+-*/%^<>!?:=(),.", first)) {
        lexer->at++;
        if (first == '(')
            lexer->depth++;
        if (first == ')' && lexer->depth > 0)
            lexer->depth--;
        token.code = SKY_SIGN(first, 0);
        return token;
    }
    if (first >= ' ' && first <= '~')
        sky_lexer_fail(lexer, token.text, 1, "'%c' means nothing here", first);
    else
        sky_lexer_fail(lexer, token.text, 1, "a byte of value %u means nothing here", (unsigned char)first);
    return bad(token);
}

struct sky_token sky_lexer_next(struct sky_lexer *lexer)
{
    skip_blanks(lexer);
    struct sky_token token = {.kind = SKY_TOKEN_END, .text = lexer->at};
    if (lexer->at == lexer->end)
        return token;
    char c = *lexer->at;
    token.length = 1;
    if (c == ';' || c == '\n') {
        lexer->at++;
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
