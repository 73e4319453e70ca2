/* SPDX-License-Identifier: ISC */
#include "pattern/text_words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "base/file.h"

#define USUAL_WEIGHT 0.12 /* of strokes, for which the built-in font leaves the right space between letters */

/* Makes `kept` a copy of the text. */
static int keep(char **kept, const char *text)
{
    char *copy = strdup(text);
    if (!copy)
        return sky_fail("out of memory");
    free(*kept);
    *kept = copy;
    return 0;
}

/* Has this become another one? Then it is remembered. */
static bool is_new(char **given, const char *value)
{
    return strcmp(*given, value) != 0 && keep(given, value) == 0;
}

/* Lays out what is in words->words; does nothing if it has been laid out like this. */
static int lay_out(struct sky_text_words *words, const struct sky_text_wanted *wanted, bool is_other)
{
    double spread = words->has_strokes ? fmax(wanted->weight - USUAL_WEIGHT, 0) : 0;
    if (!is_other && wanted->width == words->width && spread == words->spread)
        return 0;
    if (sky_text_layout_set(&words->layout, words->font, words->font_path, words->words, wanted->width, spread) < 0)
        return -1;
    words->width = wanted->width;
    words->spread = spread;
    words->is_new = true;
    return 0;
}

/* Takes other words, in which "\n" stands for a newline and "\\" for a backslash. */
static int take(struct sky_text_words *words, const struct sky_text_wanted *wanted, const char *given)
{
    char *before = words->words, *to = strdup(given);
    if (!to)
        return sky_fail("out of memory");
    words->words = to;
    for (const char *at = to; *at; at++) {
        bool escaped = at[0] == '\\' && (at[1] == 'n' || at[1] == '\\');
        at += escaped;
        *to++ = escaped && *at == 'n' ? '\n' : *at;
    }
    *to = '\0';
    int result = lay_out(words, wanted, true);
    free(result < 0 ? words->words : before);
    if (result < 0)
        words->words = before;
    return result;
}

/* Opens the font that is wanted, and lays out `given` with it, or if that is NULL the old words. */
static int open_font(struct sky_text_words *words, const struct sky_text_wanted *wanted, enum sky_file_access access,
                     const char *given)
{
    const struct sky_text_words before = *words;
    struct sky_font *font = sky_font_open(wanted->font, access);
    char *path = strdup(wanted->font);
    if (font && path) {
        words->font = font;
        words->font_path = path;
        words->has_strokes = *path == '\0';
        if ((given ? take(words, wanted, given) : lay_out(words, wanted, true)) == 0) {
            sky_font_close(before.font);
            free(before.font_path);
            return 0;
        }
        words->font = before.font;
        words->font_path = before.font_path;
        words->has_strokes = before.has_strokes;
    }
    free(path);
    sky_font_close(font);
    return -1;
}

static int open_source(struct sky_text_words *words, const char *path)
{
    sky_text_source_destroy(words->source);
    words->source = *path ? sky_text_source_create(path, SKY_TEXT_MAX) : NULL;
    return *path && !words->source ? -1 : 0;
}

int sky_text_words_init(struct sky_text_words *words, const struct sky_text_wanted *wanted)
{
    if (keep(&words->words, "") < 0 || keep(&words->given_text, wanted->text) < 0 ||
        keep(&words->given_file, wanted->file) < 0 || keep(&words->given_font, wanted->font) < 0)
        return -1;
    if (open_font(words, wanted, SKY_FILE_ANY, NULL) < 0)
        return sky_fail_misuse("font: %s", sky_error());
    if (*wanted->file)
        return open_source(words, wanted->file);
    return take(words, wanted, wanted->text) < 0 ? sky_fail_misuse("text: %s", sky_error()) : 0;
}

void sky_text_words_finish(struct sky_text_words *words)
{
    sky_text_source_destroy(words->source);
    sky_text_layout_finish(&words->layout);
    sky_font_close(words->font);
    free(words->words);
    free(words->font_path);
    free(words->given_text);
    free(words->given_file);
    free(words->given_font);
}

/* The words that have come from the file, or as the parameter, since they were last looked for; or NULL. With `again`
 * the last ones, too. */
static const char *find_words(struct sky_text_words *words, const char *text, bool again)
{
    bool is_other = is_new(&words->given_text, text);
    if (!words->source)
        return is_other || again ? text : NULL;
    const char *found = sky_text_source_read(words->source);
    return found || !again ? found : sky_text_source_last(words->source);
}

static void refuse(struct sky_text_words *words)
{
    sky_fail_at("%.200s", words->source ? sky_text_source_path(words->source) : "text");
    if (words->source)
        sky_text_source_refuse(words->source);
    else
        sky_warn("%s; the old text stays", sky_error());
}

bool sky_text_words_update(struct sky_text_words *words, const struct sky_text_wanted *wanted)
{
    words->is_new = false;
    bool other_file = is_new(&words->given_file, wanted->file), other_font = is_new(&words->given_font, wanted->font);
    if (other_file && open_source(words, wanted->file) < 0)
        sky_warn("file: %s", sky_error());
    /* With another font, words that were refused may be right. */
    const char *found = find_words(words, wanted->text, other_file || other_font);

    /* Together if it can be, as neither may fit what there was of the other. */
    bool both = other_font && found && open_font(words, wanted, SKY_FILE_REGULAR, found) == 0;
    if (other_font && !both && open_font(words, wanted, SKY_FILE_REGULAR, NULL) < 0)
        sky_warn("font: %s; the old font stays", sky_error());
    if (found && !both && take(words, wanted, found) < 0)
        refuse(words);
    else if (found && words->source)
        sky_text_source_accept(words->source);
    if (lay_out(words, wanted, false) < 0)
        sky_warn("%s", sky_error());
    return words->is_new;
}
