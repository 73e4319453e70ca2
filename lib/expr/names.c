/* SPDX-License-Identifier: ISC */
/* The language's names. */
#include <string.h>

#include "expr/functions.h"

#define PI 3.141592653589793
#define TAU 6.283185307179586

typedef struct sky_builder builder;
#define G (&b->graph)
#define C(x) sky_graph_constant(G, x)

static struct sky_value number(uint32_t node)
{
    return (struct sky_value){false, {node, node, node}};
}

#define LEAF_NAME(name, leaf) \
    static struct sky_value name_##name(builder *b) \
    { \
        return number(sky_graph_leaf(G, SKY_LEAF_##leaf, 0)); \
    }
LEAF_NAME(a, A)
LEAF_NAME(u, U)
LEAF_NAME(r, R)
LEAF_NAME(d, D)
LEAF_NAME(vane, VANE)
LEAF_NAME(px, PX)
LEAF_NAME(t, T)
LEAF_NAME(dt, DT)
LEAF_NAME(n, N)
LEAF_NAME(fps, FPS)

#define CONSTANT_NAME(name, value) \
    static struct sky_value name_##name(builder *b) \
    { \
        return number(C(value)); \
    }
CONSTANT_NAME(vanes, b->setting.geometry.vanes)
CONSTANT_NAME(pixels, b->setting.geometry.pixels)
CONSTANT_NAME(hub, b->setting.geometry.hub)
CONSTANT_NAME(seed, (double)b->setting.seed)
CONSTANT_NAME(pi, PI)
CONSTANT_NAME(tau, TAU)
CONSTANT_NAME(e, 2.718281828459045)
CONSTANT_NAME(phi, 1.618033988749895)

static struct sky_value name_x(builder *b)
{
    return number(sky_graph_2(G, SKY_EXPR_MUL, name_d(b).node[0], sky_graph_1(G, SKY_EXPR_SIN, name_a(b).node[0])));
}

static struct sky_value name_y(builder *b)
{
    return number(sky_graph_2(G, SKY_EXPR_MUL, name_d(b).node[0], sky_graph_1(G, SKY_EXPR_COS, name_a(b).node[0])));
}

static struct sky_value name_i(builder *b)
{
    uint32_t first = sky_graph_2(G, SKY_EXPR_MUL, name_vane(b).node[0], C(b->setting.geometry.pixels));
    return number(sky_graph_2(G, SKY_EXPR_ADD, first, name_px(b).node[0]));
}

static uint32_t source(builder *b, unsigned channel)
{
    return sky_graph_op(G, SKY_EXPR_SRC, channel, 0, NULL);
}

static struct sky_value name_src(builder *b)
{
    return (struct sky_value){true, {source(b, 0), source(b, 1), source(b, 2)}};
}

static struct sky_value name_R(builder *b)
{
    return number(source(b, 0));
}

static struct sky_value name_G(builder *b)
{
    return number(source(b, 1));
}

static struct sky_value name_B(builder *b)
{
    return number(source(b, 2));
}

#define PICTURE SKY_EXPR_PICTURE
#define FILTER SKY_EXPR_FILTER
#define ANY SKY_EXPR_PARAMETER
#define NAME(name, scope, text) {#name, scope, text, name_##name},

const struct sky_name sky_names[] = {
    NAME(a, PICTURE, "angle in radians, 0 up to tau, clockwise from 12 o'clock")
    NAME(u, PICTURE, "angle in turns, 0 up to 1")
    NAME(r, PICTURE, "place along the LEDs, 0 at the hub to 1 at the rim: (px + 0.5) / pixels")
    NAME(d, PICTURE, "distance from the centre, the hub's hole included, 1 at the rim")
    NAME(x, PICTURE, "d sin a: -1 left to 1 right")
    NAME(y, PICTURE, "d cos a: -1 below to 1 above")
    NAME(vane, PICTURE, "number of the vane, from 0")
    NAME(px, PICTURE, "number of the pixel along the vane, from 0")
    NAME(i, PICTURE, "number of the LED: vane * pixels + px")
    NAME(t, ANY, "time in seconds")
    NAME(dt, ANY, "seconds from one frame to the next")
    NAME(n, ANY, "number of the frame, from 0")
    {"step", ANY, "the same as n", name_n},
    NAME(fps, ANY, "frames a second")
    NAME(vanes, PICTURE, "vanes of the disc")
    NAME(pixels, PICTURE, "pixels along a vane")
    NAME(hub, PICTURE, "radius of the hole in the middle, in pixels")
    NAME(seed, PICTURE, "what -s says")
    NAME(pi, ANY, "3.14159...")
    NAME(tau, ANY, "6.28318...: a full turn in radians")
    NAME(e, ANY, "2.71828...")
    NAME(phi, ANY, "1.61803...: the golden ratio")
    NAME(src, FILTER, "this pixel's colour in the input")
    NAME(R, FILTER, "its red, 0 to 1")
    NAME(G, FILTER, "its green, 0 to 1")
    NAME(B, FILTER, "its blue, 0 to 1")
    {NULL, ANY, NULL, NULL},
};

bool sky_expr_has_name(const char *word)
{
    for (const struct sky_name *name = sky_names; name->name; name++)
        if (strcmp(name->name, word) == 0)
            return true;
    return false;
}
