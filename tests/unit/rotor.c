/* SPDX-License-Identifier: ISC */
/* The estimate of a rotor's arm, for trains of edges of which the true position of the arm is known. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "led/rotor.h"
#include "tap.h"

#define START UINT64_C(1000000000000)
#define EDGES_MAX 4000

/* Revolution n takes period * (1 + growth)^n; the speed is smooth within revolutions too. */
struct law {
    double period, growth;
};

static double turns_at(const struct law *law, double ns)
{
    if (law->growth == 0)
        return ns / law->period;
    return log1p(ns * log1p(law->growth) / law->period) / log1p(law->growth);
}

static double ns_at(const struct law *law, double turns)
{
    if (law->growth == 0)
        return turns * law->period;
    return law->period * expm1(turns * log1p(law->growth)) / log1p(law->growth);
}

/* A rotor under test, and what its vanes did. */
struct run {
    struct sky_rotor rotor;
    struct law law;
    uint64_t law_start; /* when the arm passed the first magnet, at turn 0 */
    uint64_t settle;    /* errors count from this time on */
    uint64_t now, count, blanks;
    struct sky_rotor_vane last;
    bool ordered, gentle, dark;
    double worst; /* error, turns */
};

static uint32_t slot_of(const struct run *run, uint32_t vane)
{
    uint32_t vanes = run->rotor.settings.vanes;
    return run->rotor.settings.anticlockwise ? (vanes - vane) % vanes : vane;
}

static void record_vane(struct run *run, const struct sky_rotor_vane *vane)
{
    const struct sky_rotor_settings *plan = &run->rotor.settings;
    uint32_t slot = slot_of(run, vane->vane), last = slot_of(run, run->last.vane);
    run->ordered &= vane->vane < plan->vanes;
    if (run->count > 0)
        run->ordered &= vane->due > run->last.due;
    if (run->count > 0 && !run->dark)
        run->ordered &= vane->revolution * plan->vanes + slot == run->last.revolution * plan->vanes + last + 1;
    else if (run->count > 0)
        run->ordered &= vane->revolution > run->last.revolution;
    run->dark = false;
    run->last = *vane;
    run->count++;
    if (vane->due < run->settle)
        return;
    double there = turns_at(&run->law, (double)(int64_t)(vane->due - run->law_start));
    /* It is no error that another magnet than the first counts as the first. */
    double error = there + (plan->anticlockwise ? -plan->offset : plan->offset) - (double)slot / plan->vanes;
    error = error * plan->edges - rint(error * plan->edges);
    run->worst = fmax(run->worst, fabs(error) / plan->edges);
}

/* Shows all vanes up to a time. */
static void play_until(struct run *run, uint64_t end)
{
    struct sky_rotor_vane vane;
    while (sky_rotor_next(&run->rotor, run->now, &vane) && vane.due <= end) {
        run->now = vane.due > run->now ? vane.due : run->now;
        if (!sky_rotor_next(&run->rotor, run->now, &vane))
            break;
        double even = run->rotor.period / run->rotor.settings.vanes;
        record_vane(run, &vane);
        sky_rotor_advance(&run->rotor);
        double step = (double)(run->rotor.due - vane.due);
        run->gentle &= step >= even * 7 / 8 - 1 && step <= even * 9 / 8 + 1;
    }
    if (end > run->now)
        run->now = end;
    if (sky_rotor_state(&run->rotor, run->now) == SKY_ROTOR_BLANK) {
        run->blanks += !run->dark;
        run->dark = true;
    }
}

static bool give_edge(struct run *run, uint64_t time)
{
    play_until(run, time);
    return sky_rotor_record(&run->rotor, time, run->now);
}

static struct run start(const struct sky_rotor_settings *plan, double speed)
{
    struct run run = {.law = {1e9 / speed, 0}, .law_start = START, .now = START};
    run.ordered = run.gentle = run.dark = true;
    sky_rotor_init(&run.rotor, plan);
    return run;
}

static const struct sky_rotor_settings usual = {.vanes = 360, .edges = 1, .coast = 3};

static uint64_t edge_time(const struct run *run, double turns)
{
    return run->law_start + (uint64_t)(int64_t)rint(ns_at(&run->law, turns));
}

static double noise(uint64_t seed, int i)
{
    return sky_random_unit(seed, (uint64_t)i) * 2 - 1;
}

static uint64_t turns_from_now(const struct run *run, double turns)
{
    return run->now + (uint64_t)(run->law.period * turns);
}

/* ---- Regular edges ---- */

static void test_constant(void)
{
    static const double speeds[] = {0.2, 1, 5, 23.7, 60, 190}, offsets[] = {0, 0.25, -3.7};
    static const uint32_t vanes[] = {1, 2, 3, 4, 5, 360, 1000};
    bool right = true, ordered = true, gentle = true, all = true;
    double worst = 0;
    for (int i = 0; i < 6 * 7 * 3 * 3 * 2; i++) {
        unsigned edges = (unsigned[]){1, 2, 5}[i / 7 % 3];
        struct sky_rotor_settings plan = {vanes[i % 7], edges, offsets[i / 21 % 3], i / 63 % 2, 3};
        struct run run = start(&plan, speeds[i / 126]);
        for (unsigned k = 0; k <= 12 * plan.edges; k++)
            right &= give_edge(&run, edge_time(&run, (double)k / plan.edges)) == (k > 1);
        /* It locked two edges after the first, and coasts now. */
        play_until(&run, turns_from_now(&run, 2));
        double expected = (14 - 2.0 / plan.edges) * plan.vanes;
        all &= fabs((double)run.count - expected) <= 1 && run.rotor.rejected == 0 && run.rotor.missing == 0;
        right &= fabs(sky_rotor_speed(&run.rotor) / speeds[i / 126] - 1) < 1e-6;
        ordered &= run.ordered;
        gentle &= run.gentle;
        worst = fmax(worst, run.worst * run.law.period);
    }
    ok(right, "edges at a constant speed lock the rotor at the third edge, with the right speed");
    ok(ordered && gentle, "vanes at a constant speed are due in order, each once in a revolution");
    ok(all, "every revolution at a constant speed has all its vanes");
    ok(worst <= 20, "each vane at a constant speed is due when the arm is there (within %.1f ns)", worst);
}

static void test_jitter(void)
{
    bool held = true;
    for (int i = 0; i < 24; i++) {
        double jitter = (double[]){0.0005, 0.005, 0.02}[i % 3];
        struct run run = start(&usual, 7);
        run.settle = edge_time(&run, 8);
        for (int k = 0; k < 500; k++)
            give_edge(&run, edge_time(&run, k + jitter * noise((uint64_t)i, k)));
        held &= run.ordered && run.gentle && run.worst <= 4 * jitter && run.rotor.rejected == 0;
        if (i < 3)
            printf("# jitter %g of a turn: within %.2f of it\n", jitter, run.worst / jitter);
    }
    ok(held, "with edges that jitter by j, vanes are within 4 j of the arm");
}

/* What is shown needs several turns to be sent, or is late by as much. */
static void test_lead(void)
{
    bool shown = true, dark = true;
    for (int i = 0; i < 2; i++) {
        struct run run = start(&usual, 10);
        struct sky_rotor_vane vane;
        uint64_t lead = (uint64_t)(i ? -1000000000 : 1000000000), now = START;
        run.rotor.lead = lead;
        for (int k = 0; k < 20; k++) {
            now = edge_time(&run, k);
            sky_rotor_record(&run.rotor, now, now);
            shown &= k < 2 || sky_rotor_next(&run.rotor, now + lead, &vane);
        }
        shown &= sky_rotor_next(&run.rotor, now + (uint64_t)(3.4 * run.law.period) + lead, &vane);
        dark &= !sky_rotor_next(&run.rotor, now + (uint64_t)(3.6 * run.law.period) + lead, &vane);
    }
    ok(shown && dark, "vanes are shown while edges come, however far ahead or behind they are sent");
}

/* An input that nothing is connected to. */
static void test_edges_at_random(void)
{
    double fastest = 0;
    for (uint64_t seed = 0; seed < 40; seed++) {
        struct sky_rotor rotor;
        uint64_t time = START;
        sky_rotor_init(&rotor, &(struct sky_rotor_settings){.vanes = 360, .edges = 1, .coast = 3});
        for (int i = 0; i < 2000; i++) {
            time += 1 + (uint64_t)(7e6 * (1 + noise(seed, i)));
            sky_rotor_record(&rotor, time, time);
            fastest = fmax(fastest, sky_rotor_speed(&rotor));
        }
    }
    ok(fastest < 1.7e9 / SKY_ROTOR_PERIOD_MIN, "edges at random lead to no speed that no rotor has (%.0f rev/s)",
       fastest);
}

static void test_ramp(void)
{
    bool held = true;
    for (int i = 0; i < 10; i++) {
        double growth = (double[]){0.0005, 0.003, 0.01, 0.02, 0.03}[i / 2] * (i % 2 ? -1 : 1);
        struct run run = start(&usual, i % 2 ? 1 : 30);
        run.law.growth = growth;
        run.settle = edge_time(&run, 15);
        int turns = (int)fmin(2 / fabs(growth), 400); /* to 7 times the speed, or a seventh */
        for (int k = 0; k < turns; k++)
            give_edge(&run, edge_time(&run, k));
        held &= run.ordered && run.gentle && run.blanks == 0 && run.worst <= fabs(growth) / 20;
        held &= run.rotor.rejected == 0;
        printf("# turns longer by %+g: within %.2f of it\n", growth, run.worst / fabs(growth));
    }
    ok(held, "while each period differs from the last by the fraction g, vanes are within g / 20 of the arm");
}

static void test_uneven(void)
{
    bool held = true;
    for (int i = 0; i < 200; i++) {
        struct sky_rotor_settings plan = {60, 2 + (unsigned)i % 5, 0.1, false, 3};
        struct run run = start(&plan, 9);
        run.settle = edge_time(&run, 8);
        for (unsigned k = 0; k < 40 * plan.edges; k++) {
            double placed = k % plan.edges ? 0.05 * noise((uint64_t)i, (int)(k % plan.edges)) / plan.edges : 0;
            give_edge(&run, edge_time(&run, (double)k / plan.edges + placed));
        }
        /* The picture is rotated by as much as the magnet that counts as the first is misplaced. */
        held &= run.ordered && run.gentle && run.rotor.rejected == 0 && run.rotor.missing == 0;
        held &= fabs(run.rotor.period * 9e-9 - 1) < 3e-7 && run.worst * plan.edges < 0.0501;
    }
    ok(held, "magnets that are misplaced by a twentieth do not disturb the speed");
}

/* ---- Irregular edges ---- */

static void test_missing(void)
{
    bool held = true;
    for (int i = 0; i < 8; i++) {
        struct sky_rotor_settings plan = {360, 1 + (unsigned)i % 2, 0, false, 10};
        struct run run = start(&plan, 12);
        unsigned left_out = 0;
        for (unsigned k = 0; k < 400; k++) {
            bool misses = k > 3 && k < 399 && sky_random_unit((uint64_t)i, k) < 0.15;
            left_out += misses;
            if (!misses)
                give_edge(&run, edge_time(&run, (double)k / plan.edges));
        }
        held &= run.ordered && run.blanks == 0 && run.worst < 1e-6 && run.rotor.missing == left_out;
    }
    ok(held, "missing edges are counted and change nothing else");
}

/* Each edge is followed by others, which must all be rejected. */
static void test_doubled(void)
{
    static const struct {
        const char *what;
        double after[6]; /* ns */
    } cases[] = {
        {"that chatter", {2e4, 5e4, 9e4, 2e5, 1e6, 4.9e6}},
        {"that bounce once, late,", {6e6}},
        {"a third of a turn after each edge", {1e9 / 15}},
        {"two thirds of a turn after each edge", {2e9 / 15}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct run run = start(&usual, 5);
        bool accepted = false;
        run.settle = edge_time(&run, 20);
        for (int k = 0; k < 60; k++) {
            give_edge(&run, edge_time(&run, k));
            for (int j = 0; j < 6 && cases[i].after[j] > 0; j++)
                accepted |= give_edge(&run, edge_time(&run, k) + (uint64_t)cases[i].after[j]) && k > 5;
        }
        ok(run.ordered && run.gentle && !accepted && run.worst < 1e-6 && fabs(sky_rotor_speed(&run.rotor) - 5) < 1e-6,
           "edges %s are rejected (error %g)", cases[i].what, run.worst);
    }
}

static void test_strays(void)
{
    double worst = 0;
    bool held = true;
    for (int i = 0; i < 10; i++) {
        struct run run = start(&usual, 10);
        run.settle = edge_time(&run, 10);
        for (int k = 0; k < 300; k++) {
            give_edge(&run, edge_time(&run, k + 0.001 * noise(77, k)));
            if (k > 10 && k % 2)
                give_edge(&run, edge_time(&run, k + 0.05 + 0.9 * sky_random_unit((uint64_t)i, (uint64_t)k)));
        }
        held &= run.ordered && run.gentle && run.blanks == 0;
        worst = fmax(worst, run.worst);
    }
    ok(held && worst < 0.06, "stray edges in every other revolution move the picture by less than 0.06 turns (%.3f)",
       worst);
}

static void test_steps(void)
{
    static const double to[] = {1.1, 1.3, 2, 3, 0.9, 0.5, 1.0 / 3};
    bool held = true;
    for (size_t i = 0; i < sizeof to / sizeof *to; i++) {
        struct run run = start(&usual, 6);
        for (int k = 0; k <= 20; k++)
            give_edge(&run, edge_time(&run, k));
        run.law_start = edge_time(&run, 20);
        run.law.period /= to[i];
        run.settle = edge_time(&run, 14);
        for (int k = 1; k < 40; k++)
            give_edge(&run, edge_time(&run, k));
        held &= run.ordered && run.gentle && run.worst < 1e-4;
        held &= fabs(sky_rotor_speed(&run.rotor) / 6 / to[i] - 1) < 1e-6;
    }
    ok(held, "a sudden change of speed is followed without a jump, and exactly after 14 revolutions");
}

static void test_stop(void)
{
    bool held = true, again = true, states = true;
    for (int i = 0; i < 6; i++) {
        struct sky_rotor_settings plan = {100, 1 + (unsigned)i % 2, 0, i > 2, 1 + (unsigned)i};
        struct run run = start(&plan, 25);
        for (unsigned k = 0; k <= 20 * plan.edges; k++)
            give_edge(&run, edge_time(&run, (double)k / plan.edges));
        uint64_t before = run.count;
        for (int k = 0; k < 80; k++) {
            double turns = k * 0.13;
            enum sky_rotor_state expected = turns > plan.coast + 0.5         ? SKY_ROTOR_BLANK
                                            : turns * plan.edges > 1.5 ? SKY_ROTOR_COASTING
                                                                             : SKY_ROTOR_LOCKED;
            states &= sky_rotor_state(&run.rotor, turns_from_now(&run, turns)) == expected;
        }
        play_until(&run, turns_from_now(&run, 20));
        held &= run.ordered && run.worst < 1e-6;
        held &= fabs((double)(run.count - before) - (plan.coast + 0.5) * 100) <= 1;
        held &= sky_rotor_state(&run.rotor, run.now) == SKY_ROTOR_BLANK && sky_rotor_speed(&run.rotor) > 24.9;
        run.law_start = run.now + 12345678;
        run.law.period = 1e9 / 8;
        before = run.count;
        uint64_t revolution = run.last.revolution;
        for (unsigned k = 0; k <= 10 * plan.edges; k++)
            again &= give_edge(&run, edge_time(&run, (double)k / plan.edges)) == (k > 1);
        again &= run.ordered && run.gentle && run.worst < 1e-6 && run.last.revolution > revolution + 8;
        again &= fabs((double)(run.count - before) - (10 - 2.0 / plan.edges) * 100) <= 1;
    }
    ok(states, "the state is locked, then coasting when an edge is missing, then blank");
    ok(held, "without edges the vanes go on for the revolutions of coast and a half");
    ok(again, "a rotor that starts again is locked again, in later revolutions");
}

/* ---- Hostile times ---- */

static void test_hostile_times(void)
{
    struct run run = start(&usual, 5);
    bool refused = true;
    for (int k = 0; k < 50; k++) {
        uint64_t time = edge_time(&run, k);
        give_edge(&run, time);
        const uint64_t bad[] = {0, 1, time, time - 1, time / 2, time + 1, time + 1000000000, UINT64_MAX,
                                UINT64_MAX / 2, UINT64_C(1) << 63};
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
            refused &= !sky_rotor_record(&run.rotor, bad[i], time);
        refused &= !sky_rotor_record(&run.rotor, time + 1, time + 1000); /* too soon */
    }
    ok(refused && run.ordered && run.worst < 1e-6 && run.blanks == 0,
       "edges at times that are equal, go backwards, lie in the future or are huge are rejected");
}

static void test_random_times(void)
{
    bool ordered = true;
    uint64_t vanes = 0;
    for (uint64_t seed = 0; seed < 300; seed++) {
        uint32_t count = 1 + (uint32_t)(sky_random_hash(1, seed) % 50);
        struct sky_rotor_settings plan = {count, 1 + (unsigned)(seed % 16), noise(2, (int)seed) * 1e6, seed & 1,
                                      1 + (unsigned)(seed % 5)};
        struct run run = start(&plan, 5);
        /* Times of all sizes that grow or not; in some runs the clock itself makes large steps. */
        for (uint64_t k = 0; k < 400; k++) {
            uint64_t dice = sky_random_hash(seed, k), step = dice >> (20 + dice % (seed % 3 ? 20 : 44));
            uint64_t time = dice & 64 ? run.now + step : dice & 128 ? run.now - step : step;
            if (time > run.now && time - run.now < UINT64_C(20000000000))
                play_until(&run, time);
            else if (time > run.now && seed % 7 == 0 && time < UINT64_MAX / 2)
                play_until(&run, time);
            sky_rotor_record(&run.rotor, time, run.now);
        }
        ordered &= run.ordered && run.gentle;
        vanes += run.count;
    }
    ok(ordered && vanes > 100, "vanes stay in order for random times (%llu of them)",
       (unsigned long long)vanes);
}

/* ---- A simulated motor ---- */

static struct {
    double time, turns; /* ns; turns are NaN for an edge that is not the rotor's */
} train[EDGES_MAX];

/* The format is described at the top of rotor.train. Returns the number of edges. */
static int read_train(const char *path)
{
    FILE *file = fopen(path, "r");
    char line[256], *end;
    int count = 0;
    while (file && count < EDGES_MAX && fgets(line, sizeof line, file)) {
        if (line[0] == '#')
            continue;
        train[count].time = strtod(line, &end);
        train[count].turns = strncmp(end, " -", 2) == 0 ? NAN : strtod(end, NULL);
        count++;
    }
    if (file)
        fclose(file);
    return count;
}

/* The arm's position at a time, interpolated between two edges of the rotor. */
static double train_turns(int count, double time)
{
    int before = -1;
    for (int i = 0; i < count; i++) {
        if (isnan(train[i].turns))
            continue;
        if (train[i].time > time && before >= 0)
            return train[before].turns + (time - train[before].time) / (train[i].time - train[before].time) *
                                             (train[i].turns - train[before].turns);
        before = i;
    }
    return NAN;
}

static void test_train(const char *path)
{
    int count = read_train(path), accepted = 0, wrong = 0, real = 0;
    double worst_running = 0, worst_slowing = 0;
    struct run run = start(&usual, 1);
    struct sky_rotor_vane vane;
    run.settle = UINT64_MAX;
    for (int i = 0; i < count; i++) {
        bool is_accepted = give_edge(&run, START + (uint64_t)train[i].time);
        real += !isnan(train[i].turns);
        accepted += is_accepted && !isnan(train[i].turns);
        wrong += is_accepted && isnan(train[i].turns);
        double seconds = train[i].time / 1e9;
        if (!sky_rotor_next(&run.rotor, run.now, &vane))
            continue;
        double error = train_turns(count, (double)(vane.due - START)) - vane.vane / 360.0;
        error = fabs(error - rint(error));
        if (seconds > 8 && seconds < 20)
            worst_running = fmax(worst_running, error);
        else if (seconds > 21 && seconds < 35)
            worst_slowing = fmax(worst_slowing, error);
    }
    printf("# %d edges, %d of the rotor, of which %d were accepted, and %d others\n", count, real, accepted, wrong);
    ok(count > 300 && run.ordered && run.gentle, "vanes of a simulated motor are in order, without a jump (%s)", path);
    /* A stray in the gate is accepted until the right edge comes. */
    ok(accepted >= real - 6 && wrong <= 1, "edges of a simulated motor are told from strays");
    ok(worst_running < 0.02, "vanes of a simulated motor are within 0.02 turns at full speed (%.4f)", worst_running);
    ok(worst_slowing < 0.06, "vanes of a simulated motor are within 0.06 turns while it slows down to a quarter (%.4f)",
       worst_slowing);
}

int main(int argc, char **argv)
{
    test_constant();
    test_jitter();
    test_lead();
    test_edges_at_random();
    test_ramp();
    test_uneven();
    test_missing();
    test_doubled();
    test_strays();
    test_steps();
    test_stop();
    test_hostile_times();
    test_random_times();
    test_train(argc > 1 ? argv[1] : "tests/unit/rotor.train");
    return done();
}
