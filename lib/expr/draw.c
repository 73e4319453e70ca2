/* Draws a program as it was planned. */
#include <string.h>

#include "core/random.h"
#include "expr/drawing.h"

static float *place_of(const struct sky_where *where, size_t vane, size_t pixel)
{
    return where->base + vane * where->vane_step + (where->temporary ? 0 : pixel * where->pixel_step);
}

/* Runs a list over `count` numbers: of one vane from row->pixel on, of a whole radius, or of all vanes. */
static void run(const struct sky_drawing *drawing, const struct sky_list *list, const struct sky_expr_row *row,
                size_t count)
{
    for (size_t i = 0; i < list->count; i++) {
        const struct sky_instruction *instruction = &list->instructions[i];
        const float *operands[SKY_EXPR_OPERANDS] = {NULL};
        for (unsigned k = 0; k < instruction->count; k++) {
            operands[k] = place_of(&instruction->operands[k], row->vane, row->pixel);
            if (!(instruction->fill >> k & 1))
                continue;
            float *fill = drawing->fill + k * drawing->longest;
            drawing->kernels->expr->fill(fill, *operands[k], count);
            operands[k] = fill;
        }
        instruction->kernel(place_of(&instruction->out, row->vane, row->pixel), operands, count, row,
                            instruction->tag);
    }
}

static void pack(const struct sky_drawing *drawing, const struct sky_expr_row *row, size_t count, uint8_t *out)
{
    const float *channels[3];
    for (unsigned channel = 0; channel < 3; channel++) {
        uint32_t index = drawing->expr->result.node[channel];
        const struct sky_where *where = &drawing->where[index];
        channels[channel] = place_of(where, row->vane, row->pixel);
        if (channel > 0 && index == drawing->expr->result.node[0])
            channels[channel] = channels[0];
        else if (where->pixel_step == 0) {
            float *fill = drawing->fill + channel * drawing->longest;
            drawing->kernels->expr->fill(fill, *channels[channel], count);
            channels[channel] = fill;
        }
    }
    drawing->kernels->expr->pack(out, channels[0], channels[1], channels[2], count);
}

/* Runs a full list over the disc; with `frame` also writes the result. */
static void sweep(const struct sky_drawing *drawing, const struct sky_list *list, struct sky_expr_row row,
                  uint8_t *frame)
{
    uint32_t vanes = frame && !drawing->turns ? 1 : drawing->vanes;
    size_t vane_bytes = (size_t)drawing->pixels * 3;
    for (row.vane = 0; row.vane < vanes; row.vane++)
        for (row.pixel = 0; row.pixel < drawing->pixels; row.pixel += SKY_DRAWING_PIECE) {
            size_t left = drawing->pixels - row.pixel, count = left < SKY_DRAWING_PIECE ? left : SKY_DRAWING_PIECE;
            run(drawing, list, &row, count);
            if (frame)
                pack(drawing, &row, count, frame + row.vane * vane_bytes + (size_t)row.pixel * 3);
        }
    for (; frame && vanes < drawing->vanes; vanes++)
        memcpy(frame + vanes * vane_bytes, frame, vane_bytes);
}

/* Has a declared parameter changed since the last frame? */
static bool is_set_anew(const struct sky_drawing *drawing)
{
    const struct sky_expr *expr = drawing->expr;
    for (unsigned i = 0; i < expr->count; i++) {
        const union sky_expr_member *now = &expr->values[i], *then = &drawing->settings[i];
        if (expr->table[i].type == SKY_NUMBER ? now->number != then->number
                                              : now->color.r != then->color.r || now->color.g != then->color.g ||
                                                    now->color.b != then->color.b)
            return true;
    }
    return false;
}

void sky_drawing_draw(struct sky_drawing *drawing, const struct sky_moment *now, const uint8_t *source,
                      uint8_t *frame)
{
    struct sky_expr *expr = drawing->expr;
    size_t bytes = (size_t)drawing->vanes * drawing->pixels * 3;
    bool fresh = !drawing->drawn || is_set_anew(drawing);
    if (!fresh && !drawing->moves) {
        memcpy(frame, drawing->last, bytes);
        return;
    }
    struct sky_expr_row row = {
        .source = source,
        .last = drawing->last,
        .palettes = sky_expr_palettes(),
        .vanes = drawing->vanes,
        .pixels = drawing->pixels,
        .frame = (uint32_t)sky_random_hash(expr->builder.setting.seed, now->n),
    };
    for (uint32_t i = 0; i < drawing->node_count; i++)
        if (drawing->used[i] && drawing->rank[i] == SKY_RANK_FRAME) {
            drawing->numbers[i] = sky_expr_number(expr, i, now, drawing->numbers);
            drawing->floats[i] = (float)drawing->numbers[i];
        }
    if (fresh) {
        run(drawing, &drawing->vane_still, &row, drawing->vanes);
        run(drawing, &drawing->radius_still, &row, drawing->pixels);
        sweep(drawing, &drawing->full_still, row, NULL);
    }
    run(drawing, &drawing->vane_moving, &row, drawing->vanes);
    run(drawing, &drawing->radius_moving, &row, drawing->pixels);
    sweep(drawing, &drawing->full_moving, row, frame);
    drawing->drawn = true;
    memcpy(drawing->settings, expr->values, sizeof expr->values);
    if (drawing->last)
        memcpy(drawing->last, frame, bytes);
}
