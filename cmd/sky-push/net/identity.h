/* SPDX-License-Identifier: ISC */
/* Who we are on the network. */
#ifndef SKY_PUSH_IDENTITY_H
#define SKY_PUSH_IDENTITY_H

#include <stddef.h>
#include <stdint.h>

#include "net/uuid.h"

/* A UUID of this machine and these words: the same whenever they are given again, and another one elsewhere. */
void identity_make(uint8_t uuid[SKY_UUID_BYTES], const char *words);

/* Writes "sky-push on HOST", cut to `size` bytes with its NUL. */
void identity_name(char *text, size_t size);

#endif
