/* SPDX-License-Identifier: ISC */
/* A whole program: a description of it, and one function that parses the command line, runs the frame loop and returns
 * the exit status. The sky- programs are made of this, so a program of yours takes the same options, writes the same
 * error messages, is paced and controlled in the same way, and ends as they do. A generator:
 *
 *     static int draw(struct sky_run *run, const struct sky_moment *now, uint8_t *frame);
 *
 *     int main(int argc, char **argv)
 *     {
 *         static const struct sky_program program = {
 *             .name = "sparks", .summary = "Draws sparks.", .params = params, .draw = draw};
 *         struct settings settings;
 *         return sky_program_run(&program, &settings, argc, argv);
 *     }
 */
#ifndef SKY_PROGRAM_H
#define SKY_PROGRAM_H

#include <stdbool.h>
#include <stdint.h>

#include <sky/error.h>
#include <sky/geometry.h>
#include <sky/pace.h>
#include <sky/params.h>
#include <sky/phase.h>
#include <sky/stream.h>
#include <sky/value.h>

#ifdef __cplusplus
extern "C" {
#endif

/* An option of a program's own. */
struct sky_option {
    int code;             /* its letter, or a number from 256 to 999 for an option with a long name only */
    const char *name;     /* its long name; NULL ends a table */
    const char *argument; /* what its argument is called, or the choices as "a|b|c", or "[NAME]" if it may
                           * be left out, and is given after '='; NULL for a flag */
    const char *text;     /* for --help; "(default X)" in it tells the default */
};

#define SKY_OPTIONS_END {0, NULL, NULL, NULL}

#define SKY_FRAMES_ENDLESS UINT64_MAX

/* A program that runs: what its functions are given. All that it points to is the library's, except `config`. */
struct sky_run {
    const struct sky_program *program;
    void *config; /* the program's own struct */

    /* The common options. */
    struct sky_geometry geometry; /* -g, else $SKY_GEOMETRY, else 360x288 */
    double fps;                   /* -r, else $SKY_FPS, else 30 */
    uint64_t frames;              /* -n, or -d in frames; SKY_FRAMES_ENDLESS without either */
    uint64_t first;               /* --start or --clock: the number of the first frame, else 0 */
    uint64_t seed;                /* -s, else 0 */
    uint64_t threads;             /* -j, else 1 */
    const char *output_name;      /* -o, else "-" */
    bool verbose;                 /* -v */
    bool lockstep;                /* --lockstep */
    bool clocked;                 /* --clock */

    /* The other words of the command line, and of the files of -f. */
    char **operands; /* of the command line; only if it has none, those of the files */
    int operand_count;
    char **assignments; /* words of the form name=value, those of the files first */
    int assignment_count;
    char *first_word; /* the first one on the command line, of either kind; or NULL */

    struct sky_params *params; /* of the program's table; or made by check() and given to the run; or NULL */
    struct sky_input *input;   /* once it is open, of a program with `input` */
    struct sky_output *output; /* in the frame loop, of a program with -o */

    /* For plan() to set. */
    const struct sky_input *awaited; /* of several inputs, the one whose frames --clock goes by; or NULL: `input` */
    bool paced;     /* keep to the frame rate, whatever the output is */
    bool live;      /* frames come in their own time, which is kept, whatever the output is */
    const char *progress; /* what -v adds to its line: a text that may change; or NULL */
    bool catch_up;  /* when paced, drop frames whose time has passed, by the program's drop(): see <sky/pace.h> */
    uint64_t total; /* how many frames there will be, for -v; 0 when that is not known */

    struct sky_run_state *state; /* the library's own */
};

/* What a program is and does. Only name, summary and one of draw, filter, frame and work are required. Functions that
 * return int return 0, or -1 with the error set, which is then printed. They are called in this order:
 * parse_option, check, plan, then draw, filter or frame for each frame or work once, and finish. */
struct sky_program {
    const char *name;
    const char *summary;              /* what it does, for --help */
    const char *const *usage;         /* lines of --help after the name, ended by NULL. A program without them, and
                                       * without `input`, takes no operands */
    const char *common;               /* the common options that it takes, of "fgrndocsvjk", k for --clock; NULL is
                                       * "grndovk", and "grndocvk" with params */
    const struct sky_option *options; /* its own options */
    const struct sky_param *params;   /* its parameters; their values land in `config` */
    const char *closing;              /* further lines of --help */
    bool writes_controls;             /* control lines are its output, which may be a file of SKY_CONTROL */

    /* Optional, for errors: what takes a word of this name, which is no parameter, such as "an input"; or NULL. */
    const char *(*owner)(const char *name);

    /* How its input is opened: sky_input_open. The input is its only operand, or standard input without one. A program
     * without it needs nothing that reads frames or pictures. */
    struct sky_input *(*input)(const char *operand, const struct sky_geometry *geometry);

    /* Takes an option of the program's own, and its argument, or NULL for a flag. */
    int (*parse_option)(struct sky_run *run, int code, const char *argument);

    /* Prints a --help that depends on the command line and returns 1; or returns 0 for the usual one. */
    int (*help)(struct sky_run *run);

    /* Prints rows of --help=tsv on standard output, beyond those of the options and parameters above. */
    int (*help_rows)(struct sky_run *run);

    /* Checks the command line, and what only makes sense together. An error from here is a misuse, with exit status 2.
     * Returns 1 when nothing is left to do, as after printing a list. */
    int (*check)(struct sky_run *run);

    /* Opens files and makes tables and buffers; the input is open. After this the output is opened. */
    int (*plan)(struct sky_run *run);

    /* Draws a frame of sky_frame_bytes() bytes, whose content is undefined before. */
    int (*draw)(struct sky_run *run, const struct sky_moment *now, uint8_t *frame);

    /* The same from the input's next frame; the program ends with its input. */
    int (*filter)(struct sky_run *run, const struct sky_moment *now, const uint8_t *in, uint8_t *out);

    /* For one that reads and writes otherwise: writes the next frame to run->output and returns SKY_NEXT_FRAME, or
     * returns SKY_NEXT_END to end, or SKY_NEXT_FAILED with the error set. */
    enum sky_next (*frame)(struct sky_run *run, const struct sky_moment *now);

    /* The same without writing it; required with run->catch_up. */
    enum sky_next (*drop)(struct sky_run *run);

    /* For one that needs another loop, or several: does all the work, perhaps by sky_run_frames(). */
    int (*work)(struct sky_run *run);

    /* Frees what is the program's, however far it came. */
    void (*finish)(struct sky_run *run);
};

/* Runs a program and returns the exit status: 0; 1 when something failed while it ran; 2 for a misuse. The error is
 * printed on standard error, in one line. `config` is the program's own struct, which its functions get; its params
 * are set to their defaults first.
 *
 * Before each frame the control files are looked at and the parameters get their values. Frames written to a frame
 * file, which nothing else holds back, keep to the frame rate. A closed output pipe ends the program quietly. SIGINT,
 * SIGTERM and SIGHUP end it at once; if it writes a recording, after a whole frame. */
int sky_program_run(const struct sky_program *program, void *config, int argc, char **argv);

/* ---- The parts of sky_program_run() ---- */

/* Sets all of `run` up to `params` from the environment and the command line, and before that from the files that -f
 * names. Prints --help or --version itself and returns 1; else returns 0, or -1 with the error set. Call
 * sky_run_finish() after use, in any case. */
int sky_run_parse(struct sky_run *run, const struct sky_program *program, void *config, int argc, char **argv);
void sky_run_finish(struct sky_run *run);

/* Sets the parameters in run->params by all assignments, which are used up by that. Returns 0, or -1 with the error
 * set. sky_program_run() does it before check() if there are parameters then, else after it. */
int sky_run_assign(struct sky_run *run);

/* For a program that reads one input: its only operand, or "-". NULL with the error set when there are more. */
const char *sky_run_input_name(const struct sky_run *run);

/* Warns when an input is a recording of another frame rate than run->fps. sky_program_run() does it for its input. */
void sky_run_check_rate(const struct sky_run *run, const struct sky_input *input);

/* Puts the file and the line before the last error, if `word` is from a file of -f. Returns -1. */
int sky_run_fail_at(const struct sky_run *run, const char *word);

/* Sets lines, each ended by a newline, to be printed below the error that check() or help() returns with. */
void sky_run_set_detail(struct sky_run *run, const char *lines);

/* The moment of the frame that comes after `done` others: its number and time count from --start. */
struct sky_moment sky_run_moment(const struct sky_run *run, uint64_t done);

/* The frame loop: opens the output, if the program takes -o, calls `frame` until it returns anything but
 * SKY_NEXT_FRAME, run->frames are done or a caught signal asks to stop, and closes the output. Returns 0, or -1 with
 * the error set. */
int sky_run_frames(struct sky_run *run, enum sky_next (*frame)(struct sky_run *run, const struct sky_moment *now));

/* Prints the usual --help on standard output. */
void sky_program_help(const struct sky_program *program);

#ifdef __cplusplus
}
#endif

#endif
