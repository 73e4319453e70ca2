/* SPDX-License-Identifier: ISC */
/* What expressions remember of the frame before, by last(). */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/workers.h"
#include "expr/diagnostic.h"
#include "expr/evaluator.h"
#include "expr/program.h"
#include "tap.h"

enum { VANES = 6, PIXELS = 4, LEDS = VANES * PIXELS, FRAMES = 8 };

static struct sky_expr *parse(const char *text, enum sky_expr_scope scope)
{
    const struct sky_expr_setting setting = {.scope = scope, .geometry = {VANES, PIXELS, 0}, .seed = 1};
    return sky_expr_parse(text, strlen(text), &setting);
}

/* Draws so many frames one after another. False, with the error printed, when the program is not accepted. */
static bool draw(const char *text, size_t count, uint8_t (*frames)[LEDS][3], struct sky_workers *workers)
{
    struct sky_expr *expr = parse(text, SKY_EXPR_PICTURE);
    struct sky_evaluator *evaluator = expr ? sky_evaluator_create(expr, workers) : NULL;
    if (!evaluator)
        printf("# %s: %s\n", text, sky_error());
    for (size_t n = 0; evaluator && n < count; n++) {
        const struct sky_moment now = {.n = n, .t = (double)n / 30, .fps = 30};
        sky_evaluator_draw(evaluator, &now, NULL, &frames[n][0][0]);
    }
    bool good = evaluator != NULL;
    sky_evaluator_destroy(evaluator);
    sky_expr_destroy(expr);
    return good;
}

/* Both programs are given in hundredths of 255, and `wanted` remembers nothing. */
static void same(const char *text, const char *wanted)
{
    static uint8_t a[FRAMES][LEDS][3], b[FRAMES][LEDS][3];
    bool good = draw(text, FRAMES, a, NULL) && draw(wanted, FRAMES, b, NULL);
    size_t at = 0;
    while (good && at < sizeof a && ((uint8_t *)a)[at] == ((uint8_t *)b)[at])
        at++;
    if (good && at < sizeof a)
        printf("# frame %zu, vane %zu, pixel %zu is %u, not %u\n", at / (LEDS * 3), at / (PIXELS * 3) % VANES,
               at / 3 % PIXELS, ((uint8_t *)a)[at], ((uint8_t *)b)[at]);
    ok(good && at == sizeof a, "%s", text);
}

/* Of each rank, 0 before the first frame. */
static void values(void)
{
    same("k = last(k) + 3/255; k", "(n+1)*3/255");
    same("old = last(k); k = (n+1)/255; old", "n/255");
    same("k = last(k) + vane/255; k", "(n+1)*vane/255");
    same("k = last(k) + px/255; k", "(n+1)*px/255");
    same("k = last(k) + i/255; k", "(n+1)*i/255");
    same("k = last(k) + t*vane; k/8", "n*(n+1)/60*vane/8");
    same("k = i/255; n > 0 ? last(k) : 1", "n > 0 ? i/255 : 1");
    same("k = n/255; old = last(k); k = k + 1/255; old", "n/255");
    same("k = i; last(k)/255", "n > 0 ? i/255 : 0");
    same("k = last(k) + 1/255; n % 2 ? k : last(k)", "n % 2 ? (n+1)/255 : n/255");
    same("k = n == 1 ? 0/0 : last(k) + 2/255; k", "n < 1 ? 2/255 : n == 1 ? 0 : (n-1)*2/255");
    same("speed ?= 5; last(speed)/255", "n > 0 ? 5/255 : 0");
}

/* What has grown for years is still known to a fraction, but not of rank full. */
static void years(void)
{
    same("p = n == 0 ? 1e9 : last(p) + 0.01; fract(p)", "fract(0.01*n)");
    same("p = n == 0 ? 1e9 : last(p) + 0.01; fract(p + u + 0.3*r)", "fract(0.01*n + u + 0.3*r)");
    same("p = n == 0 ? 1e9 + 0.85371*u : last(p) + 0.01; fract(p)", "fract(0.85371*u + 0.01*n)");
    same("p = n == 0 ? 1e9 + 0.85371*r : last(p) + 0.01; fract(p)", "fract(0.85371*r + 0.01*n)");
    same("p = n == 0 ? 1e9 + 0.85371*u : last(p) + 0.01; fract(p + 0.1*r)", "fract(0.85371*u + 0.01*n + 0.1*r)");
    same("k = n == 0 ? 1e12 : last(k) + 1; hash(k)", "hash(1e12 + n)");
}

static void colors(void)
{
    same("c = rgb(n, 2*n, i)/255; last(c)", "n > 0 ? rgb(n-1, 2*n-2, i)/255 : rgb(0,0,0)");
    same("old = last(c); c = rgb(n, 2*n, i)/255; old", "n > 0 ? rgb(n-1, 2*n-2, i)/255 : rgb(0,0,0)");
    same("old = last(c).g; c = rgb(n, 2*n, i)/255; old", "max(2*n-2, 0)/255");
    same("f = last(g).g; g = last(c); c = rgb(n, 2*n, i)/255; f", "max(2*n-4, 0)/255");
    same("f(x) = last(c).b + x; c = rgb(n, 2*n, i)/255; f(1/255)", "((n > 0 ? i : 0) + 1)/255");
    same("f(x) = x.r + x.g; q = last(q) + 0; s = f(rgb(q, q, q)) + (n+1)/255; s", "(n+1)/255");
    same("s = 0; for k = 1, 3 { s += last(s)/8 + k/255 }; s", "(n == 0 ? 6 : n == 1 ? 8.25 : n == 2 ? 9.09375 :"
         "n == 3 ? 9.41015625 : n == 4 ? 9.52880859375 : n == 5 ? 9.5733032227 : n == 6 ? 9.589988708 : 9.5962457)/255");
    same("r *= 2; n > 0 ? last(r)/8 : 0", "n > 0 ? r/4 : 0");
    same("c = max(rgb(0,0,0), last(c)) + 1/255; c", "(n+1)/255");
}

/* A chain of names is a delay, in whatever order they are. */
static void delays(void)
{
    same("d1 = (n+1)/255; d2 = last(d1); d3 = last(d2); rgb(d1, d2, d3)", "rgb(n+1, n, max(n-1,0))/255");
    same("d3 = last(d2); d2 = last(d1); d1 = (n+1)/255; rgb(d1, d2, d3)", "rgb(n+1, n, max(n-1,0))/255");
    same("d1 = (n+vane+1)/255; d2 = last(d1); d3 = last(d2); rgb(d1, d2, d3)",
         "rgb(n+vane+1, n > 0 ? n+vane : 0, n > 1 ? n+vane-1 : 0)/255");
    same("d1 = (n+i+1)/255; d2 = last(d1); d3 = last(d2); rgb(d1, d2, d3)",
         "rgb(n+i+1, n > 0 ? n+i : 0, n > 1 ? n+i-1 : 0)/255");
    same("d1 = (n+i+1)/255; 2*last(d1) + 1/255", "n > 0 ? (2*n+2*i+1)/255 : 1/255");
    same("p = n == 0 ? i/255 : last(q); q = n == 0 ? vane/255 : last(p); p", "(n % 2 ? vane : i)/255");
}

/* A side that is not taken goes on, whatever needs it. */
static void sides(void)
{
    same("k = last(k) + 1/255; n < 4 ? 0.1 : k", "n < 4 ? 0.1 : (n+1)/255");
    same("k = last(k) + i/255; n % 2 ? 0.1 : k", "n % 2 ? 0.1 : (n+1)*i/255");
    same("q = n % 2 ? last(p) : 0; p = last(p) + i/255; q", "n % 2 ? n*i/255 : 0");
    same("q = n % 2 ? last(p, a, 1) : 0; p = last(p) + vane/255; q", "n % 2 ? n*vane/255 : 0");
    same("k = n % 2 ? last(k) + i/255 : last(k) + px/255; k", "(floor((n+1)/2)*i + floor(n/2+1)*px)/255");
    same("n < 3 ? 0 : last(a, r) + 1/255", "max(n-2, 0)/255");
}

/* At another place. */
static void samples(void)
{
    same("k = n == 0 ? (vane == 2 ? px : 0)/255 : last(k, a - tau/6, r); k", "((vane - n) % 6 == 2 ? px : 0)/255");
    same("k = n == 0 ? px/255 : last(k, a, r - 1/4); k", "max(px - n, 0)/255");
    same("k = n*i/255; last(k, 0, 1)", "n > 0 ? (n-1)*3/255 : 0");
    same("k = n*vane/255; last(k, tau/3, r)", "n > 0 ? (n-1)*2/255 : 0");
    same("k = n*px/255; last(k, a, 1)", "n > 0 ? (n-1)*3/255 : 0");
    same("k = n/255; last(k, a, r)", "max(n-1, 0)/255");
    same("last(a, r) + i/255", "(n+1)*i/255");
    same("n == 0 ? 300/255 : last(a, r) - 100/255", "(n == 0 ? 255 : max(255 - 100*n, 0))/255");
}

/* By points of the disc, which an angle and the distance from the centre are too. */
static void points(void)
{
    same("k = hash(i); lastxy(k, x, y)", "n > 0 ? hash(i) : 0");
    same("k = hash(i); 0*n + lastxy(k, -x, -y)", "n > 0 ? hash((vane + 3) % 6 * 4 + px) : 0");
    same("lastxy(x, y)*0.5 + i/255", "n == 0 ? i/255 : n == 1 ? i*1.5/255 : i*(2 - 0.5^n)/255");
    static uint8_t frames[2][2][LEDS][3];
    const struct sky_geometry geometry = {VANES, PIXELS, 2.5};
    static const char *const texts[] = {"v = d; 255/256*lastxy(v, 0.8*x, 0.8*y)",
                                        "n > 0 ? 255/256*max(0.8*d, 3/6.5) : 0"};
    bool good = true;
    for (int k = 0; k < 2; k++) {
        struct sky_expr *expr = sky_expr_parse(
            texts[k], strlen(texts[k]), &(struct sky_expr_setting){.scope = SKY_EXPR_PICTURE, .geometry = geometry});
        struct sky_evaluator *evaluator = expr ? sky_evaluator_create(expr, NULL) : NULL;
        good &= evaluator != NULL;
        for (uint64_t n = 0; evaluator && n < 2; n++)
            sky_evaluator_draw(evaluator, &(struct sky_moment){.n = n, .fps = 30}, NULL, &frames[k][n][0][0]);
        sky_evaluator_destroy(evaluator);
        sky_expr_destroy(expr);
    }
    for (size_t i = 0; i < LEDS && good; i++)
        good = abs(frames[0][1][i][0] - frames[1][1][i][0]) <= 1;
    ok(good, "points are measured from the centre of a disc with a hub");
}

/* Whatever draws it, with however many threads. */
static void ways(void)
{
    static const char *const texts[] = {
        "k = n == 0 ? hash(i) : mix(last(k, a+0.3, r*0.9), last(k), 0.3); k*hsv(k,1,1)",
        "v = last(v) + 0.01*hash(vane) + sin(last(v, a+1, r)); w = last(w)*0.9 + 0.1*r; sin(v+w+last(v))",
        "0.99*last(a + 0.1, r) + 0.1*hash(i, n)",
        "p = last(p) + t*dt; q = last(q) + a*p; sin(a*3 + p) + 0.1*fract(q)",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        static uint8_t plain[40][LEDS][3], shared[40][LEDS][3], full[40][LEDS][3];
        struct sky_workers *workers = sky_workers_create(3);
        bool good = draw(texts[i], 40, plain, NULL) && draw(texts[i], 40, shared, workers);
        ok(good && memcmp(plain, shared, sizeof plain) == 0, "%s: alike with threads", texts[i]);
        sky_workers_destroy(workers);
        setenv("SKY_EXPR", "full", 1);
        good = draw(texts[i], 40, full, NULL);
        unsetenv("SKY_EXPR");
        ok(good && memcmp(plain, full, sizeof plain) == 0, "%s: alike without ranks", texts[i]);
    }
}

/* One white frame and then black fades to 0 as fast as floats do. */
static void fades(void)
{
    static const double factors[] = {0.5, 0.9, 0.93, 0.99};
    static uint8_t frames[2000][LEDS][3];
    for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
        char text[64];
        float wanted = 1;
        size_t good = 0;
        snprintf(text, sizeof text, "max(n == 0, %g*last(a, r))", factors[i]);
        draw(text, 2000, frames, NULL);
        for (size_t n = 0; n < 2000; n++) {
            good += frames[n][LEDS - 1][2] == (uint8_t)floorf(wanted * 255 + 0.5F);
            wanted = wanted * (float)factors[i];
        }
        ok(good == 2000, "%s fades as floats do", text);
    }
}

/* Parameters have numbers only. Evaluated twice in a frame, they are the same. */
static void parameters(void)
{
    struct sky_expr *expr = parse("k = last(k) + 1; c = k > 2 ? 7 : last(c); 100*c + k", SKY_EXPR_PARAMETER);
    static const double wanted[] = {1, 2, 703, 704};
    bool good = expr != NULL;
    for (size_t n = 0; good && n < 4; n++) {
        double value[3];
        for (int again = 0; again < 2; again++) {
            sky_expr_evaluate(expr, &(struct sky_moment){.n = n, .t = 0, .fps = 30}, value);
            good &= value[0] == wanted[n];
        }
        sky_expr_remember(expr, NULL);
    }
    ok(good, "a parameter's expression remembers numbers");
    sky_expr_destroy(expr);
}

struct range {
    unsigned least, most;
};

static void extend(struct range *range, uint8_t byte)
{
    range->least = byte < range->least ? byte : range->least;
    range->most = byte > range->most ? byte : range->most;
}

/* Draws 10,000 frames on a larger disc. `all` are the limits of the bytes of all frames, `last` those of the last. */
static bool draw_long(const char *text, struct range *all, struct range *last)
{
    enum { BYTES = 36 * 24 * 3 };
    static uint8_t frame[BYTES];
    const struct sky_expr_setting setting = {.scope = SKY_EXPR_PICTURE, .geometry = {36, 24, 0}};
    struct sky_expr *expr = sky_expr_parse(text, strlen(text), &setting);
    struct sky_evaluator *evaluator = expr ? sky_evaluator_create(expr, NULL) : NULL;
    *all = *last = (struct range){255, 0};
    for (uint64_t n = 0; evaluator && n < 10000; n++) {
        sky_evaluator_draw(evaluator, &(struct sky_moment){.n = n, .t = (double)n / 30, .fps = 30}, NULL, frame);
        for (size_t i = 0; i < BYTES; i++)
            extend(all, frame[i]);
    }
    for (size_t i = 0; i < BYTES; i++)
        extend(last, frame[i]);
    bool good = evaluator != NULL;
    sky_evaluator_destroy(evaluator);
    sky_expr_destroy(expr);
    return good;
}

static void long_runs(void)
{
    struct range all, last;
    bool good = draw_long("k = tau/vanes; q = 1/pixels\n"
                          "near = last(h, a+k, r) + last(h, a-k, r) + last(h, a, r+q) + last(h, a, r-q)\n"
                          "v = last(v) + 0.2*(near - 4*last(h))\n"
                          "h = n == 0 ? exp(-50*((x-0.4)^2 + y^2)) : last(h) + v; 0.5 + 0.4*h", &all, &last);
    ok(good && all.least > 20 && all.most < 235 && last.least < 118 && last.most > 138,
       "waves go on for 10,000 frames from %u to %u, the last one from %u to %u", all.least, all.most, last.least,
       last.most);
    good = draw_long("k = tau/vanes; q = 1/pixels\n"
                     "lp = last(p, a+k, r) + last(p, a-k, r) + last(p, a, r+q) + last(p, a, r-q) - 4*last(p)\n"
                     "ls = last(s, a+k, r) + last(s, a-k, r) + last(s, a, r+q) + last(s, a, r-q) - 4*last(s)\n"
                     "reaction = last(p)*last(s)^2\n"
                     "p = n == 0 ? 1 : last(p) + 0.2*lp - reaction + 0.037*(1 - last(p))\n"
                     "s = n == 0 ? (vane < 5 && px > 9) : last(s) + 0.1*ls + reaction - 0.097*last(s)\n"
                     "0.1 + 0.3*s", &all, &last);
    ok(good && all.least >= 25 && all.most < 255 && last.least < 40 && last.most > 45,
       "two substances react and spread for 10,000 frames from %u to %u, in the last one from %u to %u", all.least,
       all.most, last.least, last.most);
}

static void too_large(void)
{
    const char *text = "b = i + last(b)\nc = rgb(i, i, n*i + last(c).b); old = last(c)\nold + b";
    struct sky_expr_setting setting = {.scope = SKY_EXPR_PICTURE, .geometry = {65536, 400, 0}};
    struct sky_expr *expr = sky_expr_parse(text, strlen(text), &setting);
    ok(!expr && strstr(sky_error(), "line 2, column 26: what last() remembers takes 300 MiB at 65536x400 (at most 256"),
       "memory beyond the bound is refused before the first frame: %s", expr ? "it is not" : sky_error());
    sky_expr_destroy(expr);
}

/* A chain of so many delays. */
static struct sky_expr *parse_chain(int names)
{
    static char text[32000];
    const struct sky_expr_setting setting = {.scope = SKY_EXPR_PICTURE, .geometry = {VANES, PIXELS, 0}};
    int length = snprintf(text, sizeof text, "v0 = r\n");
    for (int i = 1; i < names; i++)
        length += snprintf(text + length, sizeof text - (size_t)length, "v%d = last(v%d)\n", i, i - 1);
    length += snprintf(text + length, sizeof text - (size_t)length, "v%d", names - 1);
    return sky_expr_parse(text, (size_t)length, &setting);
}

static void too_long(void)
{
    struct sky_expr *expr = parse_chain(200);
    ok(expr != NULL, "200 names may remember one another: %s", expr ? "they do" : sky_error());
    sky_expr_destroy(expr);
    expr = parse_chain(950);
    ok(!expr && strstr(sky_error(), "line 2, column 11: too many names remember one another by last()"),
       "a chain that takes long to parse is refused: %s", expr ? "it is not" : sky_error());
    sky_expr_destroy(expr);
}

int main(void)
{
    values();
    years();
    colors();
    delays();
    sides();
    samples();
    points();
    ways();
    fades();
    parameters();
    long_runs();
    too_large();
    too_long();
    return done();
}
