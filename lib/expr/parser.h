/* SPDX-License-Identifier: ISC */
/* The parser, by recursive descent; the grammar is in sky-expr(7). Functions and loops are expanded: the parser goes
 * back to the text of their bodies. Expressions are in parser.c, calls in calls.c, last() in recall.c, statements in
 * statements.c, and two of them in definitions.c and loops.c. Inside lib/expr only. */
#ifndef SKY_EXPR_PARSER_H
#define SKY_EXPR_PARSER_H

#include "expr/expr.h"
#include "expr/lexer.h"
#include "expr/scope.h"

#define SKY_DEFINITIONS_MAX 250
#define SKY_PARAMETERS_MAX 16
#define SKY_DEPTH_MAX 400     /* of recursion; a parenthesis takes two */
#define SKY_STEPS_MAX 500000 /* tokens with those of bodies each time: it bounds the time that parsing takes, */
#define SKY_STEPS_ALL_MAX 5000000 /* and these are of all times that a program with last() is parsed again */

/* A function that the program defines. */
struct sky_definition {
    struct sky_token name;
    size_t length; /* of its text up to the closing parenthesis, as a message shows it */
    unsigned count;
    struct sky_token parameters[SKY_PARAMETERS_MAX];
    struct sky_lexer body; /* behind the first token of its body */
    struct sky_token first;
    size_t visible; /* names that the program had given */
};

struct sky_parser {
    struct sky_lexer lexer;
    struct sky_token token; /* the next one, not yet consumed */
    struct sky_expr *expr;
    unsigned depth, steps, calls; /* calls of the program's functions that are being expanded */
    struct sky_scope scope;
    const struct sky_definition *function; /* whose body is being parsed, or NULL */
    bool has_guessed; /* last() was given a type that is not known yet, so that all must be parsed again */
    bool is_checking; /* what is parsed is not used: each loop takes one turn, so that all of it is seen */
    struct sky_token result_name; /* such as gl_FragColor, when the program has given it a value */
    bool has_expanded; /* a loop or a call */
    unsigned definition_count;
    struct sky_definition definitions[SKY_DEFINITIONS_MAX];
};

/* Sets an error at a token, and is -1. */
#define SKY_FAIL_AT(parser, token, ...) \
    sky_diagnostic_fail(&(parser)->lexer.text, (token).text, (token).length, __VA_ARGS__)

/* All that return int return 0, or -1 with the error set. */
int sky_parser_next(struct sky_parser *parser);         /* advances by one token */
int sky_parser_next_operand(struct sky_parser *parser); /* and past newlines, as after an operator */
bool sky_parser_is(const struct sky_parser *parser, uint32_t sign);
int sky_parser_expect(struct sky_parser *parser, char sign, const char *what); /* a sign, which is passed */
int sky_parser_fail_missing(struct sky_parser *parser, const char *what);
int sky_parser_enter(struct sky_parser *parser); /* one level deeper; its end is --parser->depth */

/* Parses an expression from the current token on. */
int sky_parser_expression(struct sky_parser *parser, struct sky_value *value);

/* The function of the program that this name calls here, or NULL. */
const struct sky_definition *sky_parser_definition(const struct sky_parser *parser, const struct sky_token *name);

/* name(arguments): the current token is the opening parenthesis. */
int sky_parser_call(struct sky_parser *parser, struct sky_token name, struct sky_value *value);

/* How many arguments a call has, the first of which begins at the current token. */
unsigned sky_parser_count_arguments(const struct sky_parser *parser);

/* last(name), or with a place, last(name, angle, radius) or lastxy(name, x, y): from the name up to the closing
 * parenthesis, which becomes the current token. The name may be one that is defined later. */
int sky_parser_last(struct sky_parser *parser, bool by_point, struct sky_value *value);

/* Gives the memories the values that they hold at the end of the program. Returns 1 when a type, or what a memory
 * depends on, turns out not to be what was assumed when last() was parsed: the program must be parsed again. */
int sky_parser_bind_memories(struct sky_parser *parser, const struct sky_value *result);

/* Sets an error at a place when the program has more operations than there may be. */
int sky_parser_check_operations(struct sky_parser *parser, struct sky_token place);

/* A name that is given a value must not be too long, and there must be room for it. */
int sky_parser_check_name(struct sky_parser *parser, struct sky_token name);
int sky_parser_check_room(struct sky_parser *parser, struct sky_token name, const struct sky_variable *variable);

/* What is parsed from here on, up to the end of the trial, is checked and then forgotten. */
struct sky_trial {
    uint32_t nodes, rnd_count;
    struct sky_scope_frame frame;
};
struct sky_trial sky_parser_begin_trial(struct sky_parser *parser);
void sky_parser_end_trial(struct sky_parser *parser, const struct sky_trial *trial);

enum sky_block { SKY_BLOCK_PROGRAM, SKY_BLOCK_FUNCTION, SKY_BLOCK_LOOP };

/* What a statement was; one that ends with } needs no break behind it. */
enum { SKY_STATEMENT_PLAIN, SKY_STATEMENT_BLOCK, SKY_STATEMENT_RESULT };

/* Statements up to the end of the program or, from { to }, of a block; the value is that of the final expression, which
 * a loop does not have. Returns 1 for a program that has one. */
int sky_parser_block(struct sky_parser *parser, enum sky_block block, struct sky_value *value);

/* f(x, k) = expression or { ... }: the current token is the opening parenthesis. Returns what the statement was. */
int sky_parser_define(struct sky_parser *parser, struct sky_token name, enum sky_block block);

/* for k = 1, 16 { ... }: the current token is `for`. */
int sky_parser_loop(struct sky_parser *parser);

/* Parses the body of a function; its parameters have these values. */
int sky_parser_body(struct sky_parser *parser, const struct sky_definition *definition, const struct sky_value *values,
                    struct sky_value *value);

/* The whole program. */
int sky_parser_program(struct sky_parser *parser, struct sky_value *value);

/* Why a name of this scope cannot be used in this program, or NULL when it can. */
const char *sky_parser_lacks(const struct sky_parser *parser, enum sky_expr_scope scope);

/* The error of a name or, if `called`, a function that does not exist. */
int sky_parser_fail_unknown(struct sky_parser *parser, struct sky_token name, bool called);

/* How many characters of a token a message shows, for printf's "%.*s". */
int sky_token_shown(const struct sky_token *token);

#endif
