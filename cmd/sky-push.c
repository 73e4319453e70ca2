/* SPDX-License-Identifier: ISC */
/* sky-push: shows frames on LEDs, in the terminal or over the network. */

#include "base/process.h"
#include "base/signals.h"
#include "sky-push/check.h"
#include "sky-push/config.h"
#include "sky-push/loop.h"
#include "sky-push/show_layout.h"

/* For SIGHUP: the configuration as it is now, and the one before, which may still be in use. */
struct reloading {
    int argc;
    char **argv;
    struct config *now, *before;
};

static const struct plan *reload(void *context)
{
    struct reloading *reloading = context;
    struct config *next;
    if (config_create(&next, reloading->argc, reloading->argv) < 0 ||
        config_check_unchanged(reloading->now, next) < 0) {
        config_destroy(next);
        return NULL;
    }
    next->plan.reload = reload;
    next->plan.context = reloading;
    config_destroy(reloading->before);
    reloading->before = reloading->now;
    reloading->now = next;
    return &next->plan;
}

int main(int argc, char **argv)
{
    sky_process_begin();
    sky_signals_hold_report();
    struct reloading reloading = {.argc = argc, .argv = argv};
    int status = 0, result = config_create(&reloading.now, argc, argv);
    struct config *config = reloading.now;
    if (result == 0 && config_has_files(config)) {
        config->plan.reload = reload;
        config->plan.context = &reloading;
    }
    if (result < 0)
        status = sky_exit_misuse();
    else if (result > 0)
        status = sky_process_flush() == 0 ? 0 : sky_exit_failed();
    else if ((config->show_layout ? show_layouts(config->outputs, config->output_count, config->layout_png)
              : config->check     ? check_show(&config->plan)
                                  : loop_run(&config->plan)) < 0)
        status = sky_exit_failed();
    config_destroy(reloading.now);
    config_destroy(reloading.before);
    return status;
}
