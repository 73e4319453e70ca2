/* SPDX-License-Identifier: ISC */
#include "stream/recording.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <sky/pace.h>

#include "base/bytes.h"
#include "base/file.h"
#include "stream/kinds.h"

#define COMMENT "skyscreen "
#define COMMENT_AT 24

static const uint8_t begin[16] = {0x1f, 0x8b, 8, 0x14, 0, 0, 0, 0, 4, 0xff, 12, 0, 'S', 'K', 8, 0};

static void put_u32(uint8_t *bytes, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        bytes[i] = (uint8_t)(value >> (8 * i));
}

size_t sky_member_format(const struct sky_member *member, uint8_t header[SKY_MEMBER_HEADER_MAX])
{
    char shape[SKY_GEOMETRY_TEXT];
    memcpy(header, begin, sizeof begin);
    put_u32(header + 16, member->bytes);
    put_u32(header + 20, member->frames);
    int length = snprintf((char *)header + COMMENT_AT, SKY_MEMBER_HEADER_MAX - COMMENT_AT, COMMENT "%s %.10g fps",
                          sky_geometry_format(&member->geometry, shape), member->fps);
    return COMMENT_AT + (size_t)length + 1;
}

/* Parses "skyscreen 360x288 30 fps". False when the text is another. */
static bool parse_comment(struct sky_member *member, const char *text)
{
    char shape[SKY_GEOMETRY_TEXT], rate[SKY_GEOMETRY_TEXT];
    return sscanf(text, COMMENT "%39s %39s fps", shape, rate) == 2 &&
           sky_geometry_parse(&member->geometry, shape) == 0 && sky_fps_parse(&member->fps, rate) == 0;
}

bool sky_member_parse(struct sky_member *member, const uint8_t *bytes, size_t count)
{
    char comment[SKY_MEMBER_HEADER_MAX] = "";
    if (count < COMMENT_AT || memcmp(bytes, begin, 4) != 0 || memcmp(bytes + 10, begin + 10, 6) != 0)
        return false;
    *member = (struct sky_member){.bytes = sky_read_u32(bytes + 16), .frames = sky_read_u32(bytes + 20)};
    size_t length = count - COMMENT_AT < sizeof comment - 1 ? count - COMMENT_AT : sizeof comment - 1;
    memcpy(comment, bytes + COMMENT_AT, length);
    if (!parse_comment(member, comment))
        member->fps = 0;
    return true;
}

bool sky_member_read(struct sky_member *member, int fd, uint64_t offset)
{
    uint8_t header[SKY_MEMBER_HEADER_MAX];
    ssize_t got;
    do
        got = pread(fd, header, sizeof header, (off_t)offset);
    while (got < 0 && errno == EINTR);
    return got > 0 && sky_member_parse(member, header, (size_t)got);
}

bool sky_recording_peek(const char *operand, struct sky_geometry *geometry, double *fps)
{
    struct sky_member member;
    if (operand[0] == '@' || strncmp(operand, SKY_RAW, strlen(SKY_RAW)) == 0 || !sky_file_has_suffix(operand, ".gz"))
        return false;
    int fd = open(operand, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
    bool found = fd >= 0 && sky_member_read(&member, fd, 0) && member.fps > 0;
    if (fd >= 0)
        close(fd);
    if (found) {
        *geometry = member.geometry;
        *fps = member.fps;
    }
    return found;
}
