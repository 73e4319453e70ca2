/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "expr/foreign.h"
#include "expr/names.h"
#include "expr/parser.h"

#define TURNS_MAX SKY_NODES_MAX
#define LOOP_FORM "a loop is written for k = 1, 16 { ... }"

enum block { PROGRAM, FUNCTION, LOOP };

/* What a statement was; one that ends with } needs no break behind it. */
enum { STATEMENT_PLAIN, STATEMENT_BLOCK, STATEMENT_RESULT };

static int statements(struct sky_parser *parser, enum block block, struct sky_value *value);

/* ---- Names ---- */

static int check_length(struct sky_parser *parser, struct sky_token name)
{
    if (name.length > SKY_EXPR_NAME_MAX)
        return SKY_FAIL_AT(parser, name, "the name is longer than %d characters", SKY_EXPR_NAME_MAX);
    return 0;
}

static int check_room(struct sky_parser *parser, struct sky_token name, const struct sky_variable *variable)
{
    return variable ? 0 : SKY_FAIL_AT(parser, name, "the program gives more than %d names", SKY_VARIABLES_MAX);
}

/* The value that a name has before `name += ...`. */
static int value_before(struct sky_parser *parser, struct sky_token name, struct sky_value *value)
{
    const struct sky_variable *variable = sky_scope_find(&parser->scope, &name);
    const struct sky_name *known = sky_name_find(name.text, name.length);
    if (parser->function && variable && !known && !sky_scope_find_own(&parser->scope, &name))
        return SKY_FAIL_AT(parser, name, "a function cannot change '%.*s' of the program: it returns one value",
                           sky_token_shown(&name), name.text);
    if (!variable && !known)
        return sky_parser_fail_unknown(parser, name, false);
    if (!variable && sky_parser_lacks(parser, known->scope))
        return SKY_FAIL_AT(parser, name, "'%s' cannot be used here: %s", known->name,
                           sky_parser_lacks(parser, known->scope));
    *value = variable ? variable->value : known->build(parser->expr);
    return 0;
}

/* name = value, name += value and so on: the current token is the sign. */
static int assign(struct sky_parser *parser, struct sky_token name)
{
    struct sky_value both[2];
    struct sky_token sign = parser->token;
    char first = (char)(sign.code >> 8);
    if (check_length(parser, name) < 0)
        return -1;
    if (sky_foreign_result(name.text, name.length))
        parser->result_name = name;
    const struct sky_variable *own = sky_scope_find_own(&parser->scope, &name);
    if (own && own->is_counter)
        return SKY_FAIL_AT(parser, name, "'%.*s' counts the turns of the loop; choose another name",
                           sky_token_shown(&name), name.text);
    if (first != '=' && value_before(parser, name, &both[0]) < 0)
        return -1;
    if (sky_parser_next_operand(parser) < 0 || sky_parser_expression(parser, &both[first != '=']) < 0)
        return -1;
    if (first != '=')
        both[0] = sky_value_op(&parser->expr->graph, first == '+'   ? SKY_OP_ADD
                                                     : first == '-' ? SKY_OP_SUB
                                                     : first == '*' ? SKY_OP_MUL
                                                     : first == '/' ? SKY_OP_DIV
                                                                    : SKY_OP_MOD, both);
    struct sky_variable *variable = sky_scope_assign(&parser->scope, &name, both[0]);
    if (!own && variable)
        variable->is_known = sky_name_find(name.text, name.length);
    return check_room(parser, name, variable);
}

static uint8_t channel_byte(double x)
{
    x = x * 255 + 0.5;
    return x > 0 ? x < 255 ? (uint8_t)x : 255 : 0; /* NaN is 0 */
}

/* name ?= value: the current token is the sign. */
static int declare(struct sky_parser *parser, struct sky_token name, enum block block)
{
    struct sky_expr *expr = parser->expr;
    struct sky_value value;
    double numbers[3];
    if (check_length(parser, name) < 0)
        return -1;
    if (sky_name_find(name.text, name.length))
        return SKY_FAIL_AT(parser, name, "'%.*s' is a name of the language; choose another one",
                           sky_token_shown(&name), name.text);
    if (expr->setting.scope == SKY_EXPR_PARAMETER)
        return SKY_FAIL_AT(parser, name, "a parameter's value cannot declare parameters");
    if (block != PROGRAM)
        return SKY_FAIL_AT(parser, name, "a parameter must be declared outside of functions and loops");
    if (sky_scope_find(&parser->scope, &name))
        return SKY_FAIL_AT(parser, name, "'%.*s' is already defined", sky_token_shown(&name), name.text);
    if (expr->declaration_count == SKY_EXPR_DECLARATIONS_MAX)
        return SKY_FAIL_AT(parser, name, "the program declares more than %d parameters", SKY_EXPR_DECLARATIONS_MAX);
    if (sky_parser_next_operand(parser) < 0)
        return -1;
    struct sky_token start = parser->token;
    if (sky_parser_expression(parser, &value) < 0)
        return -1;
    for (int channel = 0; channel < 3; channel++) {
        const struct sky_node *node = &parser->expr->graph.nodes[value.node[channel]];
        if (node->op != SKY_LEAF_CONSTANT)
            return SKY_FAIL_AT(parser, start, "the default of a parameter must be a constant");
        numbers[channel] = node->value;
    }
    if (!value.is_color && !isfinite(numbers[0]))
        return SKY_FAIL_AT(parser, start, "the default of a parameter must be a finite number");

    unsigned number = expr->declaration_count++;
    struct sky_expr_declaration *declaration = &expr->declarations[number];
    *declaration = (struct sky_expr_declaration){.is_color = value.is_color};
    memcpy(declaration->name, name.text, name.length);
    if (value.is_color)
        declaration->value.color =
            (struct sky_color){channel_byte(numbers[0]), channel_byte(numbers[1]), channel_byte(numbers[2])};
    else
        declaration->value.number = numbers[0];
    for (unsigned channel = 0; channel < 3; channel++)
        value.node[channel] = sky_graph_leaf(&parser->expr->graph, SKY_LEAF_SETTING,
                                             number * 4 + (value.is_color ? channel : 0));
    return check_room(parser, name, sky_scope_assign(&parser->scope, &name, value));
}

/* ---- What is parsed, but not used ---- */

struct trial {
    uint32_t nodes, rnd_count;
    struct sky_scope_frame frame;
};

static struct trial begin_trial(struct sky_parser *parser)
{
    struct sky_scope *scope = &parser->scope;
    parser->is_checking = true;
    return (struct trial){parser->expr->graph.count, parser->expr->rnd_count,
                          sky_scope_enter(scope, scope->count, scope->definitions)};
}

static void end_trial(struct sky_parser *parser, const struct trial *trial)
{
    parser->is_checking = false;
    sky_scope_leave(&parser->scope, &trial->frame);
    sky_graph_cut(&parser->expr->graph, trial->nodes);
    parser->expr->rnd_count = trial->rnd_count;
}

/* ---- Functions ---- */

/* The names between the parentheses. */
static int parameters(struct sky_parser *parser, struct sky_definition *definition)
{
    while (!sky_parser_is(parser, SKY_SIGN(')', 0)) || definition->count > 0) {
        struct sky_token name = parser->token;
        if (name.kind != SKY_TOKEN_NAME)
            return sky_parser_fail_missing(parser, "the name of a parameter");
        if (check_length(parser, name) < 0)
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
        result = check_room(parser, definition->name,
                            sky_scope_add(&parser->scope, &definition->parameters[i], values[i]));
    if (result == 0 && sky_parser_is(parser, SKY_SIGN('{', 0)))
        result = statements(parser, FUNCTION, value);
    else if (result == 0)
        result = sky_parser_expression(parser, value);
    sky_scope_leave(&parser->scope, &frame);
    return result;
}

/* f(x, k) = expression or { ... }: the current token is the opening parenthesis. */
static int define(struct sky_parser *parser, struct sky_token name, enum block block)
{
    struct sky_value values[SKY_PARAMETERS_MAX], value;
    char place[SKY_PLACE_MAX];
    struct sky_definition *definition = &parser->definitions[parser->definition_count];
    if (block != PROGRAM)
        return SKY_FAIL_AT(parser, name, "a function must be defined outside of other functions and loops");
    if (parser->definition_count == SKY_DEFINITIONS_MAX)
        return SKY_FAIL_AT(parser, name, "the program defines more than %d functions", SKY_DEFINITIONS_MAX);
    const struct sky_definition *defined = sky_parser_definition(parser, &name);
    if (defined)
        return SKY_FAIL_AT(parser, name, "'%.*s' is already a function, of %s; choose another name",
                           sky_token_shown(&name), name.text,
                           sky_diagnostic_place(&parser->lexer.text, defined->name.text, place));
    *definition = (struct sky_definition){.name = name, .visible = parser->scope.count};
    if (check_length(parser, name) < 0 || sky_parser_next(parser) < 0 || parameters(parser, definition) < 0 ||
        sky_parser_next_operand(parser) < 0)
        return -1;
    definition->body = parser->lexer;
    definition->first = parser->token;

    struct trial trial = begin_trial(parser);
    for (unsigned i = 0; i < definition->count; i++) {
        values[i] = sky_value_number(sky_graph_constant(&parser->expr->graph, 1));
        values[i].may_be_color = true;
    }
    parser->function = definition;
    int result = sky_parser_body(parser, definition, values, &value);
    parser->function = NULL;
    end_trial(parser, &trial);
    parser->scope.definitions = ++parser->definition_count;
    if (result < 0)
        return -1;
    return definition->first.code == SKY_SIGN('{', 0) ? STATEMENT_BLOCK : STATEMENT_PLAIN;
}

/* ---- Loops ---- */

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
    if (!isfinite(node->value))
        return SKY_FAIL_AT(parser, start, "the bound of a loop must be a finite number");
    *number = node->value;
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
    if (check_room(parser, loop->counter, counter) < 0)
        return -1;
    counter->is_counter = true;
    parser->has_expanded = true;
    int result = statements(parser, LOOP, &value);
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
    double count = last < first ? 0 : floor(last - first) + 1;
    if (count > TURNS_MAX)
        return SKY_FAIL_AT(parser, loop->counter, "the loop has %.10g turns (at most %d)", count, TURNS_MAX);
    if (parser->is_checking)
        return turn(parser, loop, first);
    if (count == 0 && parser->function) /* the body was checked when the function was defined */
        return skip_block(parser);
    if (count == 0) {
        struct trial trial = begin_trial(parser);
        int result = turn(parser, loop, first);
        end_trial(parser, &trial);
        return result;
    }
    for (double k = 0; k < count; k++)
        if (turn(parser, loop, first + k) < 0) {
            if (k > 0)
                sky_diagnostic_add_turn(loop->counter.text, loop->counter.length, first + k);
            return -1;
        }
    return 0;
}

/* for k = 1, 16 { ... }: the current token is `for`. */
static int loop(struct sky_parser *parser)
{
    struct sky_token word = parser->token;
    struct loop loop;
    double first, last;
    if (sky_parser_enter(parser) < 0 || sky_parser_next(parser) < 0)
        return -1;
    loop.counter = parser->token;
    if (loop.counter.kind != SKY_TOKEN_NAME)
        return SKY_FAIL_AT(parser, word, LOOP_FORM);
    if (check_length(parser, loop.counter) < 0 || sky_parser_next(parser) < 0)
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

/* ---- Statements ---- */

static bool is_word(const struct sky_token *token, const char *word)
{
    return token->kind == SKY_TOKEN_NAME && token->length == strlen(word) &&
           memcmp(token->text, word, token->length) == 0;
}

static bool assigns(const struct sky_parser *parser)
{
    return sky_parser_is(parser, SKY_SIGN('=', 0)) ||
           (parser->token.kind == SKY_TOKEN_SIGN && (parser->token.code & 255) == '=' &&
            strchr("+-*/%", (int)(parser->token.code >> 8)));
}

/* Returns what it was, or -1. */
static int statement(struct sky_parser *parser, enum block block, struct sky_value *value)
{
    if (sky_parser_is(parser, SKY_SIGN('}', 0)))
        return SKY_FAIL_AT(parser, parser->token, "unexpected '}': no block is open");
    if (is_word(&parser->token, "for"))
        return loop(parser) < 0 ? -1 : STATEMENT_BLOCK;
    if (parser->token.kind == SKY_TOKEN_NAME) {
        struct sky_lexer before = parser->lexer;
        struct sky_token name = parser->token;
        if (sky_parser_next(parser) < 0)
            return -1;
        if (assigns(parser))
            return assign(parser, name) < 0 ? -1 : STATEMENT_PLAIN;
        if (sky_parser_is(parser, SKY_SIGN('?', '=')))
            return declare(parser, name, block) < 0 ? -1 : STATEMENT_PLAIN;
        if (sky_parser_is(parser, SKY_SIGN('(', 0)) && sky_lexer_is_definition(&parser->lexer))
            return define(parser, name, block);
        parser->lexer = before;
        parser->token = name;
    }
    return sky_parser_expression(parser, value) < 0 ? -1 : STATEMENT_RESULT;
}

/* Is this the end of the block? Sets `failed` where the program ends before. */
static bool at_end(struct sky_parser *parser, enum block block, const struct sky_token *opening, bool *failed)
{
    if (block == PROGRAM || parser->token.kind != SKY_TOKEN_END)
        return block == PROGRAM ? parser->token.kind == SKY_TOKEN_END : sky_parser_is(parser, SKY_SIGN('}', 0));
    SKY_FAIL_AT(parser, *opening, "the '}' that closes this block is missing");
    *failed = true;
    return true;
}

static int skip_breaks(struct sky_parser *parser)
{
    while (parser->token.kind == SKY_TOKEN_BREAK)
        if (sky_parser_next(parser) < 0)
            return -1;
    return 0;
}

static int fail_unexpected(struct sky_parser *parser)
{
    struct sky_token token = parser->token;
    return SKY_FAIL_AT(parser, token, "unexpected '%.*s'", sky_token_shown(&token), token.text);
}

/* A program, or a block from { to }; the value is that of the final expression, which a loop does not have. */
static int statements(struct sky_parser *parser, enum block block, struct sky_value *value)
{
    struct sky_token opening = parser->token;
    bool has_result = false, failed = false;
    if ((block != PROGRAM && sky_parser_next(parser) < 0) || skip_breaks(parser) < 0)
        return -1;
    while (!at_end(parser, block, &opening, &failed)) {
        struct sky_token start = parser->token;
        if (has_result)
            return SKY_FAIL_AT(parser, start, "nothing may follow the final expression, which is the result");
        int kind = statement(parser, block, value);
        if (kind < 0)
            return -1;
        has_result = kind == STATEMENT_RESULT;
        if (has_result && block == LOOP)
            return SKY_FAIL_AT(parser, start, "a loop has no result: give the value to a name, as with sum += x");
        if (kind != STATEMENT_BLOCK && parser->token.kind != SKY_TOKEN_BREAK &&
            !at_end(parser, block, &opening, &failed))
            return fail_unexpected(parser);
        if (skip_breaks(parser) < 0)
            return -1;
    }
    if (failed)
        return -1;
    if (!has_result && block == FUNCTION)
        return SKY_FAIL_AT(parser, parser->token, "the final expression, which is the function's result, is missing");
    return block == PROGRAM ? has_result : sky_parser_next(parser);
}

int sky_parser_program(struct sky_parser *parser, struct sky_value *value)
{
    if (sky_parser_next(parser) < 0)
        return -1;
    int result = statements(parser, PROGRAM, value);
    if (result == 0 && parser->result_name.text)
        return SKY_FAIL_AT(parser, parser->result_name, "the result is missing: %s",
                           sky_foreign_result(parser->result_name.text, parser->result_name.length));
    if (result == 0)
        return sky_diagnostic_fail(&parser->lexer.text, parser->token.text, 1,
                                   parser->scope.count || parser->definition_count
                                       ? "the final expression, which is the result, is missing"
                                       : "an expression is missing");
    if (result > 0 && parser->expr->graph.overflowed)
        return sky_fail("the program has more than %d operations", SKY_NODES_MAX);
    return result < 0 ? -1 : 0;
}
