/* SPDX-License-Identifier: ISC */
#include "led/json.h"

#include <string.h>

#include <sky/error.h>
#include <sky/value.h>

#define NUMBER_BYTES 40
#define NUMBER_MAX 1e9

static void skip_blanks(struct sky_json *json)
{
    for (; json->at < json->end && strchr(" \t\r\n", *json->at) && *json->at; json->at++)
        json->line += *json->at == '\n';
}

/* The next character that is no blank, or 0 at the end. */
static char next_character(struct sky_json *json)
{
    skip_blanks(json);
    return json->at < json->end ? *json->at : '\0';
}

static int fail_at_next(struct sky_json *json, const char *wanted)
{
    unsigned char found = (unsigned char)next_character(json);
    if (json->at == json->end)
        return sky_fail("it ends where %s should be", wanted);
    if (found < ' ' || found > 126)
        return sky_fail("byte 0x%02x where %s should be", found, wanted);
    return sky_fail("'%c' where %s should be", found, wanted);
}

enum sky_json_type sky_json_peek(struct sky_json *json)
{
    char first = next_character(json);
    switch (first) {
    case '{':
        return SKY_JSON_OBJECT;
    case '[':
        return SKY_JSON_ARRAY;
    case '"':
        return SKY_JSON_STRING;
    case 't':
    case 'f':
    case 'n':
        return SKY_JSON_WORD;
    default:
        return (first >= '0' && first <= '9') || first == '-' ? SKY_JSON_NUMBER : SKY_JSON_NOTHING;
    }
}

int sky_json_enter(struct sky_json *json, enum sky_json_type type)
{
    if (sky_json_peek(json) != type)
        return fail_at_next(json, type == SKY_JSON_ARRAY ? "an array, [...]," : "an object, {...},");
    json->at++;
    json->fresh = true;
    return 0;
}

int sky_json_next(struct sky_json *json, enum sky_json_type type)
{
    const char close = type == SKY_JSON_ARRAY ? ']' : '}';
    bool first = json->fresh;
    json->fresh = false;
    if (next_character(json) != close && !first) {
        if (next_character(json) != ',')
            return fail_at_next(json, type == SKY_JSON_ARRAY ? "',' or ']'" : "',' or '}'");
        json->at++;
    }
    if (next_character(json) != close)
        return 1;
    json->at++;
    return 0;
}

/* Writes as much of the string as fits; `text` may be NULL. */
static int read_string(struct sky_json *json, char *text, size_t room)
{
    size_t length = 0;
    if (sky_json_peek(json) != SKY_JSON_STRING)
        return fail_at_next(json, "a string");
    for (json->at++; json->at < json->end && *json->at != '"'; json->at++) {
        if ((unsigned char)*json->at < ' ')
            return sky_fail("byte 0x%02x in a string", (unsigned char)*json->at);
        if (*json->at == '\\' && json->end - json->at > 1)
            json->at++;
        if (text && length + 1 < room)
            text[length++] = *json->at;
    }
    if (json->at >= json->end)
        return sky_fail("it ends inside of a string");
    json->at++;
    json->fresh = false;
    if (text)
        text[length] = '\0';
    return 0;
}

int sky_json_name(struct sky_json *json, char *name, size_t room)
{
    if (read_string(json, name, room) < 0)
        return -1;
    if (next_character(json) != ':')
        return fail_at_next(json, "':'");
    json->at++;
    return 0;
}

int sky_json_number(struct sky_json *json, double *number)
{
    char text[NUMBER_BYTES];
    size_t length = 0;
    if (sky_json_peek(json) != SKY_JSON_NUMBER)
        return fail_at_next(json, "a number");
    for (; json->at < json->end && *json->at && strchr("+-.0123456789eE", *json->at); json->at++)
        if (length + 1 < sizeof text)
            text[length++] = *json->at;
    text[length] = '\0';
    json->fresh = false;
    if (length + 1 == sizeof text)
        return sky_fail("'%s' is too long for a number", text);
    return sky_number_parse(text, -NUMBER_MAX, NUMBER_MAX, number);
}

static int skip_word(struct sky_json *json)
{
    static const char *const words[] = {"true", "false", "null"};
    for (int i = 0; i < 3; i++) {
        size_t length = strlen(words[i]);
        if ((size_t)(json->end - json->at) >= length && memcmp(json->at, words[i], length) == 0) {
            json->at += length;
            json->fresh = false;
            return 0;
        }
    }
    return fail_at_next(json, "true, false or null");
}

int sky_json_skip(struct sky_json *json)
{
    enum sky_json_type open[SKY_JSON_DEPTH_MAX] = {SKY_JSON_NOTHING};
    int depth = 0, more;
    char name[1];
    double number;
    do {
        enum sky_json_type type = sky_json_peek(json);
        int result = 0;
        if (type == SKY_JSON_ARRAY || type == SKY_JSON_OBJECT) {
            if (depth == SKY_JSON_DEPTH_MAX)
                return sky_fail("more than %d arrays and objects within each other", SKY_JSON_DEPTH_MAX);
            open[depth++] = type;
            result = sky_json_enter(json, type);
        } else if (type == SKY_JSON_STRING) {
            result = read_string(json, NULL, 0);
        } else if (type == SKY_JSON_NUMBER) {
            result = sky_json_number(json, &number);
        } else {
            result = type == SKY_JSON_WORD ? skip_word(json) : fail_at_next(json, "a value");
        }
        /* To the next value, leaving what has ended. */
        for (more = 0; result == 0 && depth > 0 && more == 0; depth -= more == 0)
            if ((more = sky_json_next(json, open[depth - 1])) < 0)
                return -1;
        if (result == 0 && more > 0 && open[depth - 1] == SKY_JSON_OBJECT)
            result = sky_json_name(json, name, sizeof name);
        if (result < 0)
            return -1;
    } while (depth > 0);
    return 0;
}

int sky_json_expect_end(struct sky_json *json)
{
    skip_blanks(json);
    return json->at == json->end ? 0 : fail_at_next(json, "the end");
}
