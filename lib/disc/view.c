/* SPDX-License-Identifier: ISC */
#include "disc/view.h"

#include <stdio.h>
#include <string.h>

#include <sky/error.h>

static bool is_equal(const struct sky_rectangle *a, const struct sky_rectangle *b)
{
    return a->width == b->width && a->height == b->height && a->x == b->x && a->y == b->y;
}

/* Finds the part of the newest picture that is to be shown. Returns 0, or -1 with the error set. */
static int find_part(struct sky_view *view, const char *text, struct sky_rectangle *part)
{
    *part = (struct sky_rectangle){0};
    if (*text == '\0')
        return 0;
    if (sky_rectangle_parse(part, text) == 0 &&
        (is_equal(part, &view->part) || sky_rectangle_check(part, &view->image) == 0))
        return 0;
    if (!view->is_drawn)
        return sky_fail_at("crop");
    /* A line of a control file, which must not end the show. */
    *part = view->part;
    if (strncmp(view->refused, text, sizeof view->refused - 1) != 0)
        sky_warn("crop: %s; the old value stays", sky_error());
    snprintf(view->refused, sizeof view->refused, "%s", text);
    return 0;
}

/* Crops the newest picture, unless that was done. Returns 1 when another picture or another part of it is shown, 0, or
 * -1 with the error set. */
static int crop(struct sky_view *view, const char *text, bool is_new)
{
    struct sky_rectangle part;
    if (find_part(view, text, &part) < 0)
        return -1;
    if (!is_new && is_equal(&part, &view->part))
        return 0;
    view->part = part;
    if (part.width > 0 && sky_image_crop(&view->cropped, &view->image, &part) < 0)
        return sky_fail_at("crop");
    return 1;
}

/* Makes a plan for pictures of this size at view->placement. Returns 1 when it has changed, 0, or -1 with the error
 * set. */
static int plan(struct sky_view *view, const struct sky_image *image)
{
    if (view->polar && view->width == image->width && view->height == image->height)
        return 0;
    sky_polar_destroy(view->polar);
    view->width = image->width;
    view->height = image->height;
    view->polar = sky_polar_create(&view->geometry, image->width, image->height, &view->placement);
    return view->polar ? 1 : -1;
}

/* Draws a picture at another place than that of the frame before. */
static int move(struct sky_view *view, const struct sky_image *image, bool is_new, struct sky_color background)
{
    bool was_planned = view->polar != NULL; /* then what `moving` knows may be of an older picture */
    sky_polar_destroy(view->polar);
    view->polar = NULL;
    if (!view->moving)
        view->moving = sky_moving_create(&view->geometry);
    if (!view->moving)
        return -1;
    return sky_moving_draw(view->moving, view->frame, view->opacity, image, is_new || was_planned, &view->placement,
                           background);
}

int sky_view_draw(struct sky_view *view, const struct sky_view_settings *settings, bool is_new)
{
    struct sky_color now = settings->background, before = view->background;
    int cropped = crop(view, settings->crop, is_new);
    if (cropped < 0)
        return -1;
    const struct sky_image *image = view->part.width > 0 ? &view->cropped : &view->image;
    bool is_same = sky_placement_equal(&view->placement, &settings->placement), is_first = !view->is_drawn;
    view->placement = settings->placement;
    view->background = now;
    view->is_drawn = true;
    if (!is_same && !is_first)
        return move(view, image, cropped, now);
    int planned = plan(view, image);
    if (planned < 0)
        return -1;
    if (is_first || cropped || planned || now.r != before.r || now.g != before.g || now.b != before.b)
        sky_polar_draw(view->polar, view->frame, view->opacity, image, now);
    return 0;
}

void sky_view_restart(struct sky_view *view)
{
    sky_polar_destroy(view->polar);
    view->polar = NULL;
    view->is_drawn = false;
}

void sky_view_finish(struct sky_view *view)
{
    sky_image_finish(&view->image);
    sky_image_finish(&view->cropped);
    sky_view_restart(view);
    sky_moving_destroy(view->moving);
    view->moving = NULL;
}
