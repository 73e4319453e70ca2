/* SPDX-License-Identifier: ISC */
#include "disc/view.h"

#include <sky/error.h>

/* Crops the newest picture, unless that was done. Returns 1 when another picture or another part of it is shown, 0, or
 * -1 with the error set. */
static int crop(struct sky_view *view, const char *text, bool is_new)
{
    struct sky_rectangle part = {0}, before = view->part;
    if (*text != '\0' && sky_rectangle_parse(&part, text) < 0)
        return sky_fail_at("crop");
    if (!is_new && part.width == before.width && part.height == before.height && part.x == before.x &&
        part.y == before.y)
        return 0;
    view->part = part;
    if (part.width > 0 && sky_image_crop(&view->cropped, &view->image, &part) < 0)
        return sky_fail_at("crop");
    return 1;
}

/* Makes `polar` place pictures of this size. Returns 1 when it has changed, 0, or -1 with the error set. */
static int plan(struct sky_view *view, const struct sky_image *image, const struct sky_placement *placement)
{
    if (view->polar && view->width == image->width && view->height == image->height &&
        sky_placement_equal(&view->placement, placement))
        return 0;
    sky_polar_destroy(view->polar);
    view->width = image->width;
    view->height = image->height;
    view->placement = *placement;
    view->polar = sky_polar_create(&view->geometry, image->width, image->height, placement);
    return view->polar ? 1 : -1;
}

int sky_view_draw(struct sky_view *view, const struct sky_view_settings *settings, bool is_new)
{
    const struct sky_color *now = &settings->background, *before = &view->background;
    int cropped = crop(view, settings->crop, is_new);
    const struct sky_image *image = view->part.width > 0 ? &view->cropped : &view->image;
    int planned = cropped < 0 ? -1 : plan(view, image, &settings->placement);
    if (planned < 0)
        return -1;
    if (cropped || planned || now->r != before->r || now->g != before->g || now->b != before->b)
        sky_polar_draw(view->polar, view->frame, image, *now);
    view->background = *now;
    return 0;
}

void sky_view_finish(struct sky_view *view)
{
    sky_image_finish(&view->image);
    sky_image_finish(&view->cropped);
    sky_polar_destroy(view->polar);
    view->polar = NULL;
}
