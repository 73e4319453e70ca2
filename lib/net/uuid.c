/* SPDX-License-Identifier: ISC */
#include "net/uuid.h"

#include <string.h>

/* SHA-1, FIPS 180-4, 6.1. It only has to tell names apart here; it protects nothing. */
enum { BLOCK = 64, DIGEST_WORDS = 5 };

static uint32_t rotate(uint32_t word, unsigned bits)
{
    return word << bits | word >> (32 - bits);
}

static void add_block(uint32_t state[DIGEST_WORDS], const uint8_t block[BLOCK])
{
    uint32_t w[80];
    for (int i = 0; i < 16; i++)
        w[i] = (uint32_t)block[4 * i] << 24 | (uint32_t)block[4 * i + 1] << 16 | (uint32_t)block[4 * i + 2] << 8 |
               block[4 * i + 3];
    for (int i = 16; i < 80; i++)
        w[i] = rotate(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
    uint32_t a = state[0], b = state[1], c = state[2], d = state[3], e = state[4];
    for (int i = 0; i < 80; i++) {
        uint32_t mixed, constant;
        if (i < 20)
            mixed = (b & c) | (~b & d), constant = 0x5a827999;
        else if (i < 40)
            mixed = b ^ c ^ d, constant = 0x6ed9eba1;
        else if (i < 60)
            mixed = (b & c) | (b & d) | (c & d), constant = 0x8f1bbcdc;
        else
            mixed = b ^ c ^ d, constant = 0xca62c1d6;
        uint32_t next = rotate(a, 5) + mixed + e + constant + w[i];
        e = d;
        d = c;
        c = rotate(b, 30);
        b = a;
        a = next;
    }
    state[0] += a;
    state[1] += b;
    state[2] += c;
    state[3] += d;
    state[4] += e;
}

void sky_uuid_make(uint8_t uuid[SKY_UUID_BYTES], const uint8_t namespace[SKY_UUID_BYTES], const char *name)
{
    uint32_t state[DIGEST_WORDS] = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0};
    uint8_t block[BLOCK];
    size_t used = SKY_UUID_BYTES, total = SKY_UUID_BYTES + strlen(name);
    memcpy(block, namespace, SKY_UUID_BYTES);
    for (; *name; name++) {
        block[used++] = (uint8_t)*name;
        if (used == BLOCK) {
            add_block(state, block);
            used = 0;
        }
    }
    block[used++] = 0x80;
    if (used > BLOCK - 8) {
        memset(block + used, 0, BLOCK - used);
        add_block(state, block);
        used = 0;
    }
    memset(block + used, 0, BLOCK - used);
    for (int i = 0; i < 4; i++)
        block[BLOCK - 1 - i] = (uint8_t)(total * 8 >> 8 * i);
    add_block(state, block);
    for (int i = 0; i < SKY_UUID_BYTES; i++)
        uuid[i] = (uint8_t)(state[i / 4] >> 8 * (3 - i % 4));
    uuid[6] = (uint8_t)((uuid[6] & 0x0f) | 0x50);
    uuid[8] = (uint8_t)((uuid[8] & 0x3f) | 0x80);
}
