/* SPDX-License-Identifier: ISC */
/* term: a live picture of the disc in the terminal on standard output, below what is written there. It follows resizes
 * by looking at the window before every picture. A terminal that is slower than the show misses pictures. */
#include <stdlib.h>
#include <unistd.h>

#include <sky/error.h>

#include "term/display.h"
#include "stream/kinds.h"
#include "sky-push/drivers/driver.h"

struct term_settings {
    int style, colors;
};

struct term {
    struct sky_geometry geometry;
    struct sky_display *display;
    uint8_t *frame; /* as it looks with the correction */
};

static const struct sky_param params[] = {
    SKY_PARAM_CHOICE(term_settings, style, "auto", sky_graphics_names, "what the picture is made of"),
    SKY_PARAM_CHOICE(term_settings, colors, "auto", sky_colors_names, "how many colours the terminal has"),
    SKY_PARAMS_END,
};

static enum send_result send_term(void *self, const struct picture *picture)
{
    struct term *term = self;
    sky_correction_preview(picture->correction, term->frame, picture->frame, sky_frame_bytes(&term->geometry) / 3);
    return sky_display_show(term->display, term->frame, (struct sky_color){0}) < 0 ? SEND_FAILED : SEND_DONE;
}

static int close_term(void *self)
{
    struct term *term = self;
    sky_display_close(term->display);
    free(term->frame);
    free(term);
    return 0;
}

static void *open_term(const struct driver_args *args)
{
    const struct term_settings *settings = args->settings;
    struct sky_terminal terminal = sky_terminal_find(settings->colors, settings->style);
    if (!isatty(STDOUT_FILENO)) {
        sky_fail("standard output is not a terminal");
        return NULL;
    }
    if (sky_terminal_check(&terminal) < 0)
        return NULL;
    struct term *term = calloc(1, sizeof *term);
    if (!term) {
        sky_fail("out of memory");
        return NULL;
    }
    term->geometry = args->geometry;
    term->frame = sky_frame_alloc(sky_frame_bytes(&args->geometry));
    if (term->frame && (term->display = sky_display_open(STDOUT_FILENO, &args->geometry, &terminal, 0, args->stop)))
        return term;
    close_term(term);
    return NULL;
}

const struct driver term_driver = {
    .name = "term",
    .text = "draws the disc in the terminal, below the messages",
    .params = params,
    .settings_bytes = sizeof(struct term_settings),
    .on_terminal = true,
    .open = open_term,
    .send = send_term,
    .close = close_term,
};
