/* SPDX-License-Identifier: ISC */
/* Draws a program as it was planned. */
#include <string.h>

#include "base/random.h"
#include "expr/drawing.h"

static float *place_of(const struct sky_where *where, size_t vane, size_t pixel)
{
    return where->base + vane * where->vane_step + pixel * where->piece_step;
}

/* Finds the rows of an instruction; numbers that its kernel wants as a row are made one. */
static void find_rows(const struct sky_drawing *drawing, struct sky_instruction *instruction,
                      const struct sky_expr_row *row, size_t count)
{
    instruction->out_row = place_of(&instruction->out, row->vane, row->pixel);
    for (unsigned k = 0; k < instruction->count; k++) {
        float *operand = place_of(&instruction->operands[k], row->vane, row->pixel);
        if (instruction->fill >> k & 1) {
            float *fill = drawing->fill + k * drawing->longest;
            drawing->kernels->expr->fill(fill, *operand, count);
            operand = fill;
        }
        instruction->rows[k] = operand;
    }
}

/* Runs a list over `count` numbers: of one vane from row->pixel on, of a whole radius, or of all vanes. */
static void run(const struct sky_drawing *drawing, const struct sky_list *list, const struct sky_expr_row *row,
                size_t count)
{
    bool another_piece = row->vane == 0 || drawing->pixels > SKY_DRAWING_PIECE;
    for (size_t i = 0; i < list->count; i++) {
        struct sky_instruction *instruction = &list->instructions[i];
        if (another_piece || instruction->turns)
            find_rows(drawing, instruction, row, count);
        instruction->kernel(instruction->out_row, instruction->rows, count, row, instruction->tag);
    }
}

static void pack(const struct sky_drawing *drawing, const struct sky_expr_row *row, size_t count, uint8_t *out)
{
    struct sky_expr_channel channels[3];
    uint32_t base = 0;
    for (unsigned channel = 0; channel < 3; channel++)
        if (drawing->flat[channel].base)
            base |= sky_expr_byte(*place_of(&drawing->flat[channel], row->vane, row->pixel)) << 8 * channel;
    for (unsigned i = 0; i < drawing->ending_count; i++) {
        const struct sky_ending *ending = &drawing->endings[i];
        channels[i] = (struct sky_expr_channel){
            place_of(&ending->row, row->vane, row->pixel),
            *place_of(&ending->scale, row->vane, row->pixel),
            *place_of(&ending->plus, row->vane, row->pixel),
            ending->shift,
        };
    }
    drawing->kernels->expr->pack[drawing->gray ? 0 : drawing->ending_count](out, base, channels, count);
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
    for (unsigned i = 0; i < expr->declaration_count; i++) {
        const union sky_expr_value *now = &expr->declarations[i].value, *then = &drawing->settings[i];
        if (expr->declarations[i].is_color ? now->color.r != then->color.r || now->color.g != then->color.g ||
                                                 now->color.b != then->color.b
                                           : now->number != then->number)
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
    for (uint32_t i = 0; i < drawing->spread_count; i++) {
        uint32_t node = drawing->spread_nodes[i];
        size_t length = drawing->pixels < SKY_DRAWING_PIECE ? drawing->pixels : SKY_DRAWING_PIECE;
        drawing->kernels->expr->fill(drawing->spread + drawing->spread_at[node], drawing->floats[node], length);
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
    for (unsigned i = 0; i < expr->declaration_count; i++)
        drawing->settings[i] = expr->declarations[i].value;
    if (drawing->last)
        memcpy(drawing->last, frame, bytes);
}
