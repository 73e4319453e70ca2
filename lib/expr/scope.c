/* SPDX-License-Identifier: ISC */
#include "expr/scope.h"

#include <string.h>

struct sky_scope_frame sky_scope_enter(struct sky_scope *scope, size_t visible, unsigned definitions)
{
    const struct sky_scope_frame frame = {scope->count, scope->base, scope->visible, scope->definitions};
    scope->base = scope->count;
    scope->visible = visible;
    scope->definitions = definitions;
    return frame;
}

void sky_scope_leave(struct sky_scope *scope, const struct sky_scope_frame *frame)
{
    scope->count = frame->count;
    scope->base = frame->base;
    scope->visible = frame->visible;
    scope->definitions = frame->definitions;
}

void sky_scope_end_turn(struct sky_scope *scope, size_t count)
{
    size_t end = scope->count;
    scope->count = count;
    for (size_t i = count; i < end; i++)
        if (scope->variables[i].is_known) {
            scope->hashes[scope->count] = scope->hashes[i];
            scope->variables[scope->count++] = scope->variables[i];
        }
}

static uint32_t hash(const struct sky_token *name)
{
    uint32_t value = 2166136261u;
    for (size_t i = 0; i < name->length; i++)
        value = (value ^ (uint8_t)name->text[i]) * 16777619u;
    return value;
}

/* The newest variable of this name from `first` up to `end`, or NULL. */
static struct sky_variable *find(struct sky_scope *scope, size_t first, size_t end, const struct sky_token *name)
{
    uint32_t wanted = hash(name);
    for (size_t i = end; i-- > first;) {
        struct sky_variable *variable = &scope->variables[i];
        if (scope->hashes[i] == wanted && variable->length == name->length &&
            memcmp(variable->text, name->text, name->length) == 0)
            return variable;
    }
    return NULL;
}

struct sky_variable *sky_scope_find_own(struct sky_scope *scope, const struct sky_token *name)
{
    return find(scope, scope->base, scope->count, name);
}

const struct sky_variable *sky_scope_find(const struct sky_scope *scope, const struct sky_token *name)
{
    struct sky_scope *own = (struct sky_scope *)scope;
    const struct sky_variable *variable = sky_scope_find_own(own, name);
    if (!variable)
        variable = find(own, 0, scope->visible, name);
    while (variable && variable->definitions > scope->definitions)
        variable = &scope->earlier[variable->earlier - 1];
    return variable;
}

struct sky_variable *sky_scope_add(struct sky_scope *scope, const struct sky_token *name, struct sky_value value)
{
    if (scope->count == SKY_VARIABLES_MAX)
        return NULL;
    scope->hashes[scope->count] = hash(name);
    struct sky_variable *variable = &scope->variables[scope->count++];
    *variable = (struct sky_variable){
        .text = name->text, .length = name->length, .value = value, .definitions = scope->definitions};
    return variable;
}

struct sky_variable *sky_scope_assign(struct sky_scope *scope, const struct sky_token *name, struct sky_value value)
{
    struct sky_variable *variable = sky_scope_find_own(scope, name);
    if (!variable)
        return sky_scope_add(scope, name, value);
    if (variable->definitions < scope->definitions) { /* functions have been defined that see the old value */
        if (scope->earlier_count == SKY_VARIABLES_MAX)
            return NULL;
        scope->earlier[scope->earlier_count++] = *variable;
        variable->earlier = (unsigned)scope->earlier_count;
        variable->definitions = scope->definitions;
    }
    variable->value = value;
    return variable;
}
