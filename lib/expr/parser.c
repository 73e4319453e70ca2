/* SPDX-License-Identifier: ISC */
#include "expr/parser.h"

#include <string.h>

#include "base/suggestion.h"
#include "expr/functions.h"
#include "expr/names.h"

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

int sky_token_shown(const struct sky_token *token)
{
    return token->length > SKY_EXPR_NAME_MAX ? SKY_EXPR_NAME_MAX : (int)token->length;
}

static int fail_missing(struct sky_parser *parser, const char *what)
{
    struct sky_token token = parser->token;
    if (token.kind == SKY_TOKEN_END || token.kind == SKY_TOKEN_BREAK)
        return sky_diagnostic_fail(&parser->lexer.text, token.text, 1, "%s is missing", what);
    return SKY_FAIL_AT(parser, token, "%s is missing before '%.*s'", what, sky_token_shown(&token), token.text);
}

static int expect(struct sky_parser *parser, char sign, const char *what)
{
    if (!sky_parser_is(parser, SKY_SIGN(sign, 0)))
        return fail_missing(parser, what);
    return sky_parser_next(parser);
}

/* After an operator an expression may continue in the next line. */
int sky_parser_next_operand(struct sky_parser *parser)
{
    do {
        if (sky_parser_next(parser) < 0)
            return -1;
    } while (parser->token.kind == SKY_TOKEN_BREAK && *parser->token.text == '\n');
    return 0;
}

/* ---- Names ---- */

struct sky_variable *sky_parser_variable(struct sky_parser *parser, const struct sky_token *token)
{
    for (size_t i = 0; i < parser->variable_count; i++) {
        struct sky_variable *variable = &parser->variables[i];
        if (variable->length == token->length && memcmp(variable->text, token->text, token->length) == 0)
            return variable;
    }
    return NULL;
}

/* Why a name of this scope cannot be used in this program, or NULL when it can. */
static const char *lacks(const struct sky_parser *parser, enum sky_expr_scope scope)
{
    if (scope <= parser->expr->setting.scope)
        return NULL;
    if (parser->expr->setting.scope == SKY_EXPR_PARAMETER)
        return "a parameter is one value a frame: it may use t, dt, n and fps";
    return "only sky-map has an input";
}

/* What functions and names are called in GLSL, Shadertoy, Pixelblaze and C. */
static const struct sky_synonym function_synonyms[] = {
    {"vec3", "rgb"},    {"vec4", "rgb"},   {"color", "rgb"},    {"length", "hypot"},  {"distance", "hypot"},
    {"frac", "fract"},  {"random", "rnd"}, {"rand", "rnd"},     {"texture", "at"},    {"texture2D", "at"},
    {"fabs", "abs"},    {"ln", "log"},     {"saturate", "sat"}, {"radians", "rad"},   {"degrees", "deg"},
    {"grey", "gray"},   {NULL, NULL},
};
static const struct sky_synonym name_synonyms[] = {
    {"time", "t"},      {"iTime", "t"},    {"iTimeDelta", "dt"}, {"iFrame", "n"},     {"frame", "n"},
    {"theta", "a"},     {"angle", "a"},    {"radius", "r"},      {"index", "i"},      {"M_PI", "pi"},
    {"two_pi", "tau"},  {"twopi", "tau"},  {NULL, NULL},
};

static int fail_unknown(struct sky_parser *parser, struct sky_token token, bool called)
{
    char typed[SKY_EXPR_NAME_MAX + 1], variables[32][SKY_EXPR_NAME_MAX + 1];
    snprintf(typed, sizeof typed, "%.*s", sky_token_shown(&token), token.text);
    struct sky_suggestion suggestion = {.word = typed};
    if (called) {
        for (const struct sky_function *known = sky_functions; known->name; known++)
            if (!lacks(parser, known->scope)) {
                sky_suggestion_offer(&suggestion, known->name);
                sky_suggestion_offer_synonyms(&suggestion, function_synonyms, known->name);
            }
        return SKY_FAIL_AT(parser, token, "no function is called '%s'%s", typed, sky_suggestion_text(&suggestion));
    }
    const struct sky_function *function = sky_function_find(token.text, token.length);
    if (function)
        return SKY_FAIL_AT(parser, token, "'%s' is a function: %s", typed, function->signature);
    for (size_t i = 0; i < parser->variable_count && i < sizeof variables / sizeof *variables; i++) {
        const struct sky_variable *variable = &parser->variables[i];
        int length = variable->length > SKY_EXPR_NAME_MAX ? SKY_EXPR_NAME_MAX : (int)variable->length;
        snprintf(variables[i], sizeof variables[i], "%.*s", length, variable->text);
        sky_suggestion_offer(&suggestion, variables[i]);
    }
    for (const struct sky_name *name = sky_names; name->name; name++)
        if (!lacks(parser, name->scope)) {
            sky_suggestion_offer(&suggestion, name->name);
            sky_suggestion_offer_synonyms(&suggestion, name_synonyms, name->name);
        }
    return SKY_FAIL_AT(parser, token, "nothing is called '%s'%s", typed, sky_suggestion_text(&suggestion));
}

/* ---- Calls ---- */

/* The palette whose name is the current token, a string. */
static int palette(struct sky_parser *parser, int *index)
{
    char typed[SKY_EXPR_NAME_MAX + 1];
    snprintf(typed, sizeof typed, "%.*s", sky_token_shown(&parser->token), parser->token.text);
    struct sky_suggestion suggestion = {.word = typed};
    for (*index = 0; sky_palette_names[*index]; ++*index) {
        if (strlen(sky_palette_names[*index]) == parser->token.length &&
            memcmp(sky_palette_names[*index], parser->token.text, parser->token.length) == 0)
            return 0;
        sky_suggestion_offer(&suggestion, sky_palette_names[*index]);
    }
    return SKY_FAIL_AT(parser, parser->token, "no palette is called '%s'%s", typed, sky_suggestion_text(&suggestion));
}

static int check_type(struct sky_parser *parser, const struct sky_function *function, unsigned index,
                      const struct sky_token *token, const struct sky_value *value)
{
    if (function->types[index] != 'v' && value->is_color)
        return SKY_FAIL_AT(parser, *token, "argument %u of %s must be a number, and this is a colour", index + 1,
                           function->signature);
    if (function->types[index] == 'f' && parser->expr->graph.nodes[value->node[0]].depends & SKY_BY_PLACE)
        return SKY_FAIL_AT(parser, *token, "argument %u of %s must be the same all over a frame", index + 1,
                           function->signature);
    return 0;
}

/* name(arguments): the current token is the opening parenthesis. */
static int call(struct sky_parser *parser, struct sky_token name, struct sky_value *value)
{
    const struct sky_function *function = sky_function_find(name.text, name.length);
    if (!function)
        return fail_unknown(parser, name, true);
    const char *lack = lacks(parser, function->scope);
    if (lack)
        return SKY_FAIL_AT(parser, name, "'%s' cannot be used here: %s", function->name, lack);
    struct sky_value arguments[SKY_ARGUMENTS_MAX] = {0};
    unsigned count = 0;
    int palette_index = -1;
    if (sky_parser_next(parser) < 0)
        return -1;
    if (parser->token.kind == SKY_TOKEN_STRING && strcmp(function->name, "pal") == 0) {
        if (palette(parser, &palette_index) < 0 || sky_parser_next(parser) < 0 || expect(parser, ',', "','") < 0)
            return -1;
    }
    while (!sky_parser_is(parser, SKY_SIGN(')', 0)) || count > 0) {
        struct sky_token token = parser->token;
        if (count == strlen(function->types))
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
    if (palette_index >= 0)
        *value = sky_function_palette(parser->expr, (enum sky_palette_name)palette_index, arguments[0].node[0]);
    else
        *value = sky_function_call(parser->expr, function, arguments, count);
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
    const struct sky_name *name = variable ? NULL : sky_name_find(token.text, token.length);
    if (variable)
        *value = variable->value;
    else if (!name)
        return fail_unknown(parser, token, false);
    else if (lacks(parser, name->scope))
        return SKY_FAIL_AT(parser, token, "'%s' cannot be used here: %s", name->name, lacks(parser, name->scope));
    else
        *value = name->build(parser->expr);
    return 0;
}

static int primary(struct sky_parser *parser, struct sky_value *value)
{
    struct sky_token token = parser->token;
    switch (token.kind) {
    case SKY_TOKEN_NUMBER:
        *value = sky_value_number(sky_graph_constant(&parser->expr->graph, token.number));
        return sky_parser_next(parser);
    case SKY_TOKEN_COLOR:
        value->is_color = true;
        for (int channel = 0; channel < 3; channel++)
            value->node[channel] = sky_graph_constant(&parser->expr->graph,
                                                      (token.code >> (16 - 8 * channel) & 255) / 255.0);
        return sky_parser_next(parser);
    case SKY_TOKEN_NAME:
        return name_or_call(parser, value);
    case SKY_TOKEN_STRING:
        return SKY_FAIL_AT(parser, token, "a string can only be the name of a palette: pal(\"name\", x)");
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
            return SKY_FAIL_AT(parser, dot, "'.' must be followed by r, g or b");
        if (!value->is_color)
            return SKY_FAIL_AT(parser, channel, "a number has no channels");
        uint32_t node = value->node[found[0] == 'r' ? 0 : found[0] == 'g' ? 1 : 2];
        *value = sky_value_number(node);
        if (sky_parser_next(parser) < 0)
            return -1;
    }
    return 0;
}

static int unary(struct sky_parser *parser, struct sky_value *value)
{
    if (++parser->depth > DEPTH_MAX)
        return SKY_FAIL_AT(parser, parser->token, "nested too deeply (at most %d parentheses)", DEPTH_MAX / 2);
    struct sky_token token = parser->token;
    uint32_t sign = token.kind == SKY_TOKEN_SIGN ? token.code : 0;
    int result;
    if (sign == SKY_SIGN('-', 0) || sign == SKY_SIGN('+', 0) || sign == SKY_SIGN('!', 0)) {
        result = sky_parser_next_operand(parser) < 0 ? -1 : unary(parser, value);
        if (result == 0 && sign == SKY_SIGN('-', 0))
            *value = sky_value_op(&parser->expr->graph, SKY_OP_NEG, value);
        if (result == 0 && sign == SKY_SIGN('!', 0)) {
            if (value->is_color)
                return SKY_FAIL_AT(parser, token, "'!' takes a number, and this is a colour");
            *value = sky_value_op(&parser->expr->graph, SKY_OP_NOT, value);
        }
    } else {
        result = postfix(parser, value);
        if (result == 0 && (sky_parser_is(parser, SKY_SIGN('^', 0)) || sky_parser_is(parser, SKY_SIGN('*', '*')))) {
            struct sky_value both[2] = {*value};
            result = sky_parser_next_operand(parser) < 0 ? -1 : unary(parser, &both[1]);
            if (result == 0)
                *value = sky_value_op(&parser->expr->graph, SKY_OP_POW, both);
        }
    }
    parser->depth--;
    return result;
}

static const struct operator {
    uint32_t code;
    unsigned level; /* a higher one binds tighter */
    enum sky_op op;
    bool swapped, numbers;
} operators[] = {
    {SKY_SIGN('|', '|'), 1, SKY_OP_OR, false, true}, {SKY_SIGN('&', '&'), 2, SKY_OP_AND, false, true},
    {SKY_SIGN('=', '='), 3, SKY_OP_EQ, false, true}, {SKY_SIGN('!', '='), 3, SKY_OP_NE, false, true},
    {SKY_SIGN('<', 0), 4, SKY_OP_LT, false, true},   {SKY_SIGN('<', '='), 4, SKY_OP_LE, false, true},
    {SKY_SIGN('>', 0), 4, SKY_OP_LT, true, true},    {SKY_SIGN('>', '='), 4, SKY_OP_LE, true, true},
    {SKY_SIGN('+', 0), 5, SKY_OP_ADD, false, false}, {SKY_SIGN('-', 0), 5, SKY_OP_SUB, false, false},
    {SKY_SIGN('*', 0), 6, SKY_OP_MUL, false, false}, {SKY_SIGN('/', 0), 6, SKY_OP_DIV, false, false},
    {SKY_SIGN('%', 0), 6, SKY_OP_MOD, false, false},
};

static const struct operator *binary_operator(const struct sky_parser *parser)
{
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (sky_parser_is(parser, operators[i].code))
            return &operators[i];
    return NULL;
}

/* Operators of this level and tighter ones. */
static int binary(struct sky_parser *parser, unsigned level, struct sky_value *value)
{
    if (unary(parser, value) < 0)
        return -1;
    for (const struct operator *operator; (operator = binary_operator(parser)) && operator->level >= level;) {
        struct sky_token token = parser->token;
        struct sky_value both[2] = {*value};
        if (sky_parser_next_operand(parser) < 0 || binary(parser, operator->level + 1, &both[1]) < 0)
            return -1;
        if (operator->numbers && (both[0].is_color || both[1].is_color))
            return SKY_FAIL_AT(parser, token, "'%.*s' takes numbers, and the %s side is a colour", (int)token.length,
                           token.text, both[0].is_color ? "left" : "right");
        if (operator->swapped) {
            struct sky_value first = both[0];
            both[0] = both[1];
            both[1] = first;
        }
        *value = sky_value_op(&parser->expr->graph, operator->op, both);
    }
    return 0;
}

int sky_parser_expression(struct sky_parser *parser, struct sky_value *value)
{
    struct sky_token start = parser->token;
    if (++parser->depth > DEPTH_MAX)
        return SKY_FAIL_AT(parser, start, "nested too deeply (at most %d parentheses)", DEPTH_MAX / 2);
    if (binary(parser, 1, value) < 0)
        return -1;
    if (sky_parser_is(parser, SKY_SIGN('?', 0))) {
        struct sky_value three[3] = {*value};
        if (value->is_color)
            return SKY_FAIL_AT(parser, parser->token,
                               "the condition before '?' must be a number, and this is a colour");
        if (sky_parser_next_operand(parser) < 0 || sky_parser_expression(parser, &three[1]) < 0)
            return -1;
        if (!sky_parser_is(parser, SKY_SIGN(':', 0)))
            return fail_missing(parser, "':'");
        if (sky_parser_next_operand(parser) < 0 || sky_parser_expression(parser, &three[2]) < 0)
            return -1;
        *value = sky_value_op(&parser->expr->graph, SKY_OP_SELECT, three);
    }
    parser->depth--;
    if (parser->expr->graph.overflowed)
        return SKY_FAIL_AT(parser, start, "the program has more than %d operations", SKY_NODES_MAX);
    return 0;
}
