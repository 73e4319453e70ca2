/* SPDX-License-Identifier: ISC */
/* What it costs to hand a frame of 360x288 from one process to another, for `make bench-transport`: one writer on
 * the first processor, one reader on the last, the ways in turn, the medians of all rounds. It prints; people judge.
 *
 *     transport [ROUNDS [WAY]]    WAY is a part of a way's name, to measure that one alone
 *
 * Every way does the same work. The writer stores each byte of a frame once, in the frame's own place where there
 * is one, and the reader compares each byte with what the frame's number makes of it. Each round has two parts:
 *
 * paced: frames at a fixed rate, so that the reader waits in between. A frame is timed from just before the call
 * that publishes, writes, unlocks or sends it until its last byte was compared. One that the reader passed over
 * counts as seen with the one that was seen in its place.
 *
 * flat out: the writer draws as fast as it can; frames that the reader saw are counted. */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <sky/error.h>
#include <sky/framefile.h>

#include "base/clock.h"
#include "base/number.h"

#ifdef HAVE_ZMQ
#include <zmq.h>
#endif

#define FRAME ((size_t)360 * 288 * 3)
#define WORDS (FRAME / 8)
#define PACED_FRAMES 500
#define PACED_NS UINT64_C(2000000) /* 500 frames a second: each reader has time to fall asleep */
#define WARM_FRAMES 50             /* the first ones meet cold caches and pages; they are not counted */
#define FLAT_OUT_NS UINT64_C(500000000)
#define POLL_NS 100000
#define ROUNDS_MAX 99
#define HANG_SECONDS 60

static const struct sky_geometry geometry = {360, 288, 0};
static char directory[] = "/dev/shm/sky-transport-XXXXXX";
static char path[sizeof directory + 16], endpoint[sizeof path + 8];

/* Shared by the two processes and their parent. */
static struct run {
    bool paced;
    _Atomic int writer_ready, reader_ready;
    _Atomic uint64_t last; /* the number of the last frame, once the writer knows; 0 before */
    uint64_t begun, ended; /* ns */
    uint64_t seen_frames;
    double reader_cpu;     /* seconds */
    int64_t writer_io;     /* bytes that the writer moved by read and write calls; -1 unknown */
    _Atomic uint64_t sent[PACED_FRAMES + 1], seen[PACED_FRAMES + 1];
} *run;

/* ---- Frames ---- */

/* Word i of frame n is n * 2^20 + i. Frames number from 1. */
static void draw(uint8_t *pixels, uint64_t number)
{
    uint64_t *words = (uint64_t *)(void *)pixels;
    for (size_t i = 0; i < WORDS; i++)
        words[i] = (number << 20) + i;
}

static uint64_t number_of(const uint8_t *pixels)
{
    return *(const uint64_t *)(const void *)pixels >> 20;
}

static bool is_drawn(const uint8_t *pixels, uint64_t number)
{
    const uint64_t *words = (const uint64_t *)(const void *)pixels;
    uint64_t wrong = 0;
    for (size_t i = 0; i < WORDS; i++)
        wrong |= words[i] ^ ((number << 20) + i);
    return wrong == 0;
}

/* ---- The ways ---- */

/* A process has one end of one way, so their state is static. Failing calls have kept an error. */
struct way {
    const char *name;
    int (*prepare)(void); /* optional: before the two processes part */

    int (*open_writer)(void);
    uint8_t *(*begin)(void); /* where to draw */
    int (*send)(void);

    int (*open_reader)(void);
    const uint8_t *(*receive)(void); /* waits for a frame; the same one may come twice */
    bool (*accept)(void);            /* optional: false when what was read was not whole after all */
    int (*release)(void);            /* optional: the reader has finished with the frame */
    void (*close)(void);             /* optional: either end */
};

static int fail_errno(const char *what)
{
    return sky_fail("%s: %s", what, strerror(errno));
}

/* The frame file. Its first frame is published before the reader comes, which then need not say that it waits. */

static struct sky_framefile_writer *writer;
static struct sky_framefile_reader *reader;

static int file_open_writer(void)
{
    writer = sky_framefile_writer_create(path, &geometry, 30);
    uint8_t *pixels = writer ? sky_framefile_begin(writer) : NULL;
    if (!pixels)
        return -1;
    draw(pixels, 0);
    return sky_framefile_publish(writer);
}

static int file_open_lockstep(void)
{
    if (file_open_writer() < 0)
        return -1;
    sky_framefile_writer_lockstep(writer);
    return 0;
}

static uint8_t *file_begin(void)
{
    return sky_framefile_begin(writer);
}

static int file_send(void)
{
    return sky_framefile_publish(writer);
}

static int file_open_reader(void)
{
    reader = sky_framefile_reader_create(path, &geometry);
    return reader ? 0 : -1;
}

static const uint8_t *file_look(void)
{
    const uint8_t *frame;
    return sky_framefile_peek_newest(reader, &frame, UINT64_MAX) == SKY_NEXT_FRAME ? frame : NULL;
}

static bool file_accept(void)
{
    return sky_framefile_accept(reader);
}

static const uint8_t *file_copy_newest(void)
{
    const uint8_t *frame;
    return sky_framefile_read_newest(reader, &frame, UINT64_MAX) == SKY_NEXT_FRAME ? frame : NULL;
}

static const uint8_t *file_copy_next(void)
{
    const uint8_t *frame;
    return sky_framefile_read_next(reader, &frame, UINT64_MAX) == SKY_NEXT_FRAME ? frame : NULL;
}

static void file_close(void)
{
    sky_framefile_writer_destroy(writer);
    sky_framefile_reader_destroy(reader);
}

/* A pipe of 1 MiB. */

static int ends[2];
static uint8_t *buffer;

static int pipe_prepare(void)
{
    if (pipe(ends) < 0)
        return fail_errno("pipe");
    return fcntl(ends[1], F_SETPIPE_SZ, 1 << 20) < 0 ? fail_errno("F_SETPIPE_SZ") : 0;
}

static int pipe_open(void)
{
    buffer = aligned_alloc(4096, (FRAME + 4095) / 4096 * 4096);
    return buffer ? 0 : sky_fail("out of memory");
}

static uint8_t *pipe_begin(void)
{
    return buffer;
}

static int pipe_send(void)
{
    for (size_t sent = 0; sent < FRAME;) {
        ssize_t written = write(ends[1], buffer + sent, FRAME - sent);
        if (written < 0)
            return fail_errno("pipe");
        sent += (size_t)written;
    }
    return 0;
}

static const uint8_t *pipe_receive(void)
{
    for (size_t filled = 0; filled < FRAME;) {
        ssize_t got = read(ends[0], buffer + filled, FRAME - filled);
        if (got <= 0) {
            fail_errno("pipe");
            return NULL;
        }
        filled += (size_t)got;
    }
    return buffer;
}

static void pipe_close(void)
{
    free(buffer);
}

/* A mapped file of one frame, and flock(). A lock wakes nobody when a frame was drawn, so the reader looks again
 * and again, each time under the lock: without rest, which takes a processor; or with 100 us between. */

static int map_fd;
static uint8_t *map;
static uint64_t map_seen;

static int map_open(void)
{
    map_fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (map_fd < 0 || ftruncate(map_fd, (off_t)FRAME) < 0)
        return fail_errno(path);
    map = mmap(NULL, FRAME, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, map_fd, 0);
    prctl(PR_SET_TIMERSLACK, 1UL); /* 100 us are to be that, and not 150 */
    return map == MAP_FAILED ? fail_errno(path) : 0;
}

static uint8_t *map_begin(void)
{
    return flock(map_fd, LOCK_EX) < 0 ? NULL : map;
}

static int map_unlock(void)
{
    return flock(map_fd, LOCK_UN);
}

static const uint8_t *map_receive(const struct timespec *pause)
{
    for (;;) {
        if (flock(map_fd, LOCK_SH) < 0)
            return NULL;
        if (number_of(map) > map_seen) {
            map_seen = number_of(map);
            return map;
        }
        flock(map_fd, LOCK_UN);
        if (pause)
            nanosleep(pause, NULL);
    }
}

static const uint8_t *map_spin(void)
{
    return map_receive(NULL);
}

static const uint8_t *map_poll(void)
{
    return map_receive(&(struct timespec){.tv_nsec = POLL_NS});
}

#ifdef HAVE_ZMQ
/* The first skyscreen's way: the frame is in a mapped file, a message says that it was drawn, the reply that it was
 * read. */

static void *context, *socket_of_end;

static int zmq_open(int type)
{
    if (map_open() < 0)
        return -1;
    context = zmq_ctx_new();
    socket_of_end = zmq_socket(context, type);
    if ((type == ZMQ_REP ? zmq_bind(socket_of_end, endpoint) : zmq_connect(socket_of_end, endpoint)) < 0)
        return fail_errno(endpoint);
    return 0;
}

static int zmq_open_writer(void)
{
    return zmq_open(ZMQ_REQ);
}

static int zmq_open_reader(void)
{
    return zmq_open(ZMQ_REP);
}

static uint8_t *zmq_begin(void)
{
    return map;
}

static int zmq_ask(void)
{
    char reply;
    if (zmq_send(socket_of_end, "f", 1, 0) < 0 || zmq_recv(socket_of_end, &reply, 1, 0) < 0)
        return fail_errno(endpoint);
    return 0;
}

static const uint8_t *zmq_wait(void)
{
    char request;
    return zmq_recv(socket_of_end, &request, 1, 0) < 0 ? NULL : map;
}

static int zmq_answer(void)
{
    return zmq_send(socket_of_end, "r", 1, 0) < 0 ? fail_errno(endpoint) : 0;
}

static void zmq_end(void)
{
    zmq_close(socket_of_end);
    zmq_ctx_term(context);
}
#endif

/* clang-format off */
static const struct way ways[] = {
    {"frame file, used in place", NULL, file_open_writer, file_begin, file_send,
     file_open_reader, file_look, file_accept, NULL, file_close},
    {"frame file, newest copied", NULL, file_open_writer, file_begin, file_send,
     file_open_reader, file_copy_newest, NULL, NULL, file_close},
    {"frame file, lockstep, each next copied", NULL, file_open_lockstep, file_begin, file_send,
     file_open_reader, file_copy_next, NULL, NULL, file_close},
    {"pipe of 1 MiB", pipe_prepare, pipe_open, pipe_begin, pipe_send,
     pipe_open, pipe_receive, NULL, NULL, pipe_close},
    {"mapped file, flock, without rest", NULL, map_open, map_begin, map_unlock,
     map_open, map_spin, NULL, map_unlock, NULL},
    {"mapped file, flock, every 100 us", NULL, map_open, map_begin, map_unlock,
     map_open, map_poll, NULL, map_unlock, NULL},
#ifdef HAVE_ZMQ
    {"mapped file, ZeroMQ lockstep", NULL, zmq_open_writer, zmq_begin, zmq_ask,
     zmq_open_reader, zmq_wait, NULL, zmq_answer, zmq_end},
#endif
};
/* clang-format on */
#define WAYS (sizeof ways / sizeof *ways)

/* ---- One run ---- */

static void pin(bool last)
{
    cpu_set_t allowed, one;
    CPU_ZERO(&one);
    if (sched_getaffinity(0, sizeof allowed, &allowed) < 0)
        return;
    for (int cpu = 0; cpu < CPU_SETSIZE; cpu++) {
        if (!CPU_ISSET(cpu, &allowed))
            continue;
        CPU_ZERO(&one);
        CPU_SET(cpu, &one);
        if (!last)
            break;
    }
    sched_setaffinity(0, sizeof one, &one);
}

/* Bytes that this process has moved by read and write calls, on whatever kind of file; -1 when nobody counts. */
static int64_t moved_bytes(void)
{
    long long in = 0, out = 0;
    FILE *io = fopen("/proc/self/io", "r");
    if (!io)
        return -1;
    int found = fscanf(io, "rchar: %lld wchar: %lld", &in, &out);
    fclose(io);
    return found == 2 ? in + out : -1;
}

static void await(_Atomic int *flag)
{
    while (!atomic_load(flag))
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
}

static int write_frames(const struct way *way)
{
    if (way->open_writer() < 0)
        return -1;
    atomic_store(&run->writer_ready, 1);
    await(&run->reader_ready);
    int64_t moved = moved_bytes();
    run->begun = sky_clock_ns();
    uint64_t last = 0;
    for (uint64_t number = 1; !last; number++) {
        if (run->paced)
            sky_clock_wait(run->begun + number * PACED_NS);
        uint8_t *pixels = way->begin();
        if (!pixels)
            return -1;
        draw(pixels, number);
        uint64_t now = sky_clock_ns();
        if (run->paced)
            atomic_store_explicit(&run->sent[number], now, memory_order_relaxed);
        if (run->paced ? number == PACED_FRAMES : now - run->begun >= FLAT_OUT_NS)
            atomic_store(&run->last, last = number);
        if (way->send() < 0)
            return -1;
    }
    run->writer_io = moved < 0 ? -1 : moved_bytes() - moved;
    if (way->close)
        way->close();
    return 0;
}

static double cpu_seconds(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (double)(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           (double)(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static int read_frames(const struct way *way)
{
    await(&run->writer_ready);
    if (way->open_reader() < 0)
        return -1;
    double cpu = cpu_seconds();
    atomic_store(&run->reader_ready, 1);
    uint64_t number = 0;
    while (number == 0 || number != atomic_load(&run->last)) {
        const uint8_t *pixels = way->receive();
        if (!pixels)
            return -1;
        number = number_of(pixels);
        bool right = is_drawn(pixels, number);
        if (way->accept && !way->accept()) {
            number = 0;
            continue;
        }
        run->ended = sky_clock_ns();
        if (!right)
            return sky_fail("%s: frame %llu is torn", way->name, (unsigned long long)number);
        if (way->release && way->release() < 0)
            return -1;
        if (run->paced && number <= PACED_FRAMES)
            atomic_store_explicit(&run->seen[number], run->ended, memory_order_relaxed);
        run->seen_frames += number > 0;
    }
    run->reader_cpu = cpu_seconds() - cpu;
    if (way->close)
        way->close();
    return 0;
}

static pid_t start(const struct way *way, bool reading)
{
    pid_t child = fork();
    if (child != 0)
        return child;
    alarm(HANG_SECONDS);
    pin(reading);
    int result = reading ? read_frames(way) : write_frames(way);
    _exit(result < 0 ? sky_exit_failed() : 0);
}

static int run_once(const struct way *way, bool paced)
{
    memset(run, 0, sizeof *run);
    run->paced = paced;
    ends[0] = ends[1] = -1;
    if (way->prepare && way->prepare() < 0)
        return -1;
    pid_t children[2] = {start(way, false), start(way, true)};
    bool failed = children[0] < 0 || children[1] < 0;
    for (int left = 2; left > 0; left--) {
        int status = 0;
        pid_t ended = wait(&status);
        if (ended < 0 || status == 0)
            continue;
        failed = true;
        for (int i = 0; i < 2; i++)
            if (children[i] > 0 && children[i] != ended)
                kill(children[i], SIGKILL);
    }
    if (ends[0] >= 0) {
        close(ends[0]);
        close(ends[1]);
    }
    unlink(path);
    return failed ? sky_fail("%s: a process of it failed", way->name) : 0;
}

/* ---- The table ---- */

struct tally {
    double p50[ROUNDS_MAX], p99[ROUNDS_MAX], busy[ROUNDS_MAX], moved[ROUNDS_MAX]; /* paced */
    double seen[ROUNDS_MAX], drawn[ROUNDS_MAX];                                   /* flat out */
};

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double nth(double *values, size_t count, double part)
{
    qsort(values, count, sizeof *values, compare);
    return values[(size_t)(part * (double)(count - 1) + 0.5)];
}

static void tally_paced(struct tally *tally, size_t round)
{
    double us[PACED_FRAMES];
    size_t count = 0;
    uint64_t seen = 0;
    for (size_t number = PACED_FRAMES; number > WARM_FRAMES; number--) {
        seen = run->seen[number] ? run->seen[number] : seen;
        us[count++] = (double)(seen - run->sent[number]) / 1e3;
    }
    tally->p50[round] = nth(us, count, 0.5);
    tally->p99[round] = nth(us, count, 0.99);
    tally->busy[round] = run->reader_cpu / ((double)(run->ended - run->begun) / 1e9) * 100;
    tally->moved[round] = run->writer_io < 0 ? -1 : (double)run->writer_io / PACED_FRAMES;
}

static void tally_flat_out(struct tally *tally, size_t round)
{
    double seconds = (double)(run->ended - run->begun) / 1e9;
    tally->seen[round] = (double)run->seen_frames / seconds;
    tally->drawn[round] = (double)run->last / seconds;
}

static void print_table(struct tally *tallies, size_t rounds, const char *part)
{
    printf("%-40s %27s   %17s  %10s\n", "", "------ paced, 500/s -------", "flat out, frames/s", "bytes/frame");
    printf("%-40s %8s %8s %9s   %8s %8s  %11s\n", "360x288, one writer and one reader", "p50 us", "p99 us",
           "reader %", "seen", "drawn", "by calls");
    for (size_t i = 0; i < WAYS; i++) {
        struct tally *tally = &tallies[i];
        if (part && !strstr(ways[i].name, part))
            continue;
        printf("%-40s %8.1f %8.1f %9.1f   %8.0f %8.0f  %11.0f\n", ways[i].name, nth(tally->p50, rounds, 0.5),
               nth(tally->p99, rounds, 0.5), nth(tally->busy, rounds, 0.5), nth(tally->seen, rounds, 0.5),
               nth(tally->drawn, rounds, 0.5), nth(tally->moved, rounds, 0.5));
    }
#ifndef HAVE_ZMQ
    printf("mapped file, ZeroMQ lockstep: left out, as libzmq was not found when this was built\n");
#endif
    printf("Medians of %zu rounds. p50, p99: from publish to seen. reader %%: of a processor, while it is paced.\n"
           "by calls: what the writer moves by read and write calls; -1 means that the kernel does not count it.\n",
           rounds);
}

int main(int argc, char **argv)
{
    uint64_t rounds = 7;
    const char *part = argc > 2 ? argv[2] : NULL;
    static struct tally tallies[WAYS];
    sky_program_name("transport");
    if (argc > 1 && sky_integer_parse(argv[1], 1, ROUNDS_MAX, &rounds) < 0)
        return sky_exit_misuse();
    run = mmap(NULL, sizeof *run, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (run == MAP_FAILED || !mkdtemp(directory)) {
        fail_errno(directory);
        return sky_exit_failed();
    }
    snprintf(path, sizeof path, "%s/frame", directory);
    snprintf(endpoint, sizeof endpoint, "ipc://%s/zmq", directory);

    int result = 0;
    for (size_t round = 0; round < rounds && result == 0; round++)
        for (size_t i = 0; i < WAYS && result == 0; i++) {
            if (part && !strstr(ways[i].name, part))
                continue;
            result = run_once(&ways[i], true);
            if (result == 0)
                tally_paced(&tallies[i], round);
            if (result == 0)
                result = run_once(&ways[i], false);
            if (result == 0)
                tally_flat_out(&tallies[i], round);
        }
    unlink(endpoint + strlen("ipc://"));
    rmdir(directory);
    if (result < 0)
        return sky_exit_failed();
    print_table(tallies, (size_t)rounds, part);
    return 0;
}
