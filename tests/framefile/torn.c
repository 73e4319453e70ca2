/* SPDX-License-Identifier: ISC */
/* Never torn: one writer publishes as fast as it can, frames whose every byte follows from their number, and
 * readers check every byte of what they are given.
 *
 *     torn [FRAMES [GEOMETRY [processes|threads]]]
 *
 * Half of the readers copy the newest frame, one reads each next frame, one uses pixels in place. As threads it is
 * for ThreadSanitizer: all pixels are touched by relaxed atomic operations, so that any report is about the rest.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sky/error.h>
#include <sky/framefile.h>

#include "../unit/tap.h"
#include "base/clock.h"
#include "base/number.h"
#include "base/random.h"

#define READERS 4
#define HANG_NS UINT64_C(60000000000)

static struct sky_geometry geometry = {24, 8, 0};
static uint64_t frames = 5000;
static char path[64];

struct tally {
    uint64_t read, torn, rejected, backwards, skipped, last;
};

static struct tally *tallies; /* shared between the processes */

/* Pixels are handled as words of 8 bytes; a rest of up to 7 bytes has the low bytes of one more. */
static uint64_t word_of(uint64_t number, size_t place)
{
    return (number + place) * UINT64_C(0x9e3779b97f4a7c15);
}

static void draw(uint8_t *pixels, uint64_t number)
{
    size_t bytes = sky_frame_bytes(&geometry), words = bytes / 8;
    for (size_t i = 0; i < words; i++)
        __atomic_store_n((uint64_t *)(void *)pixels + i, word_of(number, i), __ATOMIC_RELAXED);
    for (size_t i = words * 8; i < bytes; i++)
        __atomic_store_n(pixels + i, (uint8_t)(word_of(number, words) >> (i % 8 * 8)), __ATOMIC_RELAXED);
}

static bool is_drawn(const uint8_t *pixels, uint64_t number)
{
    size_t bytes = sky_frame_bytes(&geometry), words = bytes / 8;
    uint64_t wrong = 0;
    for (size_t i = 0; i < words; i++)
        wrong |= __atomic_load_n((const uint64_t *)(const void *)pixels + i, __ATOMIC_RELAXED) ^ word_of(number, i);
    for (size_t i = words * 8; i < bytes; i++)
        wrong |= __atomic_load_n(pixels + i, __ATOMIC_RELAXED) ^ (uint8_t)(word_of(number, words) >> (i % 8 * 8));
    return wrong == 0;
}

static void *read_frames(void *context)
{
    struct tally *tally = context;
    long place = tally - tallies;
    struct sky_framefile_reader *reader = sky_framefile_reader_create(path, &geometry);
    if (!reader)
        return NULL;
    const struct sky_framefile_stats *stats = sky_framefile_reader_stats(reader);
    while (tally->last < frames) {
        const uint8_t *pixels;
        uint64_t deadline = sky_clock_ns() + HANG_NS;
        enum sky_next next = place == 0   ? sky_framefile_peek_newest(reader, &pixels, deadline)
                             : place == 1 ? sky_framefile_read_next(reader, &pixels, deadline)
                                          : sky_framefile_read_newest(reader, &pixels, deadline);
        if (next != SKY_NEXT_FRAME) {
            printf("# reader %ld stopped after frame %llu: %s\n", place, (unsigned long long)tally->last,
                   sky_error());
            break;
        }
        bool right;
        if (place == 0) {
            /* Whose number is it? It shows in the first word, if the frame is whole. */
            uint64_t first = __atomic_load_n((const uint64_t *)(const void *)pixels, __ATOMIC_RELAXED);
            uint64_t number = first * UINT64_C(0xf1de83e19937733d); /* the inverse of word_of()'s factor */
            right = is_drawn(pixels, number);
            if (!sky_framefile_accept(reader))
                continue;
            right = right && number == stats->number;
        } else {
            right = is_drawn(pixels, stats->number);
        }
        tally->torn += !right;
        tally->backwards += stats->number <= tally->last;
        tally->last = stats->number;
    }
    tally->read = stats->frames;
    tally->rejected = stats->rejected;
    tally->skipped = stats->skipped;
    sky_framefile_reader_destroy(reader);
    return NULL;
}

static bool write_frames(void)
{
    struct sky_framefile_writer *writer = sky_framefile_writer_create(path, &geometry, 30);
    bool written = writer != NULL;
    for (uint64_t number = 1; written && number <= frames; number++) {
        uint8_t *pixels = sky_framefile_begin(writer);
        if (pixels)
            draw(pixels, number);
        written = pixels && sky_framefile_publish(writer) == 0;
    }
    if (!written)
        printf("# the writer stopped: %s\n", sky_error());
    sky_framefile_writer_destroy(writer);
    return written;
}

static bool run_processes(void)
{
    pid_t readers[READERS];
    bool fine = true;
    for (int i = 0; i < READERS; i++)
        if ((readers[i] = fork()) == 0) {
            read_frames(&tallies[i]);
            fflush(stdout);
            _exit(0);
        }
    bool written = write_frames();
    for (int i = 0; i < READERS; i++) {
        int status;
        waitpid(readers[i], &status, 0);
        fine = fine && status == 0;
    }
    return written && fine;
}

static bool run_threads(void)
{
    pthread_t readers[READERS];
    for (int i = 0; i < READERS; i++)
        pthread_create(&readers[i], NULL, read_frames, &tallies[i]);
    bool written = write_frames();
    for (int i = 0; i < READERS; i++)
        pthread_join(readers[i], NULL);
    return written;
}

int main(int argc, char **argv)
{
    if ((argc > 1 && sky_integer_parse(argv[1], 1, UINT64_MAX / 2, &frames) < 0) ||
        (argc > 2 && sky_geometry_parse(&geometry, argv[2]) < 0))
        return sky_exit_misuse();
    bool threads = argc > 3 && strcmp(argv[3], "threads") == 0;
    char directory[] = "/dev/shm/sky-torn-XXXXXX";
    tallies = mmap(NULL, READERS * sizeof *tallies, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (tallies == MAP_FAILED || !mkdtemp(directory))
        return 1;
    snprintf(path, sizeof path, "%s/torn.sky", directory);

    uint64_t start = sky_clock_ns();
    bool fine = threads ? run_threads() : run_processes();
    double seconds = (double)(sky_clock_ns() - start) / 1e9;

    struct tally sum = {0};
    bool all_ended = true;
    static const char *const kinds[READERS] = {"in place", "each next", "newest", "newest"};
    for (int i = 0; i < READERS; i++) {
        const struct tally *tally = &tallies[i];
        printf("# reader %d (%s): %llu read, %llu torn, %llu rejected, %llu backwards, %llu passed over\n", i,
               kinds[i], (unsigned long long)tally->read, (unsigned long long)tally->torn,
               (unsigned long long)tally->rejected, (unsigned long long)tally->backwards,
               (unsigned long long)tally->skipped);
        sum.read += tally->read;
        sum.torn += tally->torn;
        sum.rejected += tally->rejected;
        sum.backwards += tally->backwards;
        all_ended = all_ended && tally->last == frames;
    }
    printf("# frames %llu in %.1f s, read %llu, torn %llu, rejected %llu, backwards %llu\n",
           (unsigned long long)frames, seconds, (unsigned long long)sum.read, (unsigned long long)sum.torn,
           (unsigned long long)sum.rejected, (unsigned long long)sum.backwards);
    ok(fine && all_ended, "%llu frames are published, and every reader comes to the last",
       (unsigned long long)frames);
    ok(sum.torn == 0, "no frame that was accepted is torn");
    ok(sum.backwards == 0, "no reader goes back");
    unlink(path);
    ok(rmdir(directory) == 0, "nothing is left behind");
    return done();
}
