/* SPDX-License-Identifier: ISC */
/* A stand-in for the kernel's ws2812-pio-rp1, loaded before the C library: /dev/leds0 opens, and does with what is
 * written to it what the driver does (drivers/misc/ws2812-pio-rp1.c of raspberrypi/linux, as of November 2025).
 *
 *     $LEDS_COUNT       its LEDs
 *     $LEDS_LOG         gets what is on the wire, four bytes an LED: G, R, B, W, for each time that it sends
 *     $LEDS_LOG.text    gets a line for each: "brightness N", or "late" when it has waited for the bytes of all LEDs
 *     $LEDS_LOG.device  is what is really opened
 *     $TTY              is opened for /dev/ttyUSB0 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int device = -1;
static uint8_t brightness = 255, *pixels;
static size_t size, written;

static FILE *log_file(const char *ending)
{
    char path[4096];
    snprintf(path, sizeof path, "%s%s", getenv("LEDS_LOG"), ending);
    FILE *file = fopen(path, "a");
    if (!file)
        abort();
    return file;
}

static int open_really(const char *path, int flags, mode_t mode)
{
    int (*function)(const char *, int, ...);
    *(void **)&function = dlsym(RTLD_NEXT, "open");
    return function(path, flags, mode);
}

static int open_device(int flags)
{
    char path[4096];
    snprintf(path, sizeof path, "%s.device", getenv("LEDS_LOG"));
    const char *count = getenv("LEDS_COUNT");
    size = count ? strtoul(count, NULL, 10) * 4 : 0;
    pixels = calloc(1, size);
    device = open_really(path, flags | O_CREAT, 0666);
    return device;
}

static uint8_t apply(uint8_t value)
{
    if (value == 0 || brightness == 0)
        return value;
    int bright = value * brightness / 255;
    return (uint8_t)floor(255 * pow(bright / 255.0, 1 / 0.45) + 1e-9);
}

static void send_frame(void)
{
    FILE *log = log_file("");
    for (size_t i = 0; i < size; i += 4) {
        const uint8_t led[] = {apply(pixels[i + 1]), apply(pixels[i]), apply(pixels[i + 2]), apply(pixels[i + 3])};
        fwrite(led, 1, 4, log);
    }
    fclose(log);
}

static ssize_t take(const void *bytes, size_t count, size_t at)
{
    FILE *text;
    int error = count > size ? EFBIG : 0;
    if (at > size) {
        errno = EFBIG;
        return -1;
    }
    if (at + count > size) {
        error = error ? error : ENOSPC;
        count = size - at;
    }
    if (at == 0 && count == 1) {
        brightness = *(const uint8_t *)bytes;
        text = log_file(".text");
        fprintf(text, "brightness %u\n", brightness);
        fclose(text);
        return 1;
    }
    memcpy(pixels + at, bytes, count);
    written = at + count;
    memset(pixels + written, 0, size - written);
    if (written == size) {
        send_frame();
    } else if (count > 4) { /* single LEDs come one after another, soon enough */
        text = log_file(".text");
        fputs("late\n", text);
        fclose(text);
    }
    if (error) {
        errno = error;
        return -1;
    }
    return (ssize_t)count;
}

int open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    if (strcmp(path, "/dev/leds0") == 0)
        return open_device(flags);
    return open_really(strcmp(path, "/dev/ttyUSB0") == 0 && getenv("TTY") ? getenv("TTY") : path, flags, mode);
}

ssize_t pwrite(int fd, const void *bytes, size_t count, off_t at)
{
    ssize_t (*function)(int, const void *, size_t, off_t);
    if (fd == device && device >= 0)
        return take(bytes, count, (size_t)at);
    *(void **)&function = dlsym(RTLD_NEXT, "pwrite");
    return function(fd, bytes, count, at);
}

/* The device is a character device. */
int fstat(int fd, struct stat *status)
{
    int (*function)(int, struct stat *);
    *(void **)&function = dlsym(RTLD_NEXT, "fstat");
    int result = function(fd, status);
    if (fd == device && device >= 0 && result == 0)
        status->st_mode = (status->st_mode & ~(mode_t)S_IFMT) | S_IFCHR;
    return result;
}

int fstat64(int fd, struct stat64 *status)
{
    return fstat(fd, (struct stat *)(void *)status); /* which are alike on machines of 64 bits */
}

int open64(const char *path, int flags, ...) __attribute__((alias("open")));
ssize_t pwrite64(int fd, const void *bytes, size_t count, off_t at) __attribute__((alias("pwrite")));
