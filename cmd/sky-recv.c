/* SPDX-License-Identifier: ISC */
/* sky-recv: receives frames from a network. */
#include <poll.h>
#include <stdio.h>
#include <string.h>

#include <sky/program.h>
#include <sky/signals.h>

#include "base/number.h"
#include "base/wait.h"
#include "sky-recv/receive.h"
#include "sky-recv/timecode.h"

#define PATIENCE_NS UINT64_C(1000000000) /* after it, what it waits for is printed */

struct config {
    struct timecode timecode; /* to be received instead of frames */
    struct source source;
    struct sky_receiver_settings settings;
    struct receive receive;
    bool every, stats;
    uint64_t buffer;     /* bytes, or 0 */
    uint64_t patience;   /* when its end is, ns; 0: it has said what it waits for */
    uint64_t frames;     /* written */
    char progress[128];  /* what -v adds to its line */
};

static const char *const usage[] = {"[options] PROTOCOL[:ADDRESS[:PORT]][,NAME=VALUE ...]",
                                    "[options] timecode|multisync[:ADDRESS[:PORT]]", NULL};

enum { FROM = 256, EVERY, BUFFER, STATS };

static const struct sky_option options[] = {
    {FROM, "from", "ADDRESS", "listen to this sender only, or to those of a network: ADDRESS/BITS"},
    {EVERY, "every", NULL, "write every frame, instead of the newest when the output is slow"},
    {BUFFER, "buffer", "BYTES", "room for packets to ask the kernel for (default: for two frames)"},
    {STATS, "stats", NULL, "print counts of frames and packets at the end"},
    SKY_OPTIONS_END,
};

static int parse_option(struct sky_run *run, int code, const char *argument)
{
    struct config *config = run->config;
    switch (code) {
    case EVERY:
        config->every = true;
        return 0;
    case STATS:
        config->stats = true;
        return 0;
    case BUFFER:
        return sky_integer_parse(argument, 1, UINT64_C(1) << 31, &config->buffer) < 0 ? sky_fail_at("--buffer") : 0;
    default:
        return senders_add(&config->receive.senders, argument) < 0 ? sky_fail_at("--from") : 0;
    }
}

static int help(struct sky_run *run)
{
    sky_program_help(run->program);
    source_help(stdout);
    timecode_help(stdout);
    return 1;
}

static int help_rows(struct sky_run *run)
{
    (void)run;
    source_help_rows();
    timecode_help_rows();
    return 0;
}

static int check(struct sky_run *run)
{
    struct config *config = run->config;
    int words = run->operand_count + run->assignment_count;
    if (words == 0)
        return sky_fail("which protocol? Write PROTOCOL[:ADDRESS], such as ddp:0.0.0.0");
    if (words > 1)
        return sky_fail("takes one operand, not %d: PROTOCOL[:ADDRESS[:PORT]][,NAME=VALUE...]", words);
    /* "ddp,offset=3" looks like an assignment. */
    const char *word = run->operand_count ? run->operands[0] : run->assignments[0];
    run->assignment_count = 0;
    int timecode = timecode_parse(&config->timecode, word);
    if (timecode != 0)
        return timecode < 0 ? sky_run_fail_at(run, word) : 0;
    if (source_parse(&config->source, word) < 0 ||
        source_plan(&config->source, &run->geometry, &config->settings) < 0)
        return sky_run_fail_at(run, word);
    return 0;
}

/* Says where it listens: for -v, and when the system has chosen the port. Warns when the kernel gives too little room.
 * */
static void announce(const struct sky_run *run)
{
    const struct config *config = run->config;
    const struct sockets *sockets = &config->receive.sockets;
    char address[ADDRESS_TEXT], granted[SKY_GROUPED_TEXT], wanted[SKY_GROUPED_TEXT], room[96] = "";
    uint64_t share = sockets->count > 0 ? sockets->wanted / sockets->count : 0;
    sky_number_grouped(sockets->granted, granted);
    sky_number_grouped(sockets->wanted, wanted);
    address_format(&config->receive.address, address);
    if (sockets->count > 0)
        snprintf(room, sizeof room, ", with room for %s bytes of packets", granted);
    if (run->verbose || config->source.host.port == 0)
        sky_warn("listens for %s on %s%s", config->source.protocol_name, address, room);
    if (sockets->count > 0 && sockets->granted < sockets->wanted)
        sky_warn("the kernel has room for %s bytes of packets, and two frames may need %s, so packets may be lost: "
                 "sysctl -w net.core.rmem_max=%llu allows it",
                 granted, wanted, (unsigned long long)(share + 1) / 2);
}

static int plan(struct sky_run *run)
{
    struct config *config = run->config;
    sky_signals_catch();
    if (config->timecode.protocol)
        return 0;
    run->live = true;
    run->progress = config->progress;
    if (receive_start(&config->receive, &config->source, &config->settings, sky_frame_bytes(&run->geometry),
                      config->every, config->buffer) < 0)
        return -1;
    announce(run);
    config->patience = sky_clock_ns() + PATIENCE_NS;
    return 0;
}

static void warn_of_waiting(struct config *config)
{
    char address[ADDRESS_TEXT];
    address_format(&config->receive.address, address);
    sky_warn("waiting for %s on %s%s", config->source.protocol_name, address,
             strncmp(address, "127.", 4) == 0 ? ", which only this machine can send to" : "");
    config->patience = 0;
}

/* Fills in what -v adds. */
static void describe_counts(struct config *config)
{
    struct receive_counts counts;
    receive_get_counts(&config->receive, &counts);
    const struct {
        uint64_t count;
        const char *noun, *state; /* the noun may be NULL */
    } all[] = {{counts.assembly.lost, "packet", "lost"},
               {counts.dropped, NULL, "dropped by the kernel"},
               {counts.assembly.duplicates, NULL, "duplicate"},
               {counts.assembly.out_of_order, NULL, "out of order"},
               {counts.assembly.foreign, NULL, "foreign"},
               {counts.assembly.torn, "frame", "torn"},
               {counts.left_out, "frame", "left out"}};
    int length = 0;
    config->progress[0] = '\0';
    for (size_t i = 0; i < sizeof all / sizeof *all && length < (int)sizeof config->progress; i++) {
        char count[SKY_COUNT_TEXT];
        if (all[i].count == 0)
            continue;
        if (all[i].noun)
            sky_number_count(all[i].count, all[i].noun, count);
        else
            sky_number_grouped(all[i].count, count);
        length += snprintf(config->progress + length, sizeof config->progress - (size_t)length, ", %s %s", count,
                           all[i].state);
    }
}

static enum sky_next write_frame(struct sky_run *run, const struct sky_moment *now)
{
    struct config *config = run->config;
    const char *failure;
    const uint8_t *frame;
    (void)now;
    while (!(frame = queue_take(&config->receive.queue, &failure))) {
        if (failure) {
            sky_fail("%s", failure);
            return SKY_NEXT_FAILED;
        }
        if (sky_signals_stop())
            return SKY_NEXT_END;
        uint64_t deadline = config->patience ? config->patience : SKY_FOREVER;
        if (!sky_wait_ready(config->receive.queue.event, POLLIN, deadline) && !sky_signals_stop())
            warn_of_waiting(config);
    }
    config->patience = 0;
    config->frames++;
    if (run->verbose)
        describe_counts(config);
    return sky_output_write(run->output, frame) < 0 ? SKY_NEXT_FAILED : SKY_NEXT_FRAME;
}

static void print_stats(struct config *config)
{
    struct receive_counts counts;
    char text[9][SKY_GROUPED_TEXT];
    receive_stop(&config->receive);
    receive_get_counts(&config->receive, &counts);
    const struct sky_assembly_stats *all = &counts.assembly;
    const uint64_t numbers[] = {config->frames, counts.left_out,   all->torn,    all->packets,  all->lost,
                                all->duplicates, all->out_of_order, all->foreign, counts.dropped};
    for (int i = 0; i < 9; i++)
        sky_number_grouped(numbers[i], text[i]);
    sky_warn("%s frames, %s left out, %s torn; %s packets, %s lost, %s duplicate, %s out of order, %s foreign, "
             "%s dropped by the kernel",
             text[0], text[1], text[2], text[3], text[4], text[5], text[6], text[7], text[8]);
}

static int work(struct sky_run *run)
{
    struct config *config = run->config;
    if (config->timecode.protocol) {
        sky_signals_quiet_pipe();
        return timecode_run(&config->timecode, run->output_name, &config->receive.senders, run->verbose, run->frames);
    }
    int result = sky_run_frames(run, write_frame);
    if (config->stats)
        print_stats(config);
    return result;
}

static void finish(struct sky_run *run)
{
    struct config *config = run->config;
    receive_finish(&config->receive);
    source_finish(&config->source);
}

int main(int argc, char **argv)
{
    static const struct sky_program program = {
        .name = "sky-recv",
        .summary = "Receives frames from a network: DDP, Art-Net, E1.31 (sACN) or Open Pixel Control; or the time of a "
                   "sequencer.",
        .usage = usage,
        .common = "fgrndov",
        .options = options,
        .closing = "Without ADDRESS it listens to programs on this machine only; 0.0.0.0 and [::] stand for all "
                   "networks. The settings are those of sky-push -o on the other machine.",
        .parse_option = parse_option,
        .help = help,
        .help_rows = help_rows,
        .check = check,
        .plan = plan,
        .work = work,
        .finish = finish,
    };
    static struct config config;
    return sky_program_run(&program, &config, argc, argv);
}
