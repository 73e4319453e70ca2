/* SPDX-License-Identifier: ISC */
/* Values at places between LEDs, of an input and of what is remembered: in blocks, so that places are found and values
 * mixed in vector registers, and only what is at these places is fetched one by one. A part of loops/expr.c, which
 * defines KERNEL and INLINE. */
#ifndef SKY_KERNEL_LOOPS_EXPR_SAMPLE_H
#define SKY_KERNEL_LOOPS_EXPR_SAMPLE_H

INLINE float mix(float x, float y, float part)
{
    return x + (y - x) * part;
}

/* As many that single stores have left the processor's buffer when a vector register is loaded with them. */
#define SAMPLES 128

/* The two vanes around an angle in turns; the wheel's last vane is before its first. */
struct vanes {
    int32_t first, second;
    float part;
};

INLINE struct vanes find_vanes(float turn, int32_t vane_count)
{
    const float where = turn * (float)vane_count;
    const int32_t first = (int32_t)where;
    const int32_t around = first < vane_count ? first : 0;
    return (struct vanes){around, around + 1 < vane_count ? around + 1 : 0, where - (float)first};
}

/* The first of the two pixels around a radius, and the part of the second. The first and the last LED's middle are the
 * ends: the first pixel is at most the last but one. NaN counts as 0. */
struct pixel {
    int32_t first;
    float part;
};

INLINE struct pixel find_pixel(float radius, int32_t pixel_count)
{
    const float count = (float)pixel_count;
    const float where = sky_fmin(sky_fmax(radius * count - 0.5f, 0.0f), count - 1.0f);
    const int32_t most = pixel_count > 1 ? pixel_count - 2 : 0, whole = (int32_t)where;
    const int32_t first = whole < most ? whole : most;
    return (struct pixel){first, where - (float)first};
}

/* Where the values around so many places are, in elements from the first of a picture. */
struct places {
    int32_t first[SAMPLES], second[SAMPLES]; /* the nearer pixel, on both vanes */
    float part[SAMPLES], out_part[SAMPLES];  /* of the second vane, and of the farther pixel */
};

INLINE void find_places(struct places *places, const float *turn, const float *radius, size_t size,
                        const struct sky_expr_row *row, int32_t vane_step, int32_t pixel_step)
{
    const int32_t vane_count = (int32_t)row->vanes, pixel_count = (int32_t)row->pixels;
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < size; i++) {
        const struct vanes vanes = find_vanes(turn[i], vane_count);
        const struct pixel pixel = find_pixel(radius[i], pixel_count);
        places->first[i] = vanes.first * vane_step + pixel.first * pixel_step;
        places->second[i] = vanes.second * vane_step + pixel.first * pixel_step;
        places->part[i] = vanes.part;
        places->out_part[i] = pixel.part;
    }
}

/* The same where only the angle is another one: the pixels are those from `pixel` on. */
INLINE void find_turned(struct places *places, const float *turn, size_t size, size_t pixel,
                        const struct sky_expr_row *row, int32_t vane_step, int32_t pixel_step)
{
    const int32_t vane_count = (int32_t)row->vanes;
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < size; i++) {
        const struct vanes vanes = find_vanes(turn[i], vane_count);
        places->first[i] = vanes.first * vane_step + (int32_t)(pixel + i) * pixel_step;
        places->second[i] = vanes.second * vane_step + (int32_t)(pixel + i) * pixel_step;
        places->part[i] = vanes.part;
    }
}

/* Two vanes with one pixel each: what is before the next has no part. */
INLINE void sample_ring(float *out, const float *turn, size_t count, const struct sky_expr_row *row,
                        const uint8_t *frame)
{
    for (size_t i = 0; i < count; i++) {
        const struct vanes vanes = find_vanes(turn[i], (int32_t)row->vanes);
        out[i] = mix(frame[vanes.first * 3], frame[vanes.second * 3], vanes.part) * (1.0f / 255.0f);
    }
}

/* A channel's bytes of two pixels are three bytes apart, so that four bytes hold both. */
KERNEL(AT_0)
{
    const float *turn = operands[0], *radius = operands[1];
    const uint8_t *frame = row->sources[tag / 4] + tag % 4;
    const int32_t pixel_count = (int32_t)row->pixels;
    if (pixel_count == 1) {
        sample_ring(out, turn, count, row, frame);
        return;
    }
    for (size_t begin = 0; begin < count; begin += SAMPLES) {
        const size_t size = count - begin < SAMPLES ? count - begin : SAMPLES;
        struct places places;
        uint32_t here[SAMPLES], there[SAMPLES];
        find_places(&places, turn + begin, radius + begin, size, row, 3 * pixel_count, 3);
        for (size_t i = 0; i < size; i++) {
            memcpy(&here[i], frame + places.first[i], sizeof *here);
            memcpy(&there[i], frame + places.second[i], sizeof *there);
        }
        SKY_INDEPENDENT_ITERATIONS
        for (size_t i = 0; i < size; i++) {
            float inner = mix((float)(int32_t)(here[i] & 255), (float)(int32_t)(there[i] & 255), places.part[i]);
            float outer = mix((float)(int32_t)(here[i] >> 24), (float)(int32_t)(there[i] >> 24), places.part[i]);
            out[begin + i] = mix(inner, outer, places.out_part[i]) * (1.0f / 255.0f);
        }
    }
}

/* The three channels of a place, which is found once: as AT_0 for each. The second pixel's bytes are read with the one
 * before them. */
static void at_color(float *const out[3], const float *const operands[], size_t count, const struct sky_expr_row *row,
                     uint32_t source)
{
    const float *turn = operands[0], *radius = operands[1];
    const uint8_t *frame = row->sources[source];
    const int32_t pixel_count = (int32_t)row->pixels;
    for (int channel = 0; channel < 3 && pixel_count == 1; channel++)
        sample_ring(out[channel], turn, count, row, frame + channel);
    for (size_t begin = 0; begin < count && pixel_count > 1; begin += SAMPLES) {
        const size_t size = count - begin < SAMPLES ? count - begin : SAMPLES;
        struct places places;
        uint32_t near[2][SAMPLES], far[2][SAMPLES];
        find_places(&places, turn + begin, radius + begin, size, row, 3 * pixel_count, 3);
        for (size_t i = 0; i < size; i++) {
            memcpy(&near[0][i], frame + places.first[i], sizeof **near);
            memcpy(&far[0][i], frame + places.first[i] + 2, sizeof **far);
            memcpy(&near[1][i], frame + places.second[i], sizeof **near);
            memcpy(&far[1][i], frame + places.second[i] + 2, sizeof **far);
        }
        for (uint32_t shift = 0; shift < 24; shift += 8) {
            float *const channel = out[shift / 8] + begin;
            SKY_INDEPENDENT_ITERATIONS
            for (size_t i = 0; i < size; i++) {
                float inner = mix((float)(int32_t)(near[0][i] >> shift & 255),
                                  (float)(int32_t)(near[1][i] >> shift & 255), places.part[i]);
                float outer = mix((float)(int32_t)(far[0][i] >> shift >> 8 & 255),
                                  (float)(int32_t)(far[1][i] >> shift >> 8 & 255), places.part[i]);
                channel[i] = mix(inner, outer, places.out_part[i]) * (1.0f / 255.0f);
            }
        }
    }
}

KERNEL(AT_TURN_0)
{
    const float *turn = operands[0];
    const uint8_t *frame = row->sources[tag / 4] + (size_t)row->pixel * 3 + tag % 4;
    const int32_t vane_bytes = (int32_t)row->pixels * 3;
    for (size_t begin = 0; begin < count; begin += SAMPLES) {
        const size_t size = count - begin < SAMPLES ? count - begin : SAMPLES;
        struct places places;
        uint8_t here[SAMPLES], there[SAMPLES];
        find_turned(&places, turn + begin, size, begin, row, vane_bytes, 3);
        for (size_t i = 0; i < size; i++) {
            here[i] = frame[places.first[i]];
            there[i] = frame[places.second[i]];
        }
        SKY_INDEPENDENT_ITERATIONS
        for (size_t i = 0; i < size; i++)
            out[begin + i] = mix(here[i], there[i], places.part[i]) * (1.0f / 255.0f);
    }
}

/* A whole row between two vanes, or of one. */
KERNEL(AT_TURN_1)
{
    const struct vanes vanes = find_vanes(*operands[0], (int32_t)row->vanes);
    const uint8_t *frame = row->sources[tag / 4] + (size_t)row->pixel * 3 + tag % 4;
    const uint8_t *here = frame + (size_t)vanes.first * row->pixels * 3;
    const uint8_t *there = frame + (size_t)vanes.second * row->pixels * 3;
    if (vanes.part == 0.0f) {
        SKY_INDEPENDENT_ITERATIONS
        for (size_t i = 0; i < count; i++)
            out[i] = (float)here[3 * i] * (1.0f / 255.0f);
        return;
    }
    SKY_INDEPENDENT_ITERATIONS
    for (size_t i = 0; i < count; i++)
        out[i] = mix(here[3 * i], there[3 * i], vanes.part) * (1.0f / 255.0f);
}

/* The same of floats. Those of two pixels are read as one number of 64 bits where they are next to each other; what is
 * one number a vane, or a frame, is the same at both. */
INLINE void sample_plane(float *out, const float *turn, const float *radius, size_t count,
                         const struct sky_expr_row *row, const struct sky_expr_plane *plane, int is_adjacent)
{
    const int32_t vane_step = (int32_t)plane->vane_step, pixel_step = is_adjacent ? 1 : 0;
    for (size_t begin = 0; begin < count; begin += SAMPLES) {
        const size_t size = count - begin < SAMPLES ? count - begin : SAMPLES;
        struct places places;
        uint64_t here[SAMPLES], there[SAMPLES];
        find_places(&places, turn + begin, radius + begin, size, row, vane_step, pixel_step);
        for (size_t i = 0; i < size; i++) {
            memcpy(&here[i], plane->base + places.first[i], is_adjacent ? 8 : 4);
            memcpy(&there[i], plane->base + places.second[i], is_adjacent ? 8 : 4);
        }
        SKY_INDEPENDENT_ITERATIONS
        for (size_t i = 0; i < size; i++) {
            const uint64_t before = here[i], behind = there[i];
            const float part = places.part[i];
            float inner = mix(sky_fof_bits((uint32_t)before), sky_fof_bits((uint32_t)behind), part);
            float outer = mix(sky_fof_bits((uint32_t)(before >> 32)), sky_fof_bits((uint32_t)(behind >> 32)), part);
            out[begin + i] = is_adjacent ? mix(inner, outer, places.out_part[i]) : inner;
        }
    }
}

KERNEL(LAST_0)
{
    const struct sky_expr_plane *plane = &row->last[tag];
    if (plane->pixel_step == 1 && row->pixels > 1)
        sample_plane(out, operands[0], operands[1], count, row, plane, 1);
    else
        sample_plane(out, operands[0], operands[1], count, row, plane, 0);
}

KERNEL(LAST_TURN_0)
{
    const struct sky_expr_plane plane = row->last[tag];
    const float *turn = operands[0], *base = plane.base + row->pixel * plane.pixel_step;
    const int32_t vane_step = (int32_t)plane.vane_step, pixel_step = (int32_t)plane.pixel_step;
    for (size_t begin = 0; begin < count; begin += SAMPLES) {
        const size_t size = count - begin < SAMPLES ? count - begin : SAMPLES;
        struct places places;
        float here[SAMPLES], there[SAMPLES];
        find_turned(&places, turn + begin, size, begin, row, vane_step, pixel_step);
        for (size_t i = 0; i < size; i++) {
            here[i] = base[places.first[i]];
            there[i] = base[places.second[i]];
        }
        SKY_INDEPENDENT_ITERATIONS
        for (size_t i = 0; i < size; i++)
            out[begin + i] = mix(here[i], there[i], places.part[i]);
    }
}

KERNEL(LAST_TURN_1)
{
    const struct sky_expr_plane plane = row->last[tag];
    const struct vanes vanes = find_vanes(*operands[0], (int32_t)row->vanes);
    const float *base = plane.base + row->pixel * plane.pixel_step;
    const float *here = base + (size_t)vanes.first * plane.vane_step;
    const float *there = base + (size_t)vanes.second * plane.vane_step;
    if (plane.pixel_step == 1) {
        SKY_INDEPENDENT_ITERATIONS
        for (size_t i = 0; i < count; i++)
            out[i] = mix(here[i], there[i], vanes.part);
        return;
    }
    for (size_t i = 0; i < count; i++)
        out[i] = mix(*here, *there, vanes.part);
}

#endif
