/* SPDX-License-Identifier: ISC */
#include <sky/value.h>

#include <stdio.h>
#include <string.h>

#include <sky/error.h>

#include "base/suggestion.h"

const char *const sky_no_yes[] = {"no", "yes", NULL};

const char *sky_choice_word(const struct sky_choices *choices, int index)
{
    return *(const char *const *)((const char *)choices->first + (size_t)index * choices->stride);
}

/* What choices are called elsewhere. A word may be here for several, of different parameters. */
static const struct sky_synonym synonyms[] = {
    {"true", "yes"},        {"on", "yes"},          {"1", "yes"},         {"false", "no"},
    {"off", "no"},          {"0", "no"},            {"yes", "1"},         {"no", "0"},
    {"grey", "gray"},       {"clockwise", "cw"},    {"right", "cw"},      {"counterclockwise", "ccw"},
    {"anticlockwise", "ccw"}, {"left", "ccw"},      {"none", "no"},       {"off", "0"},
    {"neopixel", "ws2812"}, {"sk6812", "ws2812"},   {"dotstar", "apa102"}, {"sk9822a", "sk9822"},
    {NULL, NULL},
};

int sky_choice_parse(const struct sky_choices *choices, const char *text, int *index)
{
    struct sky_suggestion suggestion = {.word = text};
    const char *word;
    for (int i = 0; (word = sky_choice_word(choices, i)); i++) {
        if (strcmp(word, text) == 0) {
            *index = i;
            return 0;
        }
        sky_suggestion_offer(&suggestion, word);
        sky_suggestion_offer_synonyms(&suggestion, synonyms, word);
    }
    char words[SKY_ERROR_MAX / 2];
    return sky_fail("'%.40s' is not one of %s%s", text, sky_choices_format(choices, ", ", words, sizeof words),
                    sky_suggestion_text(&suggestion));
}

const char *sky_choices_format(const struct sky_choices *choices, const char *separator, char *text, size_t size)
{
    size_t length = 0;
    const char *word;
    text[0] = '\0';
    for (int i = 0; (word = sky_choice_word(choices, i)) && length < size; i++)
        length += (size_t)snprintf(text + length, size - length, "%s%s", i ? separator : "", word);
    return text;
}
