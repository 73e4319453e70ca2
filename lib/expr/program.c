/* SPDX-License-Identifier: ISC */
#include "expr/program.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/file.h"
#include "expr/exact.h"
#include "expr/names.h"
#include "expr/parser.h"

/* The name stands for the value from here on. */
static int bind(struct sky_parser *parser, struct sky_token name, struct sky_value value)
{
    struct sky_variable *variable = sky_parser_variable(parser, &name);
    if (!variable && parser->variable_count == SKY_VARIABLES_MAX)
        return SKY_FAIL_AT(parser, name, "the program defines more than %d names", SKY_VARIABLES_MAX);
    if (!variable)
        variable = &parser->variables[parser->variable_count++];
    *variable = (struct sky_variable){name.text, name.length, value};
    return 0;
}

static int check_new(struct sky_parser *parser, struct sky_token name)
{
    if (sky_name_find(name.text, name.length))
        return SKY_FAIL_AT(parser, name, "'%.*s' is a name of the language; choose another one",
                           sky_token_shown(&name), name.text);
    if (name.length > SKY_EXPR_NAME_MAX)
        return SKY_FAIL_AT(parser, name, "the name is longer than %d characters", SKY_EXPR_NAME_MAX);
    return 0;
}

static uint8_t channel_byte(double x)
{
    x = x * 255 + 0.5;
    return x > 0 ? x < 255 ? (uint8_t)x : 255 : 0; /* NaN is 0 */
}

/* name ?= value */
static int declare(struct sky_parser *parser, struct sky_token name)
{
    struct sky_expr *expr = parser->expr;
    struct sky_token start = parser->token;
    struct sky_value value;
    double numbers[3];
    if (expr->setting.scope == SKY_EXPR_PARAMETER)
        return SKY_FAIL_AT(parser, name, "a parameter's value cannot declare parameters");
    if (sky_parser_variable(parser, &name))
        return SKY_FAIL_AT(parser, name, "'%.*s' is already defined", sky_token_shown(&name), name.text);
    if (expr->declaration_count == SKY_EXPR_DECLARATIONS_MAX)
        return SKY_FAIL_AT(parser, name, "the program declares more than %d parameters", SKY_EXPR_DECLARATIONS_MAX);
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
    return bind(parser, name, value);
}

/* Returns 1 when this was the final expression. */
static int statement(struct sky_parser *parser)
{
    if (parser->token.kind == SKY_TOKEN_NAME) {
        struct sky_lexer before = parser->lexer;
        struct sky_token name = parser->token;
        if (sky_parser_next(parser) < 0)
            return -1;
        bool assigns = sky_parser_is(parser, SKY_SIGN('=', 0)), declares = sky_parser_is(parser, SKY_SIGN('?', '='));
        if (assigns || declares) {
            struct sky_value value;
            if (check_new(parser, name) < 0 || sky_parser_next_operand(parser) < 0)
                return -1;
            if (declares)
                return declare(parser, name);
            return sky_parser_expression(parser, &value) < 0 ? -1 : bind(parser, name, value);
        }
        parser->lexer = before;
        parser->token = name;
    }
    return sky_parser_expression(parser, &parser->expr->result) < 0 ? -1 : 1;
}

static int skip_breaks(struct sky_parser *parser)
{
    while (parser->token.kind == SKY_TOKEN_BREAK)
        if (sky_parser_next(parser) < 0)
            return -1;
    return 0;
}

static int program(struct sky_parser *parser)
{
    if (sky_parser_next(parser) < 0 || skip_breaks(parser) < 0)
        return -1;
    for (int is_final = 0; !is_final;) {
        if (parser->token.kind == SKY_TOKEN_END)
            return sky_diagnostic_fail(&parser->lexer.text, parser->token.text, 1,
                                  parser->variable_count ? "the final expression, which is the result, is missing"
                                                         : "an expression is missing");
        is_final = statement(parser);
        if (is_final < 0)
            return -1;
        struct sky_token after = parser->token;
        if (after.kind != SKY_TOKEN_BREAK && after.kind != SKY_TOKEN_END)
            return SKY_FAIL_AT(parser, after, "unexpected '%.*s'", sky_token_shown(&after), after.text);
        if (skip_breaks(parser) < 0)
            return -1;
        if (is_final && parser->token.kind != SKY_TOKEN_END)
            return SKY_FAIL_AT(parser, parser->token, "nothing may follow the final expression, which is the result");
    }
    if (parser->expr->graph.overflowed)
        return sky_fail("the program has more than %d operations", SKY_NODES_MAX);
    return 0;
}

/* Room for what the expression computes and remembers, once its graph is complete. */
static int allocate(struct sky_expr *expr)
{
    uint32_t count = expr->graph.count, integrals = 0;
    for (uint32_t i = 0; i < count; i++)
        integrals += expr->graph.nodes[i].op == SKY_OP_INTEGRAL;
    if (integrals && !(expr->phases = calloc(count, sizeof *expr->phases)))
        return sky_fail("out of memory");
    if (expr->setting.scope == SKY_EXPR_PARAMETER && !(expr->numbers = calloc(count, sizeof *expr->numbers)))
        return sky_fail("out of memory");
    return 0;
}

struct sky_expr *sky_expr_parse(const char *text, size_t length, const struct sky_expr_setting *setting)
{
    sky_diagnostic_clear();
    bool is_parameter = setting->scope == SKY_EXPR_PARAMETER;
    struct sky_expr *expr = calloc(1, sizeof *expr);
    struct sky_parser *parser = calloc(1, sizeof *parser);
    int result = -1;
    if (!expr || !parser)
        sky_fail("out of memory");
    else if (length > SKY_EXPR_TEXT_MAX)
        sky_fail("the program is longer than %d bytes", SKY_EXPR_TEXT_MAX);
    else if (sky_graph_init(&expr->graph, SKY_NODES_MAX) == 0) {
        parser->expr = expr;
        expr->setting = *setting;
        sky_lexer_init(&parser->lexer, &(struct sky_expr_text){text, text + length, is_parameter});
        result = program(parser) < 0 ? -1 : sky_exact(expr);
    }
    free(parser);
    if (result == 0)
        result = allocate(expr);
    if (result < 0) {
        if (setting->place)
            sky_fail_at("%s", setting->place);
        sky_expr_destroy(expr);
        return NULL;
    }
    return expr;
}

struct sky_expr *sky_expr_load(const char *path, const struct sky_expr_setting *setting)
{
    struct sky_expr_setting named = *setting;
    size_t size;
    named.place = strcmp(path, "-") == 0 ? "standard input" : path;
    sky_diagnostic_clear();
    char *text = sky_file_read(path, SKY_EXPR_TEXT_MAX, SKY_FILE_ANY, &size);
    struct sky_expr *expr = text ? sky_expr_parse(text, size, &named) : NULL;
    free(text);
    return expr;
}
