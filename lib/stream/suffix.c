/* SPDX-License-Identifier: ISC */
#include "stream/suffix.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sky/error.h>

#include "base/file.h"

#define QUOTED_MAX 256

enum kind { FRAMES, PICTURE, ANIMATION, Y4M, FILM, SOUND, COMPRESSED, ARCHIVE, TEXT };

static const char *const names[] = {
    [PICTURE] = "a picture in another format", [ANIMATION] = "an animation in another format", [Y4M] = "a film",
    [FILM] = "a film", [SOUND] = "sound",
    [COMPRESSED] = "compressed, but not by gzip", [ARCHIVE] = "an archive", [TEXT] = "text",
};

static const struct suffix {
    const char *suffix;
    enum kind kind;
    const char *unpack; /* the command that does, of COMPRESSED and ARCHIVE */
} suffixes[] = {
    {"jpg", PICTURE, NULL},  {"jpeg", PICTURE, NULL}, {"jpe", PICTURE, NULL},  {"jxl", PICTURE, NULL},
    {"jp2", PICTURE, NULL},  {"webp", PICTURE, NULL}, {"avif", PICTURE, NULL}, {"heic", PICTURE, NULL},
    {"heif", PICTURE, NULL}, {"bmp", PICTURE, NULL},  {"tif", PICTURE, NULL},  {"tiff", PICTURE, NULL},
    {"tga", PICTURE, NULL},  {"ico", PICTURE, NULL},  {"svg", PICTURE, NULL},  {"psd", PICTURE, NULL},
    {"exr", PICTURE, NULL},  {"ppm", PICTURE, NULL},  {"pgm", PICTURE, NULL},  {"pbm", PICTURE, NULL},
    {"pnm", PICTURE, NULL},  {"pam", PICTURE, NULL},
    {"gif", ANIMATION, NULL}, {"apng", ANIMATION, NULL}, {"y4m", Y4M, NULL},
    {"mp4", FILM, NULL},     {"m4v", FILM, NULL},
    {"mov", FILM, NULL},     {"mkv", FILM, NULL},     {"webm", FILM, NULL},    {"avi", FILM, NULL},
    {"mpg", FILM, NULL},     {"mpeg", FILM, NULL},    {"mts", FILM, NULL},     {"m2ts", FILM, NULL},
    {"ogv", FILM, NULL},     {"wmv", FILM, NULL},     {"flv", FILM, NULL},     {"3gp", FILM, NULL},
    {"mjpeg", FILM, NULL},
    {"wav", SOUND, NULL},    {"mp3", SOUND, NULL},    {"flac", SOUND, NULL},   {"ogg", SOUND, NULL},
    {"oga", SOUND, NULL},    {"opus", SOUND, NULL},   {"m4a", SOUND, NULL},    {"aac", SOUND, NULL},
    {"aif", SOUND, NULL},    {"aiff", SOUND, NULL},   {"wma", SOUND, NULL},
    {"xz", COMPRESSED, "xz -dc"},   {"bz2", COMPRESSED, "bzip2 -dc"}, {"zst", COMPRESSED, "zstd -dc"},
    {"lz4", COMPRESSED, "lz4 -dc"}, {"lzma", COMPRESSED, "xz -dc"},
    {"zip", ARCHIVE, "unzip"},      {"tar", ARCHIVE, "tar -xf"},      {"tgz", ARCHIVE, "tar -xf"},
    {"txz", ARCHIVE, "tar -xf"},    {"tbz", ARCHIVE, "tar -xf"},      {"7z", ARCHIVE, "7z x"},
    {"rar", ARCHIVE, "unrar x"},
    {"txt", TEXT, NULL},     {"md", TEXT, NULL},      {"csv", TEXT, NULL},     {"tsv", TEXT, NULL},
    {"json", TEXT, NULL},    {"xml", TEXT, NULL},     {"html", TEXT, NULL},    {"htm", TEXT, NULL},
    {"yaml", TEXT, NULL},    {"yml", TEXT, NULL},     {"toml", TEXT, NULL},    {"ini", TEXT, NULL},
    {"conf", TEXT, NULL},    {"cfg", TEXT, NULL},     {"log", TEXT, NULL},     {"layout", TEXT, NULL},
    {"ctl", TEXT, NULL},     {"py", TEXT, NULL},      {"sh", TEXT, NULL},      {"pdf", TEXT, NULL},
};

/* Finds the suffix of the first `length` characters of a path. NULL when it is not in the table. */
static const struct suffix *find(const char *path, size_t length)
{
    size_t at = length;
    while (at > 0 && path[at - 1] != '.' && path[at - 1] != '/')
        at--;
    if (at < 2 || path[at - 1] != '.' || path[at - 2] == '/') /* none, or the whole of a hidden file's name */
        return NULL;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (strlen(suffixes[i].suffix) == length - at && strncasecmp(path + at, suffixes[i].suffix, length - at) == 0)
            return &suffixes[i];
    return NULL;
}

/* Finds that of a path, or the one before .gz: film.y4m.gz is no recording. `stem` gets the length without it. */
static const struct suffix *find_of(const char *path, size_t *stem)
{
    size_t length = strlen(path);
    if (sky_file_has_suffix(path, ".gz"))
        length -= 3;
    const struct suffix *suffix = find(path, length);
    *stem = suffix ? length - strlen(suffix->suffix) - 1 : length;
    return suffix;
}

/* Writes a path of `length` characters, and an end, as a word of a shell's command line. Returns `text`. */
static const char *quote(char text[QUOTED_MAX], const char *path, size_t length, const char *end)
{
    static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./,:+@%-";
    size_t at = 0;
    bool quoted = strspn(path, plain) < length;
    if (path[0] == '-' && length < QUOTED_MAX / 2)
        at += (size_t)snprintf(text, QUOTED_MAX, "./");
    if (quoted)
        text[at++] = '\'';
    for (size_t i = 0; i < length && at < QUOTED_MAX - 16; i++) {
        if (path[i] == '\'') {
            memcpy(text + at, "'\\'", 3);
            at += 3;
        }
        text[at++] = path[i];
    }
    snprintf(text + at, QUOTED_MAX - at, "%s%s", end, quoted ? "'" : "");
    return text;
}

int sky_suffix_check_input(const char *path)
{
    size_t stem, length = strlen(path);
    const struct suffix *suffix = find_of(path, &stem);
    char from[QUOTED_MAX], to[QUOTED_MAX];
    if (!suffix)
        return 0;
    quote(from, path, length, "");
    sky_fail("%.200s: is %s%s", path, names[suffix->kind], suffix->kind == COMPRESSED ? "" : ", not frames");
    if (sky_file_has_suffix(path, ".gz"))
        return sky_fail_misuse("%s; unpack it first: gunzip %s", sky_error(), from);
    switch (suffix->kind) {
    case PICTURE:
        return sky_fail_misuse("%s; convert it: ffmpeg -i %s %s", sky_error(), from, quote(to, path, stem, ".png"));
    case ANIMATION:
        return sky_fail_misuse("%s; convert it: ffmpeg -v error -i %s -plays 0 -f apng %s", sky_error(), from,
                               quote(to, path, stem, ".png"));
    case Y4M:
        return sky_fail_misuse("%s; convert it: sky-polar %s -o %s", sky_error(), from, quote(to, path, stem, ".gz"));
    case FILM:
        return sky_fail_misuse("%s; convert it: ffmpeg -v error -i %s -vf fps=30 -f image2pipe -c:v ppm - | "
                               "sky-polar -o %s", sky_error(), from, quote(to, path, stem, ".gz"));
    case SOUND:
        quote(to, path, stem, ".s16");
        return sky_fail_misuse("%s; show it: ffmpeg -i %s -f s16le -ac 1 -ar 44100 %s && sky-gen spectrum audio=%s",
                               sky_error(), from, to, to);
    case COMPRESSED:
        return sky_fail_misuse("%s; convert it: %s %s | gzip >%s", sky_error(), suffix->unpack, from,
                               quote(to, path, stem, ".gz"));
    case ARCHIVE:
        return sky_fail_misuse("%s; unpack it first: %s %s", sky_error(), suffix->unpack, from);
    default:
        return sky_fail_misuse("%s", sky_error());
    }
}

int sky_suffix_check_sound(const char *path, bool *is_media)
{
    size_t stem;
    const struct suffix *suffix = find_of(path, &stem);
    bool is_packed = sky_file_has_suffix(path, ".gz");
    *is_media = suffix && !is_packed && (suffix->kind == SOUND || suffix->kind == FILM);
    if (!is_packed && !sky_file_has_suffix(path, ".png") && (!suffix || *is_media))
        return 0;
    return sky_fail_misuse("%.200s: is %s, not sound", path,
                           is_packed ? "compressed by gzip" : suffix ? names[suffix->kind] : "a picture");
}

/* Does it begin like an output of sky-push? */
static bool is_driver(const char *path)
{
    static const char *const drivers[] = {"wire:",  "gpio:", "spi:",    "serial:", "pio:", "ddp:",
                                          "artnet:", "e131:", "opc:", "null", "term"};
    for (size_t i = 0; i < sizeof drivers / sizeof *drivers; i++) {
        size_t length = strlen(drivers[i]);
        bool has_target = drivers[i][length - 1] == ':';
        if (has_target ? strncmp(path, drivers[i], length) == 0 : strcmp(path, drivers[i]) == 0)
            return true;
    }
    return false;
}

/* Refuses an output of sky-push, -o ddp:10.0.0.7: as a file it would fill the disk. */
static int check_driver(const char *path)
{
    char to[QUOTED_MAX];
    return is_driver(path)
               ? sky_fail_misuse("%.200s: is an output of sky-push: pipe the frames into sky-push -o %s (a file of "
                                 "that name is written ./%.200s)", path, quote(to, path, strlen(path), ""), path)
               : 0;
}

int sky_suffix_fail_open(const char *path)
{
    bool is_word = path[strspn(path, "abcdefghijklmnopqrstuvwxyz-")] == '\0' && path[0] != '-';
    const char *what = strerror(errno);
    if (errno == ENOENT && is_driver(path))
        return sky_fail("%.200s: %s (for an output, write sky-push -o %.200s)", path, what, path);
    if (errno == ENOENT && is_word)
        return sky_fail("%.200s: %s (for a pattern, write <(sky-gen %.200s))", path, what, path);
    return sky_fail("%s: %s", path, what);
}

static int fail_output(const char *path, const struct suffix *suffix, size_t stem, const char *what)
{
    char still[QUOTED_MAX], to[QUOTED_MAX];
    quote(to, path, strlen(path), "");
    switch (suffix->kind) {
    case PICTURE:
        quote(still, path, stem, ".png");
        return sky_fail_misuse("%.200s: %s are not written in this format: sky-flat -o %s, and then ffmpeg -i %s %s",
                               path, what, still, still, to);
    case ANIMATION: /* GIF; of its few colours, each animation has its own */
        return sky_fail_misuse("%.200s: %s are not written in this format; pipe them: "
                               "sky-flat --format y4m | ffmpeg -i - "
                               "-vf 'split[a][b];[a]palettegen[p];[b][p]paletteuse' %s",
                               path, what, to);
    case Y4M:
    case FILM:
        return sky_fail_misuse("%.200s: %s are not written as a film; pipe them: "
                               "sky-flat --format y4m | ffmpeg -i - -movflags +faststart %s",
                               path, what, to);
    default:
        return sky_fail_misuse("%.200s: is the name of %s, not of %s", path, names[suffix->kind], what);
    }
}

/* Does sky-flat write such files? */
static bool is_written(const struct suffix *suffix)
{
    static const char *const written[] = {"ppm", "pnm", "apng", "y4m"};
    for (size_t i = 0; i < sizeof written / sizeof *written; i++)
        if (strcmp(suffix->suffix, written[i]) == 0)
            return true;
    return false;
}

int sky_suffix_check_output(const char *path)
{
    size_t stem;
    const struct suffix *suffix = find_of(path, &stem);
    char to[QUOTED_MAX];
    if (suffix && is_written(suffix) && !sky_file_has_suffix(path, ".gz"))
        return sky_fail_misuse("%.200s: frames are not written as pictures: pipe them into sky-flat -o %s", path,
                               quote(to, path, strlen(path), ""));
    return suffix ? fail_output(path, suffix, stem, "frames") : check_driver(path);
}

int sky_suffix_check_pictures(const char *path)
{
    size_t stem = strlen(path);
    const struct suffix *suffix = find(path, stem);
    char to[QUOTED_MAX];
    if (sky_file_has_suffix(path, ".gz"))
        return sky_fail_misuse("%.200s: pictures are not compressed; pipe them: sky-flat | gzip >%s", path,
                               quote(to, path, stem, ""));
    if (!suffix || is_written(suffix))
        return check_driver(path);
    return fail_output(path, suffix, stem - strlen(suffix->suffix) - 1, "pictures");
}

int sky_suffix_check_lines(const char *path)
{
    const struct suffix *suffix = find(path, strlen(path));
    const char *what = path[0] == '@'                     ? "a frame file"
                       : sky_file_has_suffix(path, ".gz") ? "a recording"
                       : sky_file_has_suffix(path, ".png") ? "a picture"
                       : suffix && suffix->kind != TEXT   ? names[suffix->kind]
                                                          : NULL;
    return what ? sky_fail_misuse("%.200s: is the name of %s, not of control lines", path, what)
                : 0;
}
