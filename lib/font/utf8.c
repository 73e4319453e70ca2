/* SPDX-License-Identifier: ISC */
#include "font/utf8.h"

/* The number of bytes that follow the first one, or -1 if none begins with it. */
static int following(unsigned char first)
{
    if (first < 0x80)
        return 0;
    if (first < 0xc2)
        return -1;
    return first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : -1;
}

uint32_t sky_utf8_next(const char **text)
{
    static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
    const unsigned char *at = (const unsigned char *)*text;
    int more = following(*at);
    if (*at == '\0')
        return 0;
    ++*text;
    if (more <= 0)
        return more < 0 ? SKY_UTF8_BAD : *at;
    uint32_t character = *at & (0x3fu >> more);
    for (int i = 1; i <= more; i++) {
        if ((at[i] & 0xc0) != 0x80)
            return SKY_UTF8_BAD;
        character = character << 6 | (at[i] & 0x3fu);
    }
    if (character < least[more] || (character >= 0xd800 && character < 0xe000) || character > 0x10ffff)
        return SKY_UTF8_BAD;
    *text += more;
    return character;
}
