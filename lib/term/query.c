/* SPDX-License-Identifier: ISC */
#include "term/query.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/signals.h"

#define END_NS UINT64_C(1000000000)

/* DA1. */
#define ASK_KIND "\033[c"

/* Mode 2026; the size of a cell, and of the window. */
#define ASK_DETAILS "\033[?2026$p\033[16t\033[14t"

/* How many colours a sixel picture has, and how large it can be. */
#define ASK_SIXEL "\033[?1;1;0S\033[?2;4;0S"

/* What colour is in use after one of 24 bits was set. */
#define ASK_COLOR "\033[48;2;1;2;3m\033P$qm\033\\\033[0m"

static void ask(struct sky_query *query, enum sky_query_state state, const char *text)
{
    ssize_t put = write(query->fd, text, strlen(text));
    query->begun = sky_clock_ns();
    query->state = put < 0 ? SKY_QUERY_ANSWERED : state;
}

/* ---- Answers ---- */

/* Terminals of level 61 and more, as DEC's VT220 and later, ignore what they do not know, and so do those that call
 * themselves a VT102, but not Linux's console. Others may show a part of the questions as text. */
static bool ignores_unknown(uint32_t level)
{
    const char *term = getenv("TERM");
    term = term ? term : "";
    return level >= 41 || (level == 6 && strncmp(term, "linux", 5) != 0) || strncmp(term, "tmux", 4) == 0;
}

static void take_kind(struct sky_query *query, const uint32_t *numbers, int count)
{
    char text[sizeof ASK_DETAILS ASK_SIXEL ASK_COLOR ASK_KIND];
    struct sky_terminal *found = &query->found;
    for (int i = 1; i < count; i++)
        found->sixel |= numbers[i] == 4;
    if (query->state != SKY_QUERY_KIND || !ignores_unknown(numbers[0])) {
        query->state = SKY_QUERY_ANSWERED;
        return;
    }
    bool colors = found->colors_guessed && found->colors == SKY_TERMINAL_256;
    snprintf(text, sizeof text, "%s%s%s%s", ASK_DETAILS, found->sixel ? ASK_SIXEL : "", colors ? ASK_COLOR : "",
             ASK_KIND);
    ask(query, SKY_QUERY_DETAILS, text);
}

/* The numbers in a control sequence, 0 for one that is missing. Returns how many there are, or `max`. */
static int parse_numbers(const char *text, uint32_t *numbers, int max)
{
    int count = 0;
    for (char *end; count < max; text = end + 1) {
        unsigned long number = strtoul(text, &end, 10);
        numbers[count++] = number > 65535 ? 65535 : (uint32_t)number;
        if (*end != ';')
            break;
    }
    return count;
}

/* A control sequence after its ESC, ended by NUL. False if it is none of the answers. */
static bool take_sequence(struct sky_query *query, const char *text)
{
    struct sky_terminal *found = &query->found;
    uint32_t numbers[24] = {0};
    char last = text[strlen(text) - 1];
    bool private = text[1] == '?';
    int count = parse_numbers(text + (private ? 2 : 1), numbers, 24);
    if (private && last == 'c') {
        take_kind(query, numbers, count);
    } else if (private && last == 'y' && count == 2 && numbers[0] == 2026) {
        found->synchronized = numbers[1] == 1 || numbers[1] == 2; /* it is set or not set, and can be either */
    } else if (private && last == 'S' && count >= 3 && (numbers[0] == 1 || numbers[0] == 2)) {
        if (numbers[1] == 0 && numbers[0] == 1)
            found->sixel_colors = numbers[2];
        else if (numbers[1] == 0 && count == 4)
            found->sixel_width = numbers[2], found->sixel_height = numbers[3];
    } else if (!private && last == 't' && count == 3 && numbers[0] == 6) {
        found->cell_width = numbers[2];
        found->cell_height = numbers[1];
    } else if (!private && last == 't' && count == 3 && numbers[0] == 4) {
        query->area_width = numbers[2];
        query->area_height = numbers[1];
    } else {
        return false;
    }
    return true;
}

/* A control string after its ESC. The numbers of a colour have semicolons or colons between them. */
static bool take_string(struct sky_query *query, const char *text)
{
    if (strncmp(text, "P1$r", 4) != 0 && strncmp(text, "P0$r", 4) != 0)
        return false;
    if ((strstr(text, "48:2:") && strstr(text, "1:2:3m")) || strstr(text, "48;2;1;2;3m"))
        query->found.colors = SKY_TERMINAL_TRUE;
    return true;
}

static void put_typed(struct sky_query *query)
{
    unsigned room = (unsigned)sizeof query->typed - query->typed_length;
    unsigned count = query->length < room ? query->length : room;
    memcpy(query->typed + query->typed_length, query->answer, count);
    query->typed_length += count;
    query->length = 0;
}

/* CSI, then parameters and intermediate bytes, then a letter or the like; DCS, then text without control characters,
 * then ESC and a backslash. Whatever else comes was typed. */
static void take_byte(struct sky_query *query, unsigned char byte)
{
    char *answer = query->answer;
    if (byte == '\033' && (query->length == 1 || (query->length >= 2 && answer[1] != 'P')))
        put_typed(query);
    answer[query->length++] = (char)byte;
    unsigned length = query->length;
    bool string = length >= 2 && answer[1] == 'P';
    if (answer[0] != '\033' || length == sizeof query->answer - 1 || (length == 2 && byte != '[' && byte != 'P')) {
        put_typed(query);
    } else if (string && length > 2 && answer[length - 2] == '\033') {
        answer[length - 2] = '\0';
        if (byte == '\\' && take_string(query, answer + 1))
            query->length = 0;
        answer[length - 2] = '\033';
        put_typed(query);
    } else if (length > 2 && (string ? byte < ' ' && byte != '\033' : byte < ' ' || byte > '~')) {
        put_typed(query);
    } else if (!string && length > 2 && byte >= '@') {
        answer[length] = '\0';
        if (take_sequence(query, answer + 1))
            query->length = 0;
        put_typed(query);
    }
}

/* ---- Asking ---- */

void sky_query_begin(struct sky_query *query, int fd, const struct sky_terminal *terminal)
{
    char path[32];
    int waiting = 0;
    struct pollfd room = {.events = POLLOUT};
    *query = (struct sky_query){.fd = -1, .found = *terminal};
    if (!terminal->moves || !sky_keys_turn_off(&query->keys, fd, ICANON | ECHO | ECHONL))
        return;
    /* A descriptor of its own, which never waits. */
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    query->fd = room.fd = open(path, O_RDWR | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
    query->begun = sky_clock_ns();
    if (query->fd >= 0 && ioctl(query->fd, FIONREAD, &waiting) == 0 && waiting == 0 && poll(&room, 1, 0) == 1 &&
        room.revents == POLLOUT)
        ask(query, SKY_QUERY_KIND, ASK_KIND);
    if (query->state != SKY_QUERY_KIND)
        sky_query_end(query, 0);
}

/* What was typed is typed again when keys do what they did, which is to echo them, maybe. */
static void finish(struct sky_query *query)
{
    put_typed(query);
    sky_keys_restore(&query->keys);
    for (unsigned i = 0; i < query->typed_length; i++)
        if (ioctl(query->fd, TIOCSTI, query->typed + i) < 0)
            break;
    if (query->fd >= 0)
        close(query->fd);
    query->fd = -1;
    query->typed_length = 0;
    query->state = SKY_QUERY_CLOSED;
}

/* SIGTTIN would stop a program that was put into the background meanwhile. */
static ssize_t read_once(int fd, char *bytes, size_t size)
{
    sigset_t block, before;
    sigemptyset(&block);
    sigaddset(&block, SIGTTIN);
    pthread_sigmask(SIG_BLOCK, &block, &before);
    ssize_t got = read(fd, bytes, size);
    int error = errno;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    errno = error;
    return got;
}

static void learn(struct sky_query *query, struct sky_terminal *terminal)
{
    struct winsize cells = {0};
    struct sky_terminal *found = &query->found;
    bool measured = found->cell_width > 0 && found->cell_height > 0;
    if (!measured && ioctl(query->fd, TIOCGWINSZ, &cells) == 0 && cells.ws_col > 0 && cells.ws_row > 0) {
        found->cell_width = query->area_width / cells.ws_col;
        found->cell_height = query->area_height / cells.ws_row;
    }
    *terminal = *found;
}

bool sky_query_read(struct sky_query *query, uint64_t deadline, int stop, struct sky_terminal *terminal)
{
    struct pollfd events[] = {{.fd = query->fd, .events = POLLIN}, {.fd = stop, .events = POLLIN}};
    char bytes[256];
    while (query->state == SKY_QUERY_KIND || query->state == SKY_QUERY_DETAILS) {
        uint64_t now = sky_clock_ns(), left = deadline > now ? deadline - now : 0;
        struct timespec time = sky_clock_timespec(left);
        int ready = ppoll(events, 2, &time, NULL);
        if (ready == 0 && now >= query->begun + END_NS)
            finish(query); /* it does not answer */
        if ((ready < 0 && (errno != EINTR || sky_signals_stop())) || events[1].revents || (ready == 0 && left == 0))
            return false;
        if (ready <= 0)
            continue;
        ssize_t got = read_once(query->fd, bytes, sizeof bytes);
        if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) {
            finish(query); /* it has gone, or is not ours any more */
            return false;
        }
        for (ssize_t i = 0; i < got; i++)
            take_byte(query, (unsigned char)bytes[i]);
    }
    if (query->state != SKY_QUERY_ANSWERED)
        return false;
    learn(query, terminal);
    finish(query);
    return true;
}

void sky_query_end(struct sky_query *query, uint64_t deadline)
{
    struct sky_terminal found;
    if (deadline > query->begun + END_NS)
        deadline = query->begun + END_NS;
    if (query->state == SKY_QUERY_KIND)
        query->state = SKY_QUERY_DETAILS; /* the answer is the last: nothing more is asked */
    /* Whatever signals come. */
    while (query->state != SKY_QUERY_CLOSED && !sky_query_read(query, deadline, -1, &found))
        if (sky_clock_ns() >= deadline)
            break;
    finish(query);
}

void sky_query_ask(int fd, struct sky_terminal *terminal)
{
    struct sky_query query;
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_BLOCK, &all, &before);
    sky_query_begin(&query, fd, terminal);
    uint64_t begun = query.begun;
    sky_query_read(&query, begun + SKY_QUERY_NS, -1, terminal);
    sky_query_end(&query, begun + END_NS);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}
