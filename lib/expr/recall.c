/* SPDX-License-Identifier: ISC */
/* last(), and what it remembers. */
#include <stdio.h>
#include <string.h>

#include <sky/error.h>

#include "base/suggestion.h"
#include "expr/memory.h"
#include "expr/names.h"
#include "expr/parser.h"
#include "expr/sampling.h"

unsigned sky_parser_count_arguments(const struct sky_parser *parser)
{
    struct sky_lexer lexer = parser->lexer;
    unsigned depth = 1, count = 0;
    for (struct sky_token token = parser->token; token.kind > SKY_TOKEN_END; token = sky_lexer_next(&lexer)) {
        uint32_t sign = token.kind == SKY_TOKEN_SIGN ? token.code : 0;
        depth += sign == SKY_SIGN('(', 0);
        depth -= sign == SKY_SIGN(')', 0);
        if (depth == 0)
            break;
        count += count == 0 || (depth == 1 && sign == SKY_SIGN(',', 0));
    }
    return count;
}

static int place(struct sky_parser *parser, uint32_t *node)
{
    struct sky_token token = parser->token;
    struct sky_value value;
    if (sky_parser_expression(parser, &value) < 0)
        return -1;
    if (value.is_color)
        return SKY_FAIL_AT(parser, token, "the place must be given by numbers, and this is a colour");
    *node = value.node[0];
    return 0;
}

int sky_parser_last(struct sky_parser *parser, bool by_point, struct sky_value *value)
{
    struct sky_token name = parser->token, after;
    uint32_t angle = 0, radius = 0;
    if (name.kind != SKY_TOKEN_NAME || sky_parser_next(parser) < 0)
        return name.kind == SKY_TOKEN_NAME ? -1 : SKY_FAIL_AT(parser, name, "last() takes a name: give the value one, "
                                                              "as with v = ..., and write last(v)");
    after = parser->token;
    bool is_here = sky_parser_is(parser, SKY_SIGN(')', 0));
    if (!is_here && !sky_parser_is(parser, SKY_SIGN(',', 0)))
        return SKY_FAIL_AT(parser, name, "last() takes a name: give the value one, as with v = ..., and write last(v)");
    if (parser->function && sky_scope_find_own(&parser->scope, &name))
        return SKY_FAIL_AT(parser, name, "'%.*s' belongs to the function: last() remembers only names outside of "
                           "functions and loops", sky_token_shown(&name), name.text);
    int64_t memory = sky_memory_find(parser->expr, name.text, name.length);
    if (memory < 0)
        return -1;
    parser->has_guessed |= !parser->expr->memories[memory].is_known;
    if (is_here) {
        *value = sky_memory_value(parser->expr, (size_t)memory);
        return 0;
    }
    if (parser->expr->setting.scope == SKY_EXPR_PARAMETER)
        return SKY_FAIL_AT(parser, after, "a parameter is one value a frame, at no place: last(name)");
    if (sky_parser_next(parser) < 0 || place(parser, &angle) < 0 || sky_parser_expect(parser, ',', "','") < 0 ||
        place(parser, &radius) < 0)
        return -1;
    if (by_point) {
        uint32_t x = angle, y = radius;
        angle = sky_angle_of_point(parser->expr, x, y);
        radius = sky_radius_of_point(parser->expr, x, y);
    }
    *value = sky_sample_memory(parser->expr, (size_t)memory, angle, radius);
    return sky_parser_is(parser, SKY_SIGN(')', 0)) ? 0 : sky_parser_fail_missing(parser, "')'");
}

static int fail_unknown(struct sky_parser *parser, const struct sky_token *name)
{
    char typed[SKY_EXPR_NAME_MAX + 1], names[64][SKY_EXPR_NAME_MAX + 1];
    snprintf(typed, sizeof typed, "%.*s", sky_token_shown(name), name->text);
    if (sky_name_find(name->text, name->length))
        return SKY_FAIL_AT(parser, *name, "last() takes a name of the program: write v = %s, and last(v)", typed);
    struct sky_suggestion suggestion = {.word = typed};
    for (size_t i = 0; i < parser->scope.count && i < sizeof names / sizeof *names; i++) {
        const struct sky_variable *known = &parser->scope.variables[i];
        snprintf(names[i], sizeof names[i], "%.*s", (int)known->length, known->text);
        sky_suggestion_offer(&suggestion, names[i]);
    }
    return SKY_FAIL_AT(parser, *name, "outside of functions and loops nothing is called '%s'%s", typed,
                       sky_suggestion_text(&suggestion));
}

/* The value that a memory holds at the end of the program. */
static int find_value(struct sky_parser *parser, const struct sky_memory *memory, struct sky_value *value)
{
    const struct sky_token name = {.kind = SKY_TOKEN_NAME, .text = memory->name, .length = memory->length};
    const struct sky_variable *variable = memory->length ? sky_scope_find(&parser->scope, &name) : NULL;
    if (memory->length && !variable)
        return fail_unknown(parser, &name);
    if (variable) {
        *value = variable->value;
        return 0;
    }
    *value = sky_value_op(&parser->expr->graph, SKY_OP_SAT, value);
    value->is_color = true;
    return 0;
}

int sky_parser_bind_memories(struct sky_parser *parser, const struct sky_value *result)
{
    struct sky_expr *expr = parser->expr;
    bool is_changed = false;
    for (size_t i = 0; i < expr->memory_count; i++) {
        struct sky_memory *memory = &expr->memories[i];
        struct sky_value value = *result;
        if (find_value(parser, memory, &value) < 0)
            return -1;
        bool is_known = value.is_color || !value.may_be_color;
        is_changed |= memory->is_color != value.is_color || memory->is_known != is_known;
        memory->is_known = is_known;
        sky_memory_bind(expr, i, &value);
    }
    if (!is_changed) /* else all is parsed again first */
        is_changed = sky_memory_settle(expr);
    /* Types that only depend on themselves are numbers. */
    for (size_t i = 0; i < expr->memory_count && !is_changed; i++)
        expr->memories[i].is_known = true;
    if (expr->graph.overflowed)
        return sky_fail("the program has more than %d operations", SKY_NODES_MAX);
    return is_changed || parser->has_guessed;
}
