/* SPDX-License-Identifier: ISC */
#include "program/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sky/error.h>

#define FILE_MAX 65536 /* bytes; far more than anybody writes, and far less than what is no configuration */
#define BLANKS " \t\r"

/* Takes the quotes off, in place. Returns 0, or -1 with the error set. */
static int unquote(char *value)
{
    size_t length = strlen(value);
    if (*value != '"' && *value != '\'')
        return 0;
    if (length < 2 || value[length - 1] != *value)
        return sky_fail("%.40s: the quote has no end", value);
    memmove(value, value + 1, length - 2);
    value[length - 2] = '\0';
    return 0;
}

/* Divides the line's text. Returns 0, or -1 with the error set. */
static int divide(struct sky_config_line *line)
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
    return unquote(word[plain] == '=' ? word + plain + 1 : word);
}

static int add_line(struct sky_config *words, const char *path, unsigned number, const char *text)
{
    text += strspn(text, BLANKS);
    if (*text == '\0' || *text == '#')
        return 0;
    struct sky_config_line *lines = realloc(words->lines, (words->count + 1) * sizeof *lines);
    if (!lines)
        return sky_fail("out of memory");
    words->lines = lines;
    struct sky_config_line *line = &lines[words->count];
    char *copy = strdup(text);
    if (!copy)
        return sky_fail("out of memory");
    for (size_t end = strlen(copy); end > 0 && strchr(BLANKS, copy[end - 1]); end--)
        copy[end - 1] = '\0';
    *line = (struct sky_config_line){.file = path, .number = number, .text = copy, .word = copy};
    words->count++;
    return divide(line) < 0 ? sky_fail_at("%.200s:%u", path, number) : 0;
}

/* Reads the whole file to `text`, which has room for FILE_MAX + 2 bytes. Returns its length, or -1 with the error
 * kept. */
static ssize_t read_file(int fd, const char *path, char *text)
{
    struct stat status;
    if (fstat(fd, &status) < 0)
        return sky_fail("%.200s: %s", path, strerror(errno));
    if (!S_ISREG(status.st_mode)) /* it is read again in mid-show, which must not wait */
        return sky_fail("%.200s: is not a regular file", path);
    size_t size = 0;
    for (ssize_t got; size <= FILE_MAX; size += (size_t)got) {
        got = read(fd, text + size, FILE_MAX + 1 - size);
        if (got < 0)
            return sky_fail("%.200s: %s", path, strerror(errno));
        if (got == 0)
            break;
    }
    if (size > FILE_MAX)
        return sky_fail("%.200s: is too long for a configuration (%d bytes fit)", path, FILE_MAX);
    text[size] = '\0';
    return (ssize_t)size;
}

static int read_lines(struct sky_config *words, const char *path, char *text, size_t size)
{
    unsigned number = 0;
    for (char *at = text, *end; at < text + size; at = end + 1) {
        end = memchr(at, '\n', (size_t)(text + size - at));
        end = end ? end : text + size;
        *end = '\0';
        number++;
        if (strlen(at) != (size_t)(end - at))
            return sky_fail("%.200s:%u: there is a zero byte: this is not text", path, number);
        if (add_line(words, path, number, at) < 0)
            return -1;
    }
    return 0;
}

int sky_config_read(struct sky_config *words, const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (fd < 0)
        return sky_fail("%.200s: %s", path, strerror(errno));
    char *text = malloc(FILE_MAX + 2);
    ssize_t size = text ? read_file(fd, path, text) : sky_fail("out of memory");
    close(fd);
    int result = size < 0 ? -1 : read_lines(words, path, text, (size_t)size);
    free(text);
    words->files++;
    return result;
}

void sky_config_finish(struct sky_config *words)
{
    for (size_t i = 0; i < words->count; i++)
        free(words->lines[i].text);
    free(words->lines);
    *words = (struct sky_config){0};
}

int sky_config_fail_at(const struct sky_config *words, const char *text)
{
    for (size_t i = 0; i < words->count; i++) {
        const struct sky_config_line *line = &words->lines[i];
        const char *last = line->value ? line->value : line->word;
        if ((uintptr_t)text >= (uintptr_t)line->text && (uintptr_t)text <= (uintptr_t)(last + strlen(last)))
            return sky_fail_at("%.200s:%u", line->file, line->number);
    }
    return -1;
}
