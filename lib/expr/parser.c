/* SPDX-License-Identifier: ISC */
/* Names, calls and operators. */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/palette.h"
#include "base/suggestion.h"
#include "expr/parser.h"

#define DEPTH_MAX 400 /* a parenthesis takes two */

int sky_parser_next(struct sky_parser *parser)
{
    parser->token = sky_lexer_next(&parser->lexer);
    return parser->token.kind == SKY_TOKEN_BAD ? -1 : 0;
}

bool sky_parser_is(const struct sky_parser *parser, uint32_t code)
{
    return parser->token.kind == SKY_TOKEN_SIGN && parser->token.code == code;
}

static bool matches(const struct sky_token *token, const char *name)
{
    return strlen(name) == token->length && memcmp(token->text, name, token->length) == 0;
}

/* For printf's "%.*s". */
int sky_token_shown(const struct sky_token *token)
{
    return token->length > SKY_EXPR_NAME_MAX ? SKY_EXPR_NAME_MAX : (int)token->length;
}

static int fail_missing(struct sky_parser *parser, const char *what)
{
    struct sky_token token = parser->token;
    if (token.kind == SKY_TOKEN_END || token.kind == SKY_TOKEN_BREAK)
        return sky_lexer_fail(&parser->lexer, token.text, 1, "%s is missing", what);
    return SKY_FAIL_AT(parser, token, "%s is missing before '%.*s'", what, sky_token_shown(&token), token.text);
}

static int expect(struct sky_parser *parser, char sign, const char *what)
{
    if (!sky_parser_is(parser, SKY_SIGN(sign, 0)))
        return fail_missing(parser, what);
    return sky_parser_next(parser);
}

/* After an operator an expression may go on in the next line. */
int sky_parser_next_operand(struct sky_parser *parser)
{
    do {
        if (sky_parser_next(parser) < 0)
            return -1;
    } while (parser->token.kind == SKY_TOKEN_BREAK && *parser->token.text == '\n');
    return 0;
}

/* ---- Names ---- */

const struct sky_name *sky_parser_name(const struct sky_token *token)
{
    for (const struct sky_name *name = sky_names; name->name; name++)
        if (matches(token, name->name))
            return name;
    return NULL;
}

static const struct sky_function *find_function(const struct sky_token *token)
{
    for (const struct sky_function *function = sky_functions; function->name; function++)
        if (matches(token, function->name))
            return function;
    return NULL;
}

struct sky_variable *sky_parser_variable(struct sky_parser *parser, const struct sky_token *token)
{
    for (size_t i = 0; i < parser->variable_count; i++) {
        struct sky_variable *variable = &parser->variables[i];
        if (variable->length == token->length && memcmp(variable->text, token->text, token->length) == 0)
            return variable;
    }
    return NULL;
}

/* What a name needs that this program does not have. */
static const char *lacks(const struct sky_parser *parser, enum sky_expr_scope scope)
{
    if (scope <= parser->builder->setting.scope)
        return NULL;
    if (parser->builder->setting.scope == SKY_EXPR_PARAMETER)
        return "a parameter is one value a frame: it may use t, dt, n and fps";
    return "only sky-map has an input";
}

static int fail_unknown(struct sky_parser *parser, struct sky_token token, bool called)
{
    char typed[SKY_EXPR_NAME_MAX + 1], known[32][SKY_EXPR_NAME_MAX + 1];
    snprintf(typed, sizeof typed, "%.*s", sky_token_shown(&token), token.text);
    struct sky_suggestion suggestion = {.word = typed};
    if (called) {
        for (const struct sky_function *function = sky_functions; function->name; function++)
            if (!lacks(parser, function->scope))
                sky_suggestion_offer(&suggestion, function->name);
        return SKY_FAIL_AT(parser, token, "no function is called '%s'%s", typed, sky_suggestion_text(&suggestion));
    }
    for (const struct sky_function *function = sky_functions; function->name; function++)
        if (matches(&token, function->name))
            return SKY_FAIL_AT(parser, token, "'%s' is a function: %s", typed, function->signature);
    for (size_t i = 0; i < parser->variable_count && i < sizeof known / sizeof *known; i++) {
        const struct sky_variable *variable = &parser->variables[i];
        int length = variable->length > SKY_EXPR_NAME_MAX ? SKY_EXPR_NAME_MAX : (int)variable->length;
        snprintf(known[i], sizeof known[i], "%.*s", length, variable->text);
        sky_suggestion_offer(&suggestion, known[i]);
    }
    for (const struct sky_name *name = sky_names; name->name; name++)
        if (!lacks(parser, name->scope))
            sky_suggestion_offer(&suggestion, name->name);
    return SKY_FAIL_AT(parser, token, "nothing is called '%s'%s", typed, sky_suggestion_text(&suggestion));
}

/* ---- Calls ---- */

static int palette(struct sky_parser *parser, unsigned *index)
{
    char typed[SKY_EXPR_NAME_MAX + 1];
    snprintf(typed, sizeof typed, "%.*s", sky_token_shown(&parser->token), parser->token.text);
    struct sky_suggestion suggestion = {.word = typed};
    for (*index = 0; sky_palette_names[*index]; ++*index) {
        if (matches(&parser->token, sky_palette_names[*index]))
            return 0;
        sky_suggestion_offer(&suggestion, sky_palette_names[*index]);
    }
    return SKY_FAIL_AT(parser, parser->token, "no palette is called '%s'%s", typed, sky_suggestion_text(&suggestion));
}

static int check_type(struct sky_parser *parser, const struct sky_function *function, unsigned index,
                      const struct sky_token *token, const struct sky_value *value)
{
    if (function->types[index] == 'n' && value->color)
        return SKY_FAIL_AT(parser, *token, "argument %u of %s is a number, and this is a colour", index + 1,
                       function->signature);
    return 0;
}

/* name(arguments): the current token is the opening parenthesis. */
static int call(struct sky_parser *parser, struct sky_token name, struct sky_value *value)
{
    const struct sky_function *function = find_function(&name);
    if (!function)
        return fail_unknown(parser, name, true);
    const char *lack = lacks(parser, function->scope);
    if (lack)
        return SKY_FAIL_AT(parser, name, "'%s' cannot be used here: %s", function->name, lack);
    struct sky_value arguments[SKY_ARGUMENTS_MAX] = {0};
    unsigned count = 0;
    int named = -1;
    if (sky_parser_next(parser) < 0)
        return -1;
    if (parser->token.kind == SKY_TOKEN_STRING && strcmp(function->name, "pal") == 0) {
        unsigned index;
        if (palette(parser, &index) < 0 || sky_parser_next(parser) < 0 || expect(parser, ',', "','") < 0)
            return -1;
        named = (int)index;
    }
    while (!sky_parser_is(parser, SKY_SIGN(')', 0)) || count > 0) {
        struct sky_token token = parser->token;
        if (count == function->most)
            return SKY_FAIL_AT(parser, token, "too many arguments: %s", function->signature);
        if (sky_parser_expression(parser, &arguments[count]) < 0 ||
            check_type(parser, function, count, &token, &arguments[count]) < 0)
            return -1;
        count++;
        if (!sky_parser_is(parser, SKY_SIGN(',', 0)))
            break;
        if (sky_parser_next(parser) < 0)
            return -1;
    }
    if (!sky_parser_is(parser, SKY_SIGN(')', 0)))
        return fail_missing(parser, "')'");
    if (count < function->least)
        return SKY_FAIL_AT(parser, name, "too few arguments: %s", function->signature);
    *value = named >= 0 ? sky_palette_build(parser->builder, (unsigned)named, arguments[0].node[0])
                        : sky_function_apply(parser->builder, function, arguments, count);
    return sky_parser_next(parser);
}

/* ---- Operators ---- */

static int name_or_call(struct sky_parser *parser, struct sky_value *value)
{
    struct sky_token token = parser->token;
    if (sky_parser_next(parser) < 0)
        return -1;
    if (sky_parser_is(parser, SKY_SIGN('(', 0)))
        return call(parser, token, value);
    const struct sky_variable *variable = sky_parser_variable(parser, &token);
    const struct sky_name *name = variable ? NULL : sky_parser_name(&token);
    if (variable)
        *value = variable->value;
    else if (!name)
        return fail_unknown(parser, token, false);
    else if (lacks(parser, name->scope))
        return SKY_FAIL_AT(parser, token, "'%s' cannot be used here: %s", name->name, lacks(parser, name->scope));
    else
        *value = name->build(parser->builder);
    return 0;
}

static int primary(struct sky_parser *parser, struct sky_value *value)
{
    struct sky_token token = parser->token;
    switch (token.kind) {
    case SKY_TOKEN_NUMBER:
        *value = sky_value_constant(parser->builder, token.number);
        return sky_parser_next(parser);
    case SKY_TOKEN_COLOR:
        value->color = true;
        for (int channel = 0; channel < 3; channel++)
            value->node[channel] = sky_graph_constant(&parser->builder->graph,
                                                      (token.code >> (16 - 8 * channel) & 255) / 255.0);
        return sky_parser_next(parser);
    case SKY_TOKEN_NAME:
        return name_or_call(parser, value);
    case SKY_TOKEN_STRING:
        return SKY_FAIL_AT(parser, token, "a text is only the name of a palette: pal(\"name\", x)");
    default:
        if (!sky_parser_is(parser, SKY_SIGN('(', 0)))
            return fail_missing(parser, "a value");
        if (sky_parser_next(parser) < 0 || sky_parser_expression(parser, value) < 0)
            return -1;
        return expect(parser, ')', "')'");
    }
}

static int postfix(struct sky_parser *parser, struct sky_value *value)
{
    if (primary(parser, value) < 0)
        return -1;
    while (sky_parser_is(parser, SKY_SIGN('.', 0))) {
        struct sky_token dot = parser->token;
        if (sky_parser_next(parser) < 0)
            return -1;
        struct sky_token channel = parser->token;
        bool letter = channel.kind == SKY_TOKEN_NAME && channel.length == 1;
        const char *found = letter ? strchr("rgb", *channel.text) : NULL;
        if (!found)
            return SKY_FAIL_AT(parser, dot, "after '.' comes r, g or b");
        if (!value->color)
            return SKY_FAIL_AT(parser, channel, "a number has no channels");
        uint32_t node = value->node[found[0] == 'r' ? 0 : found[0] == 'g' ? 1 : 2];
        *value = (struct sky_value){false, {node, node, node}};
        if (sky_parser_next(parser) < 0)
            return -1;
    }
    return 0;
}

static int unary(struct sky_parser *parser, struct sky_value *value)
{
    if (++parser->depth > DEPTH_MAX)
        return SKY_FAIL_AT(parser, parser->token, "nested too deep: %d parentheses fit", DEPTH_MAX / 2);
    struct sky_token token = parser->token;
    uint32_t sign = token.kind == SKY_TOKEN_SIGN ? token.code : 0;
    int result;
    if (sign == SKY_SIGN('-', 0) || sign == SKY_SIGN('+', 0) || sign == SKY_SIGN('!', 0)) {
        result = sky_parser_next_operand(parser) < 0 ? -1 : unary(parser, value);
        if (result == 0 && sign == SKY_SIGN('-', 0))
            *value = sky_value_op(parser->builder, SKY_EXPR_NEG, 1, value);
        if (result == 0 && sign == SKY_SIGN('!', 0)) {
            if (value->color)
                return SKY_FAIL_AT(parser, token, "'!' takes a number, and this is a colour");
            *value = sky_value_op(parser->builder, SKY_EXPR_NOT, 1, value);
        }
    } else {
        result = postfix(parser, value);
        if (result == 0 && (sky_parser_is(parser, SKY_SIGN('^', 0)) || sky_parser_is(parser, SKY_SIGN('*', '*')))) {
            struct sky_value both[2] = {*value};
            result = sky_parser_next_operand(parser) < 0 ? -1 : unary(parser, &both[1]);
            if (result == 0)
                *value = sky_value_op(parser->builder, SKY_EXPR_POW, 2, both);
        }
    }
    parser->depth--;
    return result;
}

static const struct operator {
    uint32_t code;
    unsigned level; /* a higher one binds tighter */
    enum sky_expr_op op;
    bool swapped, numbers;
} operators[] = {
    {SKY_SIGN('|', '|'), 1, SKY_EXPR_OR, false, true}, {SKY_SIGN('&', '&'), 2, SKY_EXPR_AND, false, true},
    {SKY_SIGN('=', '='), 3, SKY_EXPR_EQ, false, true}, {SKY_SIGN('!', '='), 3, SKY_EXPR_NE, false, true},
    {SKY_SIGN('<', 0), 4, SKY_EXPR_LT, false, true},   {SKY_SIGN('<', '='), 4, SKY_EXPR_LE, false, true},
    {SKY_SIGN('>', 0), 4, SKY_EXPR_LT, true, true},    {SKY_SIGN('>', '='), 4, SKY_EXPR_LE, true, true},
    {SKY_SIGN('+', 0), 5, SKY_EXPR_ADD, false, false}, {SKY_SIGN('-', 0), 5, SKY_EXPR_SUB, false, false},
    {SKY_SIGN('*', 0), 6, SKY_EXPR_MUL, false, false}, {SKY_SIGN('/', 0), 6, SKY_EXPR_DIV, false, false},
    {SKY_SIGN('%', 0), 6, SKY_EXPR_MOD, false, false},
};

static const struct operator *binary_operator(const struct sky_parser *parser)
{
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (sky_parser_is(parser, operators[i].code))
            return &operators[i];
    return NULL;
}

/* Operators of this level and above. */
static int binary(struct sky_parser *parser, unsigned level, struct sky_value *value)
{
    if (unary(parser, value) < 0)
        return -1;
    for (const struct operator *operator; (operator= binary_operator(parser)) && operator->level >= level;) {
        struct sky_token token = parser->token;
        struct sky_value both[2] = {*value};
        if (sky_parser_next_operand(parser) < 0 || binary(parser, operator->level + 1, &both[1]) < 0)
            return -1;
        if (operator->numbers && (both[0].color || both[1].color))
            return SKY_FAIL_AT(parser, token, "'%.*s' takes numbers, and the %s side is a colour", (int)token.length,
                           token.text, both[0].color ? "left" : "right");
        if (operator->swapped) {
            struct sky_value first = both[0];
            both[0] = both[1];
            both[1] = first;
        }
        *value = sky_value_op(parser->builder, operator->op, 2, both);
    }
    return 0;
}

int sky_parser_expression(struct sky_parser *parser, struct sky_value *value)
{
    struct sky_token start = parser->token;
    if (++parser->depth > DEPTH_MAX)
        return SKY_FAIL_AT(parser, start, "nested too deep: %d parentheses fit", DEPTH_MAX / 2);
    if (binary(parser, 1, value) < 0)
        return -1;
    if (sky_parser_is(parser, SKY_SIGN('?', 0))) {
        struct sky_value three[3] = {*value};
        if (value->color)
            return SKY_FAIL_AT(parser, parser->token, "the condition before '?' is a colour, where a number fits");
        if (sky_parser_next_operand(parser) < 0 || sky_parser_expression(parser, &three[1]) < 0)
            return -1;
        if (!sky_parser_is(parser, SKY_SIGN(':', 0)))
            return fail_missing(parser, "':'");
        if (sky_parser_next_operand(parser) < 0 || sky_parser_expression(parser, &three[2]) < 0)
            return -1;
        *value = sky_value_op(parser->builder, SKY_EXPR_SELECT, 3, three);
    }
    parser->depth--;
    if (parser->builder->graph.overflowed)
        return SKY_FAIL_AT(parser, start, "the program has more than %d operations", SKY_NODES_MAX);
    return 0;
}
