/* SPDX-License-Identifier: ISC */
#include "font/builtin.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include <sky/error.h>

#include "base/array.h"
#include "font/drawings.h"
#include "font/strokes.h"
#include "font/utf8.h"

#define TOLERANCE 0.001 /* of curves, in heights of a capital */
#define TALL 80         /* letters that are higher have their marks moved up */
#define RAISE 32
#define ROOM_OF_MARK 0.07f /* at least, beside a mark */
/* How far the control points of a quarter of an ellipse are from its ends, as a part of its radii. It is 0.5523 in a
 * true one; here curves are a little fuller. */
#define FULLNESS 0.57

struct entry {
    uint32_t character;
    uint32_t base, mark; /* what it looks like, and the mark that it has; or 0 */
    const char *drawing; /* behind the character; NULL if it has a base */
    float advance, left, right, bottom, top;
    size_t first_point, first_stroke;
    uint32_t strokes;
    uint64_t kerns_left, kerns_right; /* a bit for each line of sky_kerns that has it on that side */
};

struct sky_builtin_font {
    struct entry *entries; /* in the order of their characters */
    size_t count, room;
    struct sky_strokes strokes;
};

/* ---- Entries ---- */

static int compare(const void *a, const void *b)
{
    uint32_t left = ((const struct entry *)a)->character, right = ((const struct entry *)b)->character;
    return left < right ? -1 : left > right;
}

static struct entry *find(const struct sky_builtin_font *font, uint32_t character)
{
    struct entry key = {.character = character};
    return bsearch(&key, font->entries, font->count, sizeof key, compare);
}

static int add(struct sky_builtin_font *font, struct entry entry)
{
    struct entry *entries = sky_array_reserve(font->entries, font->count + 1, &font->room, sizeof *entries);
    if (!entries)
        return -1;
    font->entries = entries;
    entries[font->count++] = entry;
    return 0;
}

static int add_drawings(struct sky_builtin_font *font, const char *const *drawings)
{
    for (; *drawings; drawings++) {
        const char *text = *drawings;
        uint32_t character = sky_utf8_next(&text);
        if (add(font, (struct entry){.character = character, .drawing = text}))
            return -1;
    }
    return 0;
}

static int add_pairs(struct sky_builtin_font *font, const char *pairs, uint32_t mark)
{
    while (*pairs) {
        uint32_t character = sky_utf8_next(&pairs), base = sky_utf8_next(&pairs);
        if (add(font, (struct entry){.character = character, .base = base, .mark = mark}))
            return -1;
        sky_utf8_next(&pairs); /* the space */
    }
    return 0;
}

static int add_all(struct sky_builtin_font *font)
{
    const char *const *const lists[] = {sky_drawings_latin, sky_drawings_greek, sky_drawings_cyrillic,
                                        sky_drawings_signs, sky_drawings_marks};
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (add_drawings(font, lists[i]))
            return -1;
    for (const char *const *pairs = sky_lookalikes; *pairs; pairs++)
        if (add_pairs(font, *pairs, 0))
            return -1;
    for (const struct sky_marked *marked = sky_marked; marked->pairs; marked++)
        if (add_pairs(font, marked->pairs, marked->mark))
            return -1;
    qsort(font->entries, font->count, sizeof *font->entries, compare);
    return 0;
}

/* What an entry looks like without its marks: an entry with a drawing. */
static struct entry *root_of(const struct sky_builtin_font *font, struct entry *entry)
{
    while (entry->base)
        entry = find(font, entry->base);
    return entry;
}

/* ---- Paths ---- */

/* Where a drawing is put. */
struct place {
    double x, y, width, height; /* the latter as a part of what they are */
};

struct path {
    struct sky_builtin_font *font;
    const char *text;
    struct place place;
    double at[2], begun[2];            /* where the stroke is, and where it began */
    double middle_above, middle_below; /* for marks, if they are given */
    bool has_middle_above, has_middle_below;
};

static int read_number(struct path *path)
{
    int number = 0, sign = 1;
    while (*path->text == ' ')
        path->text++;
    if (*path->text == '-') {
        sign = -1;
        path->text++;
    }
    while (*path->text >= '0' && *path->text <= '9')
        number = number * 10 + (*path->text++ - '0');
    return sign * number;
}

static void read_point(struct path *path, double point[2])
{
    point[0] = (path->place.x + path->place.width * read_number(path)) / 100;
    point[1] = (path->place.y + path->place.height * read_number(path)) / 100;
}

static void curve_to(struct path *path, const double first[2], const double second[2], const double to[2])
{
    sky_strokes_curve(&path->font->strokes, path->at, first, second, to, TOLERANCE);
}

/* A quarter of an ellipse; `axis` is the one along which it sets out. */
static void quarter(struct path *path, int axis, const double to[2])
{
    double first[2] = {path->at[0], path->at[1]}, second[2] = {to[0], to[1]};
    first[axis] += FULLNESS * (to[axis] - path->at[axis]);
    second[!axis] -= FULLNESS * (to[!axis] - path->at[!axis]);
    curve_to(path, first, second, to);
}

/* A square so small that strokes of any use fill it: dots look too thin when they are as thick as the strokes. */
static void dot(struct path *path, const double at[2])
{
    static const double corners[5][2] = {{-0.01, -0.01}, {-0.01, 0.01}, {0.01, 0.01}, {0.01, -0.01}, {-0.01, -0.01}};
    for (int i = 0; i < 5; i++) {
        double to[2] = {at[0] + corners[i][0], at[1] + corners[i][1]};
        if (i == 0)
            sky_strokes_move(&path->font->strokes, to);
        else
            sky_strokes_line(&path->font->strokes, to);
    }
}

static void draw_path(struct path *path);

static void draw_other(struct path *path)
{
    struct entry *other = root_of(path->font, find(path->font, sky_utf8_next(&path->text)));
    struct path inner = {.font = path->font, .text = other->drawing};
    const struct place *outer = &path->place;
    inner.place.x = outer->x + outer->width * read_number(path);
    inner.place.y = outer->y + outer->height * read_number(path);
    inner.place.width = outer->width * read_number(path) / 100;
    inner.place.height = outer->height * read_number(path) / 100;
    read_number(&inner); /* the room beside it does not count */
    read_number(&inner);
    draw_path(&inner);
}

static void draw_command(struct path *path, char command)
{
    double to[2], first[2], second[2];
    if (command == 'C') {
        read_point(path, first);
        read_point(path, second);
    }
    if (command == 'Z') {
        to[0] = path->begun[0];
        to[1] = path->begun[1];
    } else {
        read_point(path, to);
    }
    if (command == 'M')
        sky_strokes_move(&path->font->strokes, to);
    else if (command == 'D')
        dot(path, to);
    else if (command == 'C')
        curve_to(path, first, second, to);
    else if (command == 'X' || command == 'Y')
        quarter(path, command == 'Y', to);
    else
        sky_strokes_line(&path->font->strokes, to);
    for (int k = 0; k < 2; k++) {
        path->at[k] = to[k];
        if (command == 'M')
            path->begun[k] = to[k];
    }
}

static void draw_path(struct path *path)
{
    while (*path->text) {
        char command = *path->text++;
        if (command == '@') {
            draw_other(path);
        } else if (command == '^') {
            path->middle_above = path->place.width * read_number(path) / 100;
            path->has_middle_above = true;
        } else if (command == '_') {
            path->middle_below = path->place.width * read_number(path) / 100;
            path->has_middle_below = true;
        } else if (command != ' ') {
            draw_command(path, command);
        }
    }
}

/* ---- Glyphs ---- */

/* Extends the bounds of an entry by those of the points from number `first` on. */
static void measure(struct entry *entry, const struct sky_strokes *strokes, size_t first)
{
    for (size_t i = first; i < strokes->points_used; i++) {
        float x = strokes->points[i][0], y = strokes->points[i][1];
        bool is_first = i == entry->first_point;
        entry->left = is_first || x < entry->left ? x : entry->left;
        entry->right = is_first || x > entry->right ? x : entry->right;
        entry->bottom = is_first || y < entry->bottom ? y : entry->bottom;
        entry->top = is_first || y > entry->top ? y : entry->top;
    }
}

static bool is_below(uint32_t mark)
{
    return mark >= 0x316 && mark <= 0x333;
}

/* A small i or j has no dot under a mark. */
static uint32_t dotless(uint32_t character)
{
    return character == 'i' ? 0x131 : character == 'j' ? 0x237 : character;
}

static void draw_mark(struct sky_builtin_font *font, struct entry *entry, const struct path *letter)
{
    double middle = (entry->left + entry->right) / 2;
    bool below = is_below(entry->mark);
    if (below && letter->has_middle_below)
        middle = letter->middle_below;
    if (!below && letter->has_middle_above)
        middle = letter->middle_above;
    struct path path = {.font = font, .text = find(font, entry->mark)->drawing};
    path.place = (struct place){.x = 100 * middle, .width = 1, .height = 1};
    if (!below && entry->top * 100 > TALL)
        path.place.y = RAISE;
    size_t first = font->strokes.points_used;
    read_number(&path); /* the room beside the mark does not count */
    read_number(&path);
    draw_path(&path);
    measure(entry, &font->strokes, first);
}

static void draw_entry(struct sky_builtin_font *font, struct entry *entry)
{
    struct sky_strokes *strokes = &font->strokes;
    struct entry *root = root_of(font, entry);
    if (entry->mark && !is_below(entry->mark))
        root = find(font, dotless(root->character));
    struct path path = {.font = font, .text = root->drawing, .place = {.width = 1, .height = 1}};
    float room_left = (float)read_number(&path) / 100, room_right = (float)read_number(&path) / 100;
    entry->first_point = strokes->points_used;
    entry->first_stroke = strokes->strokes;
    draw_path(&path);
    measure(entry, strokes, entry->first_point);
    float left = entry->left, right = entry->right;
    if (entry->mark) {
        draw_mark(font, entry, &path);
        room_left = fmaxf(room_left, left - entry->left + ROOM_OF_MARK);
        room_right = fmaxf(room_right, entry->right - right + ROOM_OF_MARK);
    }
    /* The letter begins behind the room at its left. */
    float move = room_left - left;
    entry->advance = room_left + (right - left) + room_right;
    entry->strokes = (uint32_t)(strokes->strokes - entry->first_stroke);
    for (size_t i = entry->first_point; i < strokes->points_used; i++)
        strokes->points[i][0] += move;
    for (size_t i = entry->first_stroke; i < strokes->strokes; i++)
        strokes->ends[i] -= (uint32_t)entry->first_point;
    if (entry->strokes) {
        entry->left += move;
        entry->right += move;
    }
}

/* Sets the bits of the characters in the table of kerns, and of all that look like them. */
static void find_kerns(const struct sky_builtin_font *font)
{
    for (size_t line = 0; sky_kerns[line].left; line++) {
        uint64_t bit = (uint64_t)1 << line;
        const char *left = sky_kerns[line].left, *right = sky_kerns[line].right;
        for (uint32_t character; (character = sky_utf8_next(&left));)
            root_of(font, find(font, character))->kerns_left |= bit;
        for (uint32_t character; (character = sky_utf8_next(&right));)
            root_of(font, find(font, character))->kerns_right |= bit;
    }
    for (size_t i = 0; i < font->count; i++) {
        struct entry *entry = &font->entries[i];
        const struct entry *root = root_of(font, entry);
        entry->kerns_left = root->kerns_left;
        entry->kerns_right = root->kerns_right;
    }
}

struct sky_builtin_font *sky_builtin_font_create(void)
{
    struct sky_builtin_font *font = calloc(1, sizeof *font);
    if (!font || add_all(font)) {
        sky_fail("out of memory");
        sky_builtin_font_destroy(font);
        return NULL;
    }
    for (size_t i = 0; i < font->count && !font->strokes.failed; i++)
        draw_entry(font, &font->entries[i]);
    find_kerns(font);
    if (font->strokes.failed) {
        sky_fail("out of memory");
        sky_builtin_font_destroy(font);
        return NULL;
    }
    return font;
}

void sky_builtin_font_destroy(struct sky_builtin_font *font)
{
    if (!font)
        return;
    sky_strokes_finish(&font->strokes);
    free(font->entries);
    free(font);
}

int sky_builtin_font_glyph(const struct sky_builtin_font *font, uint32_t character, struct sky_glyph *glyph)
{
    const struct entry *entry = find(font, character);
    if (!entry || (character >= 0x300 && character < 0x370))
        return -1;
    *glyph = (struct sky_glyph){
        .advance = entry->advance,
        .left = entry->left,
        .right = entry->right,
        .bottom = entry->bottom,
        .top = entry->top,
        .points = (const float(*)[2])(font->strokes.points + entry->first_point),
        .ends = font->strokes.ends + entry->first_stroke,
        .strokes = entry->strokes,
    };
    return 0;
}

float sky_builtin_font_kern(const struct sky_builtin_font *font, uint32_t left, uint32_t right)
{
    const struct entry *first = find(font, left), *second = find(font, right);
    if (!first || !second)
        return 0;
    uint64_t both = first->kerns_left & second->kerns_right;
    size_t line = 0;
    while (line < SKY_KERNS && !(both >> line & 1))
        line++;
    if (line == SKY_KERNS)
        return 0;
    /* A mark may be in the way of a small letter that goes under the arm of the one before. */
    bool is_in_the_way = second->mark && !is_below(second->mark) && second->top < 1.2f;
    return (float)sky_kerns[line].amount / (is_in_the_way ? 200 : 100);
}
