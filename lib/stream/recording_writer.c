/* SPDX-License-Identifier: ISC */
/* Writing recordings: see stream/recording.h. A member is compressed in memory, since its header holds its length, and
 * written at once. */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include <sky/error.h>
#include <sky/signals.h>

#include "base/clock.h"
#include "stream/kinds.h"
#include "stream/recording.h"

/* Fast enough to record 360x288 at 30 frames a second on a Raspberry Pi; the levels above it save little on
 * moving pictures. */
#define LEVEL 1
#define MEMORY_LEVEL 8 /* zlib's default */
#define MEMBER_NS UINT64_C(500000000) /* half of what a kill may cost */
#define MEMBER_SECONDS 0.5
#define MEMBER_BYTES (1u << 24) /* of frames, at most, but at least one frame: what is held in memory */
#define SYNC_NS UINT64_C(5000000000)
/* So much is handed to the disk at once, without waiting, so that there is little left to wait for when the file is
 * synchronised: 20 MB to an SD card would hold up a show for seconds. */
#define FLUSH_BYTES (1 << 20)

struct recording_output {
    struct sky_output output;
    struct sky_member member; /* the one that is being made */
    uint32_t frames_max;   /* in a member */
    z_stream stream;       /* raw deflate, into `bytes` behind the header */
    uint8_t *bytes;        /* room for a member */
    size_t size;
    uLong crc;
    bool ready;            /* `stream` wants deflateEnd() */
    bool complete;         /* the file has a member; an empty one is a recording too */
    bool regular;          /* it is a file, not a device or FIFO */
    bool failed;           /* nothing more can be written */
    uint64_t written, synced; /* when, ns; 0: not yet */
    off_t flushed;         /* the file up to here was handed to the disk */
};

static void begin_member(struct recording_output *recording)
{
    recording->member.frames = 0;
    size_t header = sky_member_format(&recording->member, recording->bytes);
    recording->crc = crc32(0, NULL, 0);
    deflateReset(&recording->stream);
    recording->stream.next_out = recording->bytes + header;
    recording->stream.avail_out = (uInt)(recording->size - header - SKY_MEMBER_TRAILER);
}

/* Writes a whole member, or else leaves the members before it as they are. */
static int write_member(struct recording_output *recording)
{
    const struct sky_output *output = &recording->output;
    const uint8_t *bytes = recording->bytes;
    off_t start = lseek(output->fd, 0, SEEK_CUR);
    for (size_t left = recording->member.bytes; left > 0;) {
        ssize_t put = write(output->fd, bytes, left);
        if (put < 0 && (errno != EINTR || sky_signals_stop())) {
            recording->failed = true;
            sky_fail("%s: %s", output->name, strerror(errno));
            if (recording->regular && ftruncate(output->fd, start) < 0)
                sky_warn("%s: ends inside a frame", output->name);
            return -1;
        }
        put = put < 0 ? 0 : put;
        bytes += put;
        left -= (size_t)put;
    }
    off_t unflushed = start + (off_t)recording->member.bytes - recording->flushed;
    if (recording->regular && unflushed >= FLUSH_BYTES) {
        sync_file_range(output->fd, recording->flushed, unflushed, SYNC_FILE_RANGE_WRITE); /* only speed needs it */
        recording->flushed += unflushed;
    }
    return 0;
}

/* Ends the member and writes it. Returns 0, or -1 with the error set. */
static int end_member(struct recording_output *recording)
{
    z_stream *stream = &recording->stream;
    stream->avail_in = 0;
    if (deflate(stream, Z_FINISH) != Z_STREAM_END)
        return sky_fail("%s: cannot be compressed", recording->output.name);
    uint8_t *end = stream->next_out;
    for (int i = 0; i < 4; i++) {
        end[i] = (uint8_t)(recording->crc >> (8 * i));
        end[4 + i] = (uint8_t)(stream->total_in >> (8 * i));
    }
    recording->member.bytes = (uint32_t)(end + SKY_MEMBER_TRAILER - recording->bytes);
    sky_member_format(&recording->member, recording->bytes);
    if (sky_output_truncate(&recording->output) < 0 || write_member(recording) < 0)
        return -1;
    recording->complete = true;
    begin_member(recording);
    return 0;
}

/* A device without storage cannot be synchronised, which is no failure. */
static int sync_file(struct recording_output *recording, uint64_t now)
{
    recording->synced = now;
    if (fdatasync(recording->output.fd) < 0 && errno != EINVAL && errno != EROFS && errno != EINTR)
        return sky_fail("%s: %s", recording->output.name, strerror(errno));
    return 0;
}

/* A member ends with the last frame of half a second of the show, and with the first that comes so long after the last
 * member was written. So what a killed recorder had in memory is less than a second, by either clock. */
static int end_frame(struct recording_output *recording)
{
    uint64_t now = sky_clock_ns();
    if (recording->written == 0)
        recording->written = recording->synced = now;
    recording->member.frames++;
    if (recording->member.frames < recording->frames_max && now - recording->written < MEMBER_NS)
        return 0;
    if (end_member(recording) < 0)
        return -1;
    recording->written = now;
    return now - recording->synced >= SYNC_NS ? sync_file(recording, now) : 0;
}

static int write_recording(struct sky_output *output, struct iovec *pieces, int count)
{
    struct recording_output *recording = (struct recording_output *)output;
    z_stream *stream = &recording->stream;
    if (sky_output_truncate(output) < 0)
        return -1;
    for (int i = 0; i < count; i++) {
        stream->next_in = pieces[i].iov_base;
        stream->avail_in = (uInt)pieces[i].iov_len;
        recording->crc = crc32(recording->crc, stream->next_in, stream->avail_in);
        if (stream->avail_in > 0 && (deflate(stream, Z_NO_FLUSH) != Z_OK || stream->avail_in > 0))
            return sky_fail("%s: cannot be compressed", output->name);
    }
    return end_frame(recording);
}

static int close_recording(struct sky_output *output)
{
    struct recording_output *recording = (struct recording_output *)output;
    int result = 0;
    if (recording->ready && !recording->failed && (recording->member.frames > 0 || output->untouched))
        result = end_member(recording);
    if (result == 0 && recording->complete)
        result = sync_file(recording, 0);
    if (recording->ready)
        deflateEnd(&recording->stream);
    if (sky_output_close_fd(output) < 0)
        result = -1;
    free(recording->bytes);
    sky_output_finish(output);
    return result;
}

static const struct sky_output_kind recording_output_kind = {
    .write = write_recording,
    .close = close_recording,
};

/* Memory for a member of frames that cannot be compressed. Returns 0, or -1 with the error set. */
static int prepare(struct recording_output *recording, double fps)
{
    size_t bytes = recording->output.bytes, most = MEMBER_BYTES / bytes;
    double frames = fps * MEMBER_SECONDS;
    recording->frames_max = frames < (double)most ? (uint32_t)frames : (uint32_t)most;
    recording->frames_max += recording->frames_max == 0;
    recording->member = (struct sky_member){.geometry = recording->output.geometry, .fps = fps};
    recording->ready =
        deflateInit2(&recording->stream, LEVEL, Z_DEFLATED, -MAX_WBITS, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) == Z_OK;
    if (!recording->ready)
        return sky_fail("%s: out of memory", recording->output.name);
    recording->size = SKY_MEMBER_HEADER_MAX + SKY_MEMBER_TRAILER +
                      deflateBound(&recording->stream, (uLong)(recording->frames_max * bytes));
    recording->bytes = malloc(recording->size);
    if (!recording->bytes)
        return sky_fail("%s: out of memory", recording->output.name);
    begin_member(recording);
    return 0;
}

struct sky_output *sky_output_open_recording(const char *path, const struct sky_geometry *geometry, double fps)
{
    struct recording_output *recording = sky_output_create(sizeof *recording, &recording_output_kind, path, geometry);
    if (!recording)
        return NULL;
    if (sky_output_open_fd(&recording->output, path) == 0 && prepare(recording, fps) == 0) {
        recording->regular = recording->output.recording;
        recording->output.recording = true;
        return &recording->output;
    }
    sky_output_cancel(&recording->output);
    return NULL;
}
