/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/suggestion.h"
#include "expr/foreign.h"
#include "expr/functions.h"
#include "expr/names.h"
#include "expr/parser.h"

const char *sky_parser_lacks(const struct sky_parser *parser, enum sky_expr_scope scope)
{
    if (scope <= parser->expr->setting.scope)
        return NULL;
    if (parser->expr->setting.scope == SKY_EXPR_PARAMETER)
        return "a parameter is one value a frame: it may use t, dt, n, fps and live values";
    return "only sky-map has an input";
}

#define OFFERED_MAX 64

/* Names of the program that a suggestion may be; they must outlive it. */
struct offered {
    char names[OFFERED_MAX][SKY_EXPR_NAME_MAX + 1];
    unsigned count;
};

static void offer(struct sky_suggestion *suggestion, struct offered *offered, const char *text, size_t length)
{
    if (offered->count == OFFERED_MAX || length > SKY_EXPR_NAME_MAX)
        return;
    char *name = offered->names[offered->count++];
    memcpy(name, text, length);
    name[length] = '\0';
    sky_suggestion_offer(suggestion, name);
}

/* Where the program defines a function or gives a name a value that cannot be seen here, or NULL. */
static const char *find_elsewhere(const struct sky_parser *parser, const struct sky_token *name, bool is_function)
{
    struct sky_lexer lexer;
    sky_lexer_init(&lexer, &parser->lexer.text);
    for (struct sky_token token = sky_lexer_next(&lexer); token.kind > SKY_TOKEN_END;) {
        struct sky_token next = sky_lexer_next(&lexer);
        bool is_name = token.kind == SKY_TOKEN_NAME && token.length == name->length &&
                       memcmp(token.text, name->text, token.length) == 0;
        if (is_name && next.kind == SKY_TOKEN_SIGN &&
            (is_function ? next.code == SKY_SIGN('(', 0) && sky_lexer_passes_names(&lexer, '=')
                         : next.code == SKY_SIGN('=', 0)))
            return token.text;
        token = next;
    }
    return NULL;
}

static int fail_elsewhere(struct sky_parser *parser, const struct sky_token *name, const char *found, bool is_function)
{
    char place[SKY_PLACE_MAX];
    sky_diagnostic_place(&parser->lexer.text, found, place);
    if (is_function)
        return SKY_FAIL_AT(parser, *name, "'%.*s' is defined below, in %s: a function sees only those before it",
                           sky_token_shown(name), name->text, place);
    if (found > name->text)
        return SKY_FAIL_AT(parser, *name, "'%.*s' is given its value below, in %s; last(%.*s) is that of the frame "
                           "before", sky_token_shown(name), name->text, place, sky_token_shown(name), name->text);
    if (found == name->text)
        return SKY_FAIL_AT(parser, *name, "'%.*s' is given a value inside an expression: write that as a statement "
                           "before it; arguments have no names", sky_token_shown(name), name->text);
    return SKY_FAIL_AT(parser, *name, "'%.*s' of %s is known only in its loop or function", sky_token_shown(name),
                       name->text, place);
}

static void offer_own(const struct sky_parser *parser, bool called, struct sky_suggestion *suggestion,
                      struct offered *offered)
{
    const struct sky_scope *scope = &parser->scope;
    for (unsigned i = called ? scope->definitions : 0; i-- > 0;)
        offer(suggestion, offered, parser->definitions[i].name.text, parser->definitions[i].name.length);
    for (size_t i = called ? 0 : scope->count; i-- > 0;)
        if (i >= scope->base || i < scope->visible)
            offer(suggestion, offered, scope->variables[i].text, scope->variables[i].length);
}

static void offer_language(const struct sky_parser *parser, bool called, struct sky_suggestion *suggestion)
{
    if (called) {
        for (const struct sky_function *known = sky_functions; known->name; known++)
            if (!sky_parser_lacks(parser, known->scope))
                sky_suggestion_offer(suggestion, known->name);
    } else {
        for (const struct sky_name *known = sky_names; known->name; known++)
            if (!sky_parser_lacks(parser, known->scope))
                sky_suggestion_offer(suggestion, known->name);
    }
}

int sky_parser_fail_unknown(struct sky_parser *parser, struct sky_token token, bool called)
{
    char typed[SKY_EXPR_NAME_MAX + 1];
    struct offered offered = {.count = 0};
    struct sky_suggestion suggestion = {.word = typed};
    const char *problem = called ? "no function is called" : "nothing is called";
    const struct sky_token *itself = parser->function ? &parser->function->name : NULL;
    snprintf(typed, sizeof typed, "%.*s", sky_token_shown(&token), token.text);
    if (called && itself && itself->length == token.length && memcmp(itself->text, token.text, token.length) == 0)
        return SKY_FAIL_AT(parser, token, "'%s' cannot call itself: a function sees only those before it", typed);
    const char *elsewhere = find_elsewhere(parser, &token, called);
    if (elsewhere)
        return fail_elsewhere(parser, &token, elsewhere, called);
    const struct sky_function *function = called ? NULL : sky_function_find(token.text, token.length);
    if (function)
        return SKY_FAIL_AT(parser, token, "'%s' is a function: %s", typed, function->signature);
    struct sky_color color;
    if (!called && sky_color_parse(&color, typed) == 0)
        return SKY_FAIL_AT(parser, token, "%s '%s': write the colour as #%02x%02x%02x", problem, typed, color.r,
                           color.g, color.b);
    const struct sky_definition *own = called ? NULL : sky_parser_definition(parser, &token);
    if (own)
        return SKY_FAIL_AT(parser, token, "'%s' is a function: %.*s", typed, (int)own->length, own->name.text);
    offer_own(parser, called, &suggestion, &offered);
    const char *advice = sky_foreign_advice(token.text, token.length, called);
    if (advice && !suggestion.best)
        return SKY_FAIL_AT(parser, token, "%s '%s': %s", problem, typed, advice);
    if (called && sky_lexer_passes_names(&parser->lexer, '{'))
        return SKY_FAIL_AT(parser, token, "a function is defined with '=': %s(...) = { ... }", typed);
    offer_language(parser, called, &suggestion);
    return SKY_FAIL_AT(parser, token, "%s '%s'%s", problem, typed, sky_suggestion_text(&suggestion));
}
