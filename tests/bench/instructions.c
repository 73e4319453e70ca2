/* SPDX-License-Identifier: ISC */
/* A plugin for QEMU's user mode emulation: counts the instructions that a program executes, and prints "INSTRUCTIONS
 * <number>" on standard error when it ends. The number depends neither on this machine nor on its load.
 *
 * QEMU up to 8 adds to one 64-bit number, QEMU 9 and later to one for each virtual CPU; which interface there is, is
 * found at run time. The declarations are those of QEMU's include/qemu-plugin.h, which Debian does not package. */
#include <dlfcn.h>
#include <inttypes.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

typedef uint64_t plugin_id;
struct block;
struct scoreboard;
struct entry { /* qemu_plugin_u64 */
    struct scoreboard *score;
    size_t offset;
};

enum { OP_ADD_U64 };

void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id id, void (*translated)(plugin_id, struct block *));
void qemu_plugin_register_atexit_cb(plugin_id id, void (*ended)(plugin_id, void *), void *context);
size_t qemu_plugin_tb_n_insns(const struct block *block);

static void (*add_shared)(struct block *, int op, void *number, uint64_t by);
static void (*add_per_cpu)(struct block *, int op, struct entry, uint64_t by);
static struct scoreboard *(*new_scoreboard)(size_t bytes);
static uint64_t (*sum_of)(struct entry);

static uint64_t shared;
static struct entry per_cpu;

__attribute__((visibility("default"))) extern int qemu_plugin_version;
int qemu_plugin_version;

__attribute__((visibility("default"))) int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv);

static void *find(const char *name)
{
    return dlsym(RTLD_DEFAULT, name);
}

__attribute__((constructor)) static void find_interface(void)
{
    *(void **)&add_per_cpu = find("qemu_plugin_register_vcpu_tb_exec_inline_per_vcpu");
    *(void **)&add_shared = find("qemu_plugin_register_vcpu_tb_exec_inline");
    *(void **)&new_scoreboard = find("qemu_plugin_scoreboard_new");
    *(void **)&sum_of = find("qemu_plugin_u64_sum");
    qemu_plugin_version = add_per_cpu ? 2 : 1;
}

static void on_translated(plugin_id id, struct block *block)
{
    (void)id;
    if (add_per_cpu)
        add_per_cpu(block, OP_ADD_U64, per_cpu, qemu_plugin_tb_n_insns(block));
    else
        add_shared(block, OP_ADD_U64, &shared, qemu_plugin_tb_n_insns(block));
}

static void on_end(plugin_id id, void *context)
{
    (void)id;
    (void)context;
    fprintf(stderr, "INSTRUCTIONS %" PRIu64 "\n", add_per_cpu ? sum_of(per_cpu) : shared);
}

int qemu_plugin_install(plugin_id id, const void *info, int argc, char **argv)
{
    (void)info;
    (void)argc;
    (void)argv;
    if (add_per_cpu)
        per_cpu.score = new_scoreboard(sizeof(uint64_t));
    qemu_plugin_register_vcpu_tb_trans_cb(id, on_translated);
    qemu_plugin_register_atexit_cb(id, on_end, NULL);
    return 0;
}
