/* SPDX-License-Identifier: ISC */
#include "kernel/kernel.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include <sky/error.h>

extern const struct sky_kernels sky_kernels_c;
#if defined(__x86_64__)
extern const struct sky_kernels sky_kernels_sse2, sky_kernels_avx2, sky_kernels_avx512;
#elif defined(__aarch64__)
extern const struct sky_kernels sky_kernels_neon;
#endif

const struct sky_kernels *const *sky_kernels_all(void)
{
    static const struct sky_kernels *all[5];
    size_t count = 0;
    all[count++] = &sky_kernels_c;
#if defined(__x86_64__)
    all[count++] = &sky_kernels_sse2;
    if (__builtin_cpu_supports("avx2"))
        all[count++] = &sky_kernels_avx2;
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl"))
        all[count++] = &sky_kernels_avx512;
#elif defined(__aarch64__)
    all[count++] = &sky_kernels_neon;
#endif
    all[count] = NULL;
    return all;
}

static const struct sky_kernels *chosen;

static void choose(void)
{
    const char *wanted = getenv("SKY_CPU");
    const struct sky_kernels *const *all = sky_kernels_all();
    for (size_t i = 0; all[i]; i++) {
        chosen = all[i];
        if (wanted && strcmp(chosen->name, wanted) == 0)
            return;
    }
    if (wanted && *wanted)
        sky_warn("$SKY_CPU: this machine has no kernels called '%.40s'; using %s", wanted, chosen->name);
}

/* The first call may come from any thread. */
const struct sky_kernels *sky_kernels(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, choose);
    return chosen;
}
