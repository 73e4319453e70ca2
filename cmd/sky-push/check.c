/* SPDX-License-Identifier: ISC */
#include "sky-push/check.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include <sky/error.h>

#include "base/number.h"
#include "base/process.h"
#include "program/params.h"
#include "sky-push/compositor.h"
#include "sky-push/supply.h"

/* Frames that are held at a time: one is read and two are faded; an output has one that waits and one that it sends. */
#define FRAMES_OF_SHOW 3
#define FRAMES_OF_OUTPUT 2

static void print_rate(const struct estimate *estimate, double fps, const struct rotor_args *rotor)
{
    char vanes[SKY_COUNT_TEXT];
    if (estimate->seconds == 0)
        return;
    if (rotor)
        printf("    %.4g turns a second fit (%s, each %s)",
               floor(100 / estimate->seconds / rotor->settings.vanes) / 100,
               sky_number_count(rotor->settings.vanes, "vane", vanes), estimate->figures);
    else
        printf("    %.4g frames a second fit (%s)", floor(10 / estimate->seconds) / 10, estimate->figures);
    if (fps > 0)
        printf(", %.4g are sent%s", fps, estimate->seconds * fps > 1 ? ": too many" : "");
    putchar('\n');
}

/* The most that an output draws, whatever the picture is. */
static double most_of(const struct estimate *estimate)
{
    return estimate->amps_max > 0 ? fmin(estimate->lanes_amps, estimate->amps_max) : estimate->lanes_amps;
}

/* `brightness` is 1 where it is not known, as it may change. */
static void print_amps(const struct estimate *estimate, double brightness, const char *supply)
{
    double most = most_of(estimate);
    bool limited = most < estimate->amps || estimate->amps_max > 0 || estimate->lanes_limited;
    if (estimate->amps == 0)
        return;
    printf("    %.3g A in %s at full light, ", estimate->amps, estimate->color);
    if (brightness < 1)
        printf("%.3g A at brightness=%g, ", estimate->dark_amps + (estimate->amps - estimate->dark_amps) * brightness,
               brightness);
    printf("%.3g A when dark", estimate->dark_amps);
    if (most < estimate->amps && most == estimate->lanes_amps)
        printf(": limited to %.3g A by the layout's amps", most);
    else if (estimate->amps_max > 0)
        printf(": %s amps=%g", most < estimate->amps ? "limited to" : "within", estimate->amps_max);
    else if (estimate->lanes_limited)
        printf(": within the layout's amps");
    else if (*supply == '\0')
        printf(": not limited (amps=)");
    if (*supply)
        printf("%s shares supply=%.200s", limited ? "," : ":", supply);
    putchar('\n');
}

static double brightness_of(const struct sky_run *run)
{
    const struct sky_correction_settings *settings = run->params->settings;
    return sky_params_is_expression(run->params, "brightness") ? 1 : settings->brightness;
}

/* Adds the memory that an output takes to the total, and its amperes to `amps`. */
static int check_output(const struct plan *plan, const struct output *output, struct estimate *total, double *amps)
{
    struct estimate estimate = {0};
    char count[SKY_COUNT_TEXT];
    if (output->driver->estimate && output->driver->estimate(&output->args, &estimate) < 0)
        return -1;
    printf("%s", output->name);
    if (estimate.lanes > 0)
        printf(": %s", sky_number_count(estimate.lanes, "lane", count));
    if (estimate.leds > 0)
        printf("%s %s", estimate.lanes > 0 ? "," : ":", sky_number_count(estimate.leds, "LED", count));
    if (output->settings.delay > 0)
        printf(", %g ms later", output->settings.delay);
    putchar('\n');
    print_rate(&estimate, plan->rotor ? 0 : output->args.fps, plan->rotor);
    print_amps(&estimate, brightness_of(plan->run), output->settings.supply);
    *amps += most_of(&estimate);
    total->memory += estimate.memory + output->waiting.room * sky_frame_bytes(&output->args.geometry);
    return 0;
}

int check_show(const struct plan *plan)
{
    const struct sky_geometry *geometry = &plan->run->geometry;
    struct estimate total = {0};
    struct compositor compositor = {0};
    double amps[OUTPUTS_MAX] = {0}; /* of each output; those that share a supply, of the first of them */
    char text[SKY_GEOMETRY_TEXT];
    size_t before = sky_process_heap();
    int result = compositor_init(&compositor, geometry, plan->smooth);
    total.memory = sky_process_heap() - before +
                   (FRAMES_OF_SHOW + FRAMES_OF_OUTPUT * plan->output_count) * sky_frame_bytes(geometry);
    compositor_finish(&compositor);
    if (result < 0)
        return -1;
    const char *input = strcmp(plan->input_name, "-") == 0 ? "standard input" : plan->input_name;
    printf("%s: frames of %s at %g a second\n", input, sky_geometry_format(geometry, text), plan->run->fps);
    for (size_t i = 0; i < plan->output_count; i++) {
        size_t first;
        double supply = supplies_amps(plan->supplies, i, &first);
        if (check_output(plan, plan->outputs[i], &total, &amps[first]) < 0)
            return sky_fail_at("-o %.200s", plan->outputs[i]->text);
        if (supply > 0)
            amps[first] = fmin(amps[first], supply);
    }
    for (size_t i = 0; i < plan->output_count; i++)
        total.amps += amps[i];
    if (plan->output_count > 1 && total.amps > 0)
        printf("all outputs: %.3g A at most\n", total.amps);
    bool is_small = total.memory < 1000000;
    printf("memory: %.*f %s for frames and tables\n", is_small ? 0 : 1, (double)total.memory / (is_small ? 1e3 : 1e6),
           is_small ? "kB" : "MB");
    errno = 0;
    if (fflush(stdout) != 0 || ferror(stdout))
        return errno == EPIPE ? 0 : sky_fail("standard output: %s", strerror(errno));
    return 0;
}
