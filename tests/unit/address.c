/* SPDX-License-Identifier: ISC */
/* Hosts and addresses as people write them. */
#include <string.h>
#include <unistd.h>

#include <sky/error.h>

#include "socket/lookup.h"
#include "tap.h"

/* What a text means as an address, or its error. */
static const char *meaning(const char *text)
{
    static char result[ADDRESS_TEXT];
    struct host host;
    struct address address;
    if (host_parse(&host, text, 4048) < 0)
        return sky_error();
    if (host_address(&host, &address))
        return address_format(&address, result);
    snprintf(result, sizeof result, "name %.40s port %u", host.name, host.port);
    return result;
}

static void expect(const char *text, const char *wanted)
{
    const char *got = meaning(text);
    ok(strcmp(got, wanted) == 0, "'%s' is %s%s%s", text, wanted, strcmp(got, wanted) ? ", not " : "",
       strcmp(got, wanted) ? got : "");
}

static void refuse(const char *text, const char *part)
{
    const char *got = meaning(text);
    ok(strstr(got, part) != NULL, "'%.40s' is refused: %s", text, got);
}

int main(void)
{
    expect("10.0.0.7", "10.0.0.7:4048");
    expect("10.0.0.7:99", "10.0.0.7:99");
    expect("[::1]", "[::1]:4048");
    expect("[::1]:99", "[::1]:99");
    expect("::1", "[::1]:4048");
    expect("wled-disc.local", "name wled-disc.local port 4048");
    expect("wled:99", "name wled port 99");
    refuse("", "the host is missing");
    refuse(":99", "the host is missing");
    refuse("10.0.0.7:", "the port");
    refuse("10.0.0.7:0", "must be 1 to 65535");
    refuse("10.0.0.7:65536", "must be 1 to 65535");
    refuse("10.0.0.7:9x", "the port");
    refuse("[::1", "write [IPV6]");
    refuse("[::1]99", "write [IPV6]");
    refuse("[::g]", "is not an IPv6 address");
    refuse("1:2:3", "is not an IPv6 address");
    char longest[300];
    memset(longest, 'a', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    refuse(longest, "too long");

    struct host host;
    struct address a, b;
    host_parse(&host, "[fe80::1%lo]:99", 1);
    host_address(&host, &a);
    host_parse(&host, "[fe80::1]:99", 1);
    host_address(&host, &b);
    ok(address_equal(&a, &a) && !address_equal(&a, &b), "the interface of a local IPv6 address counts");
    host_parse(&host, "10.0.0.7:99", 1);
    ok(host_address(&host, &a) && host_address(&host, &b) && address_equal(&a, &b), "equal addresses are equal");

    host_parse(&host, "localhost", 4048);
    ok(lookup_wait(&host, &a, -1) == 0 && a.length > 0, "localhost is found");
    host_parse(&host, "no..such..host", 4048);
    ok(lookup_wait(&host, &a, -1) < 0 && strstr(sky_error(), "no..such..host"), "what is not found is named: %s",
       sky_error());
    int pipes[2];
    ok(pipe(pipes) == 0 && write(pipes[1], "x", 1) == 1, "a descriptor is readable");
    lookup_wait(&host, &a, pipes[0]);
    ok(1, "and a lookup that it stops does not go on");
    return done();
}
