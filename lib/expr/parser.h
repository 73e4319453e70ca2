/* SPDX-License-Identifier: ISC */
/* Expressions, by recursive descent; the grammar is in sky-expr(7). Inside lib/expr only. */
#ifndef SKY_EXPR_PARSER_H
#define SKY_EXPR_PARSER_H

#include "expr/expr.h"
#include "expr/lexer.h"

#define SKY_VARIABLES_MAX 1000

/* A name that the program defines. */
struct sky_variable {
    const char *text;
    size_t length;
    struct sky_value value;
};

struct sky_parser {
    struct sky_lexer lexer;
    struct sky_token token; /* the next one, not yet consumed */
    struct sky_expr *expr;
    unsigned depth; /* of recursion */
    size_t variable_count;
    struct sky_variable variables[SKY_VARIABLES_MAX];
};

/* Sets an error at a token, and is -1. */
#define SKY_FAIL_AT(parser, token, ...) \
    sky_diagnostic_fail(&(parser)->lexer.text, (token).text, (token).length, __VA_ARGS__)

/* All that return int return 0, or -1 with the error set. */
int sky_parser_next(struct sky_parser *parser);         /* advances by one token */
int sky_parser_next_operand(struct sky_parser *parser); /* and past newlines, as after an operator */
bool sky_parser_is(const struct sky_parser *parser, uint32_t sign);
int sky_parser_expression(struct sky_parser *parser, struct sky_value *value);

/* The variable of this name, or NULL. */
struct sky_variable *sky_parser_variable(struct sky_parser *parser, const struct sky_token *name);

/* How many characters of a token a message shows, for printf's "%.*s". */
int sky_token_shown(const struct sky_token *token);

#endif
