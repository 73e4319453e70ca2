/* SPDX-License-Identifier: ISC */
/* Inputs of every kind. */
#include <sky/stream.h>

#include <stdlib.h>
#include <string.h>

#include <sky/error.h>
#include <sky/framefile.h>

#include "base/clock.h"
#include "base/file.h"
#include "stream/kinds.h"
#include "stream/still.h"

size_t sky_operand_path_length(const char *operand)
{
    static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
    for (const char *comma = strchr(operand, ','); comma; comma = strchr(comma + 1, ',')) {
        size_t name = strspn(comma + 1, letters);
        if (name > 0 && comma[1 + name] == '=')
            return (size_t)(comma - operand);
    }
    return strlen(operand);
}

size_t sky_operand_word_length(const char *word)
{
    int depth = 0;
    size_t length = 0;
    for (; word[length] && (word[length] != ',' || depth > 0); length++)
        depth += (word[length] == '(') - (word[length] == ')');
    return length;
}

const char *sky_input_words(const struct sky_input *input)
{
    return input->words;
}

void sky_input_set_show(struct sky_input *input, double fps, uint64_t first)
{
    input->show_fps = fps;
    input->show_first = first;
}

void sky_input_set_viewer(struct sky_input *input, sky_still_viewer *viewer, void (*finish)(void *context),
                          void *context)
{
    input->viewer = viewer;
    input->finish_viewer = finish;
    input->viewer_context = context;
}

void sky_input_protect(const char *operand)
{
    static const char what[] = "an input";
    char *path = NULL;
    if (strcmp(operand, "-") == 0)
        operand = "/dev/stdin"; /* which leads to the file, if it is one */
    else if (operand[0] == '@')
        path = sky_framefile_path(operand, false);
    else if (strncmp(operand, SKY_RAW, strlen(SKY_RAW)) == 0)
        operand += strlen(SKY_RAW);
    if (!path)
        path = strndup(operand, sky_operand_path_length(operand));
    sky_file_protect(path ? path : operand, what);
    free(path);
}

void sky_input_close(struct sky_input *input)
{
    if (input)
        input->kind->close(input);
}

enum sky_next sky_input_next_before(struct sky_input *input, const uint8_t **frame, uint64_t deadline)
{
    enum sky_next next = input->kind->next(input, frame, deadline);
    if (next == SKY_NEXT_FRAME)
        input->number++;
    if (next != SKY_NEXT_FAILED || !input->ends_at_damage || input->number == 0)
        return next;
    if (!input->quiet)
        sky_warn("%s; only the frames before that are used", sky_error());
    input->quiet = true;
    return SKY_NEXT_END;
}

enum sky_next sky_input_next(struct sky_input *input, const uint8_t **frame)
{
    return sky_input_next_before(input, frame, SKY_FOREVER);
}

int sky_input_rewind(struct sky_input *input)
{
    if (!input->kind->rewind)
        return sky_fail("%s: cannot be read again from its beginning", input->name);
    if (input->kind->rewind(input) < 0)
        return -1;
    input->number = 0;
    return 0;
}

int64_t sky_input_skip(struct sky_input *input, uint64_t count)
{
    const uint8_t *frame;
    uint64_t skipped = 0;
    while (skipped < count) {
        int64_t unread = input->kind->skip ? input->kind->skip(input, count - skipped) : 0;
        if (unread < 0)
            return -1;
        input->number += (uint64_t)unread;
        skipped += (uint64_t)unread;
        if (unread > 0)
            continue;
        enum sky_next next = sky_input_next(input, &frame);
        if (next == SKY_NEXT_FAILED)
            return -1;
        if (next == SKY_NEXT_END)
            break;
        skipped++;
    }
    return (int64_t)skipped;
}

int64_t sky_input_left(const struct sky_input *input)
{
    return input->kind->left ? input->kind->left(input) : -1;
}

double sky_input_fps(const struct sky_input *input)
{
    return input->kind->fps ? input->kind->fps(input) : 0;
}

void sky_input_prefer_newest(struct sky_input *input)
{
    if (input->kind->prefer_newest)
        input->kind->prefer_newest(input);
}

void sky_input_end_at_damage(struct sky_input *input, bool warn)
{
    input->ends_at_damage = true;
    input->quiet = !warn;
}

const char *sky_input_name(const struct sky_input *input)
{
    return input->name;
}
