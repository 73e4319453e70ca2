/* SPDX-License-Identifier: ISC */
#include "sky-hear/meters.h"

#include <stdio.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <sky/error.h>
#include <sky/pace.h>

#define REDRAW_NS UINT64_C(40000000)
#define REPEAT_NS UINT64_C(10000000000)
#define LINE 79 /* columns, */
#define BAR 7   /* and those of a meter */

static double greater(double a, double b)
{
    return a > b ? a : b;
}

/* A meter shows the greatest of several updates, so that short sounds are seen, too. */
static void gather(struct sky_heard *top, const struct sky_heard *heard)
{
    *top = (struct sky_heard){
        .level = greater(top->level, heard->level),
        .bass = greater(top->bass, heard->bass),
        .mid = greater(top->mid, heard->mid),
        .treble = greater(top->treble, heard->treble),
        .onset = greater(top->onset, heard->onset),
        .beat = heard->beat,
        .bpm = heard->bpm,
        .lock = heard->lock,
    };
}

static const char *draw_bar(double value, char text[BAR + 1])
{
    for (int i = 0; i < BAR; i++)
        text[i] = value * BAR >= i + 0.5 ? '#' : '.';
    text[BAR] = '\0';
    return text;
}

/* Four places, of which the beat is at one after the other. */
static const char *draw_beat(double beat, char text[5])
{
    for (int i = 0; i < 4; i++)
        text[i] = (uint64_t)beat % 4 == (uint64_t)i ? '*' : '.';
    text[4] = '\0';
    return text;
}

/* A line that is wider than the terminal would go on in the next one, and could not be drawn again. */
static int width_of_line(void)
{
    struct winsize cells;
    return ioctl(STDERR_FILENO, TIOCGWINSZ, &cells) == 0 && cells.ws_col > 0 ? cells.ws_col - 1 : LINE;
}

static void print_line(const struct meters *meters)
{
    const struct sky_heard *top = &meters->top;
    char bars[4][BAR + 1], beat[5], line[LINE + 1];
    snprintf(line, sizeof line, "level %s bass %s mid %s treble %s %c %s %5.1f bpm %3.0f%%",
             draw_bar(top->level, bars[0]), draw_bar(top->bass, bars[1]), draw_bar(top->mid, bars[2]),
             draw_bar(top->treble, bars[3]), top->onset >= 0.5 ? '!' : ' ', draw_beat(top->beat, beat), top->bpm,
             100 * top->lock);
    fprintf(stderr, "\r%.*s", width_of_line(), line);
}

void meters_show(struct meters *meters, const struct sky_heard *heard)
{
    uint64_t now = sky_clock_ns();
    if (meters->shown == 0) {
        meters->shown = now;
        meters->redraw = isatty(STDERR_FILENO);
    }
    gather(&meters->top, heard);
    if (now - meters->shown < (meters->redraw ? REDRAW_NS : REPEAT_NS))
        return;
    if (meters->redraw)
        print_line(meters);
    else
        sky_warn("level %.2f, bass %.2f, mid %.2f, treble %.2f at most; beat %.1f, %.1f bpm, lock %.2f",
                 meters->top.level, meters->top.bass, meters->top.mid, meters->top.treble, heard->beat, heard->bpm,
                 heard->lock);
    meters->shown = now;
    meters->top = (struct sky_heard){0};
}

void meters_end(struct meters *meters)
{
    if (meters->redraw)
        fputc('\n', stderr);
}
