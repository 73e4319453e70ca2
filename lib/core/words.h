/* Configuration files: what a command line may hold, one word a line, or an option and its value. */
#ifndef SKY_CORE_WORDS_H
#define SKY_CORE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

struct sky_line {
    const char *file;
    unsigned number;     /* in the file, from 1 */
    char *text;          /* holds the words */
    char *word, *value;  /* the value of an option that has one, else NULL */
    bool option;         /* the word begins with '-', and is more than that */
};

/* The lines of all files. Begin with a zeroed one. */
struct sky_words {
    struct sky_line *lines;
    size_t count;
    unsigned files;
};

/* Adds the words of a file, whose name must outlive them: blanks around them do not count; empty lines and those
 * that begin with '#' are passed over. What follows an option and blanks is its value, to the end of the line. It,
 * a word, and what follows the '=' of a word may be put in quotes of either kind. Returns 0, or -1 with the error
 * kept. */
int sky_words_read(struct sky_words *words, const char *path);
void sky_words_finish(struct sky_words *words);

/* Puts file and line before the last error when `text` is or lies in a word of theirs. Returns -1. */
int sky_words_fail_at(const struct sky_words *words, const char *text);

#endif
