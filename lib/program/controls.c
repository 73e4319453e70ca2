/* SPDX-License-Identifier: ISC */
#include "program/controls.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "program/control.h"

struct sky_controls {
    const struct sky_program *program;
    size_t count;
    struct sky_control *list[2 * SKY_CONTROLS_MAX];
};

static int add(struct sky_controls *controls, const char *path, bool is_shared)
{
    struct sky_control *control = sky_control_create_for(path, controls->program->name, is_shared);
    if (!control)
        return -1;
    if (!is_shared || !controls->program->writes_controls)
        sky_file_protect(path, SKY_CONTROL_FILE);
    controls->list[controls->count++] = control;
    return 0;
}

/* Adds the files whose names have ':' between them. Returns 0, or -1 with the error set. */
static int add_shared(struct sky_controls *controls, const char *paths)
{
    int result = 0;
    for (size_t length; paths && *paths && result == 0; paths += length + (paths[length] == ':')) {
        length = strcspn(paths, ":");
        if (length == 0)
            continue;
        if (controls->count == SKY_CONTROLS_MAX)
            return sky_fail("SKY_CONTROL: at most %d control files", SKY_CONTROLS_MAX);
        char *path = strndup(paths, length);
        result = path ? add(controls, path, true) : sky_fail("out of memory");
        free(path);
    }
    return result;
}

struct sky_controls *sky_controls_create(const struct sky_program *program, const char *const *paths, unsigned count)
{
    struct sky_controls *controls = calloc(1, sizeof *controls);
    if (!controls) {
        sky_fail("out of memory");
        return NULL;
    }
    controls->program = program;
    int result = add_shared(controls, getenv("SKY_CONTROL"));
    for (unsigned i = 0; i < count && result == 0; i++)
        result = add(controls, paths[i], false);
    if (result == 0)
        return controls;
    sky_controls_destroy(controls);
    return NULL;
}

void sky_controls_destroy(struct sky_controls *controls)
{
    for (size_t i = 0; controls && i < controls->count; i++)
        sky_control_destroy(controls->list[i]);
    free(controls);
}

void sky_controls_move(struct sky_controls *controls, struct sky_controls *old)
{
    for (size_t to = 0; to < controls->count; to++)
        for (size_t from = 0; from < old->count; from++)
            if (sky_control_is_same(controls->list[to], old->list[from])) {
                struct sky_control *moved = old->list[from];
                old->list[from] = controls->list[to];
                controls->list[to] = moved;
                break;
            }
}

bool sky_controls_has_files(const struct sky_controls *controls)
{
    return controls->count > 0;
}

void sky_controls_begin(struct sky_controls *controls, struct sky_live *live)
{
    for (size_t i = 0; i < controls->count; i++)
        sky_control_begin(controls->list[i], live);
}

void sky_controls_apply(struct sky_controls *controls, struct sky_params *params, struct sky_live *live, double t)
{
    for (size_t i = 0; i < controls->count; i++)
        sky_control_read(controls->list[i], params, live, t);
}
