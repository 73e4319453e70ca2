/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/suggestion.h"
#include "base/wrap.h"
#include "program/help.h"
#include "sky-push/output.h"

extern const struct driver term_driver, null_driver, wire_driver, gpio_driver, spi_driver, serial_driver, pio_driver,
    ddp_driver, artnet_driver, e131_driver, opc_driver;

const struct driver *const drivers[] = {&term_driver,   &null_driver, &wire_driver,   &gpio_driver, &spi_driver,
                                       &serial_driver, &pio_driver,  &ddp_driver,    &artnet_driver, &e131_driver,
                                       &opc_driver,    NULL};

const struct driver *drivers_find(const char *name)
{
    struct sky_suggestion suggestion = {.word = name};
    for (const struct driver *const *driver = drivers; *driver; driver++) {
        if (strcmp((*driver)->name, name) == 0)
            return *driver;
        sky_suggestion_offer(&suggestion, (*driver)->name);
    }
    char *list = NULL;
    size_t size;
    FILE *out = open_memstream(&list, &size);
    if (out) {
        drivers_list(out);
        fclose(out);
    }
    sky_fail("no driver is called '%.40s'%s (there are %s)", name, sky_suggestion_text(&suggestion), list ? list : "others");
    free(list);
    return NULL;
}

void drivers_list(FILE *out)
{
    for (const struct driver *const *driver = drivers; *driver; driver++)
        fprintf(out, "%s%s%s%s", driver == drivers ? "" : ", ", (*driver)->name, (*driver)->target ? ":" : "",
                (*driver)->target ? (*driver)->target : "");
}

void drivers_help(FILE *out)
{
    fputs("\nevery driver:\n", out);
    sky_params_help(output_params, out);
    for (const struct driver *const *driver = drivers; *driver; driver++) {
        fprintf(out, "\n%s%s%s:\n", (*driver)->name, (*driver)->target ? ":" : "",
                (*driver)->target ? (*driver)->target : "");
        sky_wrap_print(out, "", 4, (*driver)->text);
        if ((*driver)->params)
            sky_params_help((*driver)->params, out);
    }
}

void drivers_help_rows(void)
{
    for (const struct driver *const *driver = drivers; *driver; driver++) {
        char group[32];
        snprintf(group, sizeof group, "driver %s", (*driver)->name);
        sky_help_row(&(struct sky_help_row){.group = "driver", .name = (*driver)->name, .kind = "driver",
                                            .unit = (*driver)->target, .text = (*driver)->text});
        if ((*driver)->params)
            sky_help_params(group, (*driver)->params);
        sky_help_params(group, output_params);
    }
}
