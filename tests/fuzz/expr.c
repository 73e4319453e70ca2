/* SPDX-License-Identifier: ISC */
/* libFuzzer's target for the expression language, from the lexer to the evaluator: `make fuzz`. The first byte says
 * where the program is used and which kernels and ranks run; the rest is the program. */
#include <stdint.h>
#include <stdlib.h>

#include "expr/evaluator.h"
#include "expr/program.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A program that parses is drawn three times, so that what is kept between frames is used; the result must not depend on
 * the ranks. */
static void draw(const char *text, size_t length, const struct sky_expr_setting *setting, const char *mode,
                 uint8_t frame[45])
{
    static const uint8_t source[45] = {0, 255, 1, 254, 128, 127};
    static const uint8_t *const sources[] = {source, source, source, source};
    setenv("SKY_EXPR", mode, 1);
    struct sky_expr *expr = sky_expr_parse(text, length, setting);
    struct sky_evaluator *evaluator = expr ? sky_evaluator_create(expr, NULL) : NULL;
    for (uint64_t n = 0; evaluator && n < 3; n++) {
        struct sky_moment now = sky_moment_at(n, 30);
        sky_evaluator_draw(evaluator, &now, setting->scope == SKY_EXPR_FILTER ? sources : NULL, frame);
    }
    sky_evaluator_destroy(evaluator);
    sky_expr_destroy(expr);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    const char *text = (const char *)data + 1;
    struct sky_expr_setting setting = {.geometry = {5, 3, 1.5}, .seed = 1};
    setting.scope = (enum sky_expr_scope)(data[0] % 3);
    if (data[0] / 3 % 4 == 3)
        setting.geometry = (struct sky_geometry){4, 1, 0};
    if (setting.scope == SKY_EXPR_PARAMETER) {
        struct sky_expr *expr = sky_expr_parse(text, size - 1, &setting);
        double value[3];
        for (uint64_t n = 7; expr && n < 10; n++) {
            sky_expr_evaluate(expr, &(struct sky_moment){.n = n, .t = (double)n / 30, .fps = 30}, value);
            sky_expr_remember(expr, NULL);
        }
        sky_expr_destroy(expr);
        return 0;
    }
    uint8_t lowered[45] = {0}, full[45] = {0};
    draw(text, size - 1, &setting, "", lowered);
    draw(text, size - 1, &setting, "full", full);
    for (size_t i = 0; i < sizeof full; i++)
        if (lowered[i] != full[i])
            abort();
    return 0;
}
