/* SPDX-License-Identifier: ISC */
/* Asks a terminal that this program plays: a pseudoterminal, whose answers come in pieces, late or not at all. */
#include "term/query.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "tap.h"

#define ALL "\033[?2026;2$y\033[6;16;7t\033[4;384;560t\033[?1;0;256S\033[?2;0;800;600S\033P1$r0;48:2::1:2:3m\033\\"
#define KIND "\033[?62;4;22c"

static int master, slave;
static const struct sky_terminal plain = {
    .colors = SKY_TERMINAL_256, .moves = true, .blocks = true, .colors_guessed = true};

static bool waits(int fd, int ms)
{
    struct pollfd event = {.fd = fd, .events = POLLIN};
    return poll(&event, 1, ms) == 1;
}

/* What the program has written so far. */
static const char *questions(void)
{
    static char text[1024];
    size_t length = 0;
    while (length + 1 < sizeof text && waits(master, 0)) {
        ssize_t got = read(master, text + length, sizeof text - 1 - length);
        if (got <= 0)
            break;
        length += (size_t)got;
    }
    text[length] = '\0';
    return text;
}

static void answer(const char *text)
{
    if (write(master, text, strlen(text)) < 0)
        ok(false, "the terminal can answer: %s", strerror(errno));
}

/* What is there to read for the next program, in the mode that it finds. */
static const char *typed(void)
{
    static char text[256];
    struct termios state, raw;
    tcgetattr(slave, &state);
    raw = state;
    raw.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    tcsetattr(slave, TCSANOW, &raw);
    ssize_t got = waits(slave, 0) ? read(slave, text, sizeof text - 1) : 0;
    text[got > 0 ? got : 0] = '\0';
    tcsetattr(slave, TCSANOW, &state);
    tcflush(slave, TCIOFLUSH);
    return text;
}

static bool is_canonical(void)
{
    struct termios state;
    tcgetattr(slave, &state);
    return (state.c_lflag & ICANON) && (state.c_lflag & ECHO);
}

static bool reads(struct sky_query *query, struct sky_terminal *terminal)
{
    return sky_query_read(query, sky_clock_ns() + UINT64_C(5000000000), -1, terminal);
}

static bool is_all(const struct sky_terminal *terminal)
{
    return terminal->synchronized && terminal->sixel && terminal->sixel_colors == 256 && terminal->sixel_width == 800 &&
           terminal->sixel_height == 600 && terminal->cell_width == 7 && terminal->cell_height == 16 &&
           terminal->colors == SKY_TERMINAL_TRUE;
}

/* ---- Answers ---- */

static void test_answers(void)
{
    struct sky_query query;
    struct sky_terminal terminal = plain;
    sky_query_begin(&query, slave, &terminal);
    ok(strcmp(questions(), "\033[c") == 0 && !is_canonical(), "a terminal is asked what it is, without echo");
    answer(KIND);
    ok(!sky_query_read(&query, 0, -1, &terminal), "an answer is not the last");
    ok(strcmp(questions(), "\033[?2026$p\033[16t\033[14t\033[?1;1;0S\033[?2;4;0S\033[48;2;1;2;3m\033P$qm\033\\\033[0m"
                           "\033[c") == 0,
       "then it is asked for the rest");
    answer(ALL KIND);
    ok(reads(&query, &terminal) && is_all(&terminal), "all answers are understood");
    ok(is_canonical() && *typed() == '\0', "keys do what they did, and no answer is left");
    sky_query_end(&query, SKY_FOREVER);
}

/* Sends text in two writes, divided at `cut`, or byte by byte. */
static bool answers_in_pieces(size_t cut)
{
    static const char text[] = ALL KIND;
    struct sky_query query;
    struct sky_terminal terminal = plain;
    sky_query_begin(&query, slave, &terminal);
    answer(KIND);
    bool early = sky_query_read(&query, 0, -1, &terminal);
    for (size_t i = 0, step; i < sizeof text - 1; i += step) {
        char piece[sizeof text];
        step = cut == 0 ? 1 : i == 0 ? cut : sizeof text - 1 - cut;
        memcpy(piece, text + i, step);
        piece[step] = '\0';
        answer(piece);
        if (i + step < sizeof text - 1)
            early = early || sky_query_read(&query, 0, -1, &terminal);
    }
    bool held = !early && reads(&query, &terminal) && is_all(&terminal);
    questions();
    return held && is_canonical() && *typed() == '\0';
}

static void test_pieces(void)
{
    bool held = true;
    for (size_t cut = 0; cut < sizeof ALL KIND - 1; cut++)
        held = held && answers_in_pieces(cut);
    ok(held, "answers may come in pieces, cut anywhere");
}

static void test_poor_terminals(void)
{
    static const struct {
        const char *kind, *term;
        bool asked;
    } cases[] = {{"\033[?1;2c", "xterm", false}, {"\033[?6c", "linux", false}, {"\033[?6c", "alacritty", true},
                 {"\033[?1;2c", "tmux-256color", true}, {"\033[?65;1;9c", "xterm-256color", true}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sky_query query;
        struct sky_terminal terminal = plain;
        setenv("TERM", cases[i].term, 1);
        sky_query_begin(&query, slave, &terminal);
        questions();
        answer(cases[i].kind);
        bool ended = sky_query_read(&query, 0, -1, &terminal);
        const char *more = questions();
        ok(ended != cases[i].asked && (*more != '\0') == cases[i].asked && !strstr(more, "S"),
           "a terminal %s that is \"%s\" is asked %s", cases[i].term, cases[i].kind + 2, ended ? "no more" : "more");
        answer(cases[i].kind);
        sky_query_end(&query, SKY_FOREVER);
        typed();
    }
    setenv("TERM", "xterm", 1);
}

static void test_area(void)
{
    struct winsize cells = {.ws_col = 80, .ws_row = 24};
    struct sky_query query;
    struct sky_terminal terminal = plain;
    ioctl(slave, TIOCSWINSZ, &cells);
    terminal.colors_guessed = false;
    sky_query_begin(&query, slave, &terminal);
    answer("\033[?62c");
    sky_query_read(&query, 0, -1, &terminal);
    answer("\033[4;456;720t\033P1$r48;2;1;2;3m\033\\\033[?62c");
    ok(reads(&query, &terminal) && terminal.cell_width == 9 && terminal.cell_height == 19,
       "the size of a cell is that of the window, divided, if only that is known");
    ok(!strstr(questions(), "$qm"), "it is not asked for colours that the user chose");
}

/* ---- Keys, and no answers ---- */

static void test_keys(void)
{
    struct sky_query query;
    struct sky_terminal terminal = plain;
    sky_query_begin(&query, slave, &terminal);
    questions();
    answer("ls" KIND " -l\033[A");
    sky_query_read(&query, 0, -1, &terminal);
    answer("\033OP" ALL "\xc3\xa9\033\033[1;5C\033Px\n" KIND "\033");
    ok(reads(&query, &terminal) && is_all(&terminal), "answers are found among keys");
    const char *keys = typed();
    questions();
    int fd = open("/proc/sys/dev/tty/legacy_tiocsti", O_RDONLY);
    char allowed = '1';
    if (fd >= 0 && read(fd, &allowed, 1) < 0)
        allowed = '1';
    close(fd);
    if (allowed == '0')
        ok(true, "keys are typed again # SKIP the kernel does not allow it");
    else
        ok(strcmp(keys, "ls -l\033[A\033OP\xc3\xa9\033\033[1;5C\033Px\n\033") == 0,
           "keys are typed again, in their order");
}

static void test_no_question(void)
{
    struct sky_query query;
    struct sky_terminal terminal = plain;
    answer("typed ahead\r");
    waits(slave, 5000);
    sky_query_begin(&query, slave, &terminal);
    ok(*questions() != '\033' && !strstr(questions(), "\033[c") && is_canonical(),
       "a terminal whose keys were typed ahead is not asked");
    ok(strcmp(typed(), "typed ahead\n") == 0, "what was typed ahead stays");
    sky_query_end(&query, SKY_FOREVER);

    terminal.moves = false;
    sky_query_begin(&query, slave, &terminal);
    ok(*questions() == '\0', "one that cannot move its cursor is not asked");
    sky_query_end(&query, SKY_FOREVER);
    int file = open("/dev/null", O_RDWR);
    terminal.moves = true;
    sky_query_begin(&query, file, &terminal);
    ok(!sky_query_read(&query, SKY_FOREVER, -1, &terminal), "a file is not asked");
    sky_query_end(&query, SKY_FOREVER);
    close(file);

    /* A child in a group of its own is in the background. */
    pid_t child = fork();
    if (child == 0) {
        setpgid(0, 0);
        sky_query_begin(&query, slave, &terminal);
        sky_query_end(&query, SKY_FOREVER);
        _exit(0);
    }
    int status = -1;
    waitpid(child, &status, WUNTRACED);
    ok(status == 0 && *questions() == '\0' && is_canonical(), "nor is one in the background");
}

static void test_no_answer(void)
{
    struct sky_query query;
    struct sky_terminal terminal = plain;
    uint64_t begun = sky_clock_ns();
    sky_query_begin(&query, slave, &terminal);
    ok(!sky_query_read(&query, 0, -1, &terminal) && !is_canonical(), "while an answer may come, keys are not echoed");
    int stop[2];
    if (pipe(stop) < 0 || write(stop[1], "", 1) < 0)
        ok(false, "a pipe");
    ok(!sky_query_read(&query, SKY_FOREVER, stop[0], &terminal), "waiting ends when that is asked for");
    answer("\033[?62");
    sky_query_read(&query, query.begun + UINT64_C(1000000000), -1, &terminal);
    ok(sky_clock_ns() - begun >= UINT64_C(1000000000) && is_canonical(), "one that does not answer is given up");
    sky_query_end(&query, SKY_FOREVER);
    ok(terminal.colors == plain.colors && terminal.moves && !terminal.sixel && !terminal.synchronized &&
           terminal.cell_width == 0, "what is known of it stays");
    questions();
    typed();

    sky_query_begin(&query, slave, &terminal);
    answer(KIND);
    sky_query_read(&query, 0, -1, &terminal);
    questions();
    answer(ALL KIND);
    sky_query_end(&query, SKY_FOREVER);
    ok(is_canonical() && *typed() == '\0', "answers that come at the end are not left");

    sky_query_begin(&query, slave, &terminal);
    questions();
    answer(KIND);
    sky_query_end(&query, SKY_FOREVER);
    ok(is_canonical() && *questions() == '\0' && *typed() == '\0', "at the end nothing more is asked");
}

/* Each answer takes 0.6 seconds, as on a slow line. */
static void test_slow_answers(void)
{
    struct sky_query query;
    struct sky_terminal terminal = plain;
    sky_query_begin(&query, slave, &terminal);
    sky_query_read(&query, sky_clock_ns() + UINT64_C(600000000), -1, &terminal);
    answer(KIND);
    bool early = sky_query_read(&query, 0, -1, &terminal);
    sky_query_read(&query, sky_clock_ns() + UINT64_C(600000000), -1, &terminal);
    questions();
    answer(ALL KIND);
    ok(!early && reads(&query, &terminal) && is_all(&terminal) && *typed() == '\0',
       "each question has a second of its own");
}

int main(void)
{
    /* The terminal controls this process, which is in the foreground. */
    master = posix_openpt(O_RDWR | O_NOCTTY);
    if (master < 0 || grantpt(master) < 0 || unlockpt(master) < 0) {
        ok(false, "a pseudoterminal is available");
        return done();
    }
    pid_t child = fork();
    if (child > 0) {
        int status = 1;
        waitpid(child, &status, 0);
        return !WIFEXITED(status) || WEXITSTATUS(status) != 0;
    }
    setsid();
    slave = open(ptsname(master), O_RDWR);
    setenv("TERM", "xterm", 1);
    test_answers();
    test_pieces();
    test_poor_terminals();
    test_area();
    test_keys();
    test_no_question();
    test_no_answer();
    test_slow_answers();
    return done();
}
