/* SPDX-License-Identifier: ISC */
/* The tokens of a program. Inside lib/expr only. */
#ifndef SKY_EXPR_LEXER_H
#define SKY_EXPR_LEXER_H

#include <stdint.h>

#include "expr/diagnostic.h"

enum sky_token_kind {
    SKY_TOKEN_BAD = -1, /* the error is set */
    SKY_TOKEN_END,
    SKY_TOKEN_BREAK, /* ; or the end of a line, unless it is inside parentheses or the next one goes on with it */
    SKY_TOKEN_NUMBER,
    SKY_TOKEN_COLOR,
    SKY_TOKEN_NAME,
    SKY_TOKEN_STRING,
    SKY_TOKEN_SIGN, /* an operator or punctuation: its code is its one or two characters */
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
    struct sky_expr_text text;
    const char *at;
    unsigned depth; /* of parentheses: inside them a newline is a space */
};

/* Begins at the start of the text, or after a first line that begins with #!. */
void sky_lexer_init(struct sky_lexer *lexer, const struct sky_expr_text *text);
struct sky_token sky_lexer_next(struct sky_lexer *lexer);

/* Behind name( : do names, the closing parenthesis and this sign follow? With = it is no call, but defines a
 * function. */
bool sky_lexer_passes_names(const struct sky_lexer *lexer, char sign);

#endif
