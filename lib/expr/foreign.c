/* SPDX-License-Identifier: ISC */
#include "expr/foreign.h"

#include <string.h>

#define TYPE "a name has no type: write x = 3"
#define VECTOR "there are no vectors: write a number for each, as in px = x*2; py = y*2"
#define RESULT "the last expression is the colour of the pixel: write it without a name"
#define PLACE "write x and y, which are 0 in the middle and 1 at the rim, or u and r"
#define SIZE "x and y go from -1 to 1 on every screen; vanes and pixels are its size"
#define INPUT "write src for this pixel of the input, or atxy(x, y), both in sky-map"
#define COLOR "write rgb(red, green, blue), 0 to 1 each"
#define FUNCTION "write f(x) = expression, or f(x) = { statements; expression }"
#define DRAWN "the program itself is drawn: its last expression is the colour of each pixel"
#define RANDOM "write rnd(), another number in each frame, or hash(x), always the same"
#define CONDITION "write c ? x : y, or if(c, x, y)"
#define REPEAT "a loop is written for k = 1, 16 { ... }"
#define MOVE "change the place itself, as in x -= 0.5; y *= 2"
#define LIST "write pick(k, v0, v1, ...) for the value number k of a list"
#define CONTROL "declare a parameter: level ?= 0.5"
#define MATRIX "write rotx(x, y, angle) and roty(x, y, angle) for a place that is turned"

/* By subject. */
const struct sky_foreign sky_foreign[] = {
    {"time", 'n', "write t, in seconds"},
    {"time", 'f', "write cycle(s), which takes s seconds: time(0.1) is cycle(6.5536)"},
    {"iTime", 'n', "write t, in seconds"},
    {"u_time", 'n', "write t, in seconds"},
    {"TIME", 'n', "write t, in seconds"},
    {"iGlobalTime", 'n', "write t, in seconds"},
    {"iTimeDelta", 'n', "write dt, in seconds"},
    {"TIMEDELTA", 'n', "write dt, in seconds"},
    {"delta", 'n', "write dt, in seconds, or 1000*dt"},
    {"iFrame", 'n', "write n"},
    {"FRAMEINDEX", 'n', "write n"},
    {"frame", 'n', "write n"},
    {"iFrameRate", 'n', "write fps"},

    {"fragCoord", 'n', PLACE},
    {"gl_FragCoord", 'n', PLACE},
    {"isf_FragNormCoord", 'n', PLACE},
    {"vUv", 'n', PLACE},
    {"uv", 'n', PLACE},
    {"iResolution", 'n', SIZE},
    {"u_resolution", 'n', SIZE},
    {"resolution", 'n', SIZE},
    {"RENDERSIZE", 'n', SIZE},
    {"pixelCount", 'n', "write vanes*pixels"},
    {"index", 'n', "write i"},
    {"theta", 'n', "write a"},
    {"angle", 'n', "write a, in radians, or u, in turns"},
    {"radius", 'n', "write r"},
    {"width", 'n', SIZE},
    {"height", 'n', SIZE},

    {"PI2", 'n', "write tau"},
    {"TWO_PI", 'n', "write tau"},
    {"TWOPI", 'n', "write tau"},
    {"M_PI", 'n', "write pi"},
    {"M_TAU", 'n', "write tau"},
    {"HALF_PI", 'n', "write pi/2"},
    {"QUARTER_PI", 'n', "write pi/4"},
    {"PHI", 'n', "write phi"},
    {"true", 'n', "write 1"},
    {"false", 'n', "write 0"},
    {"Infinity", 'n', "write 1e99"},

    {"vec2", 'b', VECTOR},
    {"vec3", 'f', "write rgb(red, green, blue) for a colour; for a place, a number for each axis"},
    {"vec4", 'f', "write rgb(red, green, blue) for a colour; for a place, a number for each axis"},
    {"vec3", 'n', TYPE},
    {"vec4", 'n', TYPE},
    {"ivec2", 'b', VECTOR},
    {"mat2", 'b', MATRIX},
    {"mat3", 'b', MATRIX},
    {"rotate2d", 'f', MATRIX},
    {"normalize", 'f', "divide each number by the length, as in x/length(x, y)"},
    {"cross", 'f', VECTOR},
    {"reflect", 'f', VECTOR},
    {"refract", 'f', VECTOR},

    {"frac", 'f', "write fract(x)"},
    {"fabs", 'f', "write abs(x)"},
    {"fmod", 'f', "write x % m"},
    {"rint", 'f', "write round(x)"},
    {"roundEven", 'f', "write round(x)"},
    {"ln", 'f', "write log(x)"},
    {"log10", 'f', "write log(x)/log(10)"},
    {"exp2", 'f', "write 2^x"},
    {"inversesqrt", 'f', "write 1/sqrt(x)"},
    {"cbrt", 'f', "write x^(1/3)"},
    {"sqr", 'f', "write x^2"},
    {"sinh", 'f', "write (exp(x) - exp(-x))/2"},
    {"cosh", 'f', "write (exp(x) + exp(-x))/2"},
    {"saturate", 'f', "write sat(x)"},
    {"radians", 'f', "write rad(x)"},
    {"degrees", 'f', "write deg(x)"},
    {"not", 'f', "write !x"},
    {"eq", 'f', "write x == y"},
    {"gt", 'f', "write x > y"},
    {"gte", 'f', "write x >= y"},
    {"lt", 'f', "write x < y"},
    {"lte", 'f', "write x <= y"},
    {"ifnot", 'f', "write if(c, y, x)"},
    {"fwidth", 'f', "write 1/pixels for the width of a pixel along the radius"},
    {"dFdx", 'f', "there are no derivatives; a pixel is 1/pixels wide along the radius"},
    {"dFdy", 'f', "there are no derivatives; a pixel is 1/pixels wide along the radius"},

    {"color", 'f', COLOR},
    {"hsb", 'f', "write hsv(hue, saturation, value), 0 to 1 each"},
    {"hsv2rgb", 'f', "write hsv(hue, saturation, value), 0 to 1 each"},
    {"hsb2rgb", 'f', "write hsv(hue, saturation, value), 0 to 1 each"},
    {"hsl2rgb", 'f', "write hsl(hue, saturation, lightness), 0 to 1 each"},
    {"grey", 'f', "write gray(x)"},
    {"palette", 'f', "write pal(\"name\", x), or pal(x, c0, c1, ...) for colours of your own"},
    {"paint", 'f', "write pal(x, c0, c1, ...)"},
    {"setPalette", 'f', "write pal(x, c0, c1, ...), or ramp(x, p0, c0, p1, c1, ...)"},

    {"random", 'f', RANDOM},
    {"rand", 'f', RANDOM},
    {"prng", 'f', RANDOM},
    {"perlin", 'f', "write snoise(x, y, z), -1 to 1, or noise(x, y, z), 0 to 1"},
    {"simplex", 'f', "write snoise(x, y, z), -1 to 1, or noise(x, y, z), 0 to 1"},
    {"cnoise", 'f', "write snoise(x, y, z), -1 to 1"},
    {"pnoise", 'f', "write snoise(x, y, z), -1 to 1"},
    {"perlinFbm", 'f', "write fbm(x, y, z)"},
    {"perlinRidge", 'f', "write ridge(x, y, z)"},
    {"perlinTurbulence", 'f', "write turb(x, y, z)"},

    {"texture", 'f', INPUT},
    {"texture2D", 'f', INPUT},
    {"texelFetch", 'f', INPUT},
    {"iChannel0", 'n', INPUT},
    {"IMG_NORM_PIXEL", 'f', INPUT},
    {"IMG_THIS_PIXEL", 'f', INPUT},
    {"IMG_PIXEL", 'f', INPUT},
    {"inputImage", 'n', INPUT},
    {"lum", 'f', INPUT},
    {"iMouse", 'n', CONTROL},
    {"u_mouse", 'n', CONTROL},
    {"mouse", 'n', CONTROL},

    {"gl_FragColor", 'o', RESULT},
    {"fragColor", 'o', RESULT},
    {"FragColor", 'o', RESULT},
    {"return", 'b', "the last expression of a block is its result: write it alone"},
    {"beforeRender", 'f', DRAWN},
    {"render", 'f', DRAWN},
    {"render2D", 'f', DRAWN},
    {"mainImage", 'f', DRAWN},
    {"void", 'n', DRAWN},

    {"translate", 'f', MOVE},
    {"scale", 'f', MOVE},
    {"rotate", 'f', MATRIX},
    {"array", 'f', LIST},
    {"float", 'b', TYPE},
    {"int", 'n', TYPE},
    {"int", 'f', "write trunc(x)"},
    {"bool", 'b', TYPE},
    {"uint", 'b', TYPE},
    {"var", 'n', TYPE},
    {"let", 'n', TYPE},
    {"const", 'n', TYPE},
    {"auto", 'n', TYPE},
    {"local", 'n', TYPE},
    {"uniform", 'n', CONTROL},
    {"varying", 'n', TYPE},
    {"precision", 'n', "leave this line out"},
    {"export", 'n', "leave this word out; a function is f(x) = expression"},
    {"import", 'n', "leave this line out"},
    {"function", 'b', FUNCTION},
    {"def", 'n', FUNCTION},
    {"fn", 'n', FUNCTION},
    {"else", 'n', CONDITION},
    {"else", 'i', CONDITION},
    {"and", 'i', "write &&"},
    {"or", 'i', "write ||"},
    {"mod", 'i', "write %"},
    {"not", 'b', "write !"},
    {"switch", 'f', LIST},
    {"while", 'b', REPEAT},
    {"do", 'n', REPEAT},
    {"loop", 'b', REPEAT},
    {"break", 'n', "a loop takes all its turns: let those that are too many do nothing, as with c ? x : y"},
    {"continue", 'n', "let the turn do nothing, as with c ? x : y"},
    {"Math", 'n', "write the function alone: sin(x)"},
    {"math", 'n', "write the function alone: sin(x)"},
    {NULL, 0, NULL},
};

static const char *find(const char *text, size_t length, const char *uses)
{
    for (const struct sky_foreign *foreign = sky_foreign; foreign->word; foreign++)
        if (strchr(uses, foreign->use) && strlen(foreign->word) == length && memcmp(foreign->word, text, length) == 0)
            return foreign->advice;
    return NULL;
}

const char *sky_foreign_advice(const char *text, size_t length, bool called)
{
    return find(text, length, called ? "fb" : "nbo");
}

const char *sky_foreign_operator(const char *text, size_t length)
{
    return find(text, length, "i");
}

const char *sky_foreign_result(const char *text, size_t length)
{
    return find(text, length, "o");
}
