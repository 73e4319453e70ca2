/* SPDX-License-Identifier: ISC */
#include "base/palette_file.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <sky/error.h>

#include "base/file.h"
#include "base/lines.h"
#include "base/number.h"

#define BLANKS " \t\r"
#define WORDS_MAX 10 /* of a line that can be right */
#define Z_MAX 1e30

/* Colours from one position to another. */
struct piece {
    double low, high;
    double from[3], to[3]; /* R, G and B, 0 to 255; or hue in turns, saturation and value */
};

struct parser {
    struct piece pieces[SKY_PALETTE_PIECES_MAX];
    size_t count;
    char *words[WORDS_MAX + 1]; /* of a line; a further one is one too many */
    size_t word_count;
    bool in_hsv;         /* three columns are a hue, a saturation and a value */
    bool between_in_hsv; /* colours are interpolated so */
};

/* ---- Lines and words ---- */

/* Splits a line into words, up to a comment or, in a .cpt, a label. */
static void split(struct parser *parser, char *line, bool is_cpt)
{
    parser->word_count = 0;
    if (is_cpt)
        line[strcspn(line, ";")] = '\0';
    for (char *word = line + strspn(line, BLANKS); *word && parser->word_count <= WORDS_MAX;) {
        char *end = word + strcspn(word, BLANKS);
        bool is_comment = word[0] == '#' && (parser->word_count == 0 || end == word + 1);
        if (is_comment)
            return;
        parser->words[parser->word_count++] = word;
        word = end + strspn(end, BLANKS);
        *end = '\0';
    }
}

/* "# COLOR_MODEL = HSV" is the one comment of a .cpt that counts. */
static int parse_comment(struct parser *parser, const char *line)
{
    const char *model = line + 1 + strspn(line + 1, BLANKS);
    if (strncmp(model, "COLOR_MODEL", 11) != 0)
        return 0;
    model += 11;
    model += strspn(model, BLANKS "=");
    bool plus = *model == '+';
    model += plus;
    size_t length = strcspn(model, BLANKS);
    bool is_hsv = length == 3 && strncasecmp(model, "hsv", 3) == 0;
    if (!is_hsv && !(length == 3 && strncasecmp(model, "rgb", 3) == 0))
        return sky_fail("the colour model '%.*s' is not known (must be RGB or HSV)", length < 40 ? (int)length : 40,
                        model);
    if (parser->count > 0)
        return sky_fail("the colour model must come before the colours");
    parser->in_hsv = is_hsv;
    parser->between_in_hsv = is_hsv && plus;
    return 0;
}

/* ---- Colours ---- */

/* What the colours of a piece are kept as. */
static void keep_rgb(const struct parser *parser, const double rgb[3], double color[3])
{
    memcpy(color, rgb, 3 * sizeof *color);
    if (!parser->between_in_hsv)
        return;
    double high = 0, low = 255;
    for (int k = 0; k < 3; k++) {
        high = rgb[k] > high ? rgb[k] : high;
        low = rgb[k] < low ? rgb[k] : low;
    }
    double span = high > low ? high - low : 1;
    double sixth = high == rgb[0]   ? (rgb[1] - rgb[2]) / span
                   : high == rgb[1] ? 2 + (rgb[2] - rgb[0]) / span
                                    : 4 + (rgb[0] - rgb[1]) / span;
    color[0] = (sixth < 0 ? sixth + 6 : sixth) / 6;
    color[1] = high > 0 ? (high - low) / high : 0;
    color[2] = high / 255;
}

static int parse_numbers(const struct parser *parser, char *const words[3], bool are_hsv, double color[3])
{
    static const char *const names[2][3] = {{"red", "green", "blue"}, {"hue", "saturation", "value"}};
    static const double limits[2][3] = {{255, 255, 255}, {360, 1, 1}};
    double number[3];
    for (int k = 0; k < 3; k++)
        if (sky_number_parse(words[k], 0, limits[are_hsv][k], &number[k]) < 0)
            return sky_fail_at("%s", names[are_hsv][k]);
    if (are_hsv && parser->between_in_hsv) {
        color[0] = number[0] / 360;
        color[1] = number[1];
        color[2] = number[2];
        return 0;
    }
    if (are_hsv) {
        struct sky_color rgb = sky_color_hsv(number[0] / 360, number[1], number[2]);
        number[0] = rgb.r;
        number[1] = rgb.g;
        number[2] = rgb.b;
    }
    keep_rgb(parser, number, color);
    return 0;
}

/* Parses a colour of one word. */
static int parse_color(const struct parser *parser, char *word, bool is_cpt, double color[3])
{
    struct sky_color named;
    char *parts[4], *rest = NULL;
    int count = 0;
    bool is_number = is_cpt && word[strspn(word, "0123456789.-/")] == '\0';
    const char *mark = strchr(word, '/') ? "/" : "-";
    if (is_number) {
        for (char *part = strtok_r(word, mark, &rest); part && count < 4; part = strtok_r(NULL, mark, &rest))
            parts[count++] = part;
        if (count == 1)
            parts[1] = parts[2] = parts[0];
        if (count == 1 || count == 3)
            return parse_numbers(parser, parts, count == 3 && *mark == '-', color);
        return sky_fail("a colour has %d numbers (must be R/G/B, H-S-V or a grey)", count);
    }
    if (sky_color_parse(&named, word) < 0)
        return -1;
    keep_rgb(parser, (const double[]){named.r, named.g, named.b}, color);
    return 0;
}

/* ---- Pieces ---- */

static int add_piece(struct parser *parser, const struct piece *piece)
{
    if (parser->count == SKY_PALETTE_PIECES_MAX)
        return sky_fail("more than %d colours", SKY_PALETTE_PIECES_MAX);
    parser->pieces[parser->count++] = *piece;
    return 0;
}

/* A line "POSITION COLOR" ends the piece before and begins the next one. */
static int parse_stop(struct parser *parser)
{
    struct piece piece = {0}, *before = parser->count > 0 ? &parser->pieces[parser->count - 1] : NULL;
    if (parser->word_count != 2)
        return sky_fail("%s (a line is a position and a colour, such as 0.5 #ff8000)",
                        parser->word_count < 2 ? "a colour is missing" : "there are more than two words");
    if (sky_number_parse(parser->words[0], 0, 1, &piece.low) < 0)
        return sky_fail_at("position");
    if (before && piece.low < before->low)
        return sky_fail("position: %s is below the one before, %.10g", parser->words[0], before->low);
    if (parse_color(parser, parser->words[1], false, piece.from) < 0)
        return -1;
    piece.high = piece.low;
    memcpy(piece.to, piece.from, sizeof piece.to);
    if (before) {
        before->high = piece.low;
        memcpy(before->to, piece.from, sizeof before->to);
    }
    return add_piece(parser, &piece);
}

/* A line "Z0 COLOR Z1 COLOR". */
static int parse_slice(struct parser *parser)
{
    size_t count = parser->word_count;
    char **words = parser->words;
    struct piece piece;
    char found[SKY_COUNT_TEXT];
    if (strlen(words[0]) == 1 && strchr("BFN", words[0][0]))
        return 0; /* background, foreground, and no data */
    if (count > 1 && strlen(words[count - 1]) == 1 && strchr("LUBA", words[count - 1][0]))
        count--; /* where it is annotated */
    if (count == 2)
        return sky_fail("a palette of categories has no colours between");
    if (count != 4 && count != 8)
        return sky_fail("%s (must be Z0 COLOR Z1 COLOR)", sky_number_count(count, "word", found));
    size_t half = count / 2;
    if (sky_number_parse(words[0], -Z_MAX, Z_MAX, &piece.low) < 0 ||
        sky_number_parse(words[half], -Z_MAX, Z_MAX, &piece.high) < 0)
        return -1;
    if (piece.high <= piece.low)
        return sky_fail("%s is not above %s", words[half], words[0]);
    if (parser->count > 0 && piece.low != parser->pieces[parser->count - 1].high)
        return sky_fail("begins at %.10g, and the line before ends at %.10g", piece.low,
                        parser->pieces[parser->count - 1].high);
    int result = half == 2 ? parse_color(parser, words[1], true, piece.from) == 0
                                 ? parse_color(parser, words[3], true, piece.to) : -1
                 : parse_numbers(parser, words + 1, parser->in_hsv, piece.from) == 0
                     ? parse_numbers(parser, words + 5, parser->in_hsv, piece.to) : -1;
    return result < 0 ? -1 : add_piece(parser, &piece);
}

/* ---- The table ---- */

/* Fills the table with the colours at `low` to `high`. */
static void fill(const struct parser *parser, struct sky_palette *palette, double low, double high)
{
    const struct piece *piece = parser->pieces, *last = piece + parser->count - 1;
    palette->filled = 0;
    for (int i = 0; i < SKY_PALETTE_STEPS; i++) {
        double place = low + (high - low) * i / (SKY_PALETTE_STEPS - 1), color[3];
        while (piece < last && piece[1].low <= place)
            piece++;
        double part = piece->high > piece->low ? (place - piece->low) / (piece->high - piece->low) : 0;
        part = part > 0 ? part < 1 ? part : 1 : 0;
        for (int k = 0; k < 3; k++)
            color[k] = piece->from[k] + (piece->to[k] - piece->from[k]) * part;
        struct sky_color rgb = {(uint8_t)(color[0] + 0.5), (uint8_t)(color[1] + 0.5), (uint8_t)(color[2] + 0.5)};
        if (parser->between_in_hsv)
            rgb = sky_color_hsv(color[0], color[1], color[2]);
        memcpy(palette->rgb[i], (const uint8_t[]){rgb.r, rgb.g, rgb.b}, 3);
    }
}

static int parse_line(struct parser *parser, char *line, bool is_cpt)
{
    const char *first = line + strspn(line, BLANKS);
    if (*first == '#')
        return is_cpt ? parse_comment(parser, first) : 0;
    split(parser, line, is_cpt);
    return parser->word_count == 0 ? 0 : is_cpt ? parse_slice(parser) : parse_stop(parser);
}

int sky_palette_parse(struct sky_palette *palette, char *text, size_t length, const char *name, bool is_cpt)
{
    struct parser *parser = calloc(1, sizeof *parser);
    if (!parser)
        return sky_fail("%s: out of memory", name);
    struct sky_lines lines = sky_lines_of(text, length);
    int result = 0;
    if (length >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) /* a byte order mark */
        lines.next += 3;
    for (char *line; result == 0 && (result = sky_lines_next(&lines, &line)) > 0;)
        result = parse_line(parser, line, is_cpt);
    if (result < 0)
        sky_fail_at("%s:%u", name, lines.number);
    else if (parser->count == 0)
        result = sky_fail("%s: holds no colours (%s)", name,
                          is_cpt ? "lines Z0 COLOR Z1 COLOR" : "lines POSITION COLOR, such as 0.5 #ff8000");
    if (result == 0)
        fill(parser, palette, is_cpt ? parser->pieces[0].low : 0, is_cpt ? parser->pieces[parser->count - 1].high : 1);
    free(parser);
    return result;
}

int sky_palette_read(struct sky_palette *palette, const char *path)
{
    size_t length;
    char *text = sky_file_read(path, SKY_PALETTE_FILE_MAX, SKY_FILE_REGULAR, &length);
    if (!text)
        return -1;
    int result = sky_palette_parse(palette, text, length, path, sky_file_has_suffix(path, ".cpt"));
    free(text);
    return result;
}

bool sky_palette_is_file(const char *text)
{
    return text[strcspn(text, "./")] != '\0';
}

int sky_palette_find(const char *text)
{
    static const struct sky_choices names = SKY_CHOICES(sky_palette_names);
    static struct {
        char *path;
        int number;
    } files[SKY_PALETTES_KEPT_MAX];
    static size_t count;
    int number;
    if (!sky_palette_is_file(text)) {
        if (sky_choice_parse(&names, text, &number) == 0)
            return number;
        return sky_file_is_regular(text) ? sky_fail("'%.40s' is not a palette; for the file, write ./%.40s", text, text)
                                         : -1;
    }
    for (size_t i = 0; i < count; i++)
        if (strcmp(files[i].path, text) == 0)
            return files[i].number;
    struct sky_palette palette;
    if (sky_palette_read(&palette, text) < 0 || (number = sky_palette_keep(&palette)) < 0)
        return -1;
    files[count].path = strdup(text);
    files[count].number = number;
    if (!files[count].path)
        return sky_fail("out of memory");
    count++;
    return number;
}
