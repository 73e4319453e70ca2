/* SPDX-License-Identifier: ISC */
/* Follows the beat of clicks whose times are known. */
#include "sound/beat.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"
#include "tap.h"

#define TAU 6.283185307179586

struct follower {
    struct sky_bands bands;
    struct sky_flux flux;
    struct sky_beat beat;
    double rate, seconds; /* heard so far */
    double count, back;   /* the last count, and how far it ever stepped back */
    int broken;           /* numbers that are none */
};

static void start(struct follower *follower, double rate, double slowest, double fastest)
{
    *follower = (struct follower){.rate = rate};
    if (sky_bands_init(&follower->bands, rate) < 0 ||
        sky_beat_init(&follower->beat, sky_bands_delay(&follower->bands), slowest, fastest) < 0)
        exit(1);
}

static void finish(struct follower *follower)
{
    sky_bands_finish(&follower->bands);
    sky_beat_finish(&follower->beat);
}

/* Hears a sample. */
static void hear(struct follower *follower, float sample)
{
    bool complete;
    sky_bands_push(&follower->bands, &sample, 1, &complete);
    follower->seconds += 1 / follower->rate;
    if (!complete)
        return;
    sky_flux_step(&follower->flux, &follower->bands);
    sky_beat_step(&follower->beat, &follower->flux);
    double count = sky_beat_at(&follower->beat, 0);
    follower->back = fmax(follower->back, follower->count - count);
    follower->count = count;
    double bpm = follower->beat.bpm, lock = follower->beat.lock;
    if (!isfinite(count) || !(bpm >= SKY_BPM_MIN - 1 && bpm <= SKY_BPM_MAX + 1) || !(lock >= 0 && lock <= 1))
        follower->broken++;
}

/* A click `age` seconds ago: a thump and some noise. */
static float click(double age, uint64_t number)
{
    if (age < 0 || age > 0.2)
        return 0;
    double noise = sky_random_unit(3, number) * 2 - 1;
    return (float)(0.4 * exp(-age / 0.03) * sin(TAU * 70 * age) + 0.2 * exp(-age / 0.006) * noise);
}

/* Hears clicks of a tempo for some seconds, the first after half a beat. Returns the largest distance of the count
 * from whole numbers at the clicks after `settled` seconds, in milliseconds. */
static double click_error(struct follower *follower, double bpm, double seconds, double settled)
{
    double period = 60 / bpm, begin = follower->seconds + period / 2, end = follower->seconds + seconds, worst = 0;
    double clicked = begin;
    uint64_t number = 0;
    while (follower->seconds < end) {
        double t = follower->seconds;
        if (t >= clicked + period) {
            clicked += period;
            double away = follower->count - floor(follower->count + 0.5);
            if (t > end - seconds + settled)
                worst = fmax(worst, fabs(away) * period * 1000);
        }
        hear(follower, click(t - clicked, number++));
    }
    return worst;
}

static void hear_nothing(struct follower *follower, double seconds)
{
    for (double end = follower->seconds + seconds; follower->seconds < end;)
        hear(follower, 0);
}

/* Bare clicks at 60 a minute are heard as 120 at first. */
static void test_tempi(void)
{
    static const double tempi[] = {60, 90, 120, 174};
    for (size_t i = 0; i < sizeof tempi / sizeof *tempi; i++) {
        struct follower follower;
        start(&follower, 48000, SKY_BPM_MIN, SKY_BPM_MAX);
        double error = click_error(&follower, tempi[i], 30, 22);
        ok(error < 15 && fabs(follower.beat.bpm / tempi[i] - 1) < 0.01 && follower.beat.lock > 0.5,
           "clicks at %.0f a minute are followed within 15 ms (%.1f ms, bpm %.2f, lock %.2f)", tempi[i], error,
           follower.beat.bpm, follower.beat.lock);
        finish(&follower);
    }
}

static void test_rates(void)
{
    static const double rates[] = {8000, 11025, 16000, 22050, 32000, 44100, 96000, 192000};
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++) {
        struct follower follower;
        start(&follower, rates[i], SKY_BPM_MIN, SKY_BPM_MAX);
        double error = click_error(&follower, 120, 12, 6);
        ok(error < 15, "clicks are followed at %.0f samples a second (%.1f ms)", rates[i], error);
        finish(&follower);
    }
}

static void test_changes(void)
{
    struct follower follower;
    start(&follower, 48000, SKY_BPM_MIN, SKY_BPM_MAX);
    hear_nothing(&follower, 10);
    ok(follower.count > 10 && follower.beat.lock < 0.2,
       "in silence the beat goes on (%.1f beats), and lock is low (%.2f)", follower.count, follower.beat.lock);
    double error = click_error(&follower, 100, 15, 6);
    ok(error < 15, "clicks after silence are followed (%.1f ms)", error);
    error = click_error(&follower, 130, 20, 8);
    ok(error < 15, "another tempo is followed (%.1f ms)", error);
    hear_nothing(&follower, 30);
    ok(follower.beat.lock < 0.2, "lock is low again after silence (%.2f)", follower.beat.lock);
    error = click_error(&follower, 75, 20, 12);
    ok(error < 15, "and another tempo is followed (%.1f ms)", error);
    ok(follower.back == 0, "the count never steps back");
    ok(follower.broken == 0, "numbers are within their limits");
    finish(&follower);
}

static void test_bounds(void)
{
    struct follower follower;
    start(&follower, 48000, 80, 160);
    double error = click_error(&follower, 70, 20, 8);
    ok(error < 40 && fabs(follower.beat.bpm - 140) < 2, "with bounds of 80 to 160, 70 a minute is 140 (%.2f)",
       follower.beat.bpm);
    finish(&follower);
}

static void test_octaves(void)
{
    struct follower follower;
    start(&follower, 48000, SKY_BPM_MIN, SKY_BPM_MAX);
    click_error(&follower, 120, 11, 6);
    double error = click_error(&follower, 60, 30, 15);
    ok(error < 15 && fabs(follower.beat.bpm - 120) < 1,
       "when every second click is left out, a beat that was followed for long is kept (%.1f ms, bpm %.2f)", error,
       follower.beat.bpm);
    error = click_error(&follower, 61, 30, 22);
    ok(error < 20 && fabs(follower.beat.bpm - 122) < 1, "and goes with those that are left (%.1f ms, bpm %.2f)", error,
       follower.beat.bpm);
    hear_nothing(&follower, 10);
    error = click_error(&follower, 60, 30, 22);
    ok(error < 15 && fabs(follower.beat.bpm - 60) < 1, "but not after silence (%.1f ms, bpm %.2f)", error,
       follower.beat.bpm);
    finish(&follower);
}

/* A piano's chord that was struck `age` seconds ago: six harmonics of each of three notes. */
static double chord(double age)
{
    static const double notes[] = {220, 262, 330};
    double sum = 0;
    for (int i = 0; age >= 0 && age < 1 && i < 3 * 6; i++)
        sum += sin(TAU * notes[i / 6] * (i % 6 + 1) * age) / (i % 6 + 1);
    return 0.1 * sum * fmin(age / 0.006, 1) * exp(-age / 0.35);
}

/* What begins in silence rises far more than all that follows. */
static void test_soft_notes(void)
{
    struct follower follower;
    double period = 60 / 106.0, early = 0, late = 0;
    start(&follower, 48000, SKY_BPM_MIN, SKY_BPM_MAX);
    hear_nothing(&follower, 0.25);
    for (int beat = 0; beat < 40; beat++) {
        double struck = 0.25 + beat * period, most = 0;
        while (follower.seconds < struck + period) {
            double age = follower.seconds - struck;
            hear(&follower, (float)(chord(age) + chord(age + period)));
            most = fmax(most, (double)follower.flux.value[SKY_MID]);
        }
        early += beat >= 3 && beat < 8 ? most : 0;
        late += beat >= 35 ? most : 0;
    }
    ok(early > 0.45 * late, "soft chords count %.2f of what they do later, soon after they began in silence",
       early / late);
    finish(&follower);
}

/* Steps by hits of a size, each of one hop. */
static void step_hits(struct sky_beat *beat, double bpm, double seconds, float size)
{
    double hops = SKY_HOPS_A_SECOND * 60 / bpm;
    for (int i = 0; i < (int)(seconds * SKY_HOPS_A_SECOND); i++) {
        float value = fmod(i, hops) < 1 ? size : 0;
        sky_beat_step(beat, &(struct sky_flux){.value = {value, value, value}});
    }
}

static void test_ripple(void)
{
    struct sky_beat beat;
    if (sky_beat_init(&beat, 0, SKY_BPM_MIN, SKY_BPM_MAX) < 0)
        exit(1);
    step_hits(&beat, 120, 15, 1);
    step_hits(&beat, 97, 15, 0.4f);
    ok(fabs(beat.bpm - 120) < 1, "in a break without hits the tempo is kept (bpm %.2f)", beat.bpm);
    sky_beat_finish(&beat);
}

static void test_bad_samples(void)
{
    static const float bad[] = {NAN, INFINITY, -INFINITY, 1e30f, -1e30f, 1, -1};
    struct follower follower;
    start(&follower, 48000, SKY_BPM_MIN, SKY_BPM_MAX);
    for (uint64_t i = 0; i < 480000; i++)
        hear(&follower, bad[sky_random_hash(5, i) % (sizeof bad / sizeof *bad)]);
    ok(follower.broken == 0 && follower.back == 0, "NaN, infinities and full scale give numbers within the limits");
    double error = click_error(&follower, 120, 20, 10);
    ok(error < 15, "clicks are followed afterwards (%.1f ms)", error);
    finish(&follower);
}

/* Moves the asked time back and forth, as an offset that changes does. */
static void test_ahead(void)
{
    struct follower follower;
    double last = 0;
    int back = 0;
    start(&follower, 48000, SKY_BPM_MIN, SKY_BPM_MAX);
    for (int i = 0; i < 480000; i++) {
        hear(&follower, 0);
        double count = sky_beat_at(&follower.beat, (sky_random_unit(6, (uint64_t)i) - 0.5) * 2);
        back += count < last;
        last = count;
    }
    ok(!back, "the count does not step back whatever time is asked for");
    finish(&follower);
}

int main(void)
{
    test_tempi();
    test_rates();
    test_changes();
    test_bounds();
    test_octaves();
    test_soft_notes();
    test_ripple();
    test_bad_samples();
    test_ahead();
    return done();
}
