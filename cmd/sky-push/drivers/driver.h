/* SPDX-License-Identifier: ISC */
/* Drivers: the ways to show a frame. Each is one file with one constant struct, listed in drivers.c. */
#ifndef SKY_PUSH_DRIVER_H
#define SKY_PUSH_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

#include <sky/geometry.h>

#include "program/params.h"
#include "led/layout.h"
#include "led/correction.h"
#include "led/power.h"

/* What follows -o, read. */
struct words {
    const struct sky_geometry *geometry;
    const char *target;   /* of DRIVER:TARGET; "" for a driver that takes none */
    const void *settings; /* the driver's own struct, as its parameters have filled it */
    double fps;           /* frames a second that are to come */
    bool again;           /* it was open before: what was worth a warning then was said */
};

#define FIGURES_MAX 96

/* A frame on its way out. */
struct picture {
    const uint8_t *frame;          /* as it came: sRGB encoded */
    const uint16_t *duties;        /* for LEDs: the same through light->duty */
    const struct sky_correction *light; /* for screens: light->preview */
};

enum sent {
    SENT_FAILED = -1, /* with the error set */
    SENT = 0,
    SENT_CLOSED = 1, /* whoever it goes to has closed and wants no more: the show ends quietly */
};

struct driver {
    const char *name;
    const char *target;            /* what its target is called in help; NULL: it takes none */
    const char *text;              /* one line of help */
    const struct sky_param *params; /* optional */
    size_t settings_bytes;         /* of the struct that the parameters fill; 0 without */
    bool hardware;                 /* it drives LEDs itself, whose time is real */
    bool returns;                  /* hardware: after a failure it is opened again and again, as it may come back */
    bool on_terminal;              /* it draws on the terminal, where nothing else should be printed meanwhile */

    /* Optional: finds what cannot be in the words, before anything is opened. Returns 0, or -1 with the error
     * kept. */
    int (*check)(const struct words *words);

    /* Claims what it drives. `words` stays valid until close. NULL with the error set. */
    void *(*open)(const struct words *words);

    enum sent (*send)(void *self, const struct picture *picture);

    /* Optional: called some times a second while no frame comes. */
    enum sent (*wait)(void *self);

    /* Optional: how long a frame is on the wires at least, in seconds, and in `figures` what that is made of, as
     * "25,216 bits at 4 MHz"; 0 as long as it is not known. Asked after each frame until it is. */
    double (*frame_time)(const void *self, char figures[FIGURES_MAX]);

    /* Optional, of LED chains: which LED is where, by the words alone; sky_layout_finish() it. Returns 0, or -1
     * with the error set. */
    int (*layout)(const struct words *words, struct sky_layout *layout);

    /* Optional: reads the files anew that the words name, and goes on with them from the next frame. Returns 0,
     * or -1 with the error set and all as it was. */
    int (*reload)(void *self, const struct words *words);

    /* Optional, of LED chains: the current of the frames so far. */
    const struct sky_power *(*power)(const void *self);

    /* Gives back and frees everything. Returns 0, or -1 with the error set. */
    int (*close)(void *self);
};

/* All drivers, ended by NULL. */
extern const struct driver *const drivers[];

#endif
