/* SPDX-License-Identifier: ISC */
/* What the command line says, and the files that it names. */
#ifndef SKY_PUSH_CONFIG_H
#define SKY_PUSH_CONFIG_H

#include "sky-push/plan.h"

struct config {
    struct sky_correction_settings correction; /* first: the parameters begin with it */
    struct rotor_trim rotor_trim;
    struct sky_run run; /* holds what the strings below point to */
    const char *input_name;
    const char *drivers[OUTPUTS_MAX]; /* -o, as written */
    struct output *outputs[OUTPUTS_MAX];
    size_t driver_count, output_count;
    struct supplies *supplies;
    const char *rotor; /* --rotor, as written, or NULL */
    struct rotor_args rotor_args;
    const char *import; /* --import, or NULL */
    int idle;
    double stale_seconds;
    uint64_t smooth;
    const char *layout_png; /* of --show-layout=png, or NULL */
    bool catch_up, at_clock, leave, stats, show_layout, check, no_realtime;
    struct plan plan; /* all that, for the loop */
};

/* Sets `created`, which is for config_destroy() in any case. Returns 0; 1 when there is nothing left to do; -1 with the
 * error set. */
int config_create(struct config **created, int argc, char **argv);
void config_destroy(struct config *config); /* accepts NULL */

/* True when there is a file that can be read again. */
bool config_has_files(const struct config *config);

/* Refuses changes that a running show cannot make. Returns 0, or -1 with the error set. */
int config_check_unchanged(const struct config *now, const struct config *next);

#endif
