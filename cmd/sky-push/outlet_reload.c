/* SPDX-License-Identifier: ISC */
/* Outlets when the configuration is read again. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>

#include "sky-push/outlet.h"

#define FILE_MAX (1 << 24) /* more than any layout has */

static bool is_layout(const struct sky_param *param)
{
    return param->type == SKY_TEXT && strcmp(param->name, "layout") == 0;
}

/* The file that the parameter `layout`, where there is one, names; or NULL. */
static const char *layout_of(const struct outlet *outlet)
{
    const struct sky_param *table = outlet->params.table;
    for (size_t i = 0; table && table[i].name; i++)
        if (is_layout(&table[i]))
            return *outlet->params.texts[i] ? outlet->params.texts[i] : NULL;
    return NULL;
}

/* FNV-1a, 64 bits. */
static uint64_t hash_file(int fd)
{
    uint64_t hash = UINT64_C(14695981039346656037);
    unsigned char bytes[4096];
    struct stat status;
    if (fstat(fd, &status) < 0 || !S_ISREG(status.st_mode))
        return 0;
    size_t total = 0;
    for (ssize_t got; total < FILE_MAX && (got = read(fd, bytes, sizeof bytes)) > 0; total += (size_t)got)
        for (ssize_t i = 0; i < got; i++)
            hash = (hash ^ bytes[i]) * UINT64_C(1099511628211);
    return hash;
}

uint64_t outlet_files(const struct outlet *outlet)
{
    const char *layout = layout_of(outlet);
    int fd = layout ? open(layout, O_RDONLY | O_CLOEXEC | O_NONBLOCK) : -1;
    if (fd < 0)
        return 0;
    uint64_t hash = hash_file(fd);
    close(fd);
    return hash;
}

bool outlet_has_file(const struct outlet *outlet)
{
    return layout_of(outlet) != NULL;
}

bool outlet_same_words(const struct outlet *a, const struct outlet *b)
{
    return strcmp(a->text, b->text) == 0;
}

/* Other texts than a layout's path name lines of the target, whose chip may have more outlets than this. */
static bool same_lines(const struct outlet *a, const struct outlet *b)
{
    const struct sky_param *table = a->params.table;
    for (size_t i = 0; table && table[i].name; i++)
        if (table[i].type == SKY_TEXT && !is_layout(&table[i]) && strcmp(a->params.texts[i], b->params.texts[i]) != 0)
            return false;
    return true;
}

bool outlet_same_target(const struct outlet *a, const struct outlet *b)
{
    return a->driver == b->driver && strcmp(a->target, b->target) == 0 && same_lines(a, b);
}

int outlet_reload(struct outlet *outlet)
{
    if (outlet->driver->reload(outlet->self, &outlet->words) == 0)
        return 0;
    return sky_fail_at("%s%s%.200s", outlet->driver->name, *outlet->target ? ":" : "", outlet->target);
}

int outlet_open_again(struct outlet *outlet)
{
    if (outlet_open(outlet) == 0)
        return 0;
    if (outlet->driver->returns && (outlet->away = strdup(sky_error())))
        outlet->failed = false;
    return -1;
}
