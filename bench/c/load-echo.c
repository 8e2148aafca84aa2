// Messages of noise, every byte of which has to come back.
#include <stdlib.h>
#include <string.h>

#include "load.h"

enum { PERIOD = 4096 };

static size_t size;
static char *noise;  // PERIOD + size bytes; messages are windows on it

static void make_noise(const char *bytes, int connections, int reconnects) {
  (void)connections, (void)reconnects;
  unsigned state = 2463534242;  // xorshift32, Marsaglia 2003
  size = strtoul(bytes, NULL, 10);
  noise = malloc(PERIOD + size);
  for (size_t i = 0; i < PERIOD + size; i++) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    noise[i] = (char)state;
  }
}

// The windows of a connection's next 4095 messages differ, and so do those of 64 connections at the
// same message: an echo that is stale or somebody else's is noticed.
static const char *window(const struct connection *c, size_t *length) {
  *length = size;
  return noise + (c->number * 64 + c->message * 17) % PERIOD;
}

static int compare(const struct connection *c, const char *bytes, size_t count) {
  size_t length;
  const char *expected = window(c, &length) + c->received;
  if (count > c->sent - c->received) fail(c, "more came back than was sent");
  if (memcmp(bytes, expected, count) != 0) {
    size_t i = 0;
    while (bytes[i] == expected[i]) i++;
    fail(c, "byte %zu came back as 0x%02x, not 0x%02x", c->received + i, bytes[i] & 0xff,
         expected[i] & 0xff);
  }
  return c->received + count == size;
}

const struct protocol echo = {make_noise, window, compare};
