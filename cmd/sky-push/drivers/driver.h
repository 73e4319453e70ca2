/* SPDX-License-Identifier: ISC */
/* Drivers: the ways to show a picture. Each is one file with one constant struct, listed in drivers.c; null.c is the
 * smallest example. From open() to close() a driver is called by one thread, its output's, and may take as long as its
 * hardware takes. */
#ifndef SKY_PUSH_DRIVER_H
#define SKY_PUSH_DRIVER_H

#include <stdbool.h>
#include <stdint.h>

#include <sky/geometry.h>

#include "led/correction.h"
#include "led/layout.h"
#include "led/power.h"
#include "program/params.h"

/* What follows -o, parsed. It stays where it is and as it is while the output is open. */
struct driver_args {
    struct sky_geometry geometry; /* of the pictures that are sent */
    const char *text;             /* as it was written */
    const char *name;             /* for messages: driver and target */
    const char *target;           /* of DRIVER:TARGET; "" for a driver that takes none */
    const void *settings;         /* the driver's own struct, which its parameters have filled */
    void *plan;                   /* what prepare() made of all this, or NULL */
    double fps;                   /* pictures a second that will be sent; 0 when that is not known */
    bool reopened;                /* it was open before, and what deserved a warning was printed then */
    bool shares_supply;           /* pictures have a budget */
    int stop;                     /* a descriptor that becomes readable when it must not wait for a reader any more */
};

/* One picture, which nobody changes as long as a driver has it. */
struct picture {
    uint64_t budget_ua;   /* the microamperes that the LEDs of this output may draw; UINT64_MAX: no limit */
    const uint8_t *frame; /* sRGB encoded, as the input gave it; the size is that of the geometry */
    const struct sky_correction *correction;
    const uint16_t *duties; /* of a step between the frame before and this one: how long each colour is on, after the
                             * correction, 65535 = always; else, or if the driver does not interpolate, NULL */
};

struct sky_encoder;

enum send_result {
    SEND_FAILED = -1, /* with the error set */
    SEND_DONE = 0,
    SEND_CLOSED = 1, /* whoever it goes to has closed and wants no more: the show ends quietly */
};

#define FIGURES_MAX 96
#define BUS_MAX 32

/* What an output is expected to do. Zero stands for what is not known before it is open. */
struct estimate {
    size_t leds;         /* on all lanes, null LEDs included */
    unsigned lanes;      /* 0: it has none */
    double seconds;      /* as driver.frame_time(), */
    char figures[FIGURES_MAX];
    double amps;         /* all LEDs at full light in the colour that takes most, without a limit, */
    const char *color;   /* which is white, but where a white LED makes that cheap */
    double dark_amps;    /* all LEDs dark */
    double amps_max;     /* the limit of the output; 0: none */
    double lanes_amps;   /* of `amps`, what the lanes' own limits let through */
    bool lanes_limited;  /* every lane has one */
    size_t memory;       /* bytes that it takes while it is open */
};

struct driver {
    const char *name;
    const char *target;             /* what its target is called in help; NULL: it takes none */
    bool target_is_optional;        /* "" will do */
    const char *text;               /* one line of help */
    const struct sky_param *params; /* optional */
    size_t settings_bytes;          /* of the struct that the parameters fill; 0 without */
    bool interpolates;              /* it shows the steps between frames */
    bool hardware;                  /* it drives LEDs itself: it gets real-time priority */
    bool reopens;                   /* after a failure it is opened again every second, as hardware may come back */
    bool may_be_absent;             /* of one that reopens: what it drives may come after the show has begun */
    uint64_t refresh_ns;            /* a picture that stays is sent again after this time; 0: it need not be */
    bool on_terminal;               /* it draws on the terminal, where nothing else should be printed meanwhile */

    /* Optional: validates the arguments beyond what the table of parameters can, and reads the files that they name,
     * once, before anything is opened. What it puts into `plan` becomes args->plan, and belongs to the output until
     * release(). Returns 0, or -1 with the error set and nothing to be released. */
    int (*prepare)(const struct driver_args *args, void **plan);
    void (*release)(void *plan); /* of a driver that makes plans */

    /* Claims what it drives. `args` stay valid until close(). May be called again after a failure, with the same plan.
     * NULL with the error set. */
    void *(*open)(const struct driver_args *args);

    enum send_result (*send)(void *self, const struct picture *picture);

    /* Optional: how long a picture is on the wires at least, in seconds, and in `figures` what that is made of, as
     * "25,216 bits at 4 MHz"; 0 as long as it is not known. Asked after each picture until it is. */
    double (*frame_time)(const void *self, char figures[FIGURES_MAX]);

    /* Optional: names what the output shares with others that cannot send at the same time, as "spi0"; the times of
     * outputs with the same name add up. */
    void (*bus)(const struct driver_args *args, char name[BUS_MAX]);

    /* Optional, of LED chains: which LED is where, by the plan alone. It belongs to the plan. */
    const struct sky_layout *(*layout)(const struct driver_args *args);

    /* Optional: fills a zeroed estimate by the arguments and the plan alone. Returns 0, or -1 with the error set. */
    int (*estimate)(const struct driver_args *args, struct estimate *estimate);

    /* Optional: goes on from the next picture with a plan that was made anew of the same arguments. The old one,
     * args->plan, is released afterwards. Returns 0, or -1 with the error set and all as it was. */
    int (*reload)(void *self, const struct driver_args *args, const void *plan);

    /* Optional, of LED chains: sets up an encoder as open() would, but without dither, to know the current of a picture
     * beforehand. Returns 0, or -1 with the error set; sky_encoder_finish() it in any case. */
    int (*make_encoder)(const struct driver_args *args, struct sky_encoder *encoder);

    /* Optional, of LED chains: the current of the pictures so far. */
    const struct sky_power *(*power)(const void *self);

    /* Optional, of network outputs: how many packets or pictures could not be sent so far, and which of both it is. */
    uint64_t (*unsent)(const void *self);
    const char *unsent_what;

    /* Gives back and frees everything. Returns 0, or -1 with the error set. */
    int (*close)(void *self);
};

/* All drivers, ended by NULL. */
extern const struct driver *const drivers[];

#endif
