/* SPDX-License-Identifier: ISC */
#include "sky-push/show_layout.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <sky/error.h>

#include "base/number.h"
#include "image/png.h"
#include "sky-push/layout_picture.h"
#include "term/paint.h"
#include "term/window.h"

#define BACKGROUND 24  /* grey of the disc between LEDs */
#define LAST_LEVEL 0.3 /* brightness of a lane's last LED, relative to its first */

/* A terminal of 16 colours has none for many lanes. */
static void print_foreground(enum sky_terminal_colors colors, struct layout_color color)
{
    const uint8_t *rgb = color.rgb;
    if (colors < SKY_TERMINAL_256)
        return;
    if (colors == SKY_TERMINAL_TRUE)
        printf("\033[38;2;%u;%u;%um", rgb[0], rgb[1], rgb[2]);
    else
        printf("\033[38;5;%um", 16 + rgb[0] / 43u * 36 + rgb[1] / 43u * 6 + rgb[2] / 43u);
}

/* ---- The table ---- */

static void print_grouped(size_t number, int width)
{
    char text[SKY_GROUPED_TEXT];
    printf("%*s", width, sky_number_grouped(number, text));
}

struct counts {
    size_t points, areas, null, dead;
};

static struct counts count_leds(const struct sky_layout *layout)
{
    struct counts counts = {0};
    for (unsigned lane = 0; lane < layout->lanes; lane++) {
        for (size_t i = 0; i < sky_layout_leds(layout, lane); i++) {
            uint32_t led = sky_layout_led(layout, lane, i);
            const struct sky_spot *spot = sky_layout_spot(layout, lane, i);
            size_t *count = spot && spot->area ? &counts.areas : &counts.points;
            count = led == SKY_LED_NULL ? &counts.null : led == SKY_LED_DEAD ? &counts.dead : count;
            ++*count;
        }
    }
    return counts;
}

static void print_count(size_t count, const char *before, const char *after)
{
    printf("%s", before);
    print_grouped(count, 0);
    printf("%s", after);
}

static void print_head(const struct output *output, const struct sky_layout *layout)
{
    char geometry[SKY_GEOMETRY_TEXT], lanes[SKY_COUNT_TEXT];
    const struct sky_geometry *shape = &layout->geometry;
    struct counts counts = count_leds(layout);
    bool has_free = sky_layout_areas(layout);
    printf("%s%s%s: %s, ", output->driver->name, *output->target ? ":" : "", output->target,
           sky_number_count(layout->lanes, "lane", lanes));
    if (has_free) {
        print_count(counts.areas, "", counts.areas == 1 ? " LED that shows an area" : " LEDs that show areas");
        if (counts.points > 0)
            print_count(counts.points, " and ", counts.points == 1 ? " that shows a point" : " that show points");
    } else {
        print_count(counts.points, "", "");
        print_count((size_t)shape->vanes * shape->pixels, " of the ", " LEDs");
    }
    printf(" of %s", sky_geometry_format(shape, geometry));
    if (counts.null > 0)
        print_count(counts.null, ", and ", " null");
    if (counts.dead > 0)
        print_count(counts.dead, ", and ", " dead");
    printf("\n\nlane        positions       LEDs  %s\n",
           has_free ? "show   side   where they are, by '" SKY_LAYOUT_UNIT "'" : "what they show");
}

/* What belongs to a description: whether LEDs show areas or points, and on which side they are. */
static void print_kind(const struct sky_layout *layout, unsigned lane, size_t position)
{
    const struct sky_spot *spot = sky_layout_spot(layout, lane, position);
    if (sky_led_is_dark(sky_layout_led(layout, lane, position)))
        printf("  %-5s  %-5s", "-", "-");
    else
        printf("  %-5s  %-5s", spot && spot->area ? "area" : "point", spot && spot->side > 0 ? "back" : "front");
}

static void print_table(const struct sky_layout *layout, enum sky_terminal_colors colors)
{
    char line[SKY_LAYOUT_DESCRIPTION], positions[48];
    for (unsigned lane = 0; lane < layout->lanes; lane++) {
        size_t count;
        for (size_t at = 0; (count = sky_layout_describe(layout, lane, at, line)) > 0; at += count) {
            snprintf(positions, sizeof positions, count > 1 ? "%zu..%zu" : "%zu", at, at + count - 1);
            print_foreground(colors, layout_lane_color(lane, 1));
            printf("%4u", lane);
            if (colors >= SKY_TERMINAL_256)
                printf("\033[0m");
            printf(" %16s ", positions);
            print_grouped(count, 10);
            if (sky_layout_areas(layout))
                print_kind(layout, lane, at);
            printf("  %s\n", line);
        }
    }
}

/* ---- The drawing ---- */

struct drawing {
    const struct sky_layout *layout;
    uint32_t width, height;         /* of the picture, in pixels, which are those of the disc, too */
    uint32_t dot_width, dot_height; /* of an LED */
    uint8_t *rgb;
};

static void draw_background(const struct drawing *drawing)
{
    double width = drawing->width, height = drawing->height;
    for (uint32_t y = 0; y < drawing->height; y++) {
        for (uint32_t x = 0; x < drawing->width; x++) {
            double right = (2 * x + 1 - width) / width, down = (2 * y + 1 - height) / height;
            uint8_t grey = right * right + down * down < 1 ? BACKGROUND : 0;
            memset(drawing->rgb + ((size_t)y * drawing->width + x) * 3, grey, 3);
        }
    }
}

static uint32_t pixel_of(double at)
{
    return at < 0 ? 0 : (uint32_t)at;
}

static void draw_led(const struct drawing *drawing, const struct sky_spot *spot, struct layout_color color)
{
    uint32_t left = pixel_of((1 + spot->x) * drawing->width / 2 - drawing->dot_width / 2.0 + 0.5);
    uint32_t top = pixel_of((1 - spot->y) * drawing->height / 2 - drawing->dot_height / 2.0 + 0.5);
    for (uint32_t y = top; y < top + drawing->dot_height && y < drawing->height; y++)
        for (uint32_t x = left; x < left + drawing->dot_width && x < drawing->width; x++)
            memcpy(drawing->rgb + ((size_t)y * drawing->width + x) * 3, color.rgb, 3);
}

/* Finds the place of an LED. Those on the back of a sign are not drawn. */
static bool is_on_front(const struct sky_layout *layout, unsigned lane, size_t position, struct sky_spot *spot)
{
    return sky_layout_place(layout, lane, position, spot) && spot->side == 0;
}

/* Each lane has its colour, which fades from its first LED to its last. The first LED is white, and drawn above all
 * others. */
static void draw_leds(const struct drawing *drawing)
{
    const struct sky_layout *layout = drawing->layout;
    struct sky_spot spot;
    for (unsigned lane = 0; lane < layout->lanes; lane++) {
        size_t leds = sky_layout_leds(layout, lane);
        for (size_t i = 0; i < leds; i++)
            if (is_on_front(layout, lane, i, &spot))
                draw_led(drawing, &spot, layout_lane_color(lane, 1 - (1 - LAST_LEVEL) * (double)i / (double)leds));
    }
    for (unsigned lane = 0; lane < layout->lanes; lane++) {
        size_t i = 0;
        while (i < sky_layout_leds(layout, lane) && !is_on_front(layout, lane, i, &spot))
            i++;
        if (i < sky_layout_leds(layout, lane))
            draw_led(drawing, &spot, (struct layout_color){{255, 255, 255}});
    }
}

/* In pixels, of which a diameter has so many. */
static uint32_t dot_size(const struct sky_layout *layout, uint32_t diameter)
{
    double pitch = diameter / 2.0 / (layout->geometry.hub + layout->geometry.pixels);
    return pitch < 2 ? 1 : (uint32_t)(pitch * 0.7);
}

static int draw_disc(const struct sky_layout *layout, const struct sky_terminal *terminal)
{
    struct sky_window window;
    sky_window_fit(&window, STDOUT_FILENO, terminal, 0);
    struct drawing drawing = {.layout = layout, .width = window.width, .height = window.height};
    drawing.dot_width = dot_size(layout, drawing.width);
    drawing.dot_height = dot_size(layout, drawing.height);
    drawing.rgb = malloc((size_t)drawing.width * drawing.height * 3);
    struct sky_paint *paint = sky_paint_create(window.across, window.down, terminal);
    int result = -1;
    if (!drawing.rgb)
        sky_fail("out of memory");
    if (drawing.rgb && paint) {
        const char *text;
        size_t length;
        draw_background(&drawing);
        draw_leds(&drawing);
        sky_paint_lines(paint, drawing.rgb, &text, &length);
        printf("\nEach lane has its colour, bright at its first LED, which is white, and dark at its last:\n\n");
        fwrite(text, 1, length, stdout);
        result = 0;
    }
    sky_paint_destroy(paint);
    free(drawing.rgb);
    return result;
}

/* ---- Outputs ---- */

static int show_layout(const struct output *output)
{
    struct sky_terminal terminal = sky_terminal_find(SKY_COLORS_AUTO, SKY_GRAPHICS_BLOCKS);
    bool drawn = isatty(STDOUT_FILENO);
    const struct sky_layout *layout = output->driver->layout(&output->args);
    print_head(output, layout);
    print_table(layout, drawn ? terminal.colors : SKY_TERMINAL_NO_COLORS);
    return drawn ? draw_disc(layout, &terminal) : 0;
}

static int finish_output(void)
{
    errno = 0;
    if (fflush(stdout) != 0 || ferror(stdout))
        return errno == EPIPE ? 0 : sky_fail("standard output: %s", strerror(errno));
    return 0;
}

static int show_tables(struct output *const *outputs, size_t count)
{
    for (size_t i = 0, shown = 0; i < count; i++) {
        if (!outputs[i]->driver->layout)
            continue;
        if (shown++ > 0)
            putchar('\n');
        if (show_layout(outputs[i]) < 0)
            return -1;
    }
    return finish_output();
}

static int write_picture(const struct sky_layout *layout)
{
    struct sky_image image = {0};
    int result = layout_picture_draw(&image, layout);
    if (result == 0 && (result = sky_png_write(stdout, SKY_PNG_SMALL, &image)) < 0)
        sky_fail_at("standard output");
    sky_image_finish(&image);
    return result < 0 ? -1 : finish_output();
}

int show_layouts(struct output *const *outputs, size_t count, bool as_picture)
{
    const struct sky_layout *layout = NULL;
    size_t layouts = 0;
    for (size_t i = 0; i < count; i++) {
        if (outputs[i]->driver->layout && layouts++ == 0)
            layout = outputs[i]->driver->layout(&outputs[i]->args);
    }
    if (!layout)
        return sky_fail_misuse("--show-layout: no driver with LED chains is given with -o");
    if (!as_picture)
        return show_tables(outputs, count);
    if (layouts > 1)
        return sky_fail_misuse("--show-layout=png draws one output, but %zu with LED chains are given", layouts);
    if (isatty(STDOUT_FILENO))
        return sky_fail_misuse("--show-layout=png: standard output is a terminal (send it to a file: > layout.png)");
    return write_picture(layout);
}
