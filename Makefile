# SPDX-License-Identifier: ISC
# skyscreen: small programs for circular LED screens. `make help` lists the targets.

VERSION := 0.1.0
PREFIX  ?= /usr/local
BUILD   ?= build
PROGRAMS := sky-gen sky-map sky-blend sky-rotate sky-color sky-cat sky-polar sky-flat sky-hear sky-recv sky-push

# ---- Compiler -----------------------------------------------------------------------------------------------

PKG_CONFIG ?= pkg-config
AR ?= ar
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wstrict-prototypes -Wmissing-prototypes

# The same bytes on every machine: no fused multiply-add, no fast-math. The two -fno options change no result; they
# let loops with divisions and square roots be vectorised.
ARITHMETIC := -ffp-contract=off -fno-math-errno -fno-trapping-math

ifdef SANITIZE
SANITIZER := -fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer
endif

ALL_CFLAGS = -std=c17 -D_GNU_SOURCE -D_FILE_OFFSET_BITS=64 -DSKY_VERSION='"$(VERSION)"' -Iinclude -Ilib -Icmd \
             $(WARNINGS) $(ARITHMETIC) $(SANITIZER) $(CFLAGS)
ALL_LDFLAGS = -Wl,--as-needed $(SANITIZER) $(LDFLAGS)

# What each outside library needs.
PNG_CFLAGS := $(shell $(PKG_CONFIG) --cflags libpng zlib 2>/dev/null)
PNG_LIBS   := $(shell $(PKG_CONFIG) --libs libpng zlib 2>/dev/null || echo -lpng -lz)
GPIO_LIBS  := $(shell $(PKG_CONFIG) --libs libgpiod 2>/dev/null || echo -lgpiod)
# libgpiod's two interfaces have one file each; this machine's is built.
GPIO_API   := $(if $(shell $(PKG_CONFIG) --exists 'libgpiod >= 2' 2>/dev/null && echo 2),v2,v1)

# ---- Sources ------------------------------------------------------------------------------------------------

# The loops are compiled once for each instruction set; see lib/kernel/kernel.h.
MACHINE := $(shell $(CC) -dumpmachine 2>/dev/null)
ifneq ($(filter x86_64-%,$(MACHINE)),)
CPUS := c sse2 avx2 avx512
else ifneq ($(filter aarch64-%,$(MACHINE)),)
CPUS := c neon
else
CPUS := c
endif
LOOP_FLAGS_c    := -fno-tree-vectorize -DSKY_PLAIN
LOOP_FLAGS_sse2 := -O3
LOOP_FLAGS_avx2 := -O3 -mavx2
LOOP_FLAGS_avx512 := -O3 -mavx512bw -mavx512dq -mavx512vl -mprefer-vector-width=512
LOOP_FLAGS_neon := -O3

LIB_SOURCES  := $(filter-out lib/kernel/loops/%,$(wildcard lib/*/*.c))
LOOP_SOURCES := $(wildcard lib/kernel/loops/*.c)
LIB_OBJECTS  := $(LIB_SOURCES:%.c=$(BUILD)/%.o) \
                $(foreach cpu,$(CPUS),$(LOOP_SOURCES:%.c=$(BUILD)/%.$(cpu).o))
PUSH_SOURCES := $(wildcard cmd/sky-push/*.c cmd/sky-push/*/*.c)
PUSH_SOURCES := $(filter-out %-v1.c %-v2.c,$(PUSH_SOURCES)) $(filter %-$(GPIO_API).c,$(PUSH_SOURCES))
PUSH_OBJECTS := $(PUSH_SOURCES:%.c=$(BUILD)/%.o)
RECV_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard cmd/sky-recv/*.c))
HEAR_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard cmd/sky-hear/*.c))
# Of the programs that speak over the network.
SOCKET_OBJECTS := $(patsubst %.c,$(BUILD)/%.o,$(wildcard cmd/socket/*.c))

# Commands are shown as "CC file"; V=1 shows them whole.
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-5s %s\n' $(1) $(2))

.PHONY: all
all: $(PROGRAMS:%=$(BUILD)/%) $(BUILD)/libsky.a

$(BUILD)/%.o: %.c $(BUILD)/flags
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) $(PNG_CFLAGS) -MMD -MP -c -o $@ $<

define loop_rule
$(BUILD)/lib/kernel/loops/%.$(1).o: lib/kernel/loops/%.c $(BUILD)/flags
	$$(call say,CC,"$$< ($(1))")
	@mkdir -p $$(@D)
	$$(Q)$$(CC) $$(ALL_CFLAGS) $(LOOP_FLAGS_$(1)) -DSKY_CPU_NAME=$(1) -MMD -MP -c -o $$@ $$<
endef
$(foreach cpu,$(CPUS),$(eval $(call loop_rule,$(cpu))))

$(BUILD)/libsky.a: $(LIB_OBJECTS)
	$(call say,AR,$@)
	@rm -f $@
	$(Q)$(AR) rcs $@ $^

$(BUILD)/sky-%: $(BUILD)/cmd/sky-%.o $(BUILD)/libsky.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PNG_LIBS) -lm

$(BUILD)/sky-push: $(BUILD)/cmd/sky-push.o $(PUSH_OBJECTS) $(SOCKET_OBJECTS) $(BUILD)/libsky.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PNG_LIBS) $(GPIO_LIBS) -lm

$(BUILD)/sky-hear: $(BUILD)/cmd/sky-hear.o $(HEAR_OBJECTS) $(BUILD)/libsky.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PNG_LIBS) -lm

$(BUILD)/sky-recv: $(BUILD)/cmd/sky-recv.o $(RECV_OBJECTS) $(SOCKET_OBJECTS) $(BUILD)/libsky.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $^ $(PNG_LIBS) -lm

# Objects of programs are kept, so that the next build need not make them again.
.SECONDARY:

# Rebuilds everything when the compiler or its flags change. Before the first file is compiled, checks that there is a
# compiler with the headers that are needed.
.PHONY: force
$(BUILD)/flags: force
	@mkdir -p $(BUILD)
	@echo '$(CC) $(ALL_CFLAGS) $(GPIO_API)' | cmp -s - $@ || { \
	    printf '#include <%s>\n' png.h zlib.h gpiod.h | $(CC) $(PNG_CFLAGS) -xc -E -o /dev/null - 2>$@.log || { \
	        sed -n '/error\|not found/p' $@.log >&2; \
	        echo 'skyscreen needs a C compiler, libpng, zlib and libgpiod: make build-deps installs them on Debian' >&2; \
	        exit 1; }; \
	    echo '$(CC) $(ALL_CFLAGS) $(GPIO_API)' > $@; }

# ---- Packages -----------------------------------------------------------------------------------------------

BUILD_PACKAGES := gcc libc6-dev make pkgconf libpng-dev zlib1g-dev libgpiod-dev
TEST_PACKAGES  := $(BUILD_PACKAGES) g++ bats python3 python3-numpy ffmpeg procps tmux zsh groff-base mandoc bzip2 xxd \
                  liblo-tools mosquitto-clients socat
LINT_PACKAGES  := $(TEST_PACKAGES) clang libclang-rt-dev clang-tidy cppcheck mandoc groff shellcheck
BENCH_PACKAGES := $(TEST_PACKAGES) pv libzmq3-dev python3-numexpr

# $(call install_missing,PACKAGES) installs those that are missing, on Debian and its relatives, or prints the command
# that an administrator has to run. An update may fail for a source of packages that is of no use here. Elsewhere the
# build itself says what it misses.
define install_missing
@missing=$$(for package in $(1); do \
    dpkg-query -W -f '$${Status}' $$package 2>/dev/null | grep -q 'ok installed' || echo $$package; \
done | tr '\n' ' '); \
install='apt-get install -y --no-install-recommends'; \
if [ -n "$$missing" ] && command -v apt-get >/dev/null; then \
    [ "$$(id -u)" -eq 0 ] && root= || root=sudo; \
    { [ -z "$$root" ] || command -v sudo >/dev/null; } && \
    echo "installing with $${root:+sudo }apt-get: $${missing% }" && \
    { $$root apt-get update -qq || true; } && \
    $$root env DEBIAN_FRONTEND=noninteractive $$install -qq $$missing >/dev/null || { \
        echo "These packages are missing, and only an administrator can install them:" >&2; \
        echo "    $$install $${missing% }" >&2; exit 1; }; \
fi
endef

# build-deps: what `make` needs. deps: what `make check` needs, too.
.PHONY: build-deps deps
build-deps: PACKAGES := $(BUILD_PACKAGES)
deps: PACKAGES := $(TEST_PACKAGES)
build-deps deps:
	@command -v apt-get >/dev/null || { \
	    echo 'This is not Debian; there, the packages needed are: $(PACKAGES)'; exit 1; }
	$(call install_missing,$(PACKAGES))

# ---- Shows --------------------------------------------------------------------------------------------------

# These ask make again once the packages are there, since what pkg-config says is read at the start. A person who waits
# for the first picture need not know -j.
JOBS ?= $(shell nproc)
PARALLEL = $(if $(filter -j%,$(MAKEFLAGS)),,-j$(JOBS))
.PHONY: demo gallery
demo:
	$(call install_missing,$(BUILD_PACKAGES))
	@$(MAKE) --no-print-directory $(PARALLEL) all
	@PATH="$(abspath $(BUILD)):$$PATH" sh examples/demo.sh

gallery:
	$(call install_missing,$(BUILD_PACKAGES))
	@$(MAKE) --no-print-directory $(PARALLEL) all
	@PATH="$(abspath $(BUILD)):$$PATH" sh examples/gallery.sh examples/pictures

# ---- Tests --------------------------------------------------------------------------------------------------

# Suites at a time: most of them wait most of the time.
SUITES ?= $(shell echo $$((2 * $(JOBS))))
BATS_FILES := $(sort $(wildcard tests/*.bats))
UNIT_TESTS := $(patsubst %.c,$(BUILD)/%,$(sort $(wildcard tests/unit/*.c tests/kernels/*.c tests/framefile/*.c)))
# Recording stand-ins for hardware's libraries and devices, which the tests load in their place.
STANDINS := $(addprefix $(BUILD)/tests/standin/,gpiod.so spidev.so leds.so wall.so)
# Writes the frames of the storms, which kill and spoil; see tests/storm/.
STORM_PROGRAMS := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/storm/*.c))
KILLS ?= 2000
ATTACKS ?= 10000
RECORDERS ?= 50
SOAK ?= 108000
BENCH_PROGRAMS := $(patsubst %.c,$(BUILD)/%,$(filter-out %/instructions.c,$(sort $(wildcard tests/bench/*.c))))

.PHONY: check run-tests check-asan lint bench run-bench bench-transport run-bench-transport
check:
	$(call install_missing,$(TEST_PACKAGES))
	@$(MAKE) --no-print-directory $(PARALLEL) run-tests

run-tests: all $(UNIT_TESTS) $(STANDINS) $(STORM_PROGRAMS)
	@SKY_BUILD="$(abspath $(BUILD))" CC="$(CC)" SKY_SANITIZER="$(SANITIZER)" tests/run $(SUITES) $(BATS_FILES) $(UNIT_TESTS)

# The whole suite with every program watched by the address and undefined-behaviour sanitizers. A number that does not
# fit the integer it becomes is undefined, too, but gcc wants that named.
WATCHED := address,undefined,float-cast-overflow
check-asan:
	$(call install_missing,$(TEST_PACKAGES))
	@SKY_TEST_SECONDS=1800 $(MAKE) --no-print-directory $(PARALLEL) BUILD=$(BUILD)-asan SANITIZE=$(WATCHED) \
	    CFLAGS='-O1 -g' run-tests

# Programs with threads under the thread sanitizer.
.PHONY: check-tsan
check-tsan:
	$(call install_missing,$(TEST_PACKAGES))
	@$(MAKE) --no-print-directory $(PARALLEL) BUILD=$(BUILD)-tsan SANITIZE=thread CFLAGS='-O1 -g' \
	    BATS_FILES='tests/threads.bats tests/scenes.bats $(sort $(wildcard tests/sky-push*.bats))' \
	    UNIT_TESTS='$(BUILD)-tsan/tests/unit/workers $(BUILD)-tsan/tests/unit/rotor_motion' run-tests

# The storms at full strength; `make check` runs them small. $STORM_SEED throws the dice of an earlier run.
.PHONY: storm
storm: all $(STORM_PROGRAMS)
	@export SKY_BUILD="$(abspath $(BUILD))"; export PATH="$$SKY_BUILD:$$PATH"; \
	for storm in 'ends 1' 'kills $(KILLS)' 'hostile $(ATTACKS)' 'recordings $(RECORDERS)' 'soak $(SOAK)' \
	    'soak $(SOAK) 360x288'; do \
	    echo "tests/storm/$$storm"; set -- $$storm; name=$$1; shift; \
	    /usr/bin/python3 tests/storm/$$name.py "$$@" || exit 1; \
	done

# Mistakes in pipelines that draw in a real terminal emulator, so often each; `make check` makes each twice.
TERMINAL_RUNS ?= 200
.PHONY: check-terminal
check-terminal: all
	$(call install_missing,$(TEST_PACKAGES))
	@PATH="$(abspath $(BUILD)):$$PATH" /usr/bin/python3 tests/terminal.py $(TERMINAL_RUNS)

# The disc in real terminal emulators, as far as they are installed, measured and photographed under a virtual display.
.PHONY: screenshots
screenshots: all
	$(call install_missing,$(TEST_PACKAGES) xvfb xterm imagemagick)
	@PATH="$(abspath $(BUILD)):$$PATH" /usr/bin/python3 tests/screenshots.py $(BUILD)/screenshots

# An hour of frames to wire: at full speed, under sanitizers.
ENDURANCE ?= 3600
.PHONY: endurance run-endurance
endurance:
	$(call install_missing,$(TEST_PACKAGES))
	@$(MAKE) --no-print-directory $(PARALLEL) BUILD=$(BUILD)-asan SANITIZE=$(WATCHED) CFLAGS='-O1 -g' run-endurance

run-endurance: all
	@PATH="$(abspath $(BUILD)):$$PATH" /usr/bin/python3 tests/storm/endurance.py $(ENDURANCE)

# The same bytes on 64-bit and 32-bit ARM, under user emulation. Libraries come from Debian's packages for it, beside
# this machine's own: `dpkg --add-architecture arm64` (or armhf) and `apt-get update` first.
ARM_TESTS := kernels/kernels kernels/sound kernels/expr unit/math unit/fmath unit/blend unit/disc unit/noise unit/fft

# $(call check_arm,ARCHITECTURE,COMPILER'S PREFIX,EMULATOR)
define check_arm
$(call install_missing,$(TEST_PACKAGES) gcc-$(2) libc6-dev-$(1)-cross qemu-user-static \
    libpng-dev:$(1) zlib1g-dev:$(1) libgpiod-dev:$(1))
@$(MAKE) --no-print-directory $(PARALLEL) all
@PKG_CONFIG_LIBDIR=/usr/lib/$(2)/pkgconfig $(MAKE) --no-print-directory $(PARALLEL) BUILD=$(BUILD)-$(1) CC=$(2)-gcc AR=$(2)-ar \
    all $(ARM_TESTS:%=$(BUILD)-$(1)/tests/%)
@tests/arm.sh "$(abspath $(BUILD))" "$(abspath $(BUILD)-$(1))" $(3) $(ARM_TESTS)
endef

.PHONY: check-arm64 check-armhf
check-arm64:
	$(call check_arm,arm64,aarch64-linux-gnu,qemu-aarch64-static)
check-armhf:
	$(call check_arm,armhf,arm-linux-gnueabihf,qemu-arm-static)

# What a frame costs in arm64 instructions, which are the same number on every machine. BENCH='fire push' names rows.
.PHONY: bench-arm
bench-arm:
	$(call install_missing,$(TEST_PACKAGES) gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user \
	    libpng-dev:arm64 zlib1g-dev:arm64 libgpiod-dev:arm64)
	@$(MAKE) --no-print-directory all $(BUILD)/tests/bench/instructions.so
	@PKG_CONFIG_LIBDIR=/usr/lib/aarch64-linux-gnu/pkgconfig $(MAKE) --no-print-directory BUILD=$(BUILD)-arm64 \
	    CC=aarch64-linux-gnu-gcc AR=aarch64-linux-gnu-ar all
	@/usr/bin/python3 tests/bench/arm.py "$(abspath $(BUILD))" "$(abspath $(BUILD)-arm64)" \
	    "$(abspath $(BUILD))/tests/bench/instructions.so" $(BENCH)

$(BUILD)/tests/bench/instructions.so: tests/bench/instructions.c $(BUILD)/flags
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE -Wall -Wextra -O2 -fPIC -shared -o $@ $<

# sky-push on virtual machines with Debian 12's kernel, whose own record of the GPIO lines is read: tests/vm/README.
# What they are made of is kept in VM_CACHE. SCENARIOS='pipeline ...' runs only these.
VM_CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/skyscreen-vm
VM_PACKAGES := gcc-aarch64-linux-gnu qemu-system-arm sigrok-cli device-tree-compiler cpio xz-utils \
               debian-archive-keyring
VM_MAKE = root=$(VM_CACHE)/made/$$release; PKG_CONFIG_SYSROOT_DIR=$$root \
          PKG_CONFIG_LIBDIR=$$root/usr/lib/aarch64-linux-gnu/pkgconfig $(MAKE) --no-print-directory \
          BUILD=$(BUILD)-vm/$$release CC="aarch64-linux-gnu-gcc --sysroot=$$root" AR=aarch64-linux-gnu-ar

.PHONY: check-vm
check-vm:
	$(call install_missing,$(TEST_PACKAGES) $(VM_PACKAGES))
	@$(MAKE) --no-print-directory all
	@tests/vm/setup "$(VM_CACHE)"
	@+for release in bookworm trixie; do $(VM_MAKE) all || exit 1; done
	@/usr/bin/python3 -B tests/vm/check.py "$(VM_CACHE)" "$(abspath $(BUILD))" "$(abspath $(BUILD)-vm/bookworm)" \
	    "$(abspath $(BUILD)-vm/trixie)" "$(abspath $(BUILD)-vm/results)" $(SCENARIOS)

lint:
	$(call install_missing,$(LINT_PACKAGES))
	@tests/lint "$(filter-out -DSKY_VERSION=%,$(ALL_CFLAGS)) $(PNG_CFLAGS)"

bench:
	$(call install_missing,$(BENCH_PACKAGES))
	@$(MAKE) --no-print-directory run-bench

run-bench: all $(BENCH_PROGRAMS)
	@SKY_BUILD="$(abspath $(BUILD))" /usr/bin/python3 tests/bench/bench.py

# Handing frames from one process to another, beside other ways; ZeroMQ's only where it is installed.
bench-transport:
	$(call install_missing,$(BENCH_PACKAGES))
	@$(MAKE) --no-print-directory run-bench-transport

run-bench-transport: all $(BUILD)/tests/bench/transport
	@$(BUILD)/tests/bench/transport

# What sending and receiving over the network costs, beside plain sendmmsg and recvmmsg, and how late a controller is while
# others fail.
.PHONY: bench-net
bench-net: all $(BUILD)/tests/bench/sendmmsg $(BUILD)/tests/bench/recvmmsg
	@/usr/bin/python3 -B tests/net/bench.py "$(abspath $(BUILD))"
	@unshare -rn /usr/bin/python3 -B tests/net/lateness.py "$(abspath $(BUILD))"
	@/usr/bin/python3 -B tests/net/bench_recv.py "$(abspath $(BUILD))"

$(BUILD)/tests/bench/transport: private TEST_LIBS = $(shell $(PKG_CONFIG) --libs libzmq 2>/dev/null)
$(BUILD)/tests/bench/transport.o: private PNG_CFLAGS = \
    $(shell $(PKG_CONFIG) --exists libzmq 2>/dev/null && echo -DHAVE_ZMQ && $(PKG_CONFIG) --cflags libzmq)

# What pictures and films cost, and how exact they are, beside other programs, as far as these are installed.
.PHONY: bench-pictures
bench-pictures:
	$(call install_missing,$(BENCH_PACKAGES) python3-opencv)
	@$(MAKE) --no-print-directory all $(BUILD)/tests/bench/png
	@/usr/bin/python3 tests/bench/pictures.py "$(abspath $(BUILD))"

# How many bytes of text a frame is in a terminal.
.PHONY: bench-terminal
bench-terminal: all
	$(call install_missing,$(TEST_PACKAGES))
	@PATH="$(abspath $(BUILD)):$$PATH" /usr/bin/python3 tests/bench/terminal.py

# How well sky-hear follows music, beside aubiotrack: synthetic songs of SEED, and those in SONGS whose beats are known.
SEED ?= 1
SONGS ?= /usr/share/games/fretsonfire/data/songs
.PHONY: bench-hear
bench-hear: all
	$(call install_missing,$(TEST_PACKAGES) aubio-tools fretsonfire-songs-muldjord fretsonfire-songs-sectoid)
	@/usr/bin/python3 -B tests/sound/bench.py "$(abspath $(BUILD))" "$(SONGS)" --seed $(SEED)

# What expressions cost beside numpy, numexpr (where it is installed), ffmpeg's geq and C.
.PHONY: bench-expr run-bench-expr
bench-expr:
	$(call install_missing,$(BENCH_PACKAGES))
	@$(MAKE) --no-print-directory run-bench-expr

run-bench-expr: all $(BUILD)/tests/bench/expr $(BUILD)/tests/bench/expr-exact
	@SKY_BUILD="$(abspath $(BUILD))" /usr/bin/python3 tests/bench/expr.py

$(BUILD)/tests/bench/expr.o: private CFLAGS := -O3 -march=native -ffast-math -ffp-contract=fast
# The same without what would change the bytes from machine to machine.
$(BUILD)/tests/bench/expr-exact.o: tests/bench/expr.c $(BUILD)/flags
	$(call say,CC,"$< (exact)")
	@mkdir -p $(@D)
	$(Q)$(CC) $(ALL_CFLAGS) -O3 -march=native -c -o $@ $<

# The show of three scenes in full, a minute each: every frame beside a model, recorded, and as a film.
.PHONY: check-show
check-show: all
	@mkdir -p $(BUILD)/show
	@cd $(BUILD)/show && PATH="$(abspath $(BUILD)):$$PATH" /usr/bin/python3 "$(CURDIR)/tests/show.py" "$(CURDIR)" 60 3 720

# Many random expressions beside numpy; `make check` has 60.
.PHONY: check-expr
check-expr: all
	@SKY_BUILD="$(abspath $(BUILD))" /usr/bin/python3 tests/expr/compare.py 2500

# NET_FRAMES of each protocol; and tshark, OLA and packages of npm as far as they are there.
NET_FRAMES ?= 3000
.PHONY: check-net
check-net: all
	@SKY_BUILD="$(abspath $(BUILD))" SKY_NET_FRAMES=$(NET_FRAMES) SKY_TEST_SECONDS=1800 \
	    tests/run 1 tests/net/witnesses.py tests/net/check.bats

# Every pattern, and expressions beside numpy in double precision, a day, a year and ten years after the start;
# `make check` has some of them.
.PHONY: check-years
check-years: all
	@PATH="$(abspath $(BUILD)):$$PATH" /usr/bin/python3 tests/years.py
	@PATH="$(abspath $(BUILD)):$$PATH" /usr/bin/python3 tests/speeds.py
	@SKY_BUILD="$(abspath $(BUILD))" /usr/bin/python3 tests/expr/years.py

# Mutated programs for the expression language, with clang's libFuzzer and sanitizers; or with FUZZ=pictures mutated
# pictures and films, with FUZZ=layout, import, palette or font layouts, maps, palettes and fonts, with FUZZ=wav sound,
# with FUZZ=timecode what tells a sequencer's time, with FUZZ=control lines of control files, and with FUZZ=ddp, opc,
# e131, artnet or receiver packets; with FUZZ=all one after the other. The corpus that it begins with is tests/fuzz/.
# It runs for FUZZ_SECONDS with a random seed; what it finds stays in $(BUILD)-fuzz, where the next run goes on. With
# FUZZ_RUNS it tries so many inputs, which FUZZ_SEED and the corpus decide, the same each time: without what the program
# compares, as that may be addresses.
FUZZ ?= expr
FUZZ_SECONDS ?= 60
FUZZ_SEED ?= 1
FUZZ_TARGETS := $(if $(filter all,$(FUZZ)),$(patsubst tests/fuzz/%.c,%,$(wildcard tests/fuzz/*.c)),$(FUZZ))
FUZZ_FOUND := $(if $(FUZZ_RUNS),repeated,found)
FUZZ_LIMITS := $(if $(FUZZ_RUNS),-runs=$(FUZZ_RUNS) -seed=$(FUZZ_SEED) -reload=0 -use_cmp=0 -timeout=60, \
                 -max_total_time=$(FUZZ_SECONDS) -timeout=10)
.PHONY: fuzz run-fuzz
fuzz:
	$(call install_missing,$(LINT_PACKAGES))
	@$(MAKE) --no-print-directory CC=clang BUILD=$(BUILD)-fuzz SANITIZE=fuzzer-no-link,address,undefined \
	    CFLAGS='-O1 -g' run-fuzz

run-fuzz: $(FUZZ_TARGETS:%=$(BUILD)/tests/fuzz/%)
	@cd $(BUILD) && rm -rf repeated && for target in $(FUZZ_TARGETS); do \
	    echo "fuzz $$target"; \
	    mkdir -p $(FUZZ_FOUND)/$$target && \
	    tests/fuzz/$$target $(FUZZ_LIMITS) -max_len=4096 -close_fd_mask=0 -dict="$(CURDIR)/tests/fuzz/$$target.dict" \
	        -print_final_stats=1 $(FUZZ_FOUND)/$$target "$(CURDIR)/tests/fuzz/$$target" || exit 1; \
	done

$(BUILD)/tests/fuzz/%: private SANITIZER := -fsanitize=fuzzer,address,undefined

# The peers get all that the compiler can do for this machine.
$(BUILD)/tests/bench/%.o: private CFLAGS := -O3 -march=native

$(BUILD)/tests/standin/gpiod.so: tests/standin/gpiod-$(GPIO_API).c $(wildcard tests/standin/*.h) $(BUILD)/flags
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE -Wall -Wextra -O2 -g -fPIC -shared -o $@ $<

$(BUILD)/tests/standin/%.so: tests/standin/%.c $(BUILD)/flags
	$(call say,LD,$@)
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c17 -D_GNU_SOURCE -Wall -Wextra -O2 -g -fPIC -shared -o $@ $< -lm

$(BUILD)/tests/unit/address: $(SOCKET_OBJECTS)
$(BUILD)/tests/unit/arrivals: $(BUILD)/cmd/sky-recv/arrivals.o
$(BUILD)/tests/unit/supply: $(PUSH_OBJECTS) $(SOCKET_OBJECTS)
$(BUILD)/tests/unit/supply: TEST_LIBS = $(GPIO_LIBS)

# A test program may look inside the library.
$(BUILD)/tests/%: $(BUILD)/tests/%.o $(BUILD)/libsky.a
	$(call say,LD,$@)
	$(Q)$(CC) $(ALL_LDFLAGS) -o $@ $(filter %.o,$^) $(filter %.a,$^) $(PNG_LIBS) $(TEST_LIBS) -lm

# ---- Installation -------------------------------------------------------------------------------------------

# Packagers set these to where things are on the machine that the package is for; DESTDIR goes before all of them.
BINDIR     ?= $(PREFIX)/bin
LIBDIR     ?= $(PREFIX)/lib
INCLUDEDIR ?= $(PREFIX)/include
DATADIR    ?= $(PREFIX)/share
MANDIR     ?= $(DATADIR)/man
BASHDIR    ?= $(DATADIR)/bash-completion/completions
ZSHDIR     ?= $(DATADIR)/zsh/site-functions

HEADERS  := $(wildcard include/sky/*.h)
MANUALS  := $(wildcard man/*.[1-8])
SERVICES := examples/service/sky-push@.service examples/service/sky-daylight@.service
EXAMPLES := $(filter-out examples/pictures/% examples/README.md $(SERVICES),$(wildcard examples/*.* examples/*/*))

# Each file: its mode, its source, and where it is installed. The last of these may contain spaces.
INSTALLED = $(foreach program,$(PROGRAMS),'755 $(BUILD)/$(program) $(BINDIR)/$(program)') \
    '644 $(BUILD)/libsky.a $(LIBDIR)/libsky.a' \
    '644 $(BUILD)/install/libsky.pc $(LIBDIR)/pkgconfig/libsky.pc' \
    $(foreach header,$(HEADERS),'644 $(header) $(INCLUDEDIR)/sky/$(notdir $(header))') \
    $(foreach page,$(notdir $(MANUALS)),'644 $(BUILD)/install/$(page) $(MANDIR)/man$(subst .,,$(suffix $(page)))/$(page)') \
    $(foreach file,$(EXAMPLES),'$(if $(shell test -x $(file) && echo x),755,644) $(file) $(DATADIR)/skyscreen/$(file)') \
    $(foreach file,$(SERVICES),'644 $(BUILD)/install/$(notdir $(file)) $(DATADIR)/skyscreen/$(file)') \
    '644 cmd/completion/sky.zsh $(ZSHDIR)/_sky' \
    $(foreach program,$(PROGRAMS),'644 cmd/completion/sky.bash $(BASHDIR)/$(program)')

# A list of the folders that were not there before installing, so that uninstalling removes them and no others. It is
# installed too, so that any checkout can uninstall, but not into the tree of a package.
FOLDERS := $(if $(DESTDIR),$(BUILD)/install/folders,$(DATADIR)/skyscreen/folders)

.PHONY: install uninstall
install: all
	@mkdir -p $(BUILD)/install
	@sed 's|@PREFIX@|$(PREFIX)|; s|@LIBDIR@|$(LIBDIR)|; s|@INCLUDEDIR@|$(INCLUDEDIR)|; s|@VERSION@|$(VERSION)|' \
	    lib/libsky.pc.in | sed 's|^\(.*dir=\)$(PREFIX)/|\1$${prefix}/|' > $(BUILD)/install/libsky.pc
	@for file in $(MANUALS) $(SERVICES); do \
	    sed 's|\(=-*\)/usr/local/bin/sky-push|\1"$(BINDIR)/sky-push"|; s|/usr/local/share/skyscreen|$(DATADIR)/skyscreen|' \
	        $$file > $(BUILD)/install/$${file##*/} || exit 1; \
	done
	@: > $(BUILD)/install/new
	@printf '%s\n' $(INSTALLED) | while read -r mode source target; do \
	    printf '  %-5s %s\n' INST "$(DESTDIR)$$target"; \
	    folder=$$(dirname "$(DESTDIR)$$target"); \
	    while [ ! -d "$$folder" ]; do realpath -m "$$folder"; folder=$$(dirname "$$folder"); done >> $(BUILD)/install/new; \
	    install -D -m "$$mode" "$$source" "$(DESTDIR)$$target" || exit 1; \
	done
	@cat $(BUILD)/install/new >> "$(FOLDERS)"

uninstall:
	@printf '%s\n' $(INSTALLED) | while read -r mode source target; do rm -f "$(DESTDIR)$$target"; done
	@[ ! -f "$(FOLDERS)" ] || { \
	    folders=$$(LC_ALL=C sort -ru "$(FOLDERS)") && rm "$(FOLDERS)" && \
	    printf '%s\n' "$$folders" | while read -r folder; do \
	        rmdir --ignore-fail-on-non-empty "$$folder" 2>/dev/null || :; \
	    done; }

# ---- The rest -----------------------------------------------------------------------------------------------

# A release: the committed tree as skyscreen-VERSION.tar.gz.
.PHONY: dist
dist:
	@mkdir -p $(BUILD)
	git archive --prefix=skyscreen-$(VERSION)/ -o $(BUILD)/skyscreen-$(VERSION).tar.gz HEAD

.PHONY: clean help
clean:
	rm -rf $(BUILD) $(BUILD)-*

help:
	@echo 'make            all programs and libsky.a, in $(BUILD)/'
	@echo 'make demo       a show in this terminal'
	@echo 'make check      the tests; check-asan: again, under sanitizers; check-tsan: threads under theirs'
	@echo 'make check-arm64  the same bytes on 64-bit ARM, under emulation; check-armhf: on 32-bit ARM'
	@echo 'make check-vm   sky-push on virtual machines: GPIO and SPI by the record of a real kernel'
	@echo 'make check-terminal  mistakes in a terminal emulator, TERMINAL_RUNS times each: are the messages seen?'
	@echo 'make screenshots    the disc in xterm, tmux and foot: is it round? pictures in $(BUILD)/screenshots'
	@echo 'make storm      kills recorders, and kills and spoils frame files under running shows, for some minutes'
	@echo 'make endurance  frames to wire: at full speed under sanitizers, for ENDURANCE seconds'
	@echo 'make check-expr 2,500 random expressions beside numpy; fuzz: hostile ones, for FUZZ_SECONDS or FUZZ_RUNS'
	@echo 'make check-show the three scenes of examples/ in full, every byte beside a model, and as a film'
	@echo 'make check-net  sky-push to sky-recv for long, through a bad network, and beside tshark, OLA and npm'
	@echo 'make check-years what patterns and expressions show ten years after their start'
	@echo 'make bench      what a frame costs, beside other programs; bench-transport: what handing it over costs'
	@echo 'make bench-net  what sending over the network costs, beside plain sendmmsg'
	@echo 'make bench-pictures  what pictures and films cost, and how exact they are, beside OpenCV'
	@echo 'make bench-terminal  how many bytes a frame is in a terminal'
	@echo 'make bench-arm  what a frame costs in arm64 instructions, under emulation'
	@echo 'make bench-hear how well sky-hear follows music, beside aubiotrack'
	@echo 'make bench-expr what expressions cost, beside numpy, numexpr, geq and C'
	@echo 'make gallery    draw the pictures of README.md'
	@echo 'make lint       clang-tidy, cppcheck, mandoc, shellcheck, and the layers of the source'
	@echo 'make build-deps install the Debian packages that make needs; deps: those of make check too'
	@echo 'make dist       the committed tree as a tar file, in $(BUILD)/'
	@echo 'make install    to $$(DESTDIR)$$(PREFIX), now $(DESTDIR)$(PREFIX); uninstall removes it'
	@echo 'make clean      remove what was built'
	@echo 'V=1 shows commands; CC, CFLAGS, LDFLAGS, BUILD, JOBS and SUITES (at a time) are yours to set.'

-include $(shell find $(BUILD) -name '*.d' 2>/dev/null)
