/* SPDX-License-Identifier: ISC */
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/file.h"
#include "base/suggestion.h"
#include "base/wrap.h"
#include "program/help.h"
#include "program/params.h"
#include "sky-push/output.h"

extern const struct driver term_driver, null_driver, wire_driver, gpio_driver, spi_driver, serial_driver, pio_driver,
    ddp_driver, artnet_driver, e131_driver, opc_driver;

const struct driver *const drivers[] = {&term_driver,   &null_driver, &wire_driver,   &gpio_driver, &spi_driver,
                                       &serial_driver, &pio_driver,  &ddp_driver,    &artnet_driver, &e131_driver,
                                       &opc_driver,    NULL};

static bool is_picture(const char *name)
{
    return sky_file_has_suffix(name, ".png") || sky_file_has_suffix(name, ".apng") ||
           sky_file_has_suffix(name, ".ppm") || sky_file_has_suffix(name, ".y4m");
}

/* Is it an output of the other programs? */
static bool is_file(const char *name)
{
    return name[0] == '@' || is_picture(name) || sky_file_has_suffix(name, ".gz");
}

/* The driver for such a device, or NULL. */
static const char *driver_of_device(const char *path)
{
    static const char *const devices[][2] = {{"/dev/spidev", "spi"},    {"/dev/gpiochip", "gpio"},
                                             {"/dev/leds", "pio"},      {"/dev/tty", "serial"},
                                             {"/dev/serial/", "serial"}};
    for (size_t i = 0; i < sizeof devices / sizeof *devices; i++)
        if (strncmp(path, devices[i][0], strlen(devices[i][0])) == 0)
            return devices[i][1];
    return NULL;
}

const struct driver *drivers_find(const char *name)
{
    static const struct sky_synonym synonyms[] = {{"sacn", "e131"},      {"e1.31", "e131"}, {"dmx", "artnet"},
                                                  {"wled", "ddp"},       {"fadecandy", "opc"}, {"adalight", "serial"},
                                                  {"tpm2", "serial"},    {"enttec", "serial"}, {"spidev", "spi"},
                                                  {"terminal", "term"},  {NULL, NULL}};
    struct sky_suggestion suggestion = {.word = name};
    for (const struct driver *const *driver = drivers; *driver; driver++) {
        if (strcmp((*driver)->name, name) == 0)
            return *driver;
        sky_suggestion_offer(&suggestion, (*driver)->name);
        sky_suggestion_offer_synonyms(&suggestion, synonyms, (*driver)->name);
    }
    const char *of_device = driver_of_device(name);
    if (of_device) {
        sky_fail("no driver is called '%.200s': write %s:%.200s", name, of_device, name);
        return NULL;
    }
    if (is_file(name)) {
        sky_fail("shows frames, and writes no files: use %s -o %s", is_picture(name) ? "sky-flat" : "sky-cat", name);
        return NULL;
    }
    if (suggestion.best) {
        sky_fail("no driver is called '%.40s'%s", name, sky_suggestion_text(&suggestion));
        return NULL;
    }
    char *list = NULL;
    size_t size;
    FILE *out = open_memstream(&list, &size);
    if (out) {
        drivers_list(out);
        fclose(out);
    }
    sky_fail("no driver is called '%.40s' (there are %s; --help describes them)", name, list ? list : "others");
    free(list);
    return NULL;
}

const char *drivers_taking(const char *name)
{
    size_t length = strlen(name);
    for (const struct driver *const *driver = drivers; *driver; driver++)
        if (sky_params_have(output_params, name, length) || sky_params_have((*driver)->params, name, length))
            return (*driver)->name;
    return NULL;
}

void drivers_list(FILE *out)
{
    for (const struct driver *const *driver = drivers; *driver; driver++)
        fprintf(out, "%s%s", driver == drivers ? "" : ", ", (*driver)->name);
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
