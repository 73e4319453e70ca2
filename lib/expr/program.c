/* SPDX-License-Identifier: ISC */
#include "expr/program.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "expr/exact.h"
#include "expr/memory.h"
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

/* What last() remembers must be within the bound. */
static int check_memory(const struct sky_expr *expr, const struct sky_expr_text *text)
{
    const struct sky_geometry *geometry = &expr->setting.geometry;
    struct sky_kept *list = sky_memory_list(expr);
    const struct sky_memory *first_beyond = NULL;
    uint64_t bytes = 0;
    if (!list)
        return -1;
    for (size_t tag = 0; tag < (size_t)expr->memory_count * 4; tag++) {
        enum sky_rank rank = sky_node_rank(&expr->graph.nodes[sky_memory_node(expr, tag)]);
        if (list[tag].is_used && list[tag].first == tag)
            bytes += sky_memory_floats(geometry, rank, list[tag].is_twice) * sizeof(float);
        if (bytes > SKY_MEMORY_BYTES_MAX && !first_beyond)
            first_beyond = &expr->memories[tag / 4];
    }
    free(list);
    if (!first_beyond)
        return 0;
    const char *at = first_beyond->length ? first_beyond->name : text->start;
    return sky_diagnostic_fail(text, at, first_beyond->length,
                               "what last() remembers takes %" PRIu64 " MiB at %" PRIu32 "x%" PRIu32
                               " (at most %" PRIu64 " MiB): remember fewer names, or fewer LEDs with -g",
                               (bytes + (1 << 20) - 1) >> 20, geometry->vanes, geometry->pixels,
                               SKY_MEMORY_BYTES_MAX >> 20);
}

/* Parses the program: again, while it turns out that what last() gives is not as was assumed. What it depends on only
 * grows, and so do the types that are known, so that this comes to an end. */
static int parse(struct sky_expr *expr, const struct sky_expr_text *text)
{
    struct sky_parser *parser = malloc(sizeof *parser);
    int result = 1;
    unsigned steps = 0;
    if (!parser)
        return sky_fail("out of memory");
    while (result == 1 && steps <= SKY_STEPS_ALL_MAX) {
        sky_graph_finish(&expr->graph);
        expr->declaration_count = expr->rnd_count = expr->label_count = 0;
        memset(parser, 0, sizeof *parser);
        parser->expr = expr;
        sky_lexer_init(&parser->lexer, text);
        result = sky_graph_init(&expr->graph, SKY_NODES_MAX) < 0 || sky_parser_program(parser, &expr->result) < 0
                     ? -1
                     : sky_parser_bind_memories(parser, &expr->result);
        steps += parser->steps;
    }
    free(parser);
    if (result == 1)
        return sky_diagnostic_fail(text, expr->memories[0].length ? expr->memories[0].name : text->start,
                                   expr->memories[0].length, "too many names remember one another by last(): "
                                   "a chain of them must be shorter");
    return result;
}

static struct sky_expr *parse_text(const struct sky_expr_text *text, const struct sky_expr_setting *setting)
{
    struct sky_expr *expr = calloc(1, sizeof *expr);
    int result = -1;
    if (!expr)
        sky_fail("out of memory");
    else if (text->end - text->start > SKY_EXPR_TEXT_MAX)
        sky_fail("the program is longer than %d bytes", SKY_EXPR_TEXT_MAX);
    else {
        expr->setting = *setting;
        if (setting->has_labels)
            expr->labels = calloc(SKY_VARIABLES_MAX, sizeof *expr->labels);
        result = parse(expr, text) < 0 || sky_exact(expr) < 0 ? -1 : 0;
    }
    if (result == 0 && setting->scope != SKY_EXPR_PARAMETER)
        result = check_memory(expr, text);
    if (result == 0)
        result = allocate(expr);
    if (result == 0)
        return expr;
    sky_expr_destroy(expr);
    return NULL;
}

struct sky_expr *sky_expr_parse(const char *text, size_t length, const struct sky_expr_setting *setting)
{
    const struct sky_expr_text whole = {
        .start = text, .end = text + length, .is_one_line = setting->scope == SKY_EXPR_PARAMETER};
    sky_diagnostic_clear();
    struct sky_expr *expr = parse_text(&whole, setting);
    if (!expr && setting->place)
        sky_fail_at("%s", setting->place);
    return expr;
}

/* Copies a text; of a first line that begins with #! only the newline. */
static char *copy_source(char *out, const struct sky_expr_source *source)
{
    const char *text = source->text, *end = text + source->length;
    if (source->length >= 2 && text[0] == '#' && text[1] == '!')
        while (text < end && *text != '\n')
            text++;
    memcpy(out, text, (size_t)(end - text));
    return out + (end - text);
}

struct sky_expr *sky_expr_parse_joined(const struct sky_expr_source *sources, size_t count,
                                       const struct sky_expr_setting *setting)
{
    struct sky_expr_part parts[SKY_EXPR_SOURCES_MAX];
    struct sky_expr_setting nowhere = *setting;
    size_t length = 0;
    if (count == 1) {
        nowhere.place = sources->place;
        return sky_expr_parse(sources->text, sources->length, &nowhere);
    }
    nowhere.place = NULL;
    for (size_t i = 0; i < count; i++)
        length += sources[i].length + 1;
    char *text = malloc(length + 1), *end = text;
    sky_diagnostic_clear();
    if (!text || count > SKY_EXPR_SOURCES_MAX) {
        free(text);
        sky_fail(text ? "more than %d texts in one program" : "out of memory", SKY_EXPR_SOURCES_MAX);
        return NULL;
    }
    for (size_t i = 0; i < count; i++) {
        parts[i] = (struct sky_expr_part){sources[i].place, end};
        end = copy_source(end, &sources[i]);
        *end++ = '\n';
    }
    const struct sky_expr_text whole = {.start = text, .end = end - 1, .parts = parts, .part_count = count};
    struct sky_expr *expr = parse_text(&whole, &nowhere);
    free(text);
    return expr;
}
