/* SPDX-License-Identifier: ISC */
#include <string.h>

#include "base/suggestion.h"
#include "expr/functions.h"
#include "expr/names.h"
#include "expr/parser.h"

const char *sky_parser_lacks(const struct sky_parser *parser, enum sky_expr_scope scope)
{
    if (scope <= parser->expr->setting.scope)
        return NULL;
    if (parser->expr->setting.scope == SKY_EXPR_PARAMETER)
        return "a parameter is one value a frame: it may use t, dt, n and fps";
    return "only sky-map has an input";
}

/* What functions and names are called in GLSL, Shadertoy, Pixelblaze and C. */
static const struct sky_synonym function_synonyms[] = {
    {"vec3", "rgb"},    {"vec4", "rgb"},   {"color", "rgb"},
    {"frac", "fract"},  {"random", "rnd"}, {"rand", "rnd"},     {"texture", "at"},    {"texture2D", "at"},
    {"fabs", "abs"},    {"ln", "log"},     {"saturate", "sat"}, {"radians", "rad"},   {"degrees", "deg"},
    {"grey", "gray"},   {NULL, NULL},
};
static const struct sky_synonym name_synonyms[] = {
    {"time", "t"},      {"iTime", "t"},    {"iTimeDelta", "dt"}, {"iFrame", "n"},     {"frame", "n"},
    {"theta", "a"},     {"angle", "a"},    {"radius", "r"},      {"index", "i"},      {"M_PI", "pi"},
    {"two_pi", "tau"},  {"twopi", "tau"},  {NULL, NULL},
};

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

int sky_parser_fail_unknown(struct sky_parser *parser, struct sky_token token, bool called)
{
    char typed[SKY_EXPR_NAME_MAX + 1];
    struct offered offered = {.count = 0};
    snprintf(typed, sizeof typed, "%.*s", sky_token_shown(&token), token.text);
    struct sky_suggestion suggestion = {.word = typed};
    const struct sky_scope *scope = &parser->scope;
    const struct sky_token *itself = parser->function ? &parser->function->name : NULL;
    if (called) {
        for (unsigned i = scope->definitions; i-- > 0;)
            offer(&suggestion, &offered, parser->definitions[i].name.text, parser->definitions[i].name.length);
        for (const struct sky_function *known = sky_functions; known->name; known++)
            if (!sky_parser_lacks(parser, known->scope)) {
                sky_suggestion_offer(&suggestion, known->name);
                sky_suggestion_offer_synonyms(&suggestion, function_synonyms, known->name);
            }
        if (itself && itself->length == token.length && memcmp(itself->text, token.text, token.length) == 0)
            return SKY_FAIL_AT(parser, token, "'%s' cannot call itself: a function sees only those before it", typed);
        return SKY_FAIL_AT(parser, token, "no function is called '%s'%s", typed, sky_suggestion_text(&suggestion));
    }
    const struct sky_function *function = sky_function_find(token.text, token.length);
    if (function)
        return SKY_FAIL_AT(parser, token, "'%s' is a function: %s", typed, function->signature);
    for (size_t i = scope->count; i-- > 0;)
        if (i >= scope->base || i < scope->visible)
            offer(&suggestion, &offered, scope->variables[i].text, scope->variables[i].length);
    for (const struct sky_name *name = sky_names; name->name; name++)
        if (!sky_parser_lacks(parser, name->scope)) {
            sky_suggestion_offer(&suggestion, name->name);
            sky_suggestion_offer_synonyms(&suggestion, name_synonyms, name->name);
        }
    return SKY_FAIL_AT(parser, token, "nothing is called '%s'%s", typed, sky_suggestion_text(&suggestion));
}
