/* SPDX-License-Identifier: ISC */
/* null: shows nothing. For measuring, and the smallest example of a driver. */
#include "sky-push/drivers/driver.h"

static void *open_null(const struct driver_args *args)
{
    (void)args;
    static char nothing;
    return &nothing;
}

static enum send_result send_null(void *self, const struct picture *picture)
{
    (void)self;
    (void)picture;
    return SEND_DONE;
}

static int close_null(void *self)
{
    (void)self;
    return 0;
}

const struct driver null_driver = {
    .name = "null",
    .text = "shows nothing, for measuring",
    .open = open_null,
    .send = send_null,
    .close = close_null,
};
