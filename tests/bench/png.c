/* SPDX-License-Identifier: ISC */
/* Reads a PNG picture by libpng and nothing more: what a process has to do at least that shows one. */
#include <png.h>
#include <stdlib.h>

int main(int argc, char **argv)
{
    png_image image = {.version = PNG_IMAGE_VERSION};
    if (argc != 2 || !png_image_begin_read_from_file(&image, argv[1]))
        return EXIT_FAILURE;
    image.format = PNG_FORMAT_RGB;
    png_bytep pixels = malloc(PNG_IMAGE_SIZE(image));
    int read = pixels && png_image_finish_read(&image, NULL, pixels, 0, NULL);
    free(pixels);
    return read ? EXIT_SUCCESS : EXIT_FAILURE;
}
