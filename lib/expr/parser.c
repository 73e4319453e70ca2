/* SPDX-License-Identifier: ISC */
#include "expr/parser.h"

#include <string.h>

#include "expr/names.h"

int sky_parser_next(struct sky_parser *parser)
{
    if (++parser->steps > SKY_STEPS_MAX)
        return SKY_FAIL_AT(parser, parser->token, "with its loops and calls written out the program is longer than "
                           "%d words: its loops need fewer turns, or its functions fewer calls", SKY_STEPS_MAX);
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

int sky_parser_fail_missing(struct sky_parser *parser, const char *what)
{
    struct sky_token token = parser->token;
    if (token.kind == SKY_TOKEN_END || token.kind == SKY_TOKEN_BREAK)
        return sky_diagnostic_fail(&parser->lexer.text, token.text, 1, "%s is missing", what);
    if (sky_parser_is(parser, SKY_SIGN('>', 0)) && token.text > parser->lexer.text.start && token.text[-1] == '=')
        return SKY_FAIL_AT(parser, token, "unexpected '=>': a function is written f(x) = expression");
    return SKY_FAIL_AT(parser, token, "%s is missing before '%.*s'", what, sky_token_shown(&token), token.text);
}

int sky_parser_expect(struct sky_parser *parser, char sign, const char *what)
{
    if (!sky_parser_is(parser, SKY_SIGN(sign, 0)))
        return sky_parser_fail_missing(parser, what);
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

int sky_parser_enter(struct sky_parser *parser)
{
    if (++parser->depth <= SKY_DEPTH_MAX)
        return 0;
    return SKY_FAIL_AT(parser, parser->token, "nested too deeply (at most %d parentheses, loops and calls)",
                       SKY_DEPTH_MAX / 2);
}

int sky_parser_check_name(struct sky_parser *parser, struct sky_token name)
{
    if (name.length > SKY_EXPR_NAME_MAX)
        return SKY_FAIL_AT(parser, name, "the name is longer than %d characters", SKY_EXPR_NAME_MAX);
    return 0;
}

int sky_parser_check_room(struct sky_parser *parser, struct sky_token name, const struct sky_variable *variable)
{
    return variable ? 0 : SKY_FAIL_AT(parser, name, "the program gives more than %d names", SKY_VARIABLES_MAX);
}

int sky_parser_check_operations(struct sky_parser *parser, struct sky_token place)
{
    if (!parser->expr->graph.overflowed)
        return 0;
    return SKY_FAIL_AT(parser, place, "the program has more than %d operations%s", SKY_NODES_MAX,
                       parser->has_expanded ? ": its loops need fewer turns, or its functions fewer calls" : "");
}

static int name_or_call(struct sky_parser *parser, struct sky_value *value)
{
    struct sky_token token = parser->token;
    if (sky_parser_next(parser) < 0)
        return -1;
    if (sky_parser_is(parser, SKY_SIGN('(', 0)))
        return sky_parser_call(parser, token, value);
    const struct sky_variable *variable = sky_scope_find(&parser->scope, &token);
    const struct sky_name *name = variable ? NULL : sky_name_find(token.text, token.length);
    if (variable)
        *value = variable->value;
    else if (!name)
        return sky_parser_fail_unknown(parser, token, false);
    else if (sky_parser_lacks(parser, name->scope))
        return SKY_FAIL_AT(parser, token, "'%s' cannot be used here: %s", name->name,
                           sky_parser_lacks(parser, name->scope));
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
        *value = (struct sky_value){.is_color = true};
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
            return sky_parser_fail_missing(parser, "a value");
        if (sky_parser_next(parser) < 0 || sky_parser_expression(parser, value) < 0)
            return -1;
        if (sky_parser_is(parser, SKY_SIGN(',', 0)))
            return SKY_FAIL_AT(parser, parser->token, "unexpected ',': there are no vectors; give each number a name "
                                                      "of its own");
        return sky_parser_expect(parser, ')', "')'");
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
            return SKY_FAIL_AT(parser, dot, "'.' must be followed by r, g or b: there are no vectors");
        if (!value->is_color && !value->may_be_color)
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
    if (sky_parser_enter(parser) < 0)
        return -1;
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
    if (sky_parser_enter(parser) < 0 || binary(parser, 1, value) < 0)
        return -1;
    if (sky_parser_is(parser, SKY_SIGN('?', 0))) {
        struct sky_value three[3] = {*value};
        if (value->is_color)
            return SKY_FAIL_AT(parser, parser->token,
                               "the condition before '?' must be a number, and this is a colour");
        if (sky_parser_next_operand(parser) < 0 || sky_parser_expression(parser, &three[1]) < 0)
            return -1;
        if (!sky_parser_is(parser, SKY_SIGN(':', 0)))
            return sky_parser_fail_missing(parser, "':'");
        if (sky_parser_next_operand(parser) < 0 || sky_parser_expression(parser, &three[2]) < 0)
            return -1;
        *value = sky_value_op(&parser->expr->graph, SKY_OP_SELECT, three);
    }
    parser->depth--;
    return sky_parser_check_operations(parser, start);
}
