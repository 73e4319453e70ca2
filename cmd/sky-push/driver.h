/* Drivers: the ways to show a frame. Each is one file with one constant struct, listed in drivers.c. */
#ifndef SKY_PUSH_DRIVER_H
#define SKY_PUSH_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

#include <sky/geometry.h>

#include "core/params.h"
#include "led/light.h"

/* What follows -o, read. */
struct words {
    const struct sky_geometry *geometry;
    const char *target;   /* of DRIVER:TARGET; "" for a driver that takes none */
    const void *settings; /* the driver's own struct, as its parameters have filled it */
};

/* A frame on its way out. */
struct picture {
    const uint8_t *frame;          /* as it came: sRGB encoded */
    const uint16_t *duties;        /* for LEDs: the same through light->duty */
    const struct sky_light *light; /* for screens: light->preview */
};

enum sent {
    SENT_FAILED = -1, /* with the error kept */
    SENT = 0,
    SENT_CLOSED = 1, /* whoever it goes to has closed and wants no more: the show ends quietly */
};

struct driver {
    const char *name;
    const char *target;            /* what its target is called in help; NULL: it takes none */
    const char *text;              /* one line of help */
    const struct sky_param *params; /* optional */
    size_t settings_bytes;         /* of the struct that the parameters fill; 0 without */
    bool on_terminal;              /* it draws on the terminal, where nothing else should be printed meanwhile */

    /* Optional: finds what cannot be in the words, before anything is opened. Returns 0, or -1 with the error
     * kept. */
    int (*check)(const struct words *words);

    /* Claims what it drives. `words` stays valid until close. NULL with the error kept. */
    void *(*open)(const struct words *words);

    enum sent (*send)(void *self, const struct picture *picture);

    /* Optional: called some times a second while no frame comes. */
    enum sent (*wait)(void *self);

    /* Gives back and frees everything. Returns 0, or -1 with the error kept. */
    int (*close)(void *self);
};

/* All drivers, ended by NULL. */
extern const struct driver *const drivers[];

#endif
