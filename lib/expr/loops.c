/* SPDX-License-Identifier: ISC */
/* Loops, which are written out. */
#include <math.h>

#include "expr/parser.h"

#define TURNS_MAX SKY_NODES_MAX
#define LOOP_FORM "a loop is written for k = 1, 16 { ... }"

static int bound(struct sky_parser *parser, double *number)
{
    struct sky_token start = parser->token;
    struct sky_value value;
    if (sky_parser_expression(parser, &value) < 0)
        return -1;
    const struct sky_node *node = &parser->expr->graph.nodes[value.node[0]];
    if (value.is_color)
        return SKY_FAIL_AT(parser, start, "the bound of a loop must be a number, and this is a colour");
    if (node->op != SKY_LEAF_CONSTANT)
        return SKY_FAIL_AT(parser, start, "the bound of a loop must be a constant: take the most turns that there can "
                           "be, and let those that are too many do nothing, as with k <= count ? x : y");
    *number = isfinite(node->value) ? node->value : 0;
    if (!isfinite(node->value) && !parser->is_checking)
        return SKY_FAIL_AT(parser, start, "the bound of a loop must be a finite number");
    return 0;
}

struct loop {
    struct sky_token counter, first; /* the opening brace */
    struct sky_lexer body;           /* behind it */
};

static int turn(struct sky_parser *parser, const struct loop *loop, double number)
{
    size_t count = parser->scope.count;
    struct sky_value value = sky_value_number(sky_graph_constant(&parser->expr->graph, number));
    parser->lexer = loop->body;
    parser->token = loop->first;
    struct sky_variable *counter = sky_scope_add(&parser->scope, &loop->counter, value);
    if (sky_parser_check_room(parser, loop->counter, counter) < 0)
        return -1;
    counter->is_counter = true;
    parser->has_expanded = true;
    int result = sky_parser_block(parser, SKY_BLOCK_LOOP, &value);
    sky_scope_end_turn(&parser->scope, count);
    return result;
}

/* Passes a block without parsing it. */
static int skip_block(struct sky_parser *parser)
{
    unsigned open = 0;
    do {
        open += sky_parser_is(parser, SKY_SIGN('{', 0));
        open -= sky_parser_is(parser, SKY_SIGN('}', 0));
        if (sky_parser_next(parser) < 0)
            return -1;
    } while (open > 0 && parser->token.kind != SKY_TOKEN_END);
    return 0;
}

static int turns(struct sky_parser *parser, const struct loop *loop, double first, double last)
{
    if (parser->is_checking)
        return turn(parser, loop, first);
    double difference = floor(last - first);
    if (difference >= TURNS_MAX)
        return SKY_FAIL_AT(parser, loop->counter, "the loop has %.10g turns (at most %d)", difference + 1, TURNS_MAX);
    unsigned count = difference < 0 ? 0 : (unsigned)difference + 1;
    if (count == 0 && parser->function) /* the body was checked when the function was defined */
        return skip_block(parser);
    if (count == 0) {
        struct sky_trial trial = sky_parser_begin_trial(parser);
        int result = turn(parser, loop, first);
        sky_parser_end_trial(parser, &trial);
        return result;
    }
    for (unsigned k = 0; k < count; k++)
        if (turn(parser, loop, first + k) < 0) {
            if (k > 0)
                sky_diagnostic_add_turn(loop->counter.text, loop->counter.length, first + k);
            return -1;
        }
    return 0;
}

int sky_parser_loop(struct sky_parser *parser)
{
    struct sky_token word = parser->token;
    struct loop loop;
    double first = 0, last = 0;
    if (sky_parser_enter(parser) < 0 || sky_parser_next(parser) < 0)
        return -1;
    loop.counter = parser->token;
    if (loop.counter.kind != SKY_TOKEN_NAME)
        return SKY_FAIL_AT(parser, word, LOOP_FORM);
    if (sky_parser_check_name(parser, loop.counter) < 0 || sky_parser_next(parser) < 0)
        return -1;
    if (!sky_parser_is(parser, SKY_SIGN('=', 0)))
        return SKY_FAIL_AT(parser, word, LOOP_FORM);
    if (sky_parser_next_operand(parser) < 0 || bound(parser, &first) < 0)
        return -1;
    if (!sky_parser_is(parser, SKY_SIGN(',', 0)))
        return SKY_FAIL_AT(parser, parser->token, "the last value of '%.*s' is missing: " LOOP_FORM,
                           sky_token_shown(&loop.counter), loop.counter.text);
    if (sky_parser_next_operand(parser) < 0 || bound(parser, &last) < 0)
        return -1;
    while (parser->token.kind == SKY_TOKEN_BREAK && *parser->token.text == '\n')
        if (sky_parser_next(parser) < 0)
            return -1;
    if (!sky_parser_is(parser, SKY_SIGN('{', 0)))
        return sky_parser_fail_missing(parser, "'{'");
    loop.first = parser->token;
    loop.body = parser->lexer;
    int result = turns(parser, &loop, first, last);
    parser->depth--;
    return result;
}
