/* SPDX-License-Identifier: ISC */
#include "expr/functions.h"

#include "base/palette.h"
#include "base/wrap.h"
#include "expr/names.h"

static void print_row(FILE *out, const char *name, const char *text, enum sky_expr_scope scope)
{
    char left[64], about[160];
    snprintf(left, sizeof left, "  %s", name);
    snprintf(about, sizeof about, "%s%s", text, scope == SKY_EXPR_FILTER ? " (sky-map)" : "");
    sky_wrap_print(out, left, 29, about);
}

void sky_functions_print(FILE *out)
{
    static const char *const statements[][2] = {
        {"name = x", "the name stands for x from here on"},
        {"name += x", "the same as name = name + x; also -= *= /= %="},
        {"name ?= x", "a parameter and its default, a constant"},
        {"f(x, y) = x + y", "a function; its value may be a block, { statements; x + y }"},
        {"for k = 1, 8 { ... }", "the statements for k = 1, k = 2 and so on to k = 8"},
    };
    fputs("statements:\n", out);
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        print_row(out, statements[i][0], statements[i][1], SKY_EXPR_PARAMETER);
    fputs("\nnames:\n", out);
    for (const struct sky_name *name = sky_names; name->name; name++)
        print_row(out, name->name, name->text, name->scope);
    fputs("\nfunctions:\n", out);
    for (const struct sky_function *function = sky_functions; function->name; function++)
        print_row(out, function->signature, function->text, function->scope);
    char words[512];
    const struct sky_choices palettes = SKY_CHOICES(sky_palette_names);
    fputs("\npalettes:\n", out);
    sky_wrap_print(out, "", 2, sky_choices_format(&palettes, " ", words, sizeof words));
}
