/* SPDX-License-Identifier: ISC */
#include "image/y4m.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

#include "image/read.h"

#define LINE_MAX_BYTES 1024
static const char magic[] = "YUV4MPEG2";

/* ---- Header ---- */

static const struct chroma {
    const char *name;
    unsigned across, down;
    bool left;
} chromas[] = {
    {"420jpeg", 2, 2, false}, {"420mpeg2", 2, 2, true}, {"420paldv", 2, 2, true}, {"420", 2, 2, false},
    {"422", 2, 1, true},      {"444", 1, 1, false},     {"mono", 0, 0, false},
};

/* Takes the word after C, as "420jpeg", "422p10" or "mono10". */
static int parse_chroma(struct sky_y4m *film, const char *word)
{
    for (size_t i = 0; i < sizeof chromas / sizeof *chromas; i++) {
        size_t length = strlen(chromas[i].name);
        if (strncmp(word, chromas[i].name, length) != 0)
            continue;
        const char *rest = word + length;
        unsigned long bits = 8;
        if (*rest != '\0' && (*rest == 'p' || chromas[i].across == 0)) {
            char *end;
            rest += *rest == 'p';
            bits = *rest >= '1' && *rest <= '9' ? strtoul(rest, &end, 10) : 0;
            rest = bits > 0 ? end : word;
        }
        if (*rest != '\0' || bits < 8 || bits > 16)
            continue;
        film->across = chromas[i].across;
        film->down = chromas[i].down;
        film->bits = (unsigned)bits;
        /* What has more than 8 bits comes from codecs whose samples of colour lie on the left pixel. */
        film->left = chromas[i].left || (bits > 8 && chromas[i].across == 2);
        return 0;
    }
    return sky_fail("colours of the kind '%.20s' are not known (must be 420, 420jpeg, 420mpeg2, 420paldv, 422, 444, "
                    "mono, or one with more bits such as 420p10); let ffmpeg convert them: -pix_fmt yuv420p", word);
}

/* "25:1"; "0:0" is not known. */
static int parse_rate(struct sky_y4m *film, const char *word)
{
    char *end;
    unsigned long over = *word >= '0' && *word <= '9' ? strtoul(word, &end, 10) : 0, under = 0;
    if (*word < '0' || *word > '9' || *end != ':' || end[1] < '0' || end[1] > '9')
        return sky_fail("'%.20s' is not a frame rate (must be like 25:1)", word);
    under = strtoul(end + 1, &end, 10);
    if (*end != '\0' || over > UINT32_MAX || under > UINT32_MAX)
        return sky_fail("'%.20s' is not a frame rate (must be like 25:1)", word);
    film->fps = under > 0 ? (double)over / (double)under : 0;
    return 0;
}

static int parse_side(const char *word, const char *what, uint64_t *side)
{
    char *end;
    *side = *word >= '0' && *word <= '9' ? strtoull(word, &end, 10) : 0;
    if (*word < '0' || *word > '9' || *end != '\0' || *side > UINT32_MAX)
        return sky_fail("'%.20s' is no %s", word, what);
    return 0;
}

/* What is not known is passed over, as the format says. */
static int parse_word(struct sky_y4m *film, const char *word, uint64_t *width, uint64_t *height)
{
    switch (*word) {
    case 'W':
        return parse_side(word + 1, "width", width);
    case 'H':
        return parse_side(word + 1, "height", height);
    case 'F':
        return parse_rate(film, word + 1);
    case 'C':
        return parse_chroma(film, word + 1);
    case 'I':
        if (strchr("tbm", word[1]) && word[1] != '\0')
            return sky_fail("is interlaced; let ffmpeg deinterlace it: -vf bwdif");
        return 0;
    case 'X':
        if (strcmp(word, "XCOLORRANGE=FULL") == 0)
            film->full = true;
        return 0;
    default:
        return 0;
    }
}

/* Reads a line that begins with `start`, without its end. Returns 1, 0 at the end of the stream, or -1 with the error
 * set. */
static int read_line(struct sky_y4m *film, char line[LINE_MAX_BYTES], const char *start)
{
    int c = getc(film->file);
    size_t count = 0;
    if (c == EOF && !ferror(film->file))
        return 0;
    for (; c != EOF && c != '\n' && count < LINE_MAX_BYTES - 1; c = getc(film->file)) {
        line[count++] = (char)(c ? c : '?');
        if (count <= strlen(start) && c != start[count - 1])
            return sky_fail(start == magic ? "not a Y4M film" : "a picture does not begin with 'FRAME'");
    }
    line[count] = '\0';
    if (c == EOF)
        return sky_image_fail_reading(film->file);
    if (c != '\n' || count < strlen(start) || (line[strlen(start)] != '\0' && line[strlen(start)] != ' '))
        return sky_fail(start == magic ? "its header is not a line of words after 'YUV4MPEG2'"
                                       : "a picture does not begin with 'FRAME'");
    return 1;
}

static int parse_header(struct sky_y4m *film, char *line)
{
    uint64_t width = 0, height = 0;
    char *rest = NULL;
    film->across = film->down = 2;
    film->bits = 8;
    for (char *word = strtok_r(line + strlen(magic), " ", &rest); word; word = strtok_r(NULL, " ", &rest))
        if (parse_word(film, word, &width, &height) < 0)
            return -1;
    if (sky_image_check_size(width, height) < 0)
        return -1;
    film->width = (uint32_t)width;
    film->height = (uint32_t)height;
    return 0;
}

/* ---- Colours ---- */

/* The inverse of the matrix of ITU-R BT.601 (2.5.1) or BT.709 (3.2), and of the quantisation to so many bits. Numbers
 * are those of SKY_YUV_BITS bits. */
static void set_yuv(struct sky_y4m *film)
{
    bool hd = film->matrix == SKY_Y4M_BT709 ||
              (film->matrix == SKY_Y4M_BY_SIZE && (film->width >= 1280 || film->height >= 720));
    bool full = film->range == SKY_Y4M_FULL || (film->range == SKY_Y4M_BY_HEADER && film->full);
    double kr = hd ? 0.2126 : 0.299, kb = hd ? 0.0722 : 0.114, kg = 1 - kr - kb;
    unsigned bits = film->bits < SKY_YUV_BITS ? film->bits : SKY_YUV_BITS;
    double most = ((1 << bits) - 1) << (SKY_YUV_BITS - bits), step = 1 << (SKY_YUV_BITS - 8);
    double luma = 255 * (1 << SKY_YUV_SHIFT) / (full ? most : 219 * step);
    double chroma = 255 * (1 << SKY_YUV_SHIFT) / (full ? most : 224 * step);
    film->yuv = (struct sky_yuv){
        .black = full ? 0 : 16 << (SKY_YUV_BITS - 8),
        .grey = 1 << (SKY_YUV_BITS - 1),
        .luma = (int32_t)floor(luma + 0.5),
        .v_to_r = (int32_t)floor(chroma * 2 * (1 - kr) + 0.5),
        .u_to_g = (int32_t)floor(chroma * 2 * (1 - kb) * kb / kg + 0.5),
        .v_to_g = (int32_t)floor(chroma * 2 * (1 - kr) * kr / kg + 0.5),
        .u_to_b = (int32_t)floor(chroma * 2 * (1 - kb) + 0.5),
    };
}

int sky_y4m_begin(struct sky_y4m *film)
{
    char line[LINE_MAX_BYTES];
    int got = read_line(film, line, magic);
    if (got <= 0 || parse_header(film, line) < 0)
        return got == 0 ? sky_image_fail_reading(film->file) : -1;
    set_yuv(film);
    size_t bytes = film->bits > 8 ? 2 : 1;
    film->plane_bytes[0] = (size_t)film->width * film->height * bytes;
    if (film->across)
        film->plane_bytes[1] = (size_t)((film->width + film->across - 1) / film->across) *
                               ((film->height + film->down - 1) / film->down) * bytes;
    film->planes = malloc(film->plane_bytes[0] + 2 * film->plane_bytes[1]);
    film->rows = malloc(((size_t)film->width + 2) * 4 * sizeof *film->rows);
    if (!film->planes || !film->rows)
        return sky_fail("out of memory for a picture of %u x %u pixels", film->width, film->height);
    return 0;
}

void sky_y4m_finish(struct sky_y4m *film)
{
    free(film->planes);
    free(film->rows);
    *film = (struct sky_y4m){0};
}

/* ---- Pictures ---- */

/* Samples of colour for each pixel of row `y`: linear between the samples around it. Vertically they lie between two
 * rows. `samples` is room for a row of them. */
static void expand_colors(const struct sky_y4m *film, uint16_t *out, uint16_t *samples, const uint8_t *plane,
                          uint32_t y)
{
    const struct sky_kernels *kernels = sky_kernels();
    size_t count = (film->width + film->across - 1) / film->across, stride = count * (film->bits > 8 ? 2 : 1);
    size_t row = y / film->down, other = row, rows = (film->height + film->down - 1) / film->down;
    if (film->down == 2)
        other = y % 2 ? (row + 1 < rows ? row + 1 : row) : (row > 0 ? row - 1 : row);
    samples++; /* one more on either side */
    kernels->yuv_mix(samples, plane + row * stride, plane + other * stride, count, film->bits, 3);
    samples[-1] = samples[0];
    samples[count] = samples[count - 1];
    if (film->across == 2)
        kernels->yuv_expand(out, samples, film->width, film->left);
    else
        for (size_t x = 0; x < count; x++)
            out[x] = samples[x] >> 2;
}

static void convert(const struct sky_y4m *film, struct sky_image *image)
{
    const struct sky_kernels *kernels = sky_kernels();
    size_t width = film->width, room = width + 2, stride = width * (film->bits > 8 ? 2 : 1);
    uint16_t *y_row = film->rows, *u_row = y_row + room, *v_row = u_row + room, *samples = v_row + room;
    const uint8_t *u = film->planes + film->plane_bytes[0], *v = u + film->plane_bytes[1];
    for (size_t x = 0; film->across == 0 && x < width; x++)
        u_row[x] = v_row[x] = (uint16_t)film->yuv.grey;
    for (uint32_t y = 0; y < film->height; y++) {
        const uint8_t *luma = film->planes + y * stride;
        kernels->yuv_mix(y_row, luma, luma, width, film->bits, 4);
        if (film->across) {
            expand_colors(film, u_row, samples, u, y);
            expand_colors(film, v_row, samples, v, y);
        }
        kernels->yuv(image->rgb + y * width * 3, y_row, u_row, v_row, width, &film->yuv);
    }
}

int sky_y4m_next(struct sky_y4m *film, struct sky_image *image)
{
    char line[LINE_MAX_BYTES];
    int got = read_line(film, line, "FRAME");
    if (got <= 0)
        return got;
    if (sky_image_read(film->file, film->planes, film->plane_bytes[0] + 2 * film->plane_bytes[1]) < 0)
        return -1;
    if (!image)
        return 1;
    if (sky_image_allocate(image, film->width, film->height, false) < 0)
        return -1;
    convert(film, image);
    return 1;
}
