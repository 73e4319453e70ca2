/* SPDX-License-Identifier: ISC */
/* How far the vanes of a rotor are from its arm while its speed varies, its sensor jitters, misses edges or catches
 * electric spikes: motions that are simulated from fixed seeds drive the real estimate and schedule of vanes.
 *
 *     rotor_motion             checks the errors, and prints them
 *     rotor_motion response    plots the error for a speed that swings, over the frequency of the swing
 *
 * The rotor makes 10 revolutions a second and has 360 vanes, so that an error of one vane is one degree. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "led/rotor.h"
#include "tap.h"

#define SPEED 10.0
#define VANES 360
#define MS_MAX 130000
#define START UINT64_C(1000000000000) /* ns, at the time 0 of a motion */

/* ---- Random numbers ---- */

static double normal(uint64_t seed, uint64_t i)
{
    double u = sky_random_unit(seed, 2 * i), v = sky_random_unit(seed, 2 * i + 1);
    return sqrt(-2 * log(1 - u)) * cos(2 * M_PI * v);
}

/* ---- Motions ---- */

static double turns_at_ms[MS_MAX + 1]; /* the arm's position at each ms */
static double speed_at_ms[MS_MAX + 1]; /* revolutions a second */

static void integrate(void)
{
    turns_at_ms[0] = 0.3; /* so that the first edge is soon */
    for (int ms = 1; ms <= MS_MAX; ms++)
        turns_at_ms[ms] = turns_at_ms[ms - 1] + (speed_at_ms[ms - 1] + speed_at_ms[ms]) / 2000;
}

static double arm_at(double seconds)
{
    double ms = fmin(fmax(seconds * 1000, 0), MS_MAX - 1);
    int below = (int)ms;
    return turns_at_ms[below] + (turns_at_ms[below + 1] - turns_at_ms[below]) * (ms - below);
}

/* When the arm is there, in seconds. Calls must ask for ever later places, from `*from` ms on. */
static double time_of(double turns, int *from)
{
    while (*from < MS_MAX - 1 && turns_at_ms[*from + 1] < turns)
        ++*from;
    return (*from + (turns - turns_at_ms[*from]) / (turns_at_ms[*from + 1] - turns_at_ms[*from])) / 1000;
}

static void constant_speed(void)
{
    for (int ms = 0; ms <= MS_MAX; ms++)
        speed_at_ms[ms] = SPEED;
    integrate();
}

static void swinging_speed(double hz, double part)
{
    for (int ms = 0; ms <= MS_MAX; ms++)
        speed_at_ms[ms] = SPEED * (1 + part * sin(2 * M_PI * hz * ms / 1000));
    integrate();
}

/* The speed differs from the mean by a random part that decays within a second. */
static void random_speed(double part, uint64_t seed)
{
    double keep = exp(-1e-3), off = 0;
    for (int ms = 0; ms <= MS_MAX; ms++) {
        off = keep * off + sqrt(1 - keep * keep) * normal(seed, (uint64_t)ms);
        speed_at_ms[ms] = SPEED * (1 + part * off);
    }
    integrate();
}

/* `to` from the time on. */
static void stepping_speed(double seconds, double to)
{
    for (int ms = 0; ms <= MS_MAX; ms++)
        speed_at_ms[ms] = SPEED;
    integrate();
    for (int ms = 1; ms <= MS_MAX; ms++) {
        double after = fmin(fmax(ms / 1000.0 - seconds, 0), 0.001);
        turns_at_ms[ms] = turns_at_ms[ms - 1] + SPEED * 0.001 + (to - SPEED) * after;
    }
}

/* Faster by so many revolutions a second, each second. */
static void rising_speed(double rise)
{
    for (int ms = 0; ms <= MS_MAX; ms++)
        speed_at_ms[ms] = SPEED + rise * ms / 1000;
    integrate();
}

/* ---- Edges ---- */

struct sensor {
    double jitter; /* rms, seconds */
    double spikes; /* a second, at random times */
    double missing, doubled; /* parts of the edges */
    unsigned magnets;
    double uneven; /* how far magnets are from their places, at most, turns */
    uint64_t seed;
};

static double edges[MS_MAX];
static int edge_count;

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void make_edges(const struct sensor *sensor, double seconds)
{
    unsigned magnets = sensor->magnets > 0 ? sensor->magnets : 1;
    int from = 0;
    edge_count = 0;
    for (uint64_t k = magnets;; k++) {
        unsigned magnet = k % magnets;
        double placed = magnet ? sensor->uneven * (2 * sky_random_unit(sensor->seed + 1, magnet) - 1) : 0;
        double time = time_of((double)k / magnets + placed, &from) + sensor->jitter * normal(sensor->seed, k);
        if (time >= seconds)
            break;
        if (sky_random_unit(sensor->seed + 2, k) >= sensor->missing)
            edges[edge_count++] = time;
        if (sky_random_unit(sensor->seed + 3, k) < sensor->doubled)
            edges[edge_count++] = time + 0.0002 + 0.006 * sky_random_unit(sensor->seed + 4, k);
    }
    double time = 0;
    for (uint64_t i = 0; sensor->spikes > 0; i++) {
        time -= log(1 - sky_random_unit(sensor->seed + 5, i)) / sensor->spikes;
        if (time >= seconds)
            break;
        edges[edge_count++] = time;
    }
    qsort(edges, (size_t)edge_count, sizeof *edges, compare);
}

/* ---- Estimates ---- */

/* The plain rule: the period is that of the last turn, the phase that of the last edge. What is shown follows that as
 * smoothly as a first-order loop does whose rate is trimmed by an eighth at most. */
struct plain {
    double period, due;
    uint64_t edge, index;
    int count;
};

static void plain_record(struct plain *plain, uint64_t time)
{
    if (plain->count > 0)
        plain->period = (double)(time - plain->edge);
    if (plain->count == 1) {
        plain->index = 0;
        plain->due = (double)(time - START);
    }
    plain->edge = time;
    plain->count++;
}

static void plain_advance(struct plain *plain)
{
    double at = (plain->due + (double)START - (double)plain->edge) / plain->period;
    double error = at - (double)(plain->index % VANES) / VANES;
    error -= rint(error);
    double trim = fmin(fmax(error * 2 / VANES, -0.125 / VANES), 0.125 / VANES);
    plain->due += plain->period * (1.0 / VANES - trim);
    plain->index++;
}

/* ---- Errors ---- */

struct errors {
    double rms, peak; /* degrees */
    double spread;    /* the rms around the mean */
    double far;       /* part of the vanes that are more than 10 degrees off */
    double from, to;  /* seconds that count */
    unsigned magnets; /* any of them may count as the first */
    uint64_t count;
};

static void add_error(struct errors *errors, double seconds, double shown)
{
    if (seconds < errors->from || seconds >= errors->to)
        return;
    double error = (arm_at(seconds) - shown) * errors->magnets;
    error = (error - rint(error)) * 360 / errors->magnets;
    errors->rms += error * error;
    errors->spread += error; /* the sum, until all are known */
    errors->peak = fmax(errors->peak, fabs(error));
    errors->far += fabs(error) > 10;
    errors->count++;
}

static void finish_errors(struct errors *errors)
{
    double mean = errors->spread / (double)errors->count, square = errors->rms / (double)errors->count;
    errors->rms = sqrt(square);
    errors->spread = sqrt(fmax(square - mean * mean, 0));
    errors->far /= (double)errors->count;
}

static struct errors run_plain(double from, double to)
{
    struct errors errors = {.from = from, .to = to, .magnets = 1};
    struct plain plain = {0};
    for (int i = 0; i <= edge_count; i++) {
        double end = i < edge_count ? edges[i] * 1e9 : to * 1e9;
        for (; plain.count > 1 && plain.due <= end; plain_advance(&plain))
            add_error(&errors, plain.due / 1e9, (double)(plain.index % VANES) / VANES);
        if (i < edge_count)
            plain_record(&plain, START + (uint64_t)end);
    }
    finish_errors(&errors);
    return errors;
}

static struct errors run_rotor(const struct sky_rotor_settings *settings, double from, double to)
{
    struct errors errors = {.from = from, .to = to, .magnets = settings->edges};
    struct sky_rotor rotor;
    struct sky_rotor_vane vane;
    uint64_t now = START;
    sky_rotor_init(&rotor, settings);
    for (int i = 0; i <= edge_count; i++) {
        uint64_t end = START + (uint64_t)((i < edge_count ? edges[i] : to) * 1e9);
        while (sky_rotor_next(&rotor, now, &vane) && vane.due <= end) {
            now = vane.due;
            if (!sky_rotor_next(&rotor, now, &vane))
                break;
            add_error(&errors, (double)(vane.due - START) / 1e9, (double)vane.vane / VANES);
            sky_rotor_advance(&rotor);
        }
        now = end > now ? end : now;
        if (i < edge_count)
            sky_rotor_record(&rotor, end, now);
    }
    finish_errors(&errors);
    return errors;
}

static const struct sky_rotor_settings one_arm = {.vanes = VANES, .edges = 1, .coast = 3};

/* ---- The table ---- */

enum { RMS, PEAK };

/* What is measured in the table: the errors of the estimate, of the plain rule, and of the estimate before this one,
 * which extended the line through the last five periods and took its phase from the last edge. */
struct row {
    const char *name;
    double now, plain, before;
};

static int better, rows;

static void check(const struct row *row)
{
    double best = fmin(row->plain, row->before);
    rows++;
    better += row->now < best;
    ok(row->now <= 1.05 * best, "%s: %.3f degrees; the plain rule %.3f, before %.3f", row->name, row->now, row->plain,
       row->before);
}

static void check_run(const char *name, int what, double before)
{
    struct errors plain = run_plain(5, 60), now = run_rotor(&one_arm, 5, 60);
    if (what == RMS)
        check(&(struct row){name, now.rms, plain.rms, before});
    else
        check(&(struct row){name, now.peak, plain.peak, before});
}

/* Until the next edge, nobody can know of a step: that costs its share of 10.8 degrees. What counts is by how much the
 * peak exceeds this, in the mean of instants all over a turn. */
static void check_steps(void)
{
    enum { INSTANTS = 20 };
    struct row row = {.name = "a step from 10 to 10.3, peak above what nobody can know", .before = 5.856};
    for (int i = 0; i < INSTANTS; i++) {
        double part = (i + 0.5) / INSTANTS, unknown = 10.8 * (1 - part);
        stepping_speed(5.07 + part / SPEED, 10.3); /* the edges before are at 5.07, 4.97, ... */
        make_edges(&(struct sensor){0}, 12);
        row.plain += (run_plain(4.5, 12).peak - unknown) / INSTANTS;
        row.now += (run_rotor(&one_arm, 4.5, 12).peak - unknown) / INSTANTS;
    }
    check(&row);
}

static void test_table(void)
{
    static const struct sensor exact = {0};
    double jitter = 50e-6;
    constant_speed();
    make_edges(&(struct sensor){.jitter = jitter, .seed = 7}, 60);
    check_run("edges that jitter by 50 us, rms", RMS, 0.266);
    double raw = jitter * SPEED * 360, now = run_rotor(&one_arm, 5, 60).rms;
    ok(now <= 0.6 * raw, "jitter of the vanes is %.2f of that of the edges", now / raw);

    swinging_speed(1, 0.01);
    make_edges(&exact, 60);
    check_run("speed that swings by 1 % at 1 Hz, peak", PEAK, 4.931);
    swinging_speed(1.5, 0.01);
    make_edges(&exact, 60);
    check_run("speed that swings by 1 % at 1.5 Hz, peak", PEAK, 7.882);
    swinging_speed(2, 0.01);
    make_edges(&exact, 60);
    check_run("speed that swings by 1 % at 2 Hz, peak", PEAK, 7.938);
    random_speed(0.005, 11);
    make_edges(&exact, 60);
    check_run("random speed, 0.5 %, rms", RMS, 0.766);
    random_speed(0.02, 12);
    make_edges(&exact, 60);
    check_run("random speed, 2 %, rms", RMS, 3.118);
    rising_speed(0.075);
    make_edges(&exact, 60);
    check_run("a slow ramp, peak", PEAK, 0.033);
    check_steps();
    ok(2 * better >= rows, "%d of %d errors are smaller than both of the others", better, rows);
}

/* ---- Bad sensors ---- */

static void test_spikes(void)
{
    for (int spikes = 5; spikes <= 10; spikes += 5) {
        double most = 0, from_start = 0;
        for (uint64_t seed = 1; seed <= 6; seed++) {
            if (seed % 2)
                constant_speed();
            else
                random_speed(0.005, seed);
            make_edges(&(struct sensor){.jitter = 50e-6, .spikes = spikes, .seed = 20 * seed}, 60);
            most = fmax(most, run_rotor(&one_arm, 2, 60).far);
            from_start += run_rotor(&one_arm, 0, 60).far / 6;
        }
        ok(most < 0.01 && from_start < 0.02,
           "with %d spikes a second, %.2f %% of the vanes at most are more than 10 degrees off; %.2f %% with the start",
           spikes, most * 100, from_start * 100);
    }
}

static void test_missing_and_double(void)
{
    random_speed(0.005, 31);
    make_edges(&(struct sensor){.jitter = 50e-6, .missing = 0.05, .doubled = 0.05, .seed = 32}, 60);
    struct errors errors = run_rotor(&one_arm, 2, 60);
    ok(errors.far < 0.005 && errors.rms < 1.5,
       "with 5 %% of the edges missing and 5 %% double, vanes are %.2f degrees off, rms", errors.rms);
}

static void test_magnets(void)
{
    static const struct sky_rotor_settings four = {.vanes = VANES, .edges = 4, .coast = 3};
    struct errors even, uneven;
    random_speed(0.02, 41);
    make_edges(&(struct sensor){.magnets = 4, .seed = 42}, 60);
    even = run_rotor(&four, 5, 60);
    make_edges(&(struct sensor){.magnets = 4, .uneven = 0.0125, .seed = 42}, 60);
    uneven = run_rotor(&four, 5, 60);
    ok(even.spread < 0.6 && uneven.spread < 1.2 * even.spread,
       "four magnets misplaced by up to 4.5 degrees: vanes move by %.2f degrees, rms; by %.2f if they were not",
       uneven.spread, even.spread);
}

/* ---- The response to swings ---- */

#define COLUMNS 23 /* 0.1 Hz and every 0.2 Hz */
#define LINES 12   /* every half of a degree */

static void plot(char lines[LINES + 1][3 * COLUMNS + 1], int column, double degrees, char mark)
{
    int line = (int)rint(degrees * 2);
    if (line <= LINES)
        lines[line][3 * column + 1] = mark;
}

static int print_response(void)
{
    char lines[LINES + 1][3 * COLUMNS + 1];
    memset(lines, ' ', sizeof lines);
    for (int i = 0; i < COLUMNS; i++) {
        double hz = 0.1 + 0.2 * i;
        swinging_speed(hz, 0.01);
        make_edges(&(struct sensor){0}, 60);
        double disc = 3.6 * SPEED / (2 * M_PI * hz);
        plot(lines, i, disc, '.');
        plot(lines, i, sqrt(2) * run_plain(10, 60).rms, 'o');
        plot(lines, i, sqrt(2) * run_rotor(&one_arm, 10, 60).rms, '*');
    }
    for (int line = LINES; line >= 0; line--) {
        int end = 3 * COLUMNS;
        while (end > 0 && lines[line][end - 1] == ' ')
            end--;
        if (line % 2)
            printf("  |%.*s\n", end, lines[line]);
        else
            printf("%d |%.*s\n", line / 2, end, lines[line]);
    }
    printf("  +");
    for (int i = 0; i < COLUMNS; i++)
        printf(i % 5 == 2 ? "_+_" : "___");
    printf("\nHz");
    for (int i = 0; i < COLUMNS; i++)
        if (i % 5 == 2)
            printf("%*.1f", i == 2 ? 9 : 15, 0.1 + 0.2 * i);
    printf("\n");
    return 0;
}

int main(int argc, char **argv)
{
    if (argc > 1 && strcmp(argv[1], "response") == 0)
        return print_response();
    test_table();
    test_spikes();
    test_missing_and_double();
    test_magnets();
    return done();
}
