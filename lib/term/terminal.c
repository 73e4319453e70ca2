/* SPDX-License-Identifier: ISC */
#include "term/terminal.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sky/error.h>

const char *const sky_colors_names[] = {[SKY_COLORS_AUTO] = "auto", [SKY_COLORS_NONE] = "none", [SKY_COLORS_16] = "16",
                                        [SKY_COLORS_256] = "256",   [SKY_COLORS_TRUE] = "true", NULL};

const char *const sky_graphics_names[] = {
    [SKY_GRAPHICS_AUTO] = "auto", [SKY_GRAPHICS_BLOCKS] = "blocks", [SKY_GRAPHICS_SIXEL] = "sixel", NULL};

/* A picture with fewer colours is worse than one of blocks. */
#define SIXEL_COLORS_MIN 64

/* Values of $TERM. A name stands for itself and what follows it after a '-', as in foot-extra; one that begins with '-'
 * is the end of names. */
static const char *const unable[] = {"dumb", "unknown", "vt52", "emacs", "lpr", NULL};
static const char *const colorless[] = {"vt100", "vt102", "vt200", "vt220", "vt320", "vt420", "-m", "-mono", NULL};
static const char *const with_16[] = {"linux", "ansi", "pcansi", "cygwin", "eterm", "rxvt", "xterm-color",
                                      "xterm-16color", "-8color", "-16color", "-88color", NULL};
static const char *const with_256[] = {"-256color", NULL};
static const char *const with_all[] = {"alacritty", "contour", "foot", "ghostty", "gnome", "iterm", "iterm2", "kitty",
                                       "konsole", "mintty", "mlterm", "rio", "st", "tmux", "vte", "wezterm",
                                       "xterm-ghostty", "xterm-kitty", "xterm-rio", "-direct", "-truecolor", NULL};

static bool is_one_of(const char *term, const char *const *names)
{
    size_t length = strlen(term);
    for (; *names; names++) {
        size_t size = strlen(*names);
        if (**names == '-' ? length >= size && strcmp(term + length - size, *names) == 0
                           : strncmp(term, *names, size) == 0 && (term[size] == '\0' || term[size] == '-'))
            return true;
    }
    return false;
}

static enum sky_terminal_colors find_colors(const char *term)
{
    const char *color = getenv("COLORTERM");
    if (is_one_of(term, unable) || is_one_of(term, colorless))
        return SKY_TERMINAL_NO_COLORS;
    if (is_one_of(term, with_all))
        return SKY_TERMINAL_TRUE;
    if (is_one_of(term, with_16) && !is_one_of(term, with_256))
        return SKY_TERMINAL_16;
    return color && (strcmp(color, "truecolor") == 0 || strcmp(color, "24bit") == 0) ? SKY_TERMINAL_TRUE
                                                                                     : SKY_TERMINAL_256;
}

static bool has_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *locale = getenv(names[i]);
        if (locale && *locale)
            return strcasestr(locale, "utf-8") || strcasestr(locale, "utf8");
    }
    return true;
}

struct sky_terminal sky_terminal_find(int colors, int graphics)
{
    const char *term = getenv("TERM");
    term = term && *term ? term : "dumb";
    struct sky_terminal terminal = {
        .graphics = (enum sky_graphics)graphics, .colors = find_colors(term), .moves = !is_one_of(term, unable),
        .blocks = has_utf8(), .colors_guessed = colors == SKY_COLORS_AUTO};
    if (!terminal.colors_guessed) {
        terminal.colors = (enum sky_terminal_colors)(colors - SKY_COLORS_NONE);
        terminal.moves = true;
    }
    return terminal;
}

bool sky_terminal_draws_sixel(const struct sky_terminal *terminal)
{
    if (terminal->graphics != SKY_GRAPHICS_AUTO)
        return terminal->graphics == SKY_GRAPHICS_SIXEL;
    return terminal->sixel && terminal->colors_guessed && !getenv("SSH_CONNECTION") &&
           (terminal->sixel_colors == 0 || terminal->sixel_colors >= SIXEL_COLORS_MIN);
}

int sky_terminal_check(const struct sky_terminal *terminal)
{
    const char *term = getenv("TERM");
    if (terminal->moves)
        return 0;
    return sky_fail("this terminal cannot show a moving picture, as TERM is %.40s (if it can, set TERM=xterm-256color)",
                    term && *term ? term : "not set");
}
