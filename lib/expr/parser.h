/* SPDX-License-Identifier: ISC */
/* Expressions are read by recursive descent; see the grammar in sky-expr(7). Inside lib/expr only. */
#ifndef SKY_EXPR_PARSER_H
#define SKY_EXPR_PARSER_H

#include "expr/lexer.h"
#include "expr/program.h"

#define SKY_VARIABLES_MAX 1000

struct sky_variable {
    const char *text;
    size_t length;
    struct sky_value value;
};

struct sky_parser {
    struct sky_lexer lexer;
    struct sky_token token;
    struct sky_expr *expr;
    struct sky_builder *builder;
    unsigned depth;
    size_t variable_count;
    struct sky_variable variables[SKY_VARIABLES_MAX];
};

/* Keeps an error at a token. */
#define SKY_FAIL_AT(parser, token, ...) sky_lexer_fail(&(parser)->lexer, (token).text, (token).length, __VA_ARGS__)

int sky_parser_next(struct sky_parser *parser);
int sky_parser_next_operand(struct sky_parser *parser); /* past new lines: after an operator one may follow */
bool sky_parser_is(const struct sky_parser *parser, uint32_t sign);
int sky_parser_expression(struct sky_parser *parser, struct sky_value *value);
struct sky_variable *sky_parser_variable(struct sky_parser *parser, const struct sky_token *name);
const struct sky_name *sky_parser_name(const struct sky_token *token);

/* A token's length for printf's "%.*s". */
int sky_token_shown(const struct sky_token *token);

#endif
