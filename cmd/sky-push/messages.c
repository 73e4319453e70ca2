/* SPDX-License-Identifier: ISC */
#include "sky-push/messages.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

int messages_hold(void)
{
    int real = isatty(STDERR_FILENO) ? fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1) : -1;
    int file = real >= 0 ? memfd_create("messages", MFD_CLOEXEC) : -1;
    if (file < 0 || dup2(file, STDERR_FILENO) < 0) {
        if (real >= 0)
            close(real);
        real = -1;
    }
    if (file >= 0)
        close(file);
    return real;
}

void messages_release(int real)
{
    char text[4096];
    off_t at = 0;
    if (real < 0)
        return;
    for (ssize_t got; (got = pread(STDERR_FILENO, text, sizeof text, at)) > 0; at += got)
        if (write(real, text, (size_t)got) < 0)
            break;
    dup2(real, STDERR_FILENO);
    close(real);
}
