/* SPDX-License-Identifier: ISC */
#include "expr/names.h"

#include <string.h>

#include "expr/live.h"

#define G (&expr->graph)
#define C(x) sky_graph_constant(G, x)
#define LEAF(leaf) sky_graph_leaf(G, SKY_LEAF_##leaf, 0)

/* BUILD(name, node): makes the node that a name stands for. */
#define BUILD(name, node) \
    static struct sky_value build_##name(struct sky_expr *expr) \
    { \
        return sky_value_number(node); \
    }
BUILD(a, LEAF(A))
BUILD(u, LEAF(U))
BUILD(r, LEAF(R))
BUILD(d, LEAF(D))
BUILD(x, sky_graph_2(G, SKY_OP_MUL, LEAF(D), sky_graph_1(G, SKY_OP_SIN, LEAF(A))))
BUILD(y, sky_graph_2(G, SKY_OP_MUL, LEAF(D), sky_graph_1(G, SKY_OP_COS, LEAF(A))))
BUILD(vane, LEAF(VANE))
BUILD(px, LEAF(PX))
BUILD(i, sky_graph_2(G, SKY_OP_ADD, sky_graph_2(G, SKY_OP_MUL, LEAF(VANE), C(expr->setting.geometry.pixels)), LEAF(PX)))
BUILD(t, LEAF(T))
BUILD(dt, LEAF(DT))
BUILD(n, LEAF(N))
BUILD(fps, LEAF(FPS))
BUILD(vanes, C(expr->setting.geometry.vanes))
BUILD(pixels, C(expr->setting.geometry.pixels))
BUILD(hub, C(expr->setting.geometry.hub))
BUILD(seed, C((double)expr->setting.seed))
BUILD(pi, C(SKY_PI))
BUILD(tau, C(SKY_TAU))
BUILD(e, C(2.718281828459045))
BUILD(phi, C(1.618033988749895))
#define BUILD_LIVE(name, NAME, text) BUILD(name, sky_graph_leaf(G, SKY_LEAF_LIVE, SKY_LIVE_##NAME))
SKY_LIVE_NUMBERS(BUILD_LIVE)
BUILD(bpm, sky_graph_leaf(G, SKY_LEAF_LIVE, SKY_LIVE_BPM))
BUILD(beat, LEAF(BEAT))
BUILD(phase, sky_graph_1(G, SKY_OP_FRACT, LEAF(BEAT)))
#define SOURCE(input, channel) sky_graph_op(G, SKY_OP_SRC, SKY_SOURCE_TAG((input) - 1, channel), NULL)
BUILD(R, SOURCE(1, 0))
BUILD(G, SOURCE(1, 1))
BUILD(B, SOURCE(1, 2))

#define BUILD_SOURCE(name, input) \
    static struct sky_value build_##name(struct sky_expr *expr) \
    { \
        return (struct sky_value){.is_color = true, .node = {SOURCE(input, 0), SOURCE(input, 1), SOURCE(input, 2)}}; \
    }
BUILD_SOURCE(src, 1)
BUILD_SOURCE(src2, 2)
BUILD_SOURCE(src3, 3)
BUILD_SOURCE(src4, 4)

#define PICTURE SKY_EXPR_PICTURE
#define FILTER SKY_EXPR_FILTER
#define ANY SKY_EXPR_PARAMETER
#define NAME(name, scope, text) {#name, scope, text, build_##name, false},
#define LIVE_NAME(name, text) {#name, ANY, text, build_##name, true},
#define LIVE_NUMBER(name, NAME, text) LIVE_NAME(name, text)

const struct sky_name sky_names[] = {
    NAME(a, PICTURE, "angle in radians, 0 up to tau, clockwise from 12 o'clock")
    NAME(u, PICTURE, "angle in turns, 0 up to 1")
    NAME(r, PICTURE, "position along the vane, 0 at the hub to 1 at the rim: (px + 0.5) / pixels")
    NAME(d, PICTURE, "distance from the centre of the disc, hub included; 1 at the rim")
    NAME(x, PICTURE, "d sin(a): -1 on the left to 1 on the right")
    NAME(y, PICTURE, "d cos(a): -1 at the bottom to 1 at the top")
    NAME(vane, PICTURE, "number of the vane, from 0")
    NAME(px, PICTURE, "number of the pixel along the vane, from 0")
    NAME(i, PICTURE, "number of the LED: vane * pixels + px")
    NAME(t, ANY, "time in seconds")
    NAME(dt, ANY, "seconds from one frame to the next")
    NAME(n, ANY, "number of the frame, from 0")
    {"step", ANY, "the same as n", build_n, false},
    NAME(fps, ANY, "frames a second")
    SKY_LIVE_NUMBERS(LIVE_NUMBER)
    LIVE_NAME(beat, "beats so far: whole numbers are beats")
    LIVE_NAME(phase, "how much of the beat has passed, 0 up to 1")
    LIVE_NAME(bpm, "tempo in beats a minute")
    NAME(vanes, PICTURE, "number of vanes")
    NAME(pixels, PICTURE, "number of pixels along a vane")
    NAME(hub, PICTURE, "radius of the hole in the middle, in pixels")
    NAME(seed, PICTURE, "the seed given with -s")
    NAME(pi, ANY, "3.14159...")
    NAME(tau, ANY, "6.28318...: a full turn in radians")
    NAME(e, ANY, "2.71828...")
    NAME(phi, ANY, "1.61803...: the golden ratio")
    NAME(src, FILTER, "colour of this pixel in the input")
    NAME(R, FILTER, "its red channel, 0 to 1")
    NAME(G, FILTER, "its green channel, 0 to 1")
    NAME(B, FILTER, "its blue channel, 0 to 1")
    NAME(src2, FILTER, "colour of this pixel in the second input")
    NAME(src3, FILTER, "colour of this pixel in the third input")
    NAME(src4, FILTER, "colour of this pixel in the fourth input")
    {NULL, ANY, NULL, NULL, false},
};

const struct sky_name *sky_name_find(const char *text, size_t length)
{
    for (const struct sky_name *name = sky_names; name->name; name++)
        if (strlen(name->name) == length && memcmp(name->name, text, length) == 0)
            return name;
    return NULL;
}
