/* SPDX-License-Identifier: ISC */
/* Speaks from a virtual machine to QEMU by semihosting: `semihost put FILE` writes standard input to a file of the
 * host's, in QEMU's folder, `semihost exit STATUS` ends QEMU. Arm: "Semihosting for AArch32 and AArch64", 2.0. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { SYS_OPEN = 1, SYS_CLOSE = 2, SYS_WRITE = 5, SYS_EXIT_EXTENDED = 0x20 };
enum { OPEN_WB = 5 };
#define APPLICATION_EXIT 0x20026

/* Its arguments come in the registers that semihosting wants them in, and so does the result. */
intptr_t call(intptr_t operation, const void *block);
__asm__("call: hlt #0xf000\n"
        "      ret\n");

static int put(const char *path)
{
    static char buffer[1 << 18];
    intptr_t handle = call(SYS_OPEN, (uintptr_t[]){(uintptr_t)path, OPEN_WB, strlen(path)});
    ssize_t got = 0;
    if (handle < 0)
        return 1;
    while ((got = read(STDIN_FILENO, buffer, sizeof buffer)) > 0)
        if (call(SYS_WRITE, (uintptr_t[]){(uintptr_t)handle, (uintptr_t)buffer, (uintptr_t)got}) != 0)
            return 1; /* so many bytes are missing */
    return got < 0 || call(SYS_CLOSE, (uintptr_t[]){(uintptr_t)handle}) != 0;
}

int main(int argc, char **argv)
{
    if (argc == 3 && strcmp(argv[1], "put") == 0)
        return put(argv[2]);
    if (argc == 3 && strcmp(argv[1], "exit") == 0)
        call(SYS_EXIT_EXTENDED, (uintptr_t[]){APPLICATION_EXIT, (uintptr_t)atoi(argv[2])});
    fprintf(stderr, "usage: semihost put FILE | exit STATUS\n");
    return 2;
}
