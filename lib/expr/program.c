/* SPDX-License-Identifier: ISC */
#include "expr/program.h"

#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/file.h"
#include "expr/exact.h"
#include "expr/parser.h"

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
        result = sky_parser_program(parser, &expr->result) < 0 ? -1 : sky_exact(expr);
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
