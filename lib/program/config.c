/* SPDX-License-Identifier: ISC */
#include "program/config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/file.h"
#include "base/lines.h"

#define FILE_MAX 65536 /* bytes: more than anybody writes, less than a recording given by mistake */
#define BLANKS " \t\r"

/* Removes the quotes around a value, in place. Returns 0, or -1 with the error set. */
static int unquote(char *value)
{
    size_t length = strlen(value);
    if (*value != '"' && *value != '\'')
        return 0;
    if (length < 2 || value[length - 1] != *value)
        return sky_fail("%.40s: the closing quote is missing", value);
    memmove(value, value + 1, length - 2);
    value[length - 2] = '\0';
    return 0;
}

/* Is this place of a line within quotes that are still open? */
static bool is_quoted(const char *line, const char *at)
{
    char quote = '\0';
    for (; line < at; line++)
        if (quote ? *line == quote : *line == '"' || *line == '\'')
            quote = quote ? '\0' : *line;
    return quote != '\0';
}

/* Ends a line before a comment: blanks, '#', and a blank or the end. A colour such as #ff0000 stays. */
static void cut_comment(char *line)
{
    for (char *at = line; (at = strchr(at, '#')); at++)
        if (at > line && strchr(BLANKS, at[-1]) && strchr(BLANKS, at[1]) && !is_quoted(line, at)) {
            while (at > line && strchr(BLANKS, at[-1]))
                at--;
            *at = '\0';
            return;
        }
}

/* Splits a line into an option and its value, or removes the quotes of a word. Returns 0, or -1 with the error set. */
static int split_line(struct sky_config_line *line)
{
    char *word = line->word;
    line->option = word[0] == '-' && word[1] != '\0';
    if (line->option) {
        size_t end = strcspn(word, BLANKS);
        if (word[end] == '\0')
            return 0;
        word[end] = '\0';
        line->value = word + end + 1 + strspn(word + end + 1, BLANKS);
        return unquote(line->value);
    }
    size_t plain = strcspn(word, "=/");
    if (word[plain] != '=')
        return unquote(word);
    size_t name = strcspn(word, BLANKS "=");
    char *value = word + plain + 1 + strspn(word + plain + 1, BLANKS);
    if (strspn(word + name, BLANKS) == plain - name) { /* "name = value", as in a control file */
        word[name] = '=';
        value = memmove(word + name + 1, value, strlen(value) + 1);
    }
    return unquote(value);
}

/* Adds a line, unless it is empty or a comment. Returns 0, or -1 with the error set. */
static int add_line(struct sky_config *config, const char *path, unsigned number, const char *text)
{
    text += strspn(text, BLANKS);
    if (*text == '\0' || *text == '#')
        return 0;
    struct sky_config_line *lines = realloc(config->lines, (config->count + 1) * sizeof *lines);
    if (!lines)
        return sky_fail("out of memory");
    config->lines = lines;
    struct sky_config_line *line = &lines[config->count];
    char *copy = strdup(text);
    if (!copy)
        return sky_fail("out of memory");
    cut_comment(copy);
    *line = (struct sky_config_line){.file = path, .number = number, .text = copy, .word = copy};
    config->count++;
    return split_line(line);
}

static int read_lines(struct sky_config *config, const char *path, char *text, size_t size)
{
    struct sky_lines lines = sky_lines_of(text, size);
    int result = 0;
    for (char *line; result == 0 && (result = sky_lines_next(&lines, &line)) > 0;)
        result = add_line(config, path, lines.number, line);
    return result < 0 ? sky_fail_at("%.200s:%u", path, lines.number) : 0;
}

int sky_config_read(struct sky_config *config, const char *path)
{
    size_t size;
    char *text = sky_file_read(path, FILE_MAX, SKY_FILE_REGULAR, &size); /* a FIFO would hold up a reload */
    int result = text ? read_lines(config, path, text, size) : -1;
    free(text);
    config->files++;
    return result;
}

void sky_config_finish(struct sky_config *config)
{
    for (size_t i = 0; i < config->count; i++)
        free(config->lines[i].text);
    free(config->lines);
    *config = (struct sky_config){0};
}

int sky_config_fail_at(const struct sky_config *config, const char *text)
{
    for (size_t i = 0; i < config->count; i++) {
        const struct sky_config_line *line = &config->lines[i];
        const char *last = line->value ? line->value : line->word;
        if ((uintptr_t)text >= (uintptr_t)line->text && (uintptr_t)text <= (uintptr_t)(last + strlen(last)))
            return sky_fail_at("%.200s:%u", line->file, line->number);
    }
    return -1;
}
