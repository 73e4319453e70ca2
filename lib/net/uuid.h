/* SPDX-License-Identifier: ISC */
/* UUIDs of version 5: the same for the same namespace and name, and for no others. RFC 9562, 5.5. */
#ifndef SKY_NET_UUID_H
#define SKY_NET_UUID_H

#include <stddef.h>
#include <stdint.h>

#define SKY_UUID_BYTES 16

/* The UUID of a name of at most 4096 bytes in a namespace. */
void sky_uuid_make(uint8_t uuid[SKY_UUID_BYTES], const uint8_t namespace[SKY_UUID_BYTES], const char *name);

#endif
