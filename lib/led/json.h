/* SPDX-License-Identifier: ISC */
/* A reader of JSON, RFC 8259, from memory, value after value: the caller says what it expects, and skips the rest. A
 * comma after the last element is let pass, as in JavaScript. Functions that fail set the error, which tells no line;
 * `line` is where they were. */
#ifndef SKY_LED_JSON_H
#define SKY_LED_JSON_H

#include <stdbool.h>
#include <stddef.h>

#define SKY_JSON_DEPTH_MAX 32

/* Begin with {.at = text, .end = text + size, .line = 1}. */
struct sky_json {
    const char *at, *end;
    unsigned line;  /* from 1 */
    bool fresh;     /* an array or object was just entered */
};

enum sky_json_type {
    SKY_JSON_NOTHING,
    SKY_JSON_OBJECT,
    SKY_JSON_ARRAY,
    SKY_JSON_STRING,
    SKY_JSON_NUMBER,
    SKY_JSON_WORD, /* true, false or null */
};

/* What the next value is, by its first character; nothing at the end, or where no value can begin. */
enum sky_json_type sky_json_peek(struct sky_json *json);

/* Enter an array or an object; then, before each element, and after the last: 1, or 0 when it has ended and was left.
 * */
int sky_json_enter(struct sky_json *json, enum sky_json_type type);
int sky_json_next(struct sky_json *json, enum sky_json_type type);

/* The name of a member of an object, cut to `room` bytes with its NUL. Escapes stay as they are. */
int sky_json_name(struct sky_json *json, char *name, size_t room);

/* A number from -1e9 to 1e9. */
int sky_json_number(struct sky_json *json, double *number);

/* Any value, SKY_JSON_DEPTH_MAX deep at most. */
int sky_json_skip(struct sky_json *json);

/* Is there nothing but blanks left? */
int sky_json_expect_end(struct sky_json *json);

#endif
