/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/palette_file.h"
#include "base/suggestion.h"
#include "expr/functions.h"
#include "expr/parser.h"

/* The palette whose name or file is the current token, a string. */
static int palette(struct sky_parser *parser, int *number)
{
    char typed[SKY_EXPR_NAME_MAX + 1];
    snprintf(typed, sizeof typed, "%.*s", sky_token_shown(&parser->token), parser->token.text);
    char *text = strndup(parser->token.text, parser->token.length);
    bool is_file = text && sky_palette_is_file(text);
    *number = is_file ? sky_palette_find(text) : -1;
    free(text);
    if (is_file && *number < 0)
        return SKY_FAIL_AT(parser, parser->token, "%s", sky_error());
    struct sky_suggestion suggestion = {.word = typed};
    for (int name = 0; sky_palette_names[name] && *number < 0; name++) {
        if (strlen(sky_palette_names[name]) == parser->token.length &&
            memcmp(sky_palette_names[name], parser->token.text, parser->token.length) == 0)
            *number = name;
        sky_suggestion_offer(&suggestion, sky_palette_names[name]);
    }
    if (*number >= 0)
        return 0;
    return SKY_FAIL_AT(parser, parser->token, "no palette is called '%s'%s", typed, sky_suggestion_text(&suggestion));
}

static int check_type(struct sky_parser *parser, const struct sky_function *function, unsigned index,
                      const struct sky_token *token, const struct sky_value *value)
{
    char type = sky_function_type(function, index);
    if (type != 'v' && value->is_color)
        return SKY_FAIL_AT(parser, *token, "argument %u of %s must be a number, and this is a colour", index + 1,
                           function->signature);
    const struct sky_node *node = &parser->expr->graph.nodes[value->node[0]];
    bool is_octaves = node->op == SKY_LEAF_CONSTANT && node->value >= 1 && node->value <= SKY_OCTAVES_MAX &&
                      floor(node->value) == node->value;
    if (type == 'o' && !is_octaves && !parser->is_checking)
        return SKY_FAIL_AT(parser, *token, "argument %u of %s must be a constant, 1 to %d", index + 1,
                           function->signature, SKY_OCTAVES_MAX);
    if (type == 'f' && node->depends & SKY_BY_PLACE && !parser->is_checking)
        return SKY_FAIL_AT(parser, *token, "argument %u of %s must be the same all over a frame", index + 1,
                           function->signature);
    return 0;
}

/* What is called. */
struct callee {
    const struct sky_function *function; /* NULL for one of the program */
    unsigned least, most; /* arguments */
    const char *signature;
    int signature_length;
};

/* The arguments up to the closing parenthesis, which becomes the current token. */
static int arguments(struct sky_parser *parser, struct sky_token name, const struct callee *callee,
                     struct sky_value *values, unsigned *count)
{
    for (*count = 0; !sky_parser_is(parser, SKY_SIGN(')', 0)) || *count > 0;) {
        struct sky_token token = parser->token;
        if (*count == callee->most)
            return SKY_FAIL_AT(parser, token, "too many arguments: %.*s", callee->signature_length, callee->signature);
        if (sky_parser_expression(parser, &values[*count]) < 0 ||
            (callee->function && check_type(parser, callee->function, *count, &token, &values[*count]) < 0))
            return -1;
        ++*count;
        if (!sky_parser_is(parser, SKY_SIGN(',', 0)))
            break;
        if (sky_parser_next(parser) < 0)
            return -1;
    }
    if (!sky_parser_is(parser, SKY_SIGN(')', 0)))
        return sky_parser_fail_missing(parser, "')'");
    if (*count < callee->least || (callee->function && sky_function_lacks(callee->function, *count)))
        return SKY_FAIL_AT(parser, name, "too few arguments: %.*s", callee->signature_length, callee->signature);
    return 0;
}

/* ---- Functions of the program ---- */

const struct sky_definition *sky_parser_definition(const struct sky_parser *parser, const struct sky_token *name)
{
    for (unsigned i = parser->scope.definitions; i-- > 0;) {
        const struct sky_token *defined = &parser->definitions[i].name;
        if (defined->length == name->length && memcmp(defined->text, name->text, name->length) == 0)
            return &parser->definitions[i];
    }
    return NULL;
}

/* Puts the body in the place of a call. */
static int expand(struct sky_parser *parser, struct sky_token name, const struct sky_definition *definition,
                  const struct sky_value *values, struct sky_value *value)
{
    const struct sky_definition *caller = parser->function;
    struct sky_lexer lexer = parser->lexer;
    struct sky_token token = parser->token;
    if (sky_parser_enter(parser) < 0)
        return -1;
    parser->function = definition;
    parser->calls++;
    parser->has_expanded = true;
    int result = sky_parser_body(parser, definition, values, value);
    if (result < 0)
        sky_diagnostic_add_call(&lexer.text, name.text, name.length, parser->calls == 1);
    parser->calls--;
    parser->function = caller;
    parser->lexer = lexer;
    parser->token = token;
    parser->depth--;
    return result;
}

/* ---- Calls of both ---- */

static int call_function(struct sky_parser *parser, struct sky_token name, const struct sky_function *function,
                         struct sky_value *value)
{
    const struct callee callee = {function, function->least, sky_function_most(function), function->signature,
                                  (int)strlen(function->signature)};
    struct sky_value values[SKY_ARGUMENTS_MAX] = {0};
    unsigned count;
    int palette_index = -1;
    bool by_point = strcmp(function->name, "lastxy") == 0;
    if (by_point || strcmp(function->name, "last") == 0) {
        count = sky_parser_count_arguments(parser);
        if ((count == 1 && !by_point) || count == 3)
            return sky_parser_last(parser, by_point, value);
        if (parser->expr->setting.scope == SKY_EXPR_PARAMETER)
            return SKY_FAIL_AT(parser, name, "a parameter is one value a frame, at no place: last(name)");
    }
    if (parser->token.kind == SKY_TOKEN_STRING && strcmp(function->name, "pal") == 0)
        if (palette(parser, &palette_index) < 0 || sky_parser_next(parser) < 0 ||
            sky_parser_expect(parser, ',', "','") < 0)
            return -1;
    if (arguments(parser, name, &callee, values, &count) < 0)
        return -1;
    if (palette_index >= 0 && count > 1)
        return SKY_FAIL_AT(parser, name, "pal takes either the name of a palette or colours: %s", function->signature);
    if (palette_index >= 0)
        *value = sky_function_palette(parser->expr, palette_index, values[0].node[0]);
    else
        *value = sky_function_call(parser->expr, function, values, count);
    return 0;
}

static int call_definition(struct sky_parser *parser, struct sky_token name, const struct sky_definition *definition,
                           struct sky_value *value)
{
    const struct callee callee = {NULL, definition->count, definition->count, definition->name.text,
                                  (int)definition->length};
    struct sky_value values[SKY_PARAMETERS_MAX];
    unsigned count;
    return arguments(parser, name, &callee, values, &count) < 0 ? -1 : expand(parser, name, definition, values, value);
}

int sky_parser_call(struct sky_parser *parser, struct sky_token name, struct sky_value *value)
{
    const struct sky_definition *definition = sky_parser_definition(parser, &name);
    const struct sky_function *function = definition ? NULL : sky_function_find(name.text, name.length);
    if (!definition && !function)
        return sky_parser_fail_unknown(parser, name, true);
    const char *lacks = function ? sky_parser_lacks(parser, function->scope) : NULL;
    if (lacks)
        return SKY_FAIL_AT(parser, name, "'%s' cannot be used here: %s", function->name, lacks);
    if (sky_parser_next(parser) < 0 || (definition ? call_definition(parser, name, definition, value)
                                                   : call_function(parser, name, function, value)) < 0)
        return -1;
    return sky_parser_next(parser);
}
