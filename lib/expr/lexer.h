/* SPDX-License-Identifier: ISC */
/* The words of a program. Inside lib/expr only. */
#ifndef SKY_EXPR_LEXER_H
#define SKY_EXPR_LEXER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum sky_token_kind {
    SKY_TOKEN_BAD = -1, /* the error is kept */
    SKY_TOKEN_END,
    SKY_TOKEN_BREAK, /* ; or a new line that is not inside parentheses */
    SKY_TOKEN_NUMBER,
    SKY_TOKEN_COLOR,
    SKY_TOKEN_NAME,
    SKY_TOKEN_STRING,
    SKY_TOKEN_SIGN, /* an operator or a bracket: its code is its one or two characters */
};

/* The code of a sign. */
#define SKY_SIGN(first, second) ((uint32_t)(first) << 8 | (uint32_t)(second))

struct sky_token {
    enum sky_token_kind kind;
    const char *text; /* in the program */
    size_t length;
    double number;
    uint32_t code; /* of a sign; of a colour 0xrrggbb */
};

struct sky_lexer {
    const char *text, *end, *at;
    unsigned depth; /* of parentheses: inside, a new line is a space */
    bool short_place; /* errors name the column only */
};

/* Begins, past a first line of #!. */
void sky_lexer_init(struct sky_lexer *lexer, const char *text, size_t length);
struct sky_token sky_lexer_next(struct sky_lexer *lexer);

/* Keeps the error, with the line and column of a place of the program, and what sky_expr_detail() shows. Returns
 * -1. */
__attribute__((format(printf, 4, 5))) int sky_lexer_fail(const struct sky_lexer *lexer, const char *at, size_t length,
                                                         const char *format, ...);
void sky_lexer_forget(void); /* what sky_expr_detail() shows */

#endif
