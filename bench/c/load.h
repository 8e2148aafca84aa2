// What load.c has in common with the protocols that it speaks.
#pragma once
#include <stddef.h>

struct connection {
  int fd;
  unsigned number, message, events;
  size_t sent, received;
};

struct protocol {
  // Called once, before anything else.
  void (*prepare)(const char *argument, int connections, int reconnects);
  // What a connection sends now.
  const char *(*message)(const struct connection *c, size_t *length);
  // Compares what came, behind the c->received bytes before, with what has to come. Returns whether
  // that was all of it.
  int (*check)(const struct connection *c, const char *bytes, size_t count);
};

extern const struct protocol echo, http;

// Ends load with status 1. A null connection stands for all of them.
void fail(const struct connection *c, const char *format, ...);
