/* SPDX-License-Identifier: ISC */
/* Recordings: raw frames compressed with gzip (RFC 1952), through zlib. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include <sky/error.h>

#include "stream/kinds.h"

/* Fast enough to record 360x288 at 30 frames a second on a Raspberry Pi; the levels above it save little on
 * moving pictures. */
#define LEVEL "1"
#define BUFFER_BYTES (1u << 17)

/* zlib's gzread() drops what it had decompressed in the same buffer before damage; with inflate() every whole frame
 * before it is delivered. */
struct gzip_input {
    struct sky_input input;
    z_stream stream;
    bool ready; /* `stream` wants inflateEnd() */
    bool ended; /* at the end of a member; another may follow */
    uint8_t *frame;
    uint8_t buffer[BUFFER_BYTES];
};

static enum sky_next fail_input(const struct sky_input *input, const char *why)
{
    return (enum sky_next)sky_fail("%s: %s, in frame %llu", input->name, why, (unsigned long long)input->number);
}

/* Reads more compressed data. Returns its size, 0 at the end of the file, -1 on failure. */
static ssize_t refill(struct gzip_input *gzip)
{
    ssize_t got;
    do
        got = read(gzip->input.fd, gzip->buffer, sizeof gzip->buffer);
    while (got < 0 && errno == EINTR);
    gzip->stream.next_in = gzip->buffer;
    gzip->stream.avail_in = got > 0 ? (unsigned)got : 0;
    return got;
}

/* Decompresses until the frame is full or the data ends. Returns 1 for the one, 0 for the other, -1 on failure. */
static int fill_frame(struct gzip_input *gzip)
{
    z_stream *stream = &gzip->stream;
    while (stream->avail_out > 0) {
        if (stream->avail_in == 0) {
            ssize_t got = refill(gzip);
            if (got < 0)
                return fail_input(&gzip->input, strerror(errno));
            if (got == 0 && !gzip->ended)
                return fail_input(&gzip->input, "the compressed data ends too soon");
            if (got == 0)
                return 0;
        }
        if (gzip->ended)
            inflateReset(stream);
        int code = inflate(stream, Z_NO_FLUSH);
        gzip->ended = code == Z_STREAM_END;
        if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR)
            return fail_input(&gzip->input, stream->msg ? stream->msg : zError(code));
    }
    return 1;
}

static enum sky_next next_gzip(struct sky_input *input, const uint8_t **frame, uint64_t deadline)
{
    (void)deadline; /* a recording is there or it is not */
    struct gzip_input *gzip = (struct gzip_input *)input;
    gzip->stream.next_out = gzip->frame;
    gzip->stream.avail_out = (unsigned)input->bytes;
    int filled = fill_frame(gzip);
    if (filled < 0)
        return SKY_NEXT_FAILED;
    size_t found = input->bytes - gzip->stream.avail_out;
    if (filled == 0)
        return found ? sky_input_ended_inside(input, found) : SKY_NEXT_END;
    *frame = gzip->frame;
    return SKY_NEXT_FRAME;
}

static int rewind_gzip(struct sky_input *input)
{
    struct gzip_input *gzip = (struct gzip_input *)input;
    if (lseek(input->fd, 0, SEEK_SET) < 0)
        return sky_fail("%s: cannot be read again from its beginning", input->name);
    gzip->stream.avail_in = 0;
    gzip->ended = false;
    inflateReset(&gzip->stream);
    return 0;
}

static void close_gzip_input(struct sky_input *input)
{
    struct gzip_input *gzip = (struct gzip_input *)input;
    if (gzip->ready)
        inflateEnd(&gzip->stream);
    if (input->fd >= 0)
        close(input->fd);
    free(gzip->frame);
    sky_input_finish(input);
}

static const struct sky_input_kind gzip_input_kind = {
    .next = next_gzip,
    .rewind = rewind_gzip,
    .close = close_gzip_input,
};

struct sky_input *sky_input_open_gzip(const char *path, const struct sky_geometry *geometry)
{
    struct gzip_input *gzip = sky_input_create(sizeof *gzip, &gzip_input_kind, path, geometry);
    if (!gzip)
        return NULL;
    gzip->input.fd = open(path, O_RDONLY | O_CLOEXEC);
    gzip->frame = sky_frame_alloc(gzip->input.bytes);
    if (!gzip->frame)
        goto failed;
    if (gzip->input.fd < 0 || refill(gzip) < 0) {
        sky_fail("%s: %s", path, strerror(errno));
        goto failed;
    }
    if (gzip->stream.avail_in < 2 || gzip->buffer[0] != 0x1f || gzip->buffer[1] != 0x8b) {
        sky_fail("%s: is not a gzip file", path);
        goto failed;
    }
    gzip->ready = inflateInit2(&gzip->stream, 15 + 16) == Z_OK; /* the largest window; gzip's header */
    if (gzip->ready)
        return &gzip->input;
    sky_fail("%s: out of memory", path);
failed:
    close_gzip_input(&gzip->input);
    return NULL;
}

/* zlib's last error, which leaves errors of the system to errno. */
static int fail_zlib(const char *name, gzFile file)
{
    int code;
    const char *text = gzerror(file, &code);
    return sky_fail("%s: %s", name, code == Z_ERRNO ? strerror(errno) : text);
}

struct gzip_output {
    struct sky_output output;
    gzFile file;
};

/* Truncates the file and begins the compressed data, once there is something to write. */
static int begin_gzip(struct gzip_output *gzip)
{
    struct sky_output *output = &gzip->output;
    if (gzip->file)
        return 0;
    if (sky_output_truncate(output) < 0)
        return -1;
    gzip->file = gzdopen(output->fd, "wb" LEVEL);
    if (!gzip->file)
        return sky_fail("%s: out of memory", output->name);
    output->fd = -1;
    gzbuffer(gzip->file, BUFFER_BYTES);
    return 0;
}

static int write_gzip(struct sky_output *output, struct iovec *pieces, int count)
{
    struct gzip_output *gzip = (struct gzip_output *)output;
    if (begin_gzip(gzip) < 0)
        return -1;
    for (int i = 0; i < count; i++)
        if (pieces[i].iov_len > 0 && gzwrite(gzip->file, pieces[i].iov_base, (unsigned)pieces[i].iov_len) <= 0)
            return fail_zlib(output->name, gzip->file);
    return 0;
}

static int close_gzip_output(struct sky_output *output)
{
    struct gzip_output *gzip = (struct gzip_output *)output;
    int result = output->untouched ? begin_gzip(gzip) : 0;
    int code = gzip->file ? gzclose(gzip->file) : Z_OK;
    if (code != Z_OK)
        result = sky_fail("%s: %s", output->name, code == Z_ERRNO ? strerror(errno) : zError(code));
    if (sky_output_close_fd(output) < 0)
        result = -1;
    sky_output_finish(output);
    return result;
}

static const struct sky_output_kind gzip_output_kind = {
    .write = write_gzip,
    .close = close_gzip_output,
};

struct sky_output *sky_output_open_gzip(const char *path, const struct sky_geometry *geometry)
{
    struct gzip_output *gzip = sky_output_create(sizeof *gzip, &gzip_output_kind, path, geometry);
    if (!gzip)
        return NULL;
    if (sky_output_open_fd(&gzip->output, path) == 0) {
        gzip->output.recording = true;
        return &gzip->output;
    }
    sky_output_cancel(&gzip->output);
    return NULL;
}
