/* SPDX-License-Identifier: ISC */
/* Functions that the program defines. */
#include <string.h>

#include "expr/parser.h"

struct sky_trial sky_parser_begin_trial(struct sky_parser *parser)
{
    struct sky_scope *scope = &parser->scope;
    parser->is_checking = true;
    return (struct sky_trial){parser->expr->graph.count, parser->expr->rnd_count,
                              sky_scope_enter(scope, scope->count, scope->definitions)};
}

void sky_parser_end_trial(struct sky_parser *parser, const struct sky_trial *trial)
{
    parser->is_checking = false;
    sky_scope_leave(&parser->scope, &trial->frame);
    sky_graph_cut(&parser->expr->graph, trial->nodes);
    parser->expr->rnd_count = trial->rnd_count;
}

/* The names between the parentheses. */
static int parameters(struct sky_parser *parser, struct sky_definition *definition)
{
    while (!sky_parser_is(parser, SKY_SIGN(')', 0)) || definition->count > 0) {
        struct sky_token name = parser->token;
        if (name.kind != SKY_TOKEN_NAME)
            return sky_parser_fail_missing(parser, "the name of a parameter");
        if (sky_parser_check_name(parser, name) < 0)
            return -1;
        for (unsigned i = 0; i < definition->count; i++)
            if (definition->parameters[i].length == name.length &&
                memcmp(definition->parameters[i].text, name.text, name.length) == 0)
                return SKY_FAIL_AT(parser, name, "two parameters are called '%.*s'", sky_token_shown(&name),
                                   name.text);
        if (definition->count == SKY_PARAMETERS_MAX)
            return SKY_FAIL_AT(parser, name, "a function has at most %d parameters", SKY_PARAMETERS_MAX);
        definition->parameters[definition->count++] = name;
        if (sky_parser_next(parser) < 0)
            return -1;
        if (!sky_parser_is(parser, SKY_SIGN(',', 0)))
            break;
        if (sky_parser_next(parser) < 0)
            return -1;
    }
    definition->length = (size_t)(parser->token.text + 1 - definition->name.text);
    return sky_parser_expect(parser, ')', "')'");
}

int sky_parser_body(struct sky_parser *parser, const struct sky_definition *definition, const struct sky_value *values,
                    struct sky_value *value)
{
    struct sky_scope_frame frame =
        sky_scope_enter(&parser->scope, definition->visible, (unsigned)(definition - parser->definitions));
    int result = 0;
    parser->lexer = definition->body;
    parser->token = definition->first;
    for (unsigned i = 0; i < definition->count && result == 0; i++)
        result = sky_parser_check_room(parser, definition->name,
                                       sky_scope_add(&parser->scope, &definition->parameters[i], values[i]));
    if (result == 0 && sky_parser_is(parser, SKY_SIGN('{', 0)))
        result = sky_parser_block(parser, SKY_BLOCK_FUNCTION, value);
    else if (result == 0)
        result = sky_parser_expression(parser, value);
    sky_scope_leave(&parser->scope, &frame);
    return result;
}

int sky_parser_define(struct sky_parser *parser, struct sky_token name, enum sky_block block)
{
    struct sky_value values[SKY_PARAMETERS_MAX] = {0}, value;
    char place[SKY_PLACE_MAX];
    struct sky_definition *definition = &parser->definitions[parser->definition_count];
    if (block != SKY_BLOCK_PROGRAM)
        return SKY_FAIL_AT(parser, name, "a function must be defined outside of other functions and loops");
    if (parser->definition_count == SKY_DEFINITIONS_MAX)
        return SKY_FAIL_AT(parser, name, "the program defines more than %d functions", SKY_DEFINITIONS_MAX);
    const struct sky_definition *defined = sky_parser_definition(parser, &name);
    if (defined)
        return SKY_FAIL_AT(parser, name, "'%.*s' is already a function, of %s; choose another name",
                           sky_token_shown(&name), name.text,
                           sky_diagnostic_place(&parser->lexer.text, defined->name.text, place));
    *definition = (struct sky_definition){.name = name, .visible = parser->scope.count};
    if (sky_parser_check_name(parser, name) < 0 || sky_parser_next(parser) < 0 || parameters(parser, definition) < 0 ||
        sky_parser_next_operand(parser) < 0)
        return -1;
    definition->body = parser->lexer;
    definition->first = parser->token;

    struct sky_trial trial = sky_parser_begin_trial(parser);
    for (unsigned i = 0; i < definition->count; i++) {
        values[i] = sky_value_number(sky_graph_constant(&parser->expr->graph, 1));
        values[i].may_be_color = true;
    }
    parser->function = definition;
    int result = sky_parser_body(parser, definition, values, &value);
    parser->function = NULL;
    sky_parser_end_trial(parser, &trial);
    parser->scope.definitions = ++parser->definition_count;
    if (result < 0)
        return -1;
    return definition->first.code == SKY_SIGN('{', 0) ? SKY_STATEMENT_BLOCK : SKY_STATEMENT_PLAIN;
}
