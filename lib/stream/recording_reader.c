/* SPDX-License-Identifier: ISC */
/* Reading recordings, see stream/recording.h, and any other gzip file of frames. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <zlib.h>

#include <sky/error.h>
#include <sky/signals.h>

#include "stream/kinds.h"
#include "stream/recording.h"

#define BUFFER_BYTES (1u << 17)

/* zlib's gzread() drops what it had decompressed in the same buffer before damage; with inflate() every whole frame
 * before it is delivered. */
struct recording_input {
    struct sky_input input;
    z_stream stream;
    bool ready;                /* `stream` wants inflateEnd() */
    bool inside;               /* a member has begun, and its end was not read */
    struct sky_member member;  /* that one; bytes 0: no header of a recording */
    uint64_t start;            /* its offset in the file */
    uint64_t given;            /* frames of it that were given or skipped */
    uint64_t offset;           /* in the file, of the end of `buffer` */
    bool recording;            /* there was a header of a recording */
    bool over;                 /* there is nothing more to read, whatever the file has */
    double fps;                /* as recorded, or 0 */
    uint8_t *frame;
    uint8_t buffer[BUFFER_BYTES];
};

static int fail_input(const struct sky_input *input, const char *why)
{
    return sky_fail("%s: %s, in frame %llu", input->name, why, (unsigned long long)input->number);
}

/* ---- Bytes ---- */

/* Reads until `count` bytes are there, unless the file ends before. Returns how many are, or -1 with the error set. */
static int64_t fill_buffer(struct recording_input *recording, size_t count)
{
    z_stream *stream = &recording->stream;
    if (stream->avail_in < count)
        memmove(recording->buffer, stream->next_in, stream->avail_in);
    while (stream->avail_in < count) {
        ssize_t got = read(recording->input.fd, recording->buffer + stream->avail_in, BUFFER_BYTES - stream->avail_in);
        if (got < 0 && errno == EINTR && !sky_signals_stop())
            continue;
        if (got < 0)
            return fail_input(&recording->input, strerror(errno));
        stream->next_in = recording->buffer;
        if (got == 0)
            break;
        stream->avail_in += (uInt)got;
        recording->offset += (uint64_t)got;
    }
    return stream->avail_in;
}

/* Goes to an offset of the file, where a member begins. */
static int seek(struct recording_input *recording, uint64_t offset)
{
    if (lseek(recording->input.fd, (off_t)offset, SEEK_SET) < 0)
        return sky_fail("%s: %s", recording->input.name, strerror(errno));
    recording->stream.next_in = recording->buffer;
    recording->stream.avail_in = 0;
    recording->offset = offset;
    recording->inside = false;
    return 0;
}

/* ---- Members ---- */

static bool is_gzip(const z_stream *stream)
{
    return stream->avail_in >= 2 && stream->next_in[0] == 0x1f && stream->next_in[1] == 0x8b;
}

/* Passes over what follows the last member: zeros that pad the file, or anything else, which is warned of, as gzip
 * does. Returns 0, or -1 with the error set. */
static int pass_padding(struct recording_input *recording)
{
    z_stream *stream = &recording->stream;
    for (;;) {
        for (; stream->avail_in > 0 && *stream->next_in == 0; stream->avail_in--)
            stream->next_in++;
        if (stream->avail_in > 0)
            break;
        int64_t left = fill_buffer(recording, 1);
        if (left <= 0)
            return (int)left;
    }
    if (!recording->input.quiet)
        sky_warn("%s: what follows the last frame is not a recording, and is ignored", recording->input.name);
    recording->input.quiet = true;
    return 0;
}

/* Begins the member that is next in the file. Returns 1; 0 when there is none; -1 with the error set. */
static int begin_member(struct recording_input *recording)
{
    struct sky_input *input = &recording->input;
    z_stream *stream = &recording->stream;
    int64_t count = fill_buffer(recording, SKY_MEMBER_HEADER_MAX);
    if (count < 0)
        return -1;
    if (recording->over || count == 0)
        return 0;
    if (!is_gzip(stream)) {
        recording->over = true;
        return pass_padding(recording);
    }
    recording->start = recording->offset - stream->avail_in;
    recording->given = 0;
    recording->member.bytes = 0;
    if (sky_member_parse(&recording->member, stream->next_in, stream->avail_in)) {
        recording->recording = true;
        if (recording->member.fps > 0 &&
            sky_geometry_check(input->name, &recording->member.geometry, &input->geometry) < 0)
            return -1;
        if (recording->fps == 0)
            recording->fps = recording->member.fps;
    }
    recording->inside = true;
    return inflateReset(stream) == Z_OK ? 1 : fail_input(input, "cannot be decompressed");
}

/* Takes the end of the file inside a member. In a recording that is no error: its recorder was killed. Returns 0, or -1
 * with the error set. */
static int end_inside(struct recording_input *recording)
{
    if (!recording->recording)
        return fail_input(&recording->input, "the compressed data ends too soon");
    if (!recording->input.quiet)
        sky_warn("%s: ends inside frame %llu; the recorder was stopped there, or the file was cut",
                 recording->input.name, (unsigned long long)recording->input.number);
    recording->input.quiet = recording->over = true;
    recording->stream.avail_out = (uInt)recording->input.bytes; /* a part of a frame is dropped */
    return 0;
}

/* ---- Frames ---- */

/* Decompresses until the frame is full or the data ends. Returns 1 for the one, 0 for the other, -1 on failure. */
static int fill_frame(struct recording_input *recording)
{
    z_stream *stream = &recording->stream;
    while (stream->avail_out > 0) {
        if (recording->over)
            return 0;
        if (!recording->inside) {
            int begun = begin_member(recording);
            if (begun <= 0)
                return begun;
        }
        int64_t left = stream->avail_in > 0 ? 1 : fill_buffer(recording, 1);
        if (left <= 0)
            return left < 0 ? -1 : end_inside(recording);
        int code = inflate(stream, Z_NO_FLUSH);
        recording->inside = code != Z_STREAM_END;
        bool damaged = code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR;
        if (damaged && stream->avail_out > 0) /* a frame that is whole is given first; then inflate() fails again */
            return fail_input(&recording->input, stream->msg ? stream->msg : zError(code));
    }
    return 1;
}

static enum sky_next next_recording(struct sky_input *input, const uint8_t **frame, uint64_t deadline)
{
    (void)deadline; /* a recording is there or it is not */
    struct recording_input *recording = (struct recording_input *)input;
    recording->stream.next_out = recording->frame;
    recording->stream.avail_out = (uInt)input->bytes;
    int filled = fill_frame(recording);
    if (filled < 0)
        return SKY_NEXT_FAILED;
    size_t found = input->bytes - recording->stream.avail_out;
    if (filled == 0)
        return found ? sky_input_ended_inside(input, found) : SKY_NEXT_END;
    recording->given++;
    *frame = recording->frame;
    return SKY_NEXT_FRAME;
}

static int rewind_recording(struct sky_input *input)
{
    struct recording_input *recording = (struct recording_input *)input;
    if (lseek(input->fd, 0, SEEK_SET) < 0)
        return sky_fail("%s: cannot be read again from its beginning", input->name);
    recording->over = false;
    return seek(recording, 0);
}

/* The number of frames left in a member, by its header. The header is trusted if another member or the end of the file
 * is where this one should end, which `end` gets. -1: unknown. */
static int64_t left_in_member(const struct recording_input *recording, const struct sky_member *member,
                               uint64_t start, uint64_t given, uint64_t *end)
{
    struct stat status;
    uint8_t magic[2];
    if (member->bytes == 0 || fstat(recording->input.fd, &status) < 0 || !S_ISREG(status.st_mode))
        return -1;
    *end = start + member->bytes;
    bool last = *end == (uint64_t)status.st_size;
    if (!last && (pread(recording->input.fd, magic, 2, (off_t)*end) != 2 || magic[0] != 0x1f || magic[1] != 0x8b))
        return -1;
    return member->frames > given ? (int64_t)(member->frames - given) : 0;
}

/* Goes to the end of the current member, if no more than `count` frames are left in it. */
static int64_t skip_recording(struct sky_input *input, uint64_t count)
{
    struct recording_input *recording = (struct recording_input *)input;
    uint64_t end;
    if (!recording->inside && begin_member(recording) < 0)
        return -1;
    if (!recording->inside)
        return 0;
    int64_t left = left_in_member(recording, &recording->member, recording->start, recording->given, &end);
    if (left < 0 || (uint64_t)left > count)
        return 0;
    return seek(recording, end) < 0 ? -1 : left;
}

/* Goes from header to header to the file's end. */
static int64_t left_recording(const struct sky_input *input)
{
    const struct recording_input *recording = (const struct recording_input *)input;
    struct sky_member member = recording->member;
    struct stat status;
    uint64_t start = recording->inside ? recording->start : recording->offset - recording->stream.avail_in, end;
    uint64_t given = recording->inside ? recording->given : 0;
    int64_t frames = 0, left;
    if (fstat(input->fd, &status) < 0 || !S_ISREG(status.st_mode))
        return -1;
    for (; start < (uint64_t)status.st_size; start = end, given = 0) {
        if ((!recording->inside || start != recording->start) && !sky_member_read(&member, input->fd, start))
            return -1;
        left = left_in_member(recording, &member, start, given, &end);
        if (left < 0)
            return -1;
        frames += left;
    }
    return frames;
}

static void close_recording(struct sky_input *input)
{
    struct recording_input *recording = (struct recording_input *)input;
    if (recording->ready)
        inflateEnd(&recording->stream);
    if (input->fd >= 0)
        close(input->fd);
    free(recording->frame);
    sky_input_finish(input);
}

static double fps_of_recording(const struct sky_input *input)
{
    return ((const struct recording_input *)input)->fps;
}

static const struct sky_input_kind recording_input_kind = {
    .next = next_recording,
    .rewind = rewind_recording,
    .skip = skip_recording,
    .left = left_recording,
    .fps = fps_of_recording,
    .close = close_recording,
};

struct sky_input *sky_input_open_recording(const char *path, const struct sky_geometry *geometry)
{
    struct recording_input *recording = sky_input_create(sizeof *recording, &recording_input_kind, path, geometry);
    struct stat status;
    if (!recording)
        return NULL;
    recording->input.fd = open(path, O_RDONLY | O_CLOEXEC);
    if (recording->input.fd < 0) {
        sky_fail("%s: %s", path, strerror(errno));
        goto failed;
    }
    if (fstat(recording->input.fd, &status) == 0 && S_ISDIR(status.st_mode)) {
        sky_fail("%s: is a directory", path);
        goto failed;
    }
    recording->stream.next_in = recording->buffer;
    recording->ready = inflateInit2(&recording->stream, MAX_WBITS + 16) == Z_OK; /* with gzip's headers */
    if (!recording->ready) {
        sky_fail("%s: out of memory", path);
        goto failed;
    }
    recording->frame = sky_frame_alloc(recording->input.bytes);
    if (!recording->frame || fill_buffer(recording, 2) < 0)
        goto failed;
    if (!is_gzip(&recording->stream)) {
        sky_fail("%s: is not a gzip file", path);
        goto failed;
    }
    if (begin_member(recording) > 0)
        return &recording->input;
failed:
    close_recording(&recording->input);
    return NULL;
}
