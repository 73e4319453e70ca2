/* SPDX-License-Identifier: ISC */
/* The sensor that a rotor passes once or several times a turn: a GPIO line, or a clock that stands in for it. */
#ifndef SKY_PUSH_SENSOR_H
#define SKY_PUSH_SENSOR_H

#include <stdbool.h>
#include <stdint.h>

#define SENSOR_READ 64 /* edges that are read at once, at most */

enum sensor_pull { PULL_NO, PULL_UP, PULL_DOWN };
extern const char *const sensor_pull_names[]; /* ended by NULL */

struct sensor_args {
    const char *gpiochip, *line; /* as in lines.h; a line that is a name may be without its
                                  * gpiochip, which is "" then; both are "" with a clock */
    bool falling;            /* which edge of the line's voltage counts */
    enum sensor_pull pull;   /* the line's resistor */
    double clock;            /* simulated edges a second, exactly even; 0: there is a sensor */
};

struct sensor;

/* Claims the line. `args` and what they point to must outlive it. NULL with the error set. */
struct sensor *sensor_open(const struct sensor_args *args);
void sensor_close(struct sensor *sensor); /* accepts NULL */

/* Reads the edges that have come, without waiting: fills `times` with their CLOCK_MONOTONIC in ns, and returns how many
 * there are. A line that fails causes a warning, and is claimed again every second. */
unsigned sensor_read(struct sensor *sensor, uint64_t now, uint64_t times[SENSOR_READ]);

/* What to wait for before the next sensor_read(): a descriptor that becomes readable, or -1; and a time in ns. */
int sensor_descriptor(const struct sensor *sensor);
uint64_t sensor_deadline(const struct sensor *sensor);

/* Edges that the kernel dropped since nobody read them in time, as far as it tells. */
uint64_t sensor_lost(const struct sensor *sensor);

/* ---- Through whichever of libgpiod's two interfaces there is: sensor-v1.c or sensor-v2.c ---- */

struct edges;

struct edges *edges_open(const struct sensor_args *args); /* NULL with the error set */
void edges_close(struct edges *edges);                      /* accepts NULL */

/* How many have come and were put into `times`, or -1 with the error set. Adds to `lost`. */
int edges_read(struct edges *edges, uint64_t times[SENSOR_READ], uint64_t *lost);

/* Readable when there are some. */
int edges_descriptor(const struct edges *edges);

#endif
