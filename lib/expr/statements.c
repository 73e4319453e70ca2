/* SPDX-License-Identifier: ISC */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "expr/foreign.h"
#include "expr/names.h"
#include "expr/parser.h"

/* ---- Names ---- */

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

static bool is_same_line(const char *a, const char *b)
{
    return !memchr(a < b ? a : b, '\n', (size_t)(a < b ? b - a : a - b));
}

/* The label of a name in a line, which comes again in a loop; a new one at first. NULL when there are too many. */
static struct sky_expr_label *find_label(const struct sky_parser *parser, struct sky_token name)
{
    struct sky_expr *expr = parser->expr;
    char place[SKY_PLACE_MAX];
    for (uint32_t i = 0; i < expr->label_count; i++) {
        struct sky_expr_label *label = &expr->labels[i];
        if (strlen(label->name) == name.length && memcmp(label->name, name.text, name.length) == 0 &&
            is_same_line(label->at, name.text))
            return label;
    }
    if (expr->label_count == SKY_VARIABLES_MAX)
        return NULL;
    struct sky_expr_label *label = &expr->labels[expr->label_count++];
    label->at = name.text;
    snprintf(label->name, sizeof label->name, "%.*s", (int)name.length, name.text);
    sky_diagnostic_place(&parser->lexer.text, name.text, place);
    *strrchr(place, ',') = '\0'; /* the column */
    snprintf(label->place, sizeof label->place, "%.63s", place);
    return label;
}

/* Remembers a name of the program for --explain. */
static void add_label(struct sky_parser *parser, struct sky_token name, const struct sky_value *value)
{
    if (!parser->expr->labels || parser->function || parser->is_checking)
        return;
    struct sky_expr_label *label = find_label(parser, name);
    if (label)
        memcpy(label->node, value->node, sizeof label->node);
}

/* name = value, name += value and so on: the current token is the sign. */
static int assign(struct sky_parser *parser, struct sky_token name)
{
    struct sky_value both[2];
    struct sky_token sign = parser->token;
    char first = (char)(sign.code >> 8);
    if (sky_parser_check_name(parser, name) < 0)
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
    add_label(parser, name, &both[0]);
    struct sky_variable *variable = sky_scope_assign(&parser->scope, &name, both[0]);
    if (!own && variable)
        variable->is_known = sky_name_find(name.text, name.length);
    return sky_parser_check_room(parser, name, variable);
}

static uint8_t channel_byte(double x)
{
    x = x * 255 + 0.5;
    return x > 0 ? x < 255 ? (uint8_t)x : 255 : 0; /* NaN is 0 */
}

/* May a parameter of this name be declared here? Returns 0, or -1 with the error set. */
static int check_declaration(struct sky_parser *parser, struct sky_token name, enum sky_block block)
{
    const struct sky_expr *expr = parser->expr;
    if (sky_parser_check_name(parser, name) < 0)
        return -1;
    const struct sky_name *known = sky_name_find(name.text, name.length);
    if (known && !known->is_live)
        return SKY_FAIL_AT(parser, name, "'%.*s' is a name of the language; choose another one",
                           sky_token_shown(&name), name.text);
    if (expr->setting.scope == SKY_EXPR_PARAMETER)
        return SKY_FAIL_AT(parser, name, "a parameter's value cannot declare parameters");
    if (block != SKY_BLOCK_PROGRAM)
        return SKY_FAIL_AT(parser, name, "a parameter must be declared outside of functions and loops");
    if (sky_scope_find(&parser->scope, &name))
        return SKY_FAIL_AT(parser, name, "'%.*s' is already defined", sky_token_shown(&name), name.text);
    if (expr->declaration_count == SKY_EXPR_DECLARATIONS_MAX)
        return SKY_FAIL_AT(parser, name, "the program declares more than %d parameters", SKY_EXPR_DECLARATIONS_MAX);
    return 0;
}

/* Parses the default of a parameter. Returns 0, or -1 with the error set. */
static int parse_default(struct sky_parser *parser, struct sky_value *value, double numbers[3])
{
    struct sky_token start = parser->token;
    if (sky_parser_expression(parser, value) < 0)
        return -1;
    for (int channel = 0; channel < 3; channel++) {
        const struct sky_node *node = &parser->expr->graph.nodes[value->node[channel]];
        if (node->op != SKY_LEAF_CONSTANT)
            return SKY_FAIL_AT(parser, start, "the default of a parameter must be a constant");
        numbers[channel] = node->value;
    }
    if (!value->is_color && !isfinite(numbers[0]))
        return SKY_FAIL_AT(parser, start, "the default of a parameter must be a finite number");
    return 0;
}

/* name ?= value: the current token is the sign. */
static int declare(struct sky_parser *parser, struct sky_token name, enum sky_block block)
{
    struct sky_expr *expr = parser->expr;
    struct sky_value value;
    double numbers[3] = {0};
    if (check_declaration(parser, name, block) < 0 || sky_parser_next_operand(parser) < 0 ||
        parse_default(parser, &value, numbers) < 0)
        return -1;
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
    return sky_parser_check_room(parser, name, sky_scope_assign(&parser->scope, &name, value));
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

/* Is it name++ or name--? The current token is the first sign. */
static bool counts(const struct sky_parser *parser)
{
    struct sky_lexer ahead = parser->lexer;
    if (!sky_parser_is(parser, SKY_SIGN('+', 0)) && !sky_parser_is(parser, SKY_SIGN('-', 0)))
        return false;
    if (ahead.at == ahead.text.end || *ahead.at != *parser->token.text)
        return false;
    sky_lexer_next(&ahead);
    struct sky_token after = sky_lexer_next(&ahead);
    return after.kind == SKY_TOKEN_END || after.kind == SKY_TOKEN_BREAK;
}

/* Returns what it was, or -1. */
static int statement(struct sky_parser *parser, enum sky_block block, struct sky_value *value)
{
    if (sky_parser_is(parser, SKY_SIGN('}', 0)))
        return SKY_FAIL_AT(parser, parser->token, "unexpected '}': no block is open");
    if (is_word(&parser->token, "for"))
        return sky_parser_loop(parser) < 0 ? -1 : SKY_STATEMENT_BLOCK;
    if (parser->token.kind == SKY_TOKEN_NAME) {
        struct sky_lexer before = parser->lexer;
        struct sky_token name = parser->token;
        if (sky_parser_next(parser) < 0)
            return -1;
        if (assigns(parser))
            return assign(parser, name) < 0 ? -1 : SKY_STATEMENT_PLAIN;
        if (sky_parser_is(parser, SKY_SIGN('?', '=')))
            return declare(parser, name, block) < 0 ? -1 : SKY_STATEMENT_PLAIN;
        if (sky_parser_is(parser, SKY_SIGN('(', 0)) && sky_lexer_passes_names(&parser->lexer, '='))
            return sky_parser_define(parser, name, block);
        if (counts(parser))
            return SKY_FAIL_AT(parser, name, "write %.*s %c= 1", sky_token_shown(&name), name.text,
                               *parser->token.text);
        parser->lexer = before;
        parser->token = name;
    }
    return sky_parser_expression(parser, value) < 0 ? -1 : SKY_STATEMENT_RESULT;
}

/* Is this the end of the block? Sets `failed` where the program ends before. */
static bool at_end(struct sky_parser *parser, enum sky_block block, const struct sky_token *opening, bool *failed)
{
    bool is_end = parser->token.kind == SKY_TOKEN_END;
    if (block == SKY_BLOCK_PROGRAM || !is_end)
        return block == SKY_BLOCK_PROGRAM ? is_end : sky_parser_is(parser, SKY_SIGN('}', 0));
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
    const char *advice = sky_foreign_operator(token.text, token.length);
    return SKY_FAIL_AT(parser, token, "unexpected '%.*s'%s%s", sky_token_shown(&token), token.text, advice ? ": " : "",
                       advice ? advice : "");
}

int sky_parser_block(struct sky_parser *parser, enum sky_block block, struct sky_value *value)
{
    struct sky_token opening = parser->token;
    bool has_result = false, failed = false;
    if ((block != SKY_BLOCK_PROGRAM && sky_parser_next(parser) < 0) || skip_breaks(parser) < 0)
        return -1;
    while (!at_end(parser, block, &opening, &failed)) {
        struct sky_token start = parser->token;
        if (has_result)
            return SKY_FAIL_AT(parser, start, "nothing may follow the final expression, which is the result%s",
                               block == SKY_BLOCK_FUNCTION ? " of the function: is its '}' missing?" : "");
        int kind = statement(parser, block, value);
        if (kind < 0)
            return -1;
        has_result = kind == SKY_STATEMENT_RESULT;
        if (has_result && block == SKY_BLOCK_LOOP)
            return SKY_FAIL_AT(parser, start, "a loop has no result: give the value to a name, as with sum += x");
        if (kind != SKY_STATEMENT_BLOCK && parser->token.kind != SKY_TOKEN_BREAK &&
            !at_end(parser, block, &opening, &failed))
            return fail_unexpected(parser);
        if (skip_breaks(parser) < 0)
            return -1;
    }
    if (failed)
        return -1;
    if (!has_result && block == SKY_BLOCK_FUNCTION)
        return SKY_FAIL_AT(parser, parser->token, "the final expression, which is the function's result, is missing");
    return block == SKY_BLOCK_PROGRAM ? has_result : sky_parser_next(parser);
}

int sky_parser_program(struct sky_parser *parser, struct sky_value *value)
{
    if (sky_parser_next(parser) < 0)
        return -1;
    int result = sky_parser_block(parser, SKY_BLOCK_PROGRAM, value);
    if (result == 0 && parser->result_name.text)
        return SKY_FAIL_AT(parser, parser->result_name, "the result is missing: %s",
                           sky_foreign_result(parser->result_name.text, parser->result_name.length));
    if (result == 0)
        return sky_diagnostic_fail(&parser->lexer.text, parser->token.text, 1,
                                   parser->scope.count || parser->definition_count
                                       ? "the final expression, which is the result, is missing"
                                       : "an expression is missing");
    return result < 0 ? -1 : sky_parser_check_operations(parser, parser->token);
}
