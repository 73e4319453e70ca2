/* SPDX-License-Identifier: ISC */
/* A stand-in for the kernel's spidev, loaded before the C library: any /dev/spidev… opens, and what is done to
 * it is written down.
 *
 *     $SPIDEV_LOG         gets a line of text for each call that goes well; "rest" is one or more nanosleep()
 *     $SPIDEV_LOG.bytes   gets the bytes of all messages, one after the other
 *     $SPIDEV_LOG.device  is what is really opened, so that it can be locked; with the numbers of others than 0.0
 *     $SPIDEV_BUS         if set, a message takes as long as its bits do at the speed of the bus
 *     $SPIDEV_BUFSIZ      what the parameter bufsiz says; without it there is no such file
 *     $SPIDEV_ERROR       this errno instead of opening
 *     $SPIDEV_REFUSES     mode, bits or speed: EINVAL for it
 *     $SPIDEV_SPEED       the speed that is read back
 *     $SPIDEV_FAIL        FIRST:ERRNO, the message, counted from 1, that fails; 0 for an ERRNO takes half of it
 *     $SPIDEV_AWAY        so many times after that it cannot be opened, with ENOENT */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/spi/spi.h>
#include <linux/spi/spidev.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#define DEVICE "/dev/spidev"
#define BUFSIZ_PATH "/sys/module/spidev/parameters/bufsiz"
#define FDS 256

static bool ours[FDS]; /* which descriptors are the device */
static uint32_t mode = SPI_LSB_FIRST | SPI_CS_HIGH | SPI_MODE_3, speed = 500000; /* as somebody else left it */
static unsigned long message_count, away;
static bool rested;

/* ---- The real ones ---- */

static void *real(const char *name)
{
    void *function = dlsym(RTLD_NEXT, name);
    if (!function)
        abort();
    return function;
}

static int open_really(const char *path, int flags, mode_t permissions)
{
    return ((int (*)(const char *, int, ...))real("open"))(path, flags, permissions);
}

static FILE *fopen_really(const char *path, const char *how)
{
    return ((FILE * (*)(const char *, const char *))real("fopen"))(path, how);
}

/* ---- The record ---- */

static FILE *log_file(const char *ending)
{
    char path[4096];
    const char *log = getenv("SPIDEV_LOG");
    snprintf(path, sizeof path, "%s%s", log ? log : "", ending);
    FILE *file = log ? fopen_really(path, "a") : NULL;
    if (!file)
        abort();
    return file;
}

__attribute__((format(printf, 1, 2))) static void record(const char *format, ...)
{
    FILE *log = log_file("");
    va_list arguments;
    va_start(arguments, format);
    vfprintf(log, format, arguments);
    va_end(arguments);
    fclose(log);
    rested = false;
}

static int refuse(int error)
{
    errno = error;
    return -1;
}

static bool refuses(const char *what)
{
    const char *word = getenv("SPIDEV_REFUSES");
    return word && strcmp(word, what) == 0;
}

/* ---- The device ---- */

static int open_device(const char *path, int flags)
{
    char really[4096];
    const char *error = getenv("SPIDEV_ERROR");
    if (error)
        return refuse(atoi(error));
    if (away > 0) {
        away--;
        return refuse(ENOENT);
    }
    snprintf(really, sizeof really, "%s.device%s", getenv("SPIDEV_LOG"),
             strcmp(path, DEVICE "0.0") == 0 ? "" : path + strlen(DEVICE));
    int fd = open_really(really, flags | O_CREAT, 0666);
    if (fd < 0 || fd >= FDS)
        abort();
    ours[fd] = true;
    record("open %s\n", path);
    return fd;
}

/* The errno of the message that is to fail, or -1. */
static int failure(void)
{
    const char *fail = getenv("SPIDEV_FAIL"), *later = getenv("SPIDEV_AWAY");
    char *end;
    if (!fail || strtoul(fail, &end, 10) != ++message_count)
        return -1;
    away = later ? strtoul(later, NULL, 10) : 0;
    return atoi(end + 1);
}

static int take_message(const struct spi_ioc_transfer *transfers, size_t count)
{
    const char *most = getenv("SPIDEV_BUFSIZ");
    size_t total = 0;
    int error = failure();
    if (error > 0)
        return refuse(error);
    for (size_t i = 0; i < count; i++)
        total += transfers[i].len;
    if (total > (most ? strtoul(most, NULL, 10) : 4096))
        return refuse(EMSGSIZE);
    FILE *bytes = log_file(".bytes");
    for (size_t i = 0; i < count; i++) {
        record("transfer %u at %u, %u bits%s%s\n", transfers[i].len, transfers[i].speed_hz,
               transfers[i].bits_per_word, transfers[i].cs_change ? ", cs_change" : "",
               i + 1 < count ? ", more" : "");
        fwrite((const void *)(uintptr_t)transfers[i].tx_buf, 1, transfers[i].len, bytes);
    }
    fclose(bytes);
    if (getenv("SPIDEV_BUS")) { /* clock_nanosleep() is not recorded as a rest */
        uint64_t ns = total * 8 * 1000000000 / speed;
        const struct timespec time = {(time_t)(ns / 1000000000), (long)(ns % 1000000000)};
        clock_nanosleep(CLOCK_MONOTONIC, 0, &time, NULL);
    }
    return (int)(error == 0 ? total / 2 : total);
}

static int control_device(unsigned long request, void *argument)
{
    const char *read_back = getenv("SPIDEV_SPEED");
    uint32_t *word = argument;
    switch (request) {
    case SPI_IOC_RD_MODE32:
        *word = mode;
        return 0;
    case SPI_IOC_WR_MODE32:
        if (refuses("mode"))
            return refuse(EINVAL);
        mode = *word;
        record("mode %#x\n", mode);
        return 0;
    case SPI_IOC_WR_BITS_PER_WORD:
        if (refuses("bits"))
            return refuse(EINVAL);
        record("bits %u\n", *(uint8_t *)argument);
        return 0;
    case SPI_IOC_WR_MAX_SPEED_HZ:
        if (refuses("speed"))
            return refuse(EINVAL);
        speed = *word;
        record("speed %u\n", speed);
        return 0;
    case SPI_IOC_RD_MAX_SPEED_HZ:
        *word = read_back ? (uint32_t)strtoul(read_back, NULL, 10) : speed;
        return 0;
    default:
        break;
    }
    if (_IOC_TYPE(request) == SPI_IOC_MAGIC && _IOC_NR(request) == 0 && _IOC_DIR(request) == _IOC_WRITE)
        return take_message(argument, _IOC_SIZE(request) / sizeof(struct spi_ioc_transfer));
    return refuse(ENOTTY);
}

/* ---- What is put in the place of the C library's ---- */

int open(const char *path, int flags, ...)
{
    va_list arguments;
    va_start(arguments, flags);
    mode_t permissions = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
    va_end(arguments);
    if (strncmp(path, DEVICE, strlen(DEVICE)) == 0)
        return open_device(path, flags);
    return open_really(path, flags, permissions);
}

FILE *fopen(const char *path, const char *how)
{
    const char *most = getenv("SPIDEV_BUFSIZ");
    if (strcmp(path, BUFSIZ_PATH) != 0)
        return fopen_really(path, how);
    errno = ENOENT;
    return most ? fmemopen((void *)(uintptr_t)most, strlen(most), "r") : NULL;
}

int open64(const char *path, int flags, ...) __attribute__((alias("open")));
FILE *fopen64(const char *path, const char *how) __attribute__((alias("fopen")));

int close(int fd)
{
    if (fd >= 0 && fd < FDS && ours[fd]) {
        ours[fd] = false;
        record("close\n");
    }
    return ((int (*)(int))real("close"))(fd);
}

int ioctl(int fd, unsigned long request, ...)
{
    va_list arguments;
    va_start(arguments, request);
    void *argument = va_arg(arguments, void *);
    va_end(arguments);
    if (fd >= 0 && fd < FDS && ours[fd])
        return control_device(request, argument);
    return ((int (*)(int, unsigned long, ...))real("ioctl"))(fd, request, argument);
}

int nanosleep(const struct timespec *wanted, struct timespec *left)
{
    if (!rested)
        record("rest\n");
    rested = true;
    return ((int (*)(const struct timespec *, struct timespec *))real("nanosleep"))(wanted, left);
}
