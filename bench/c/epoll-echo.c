// The reference of `npm run bench`: about the fastest that one thread can echo TCP on Linux. It
// does what packages/echo-server does on its fast path, with the same buffer and the same socket
// options.
//
// usage: epoll-echo PORT
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "epoll-server.h"

static char buffer[65536];

// By descriptor: what its peer has not taken back yet. While there is some, nothing more is read.
static struct rest {
  char bytes[sizeof buffer];
  size_t length;
} * rests[MAX_FDS];

static void end(int fd) {
  free(rests[fd]);
  rests[fd] = NULL;
  close(fd);
}

static void keep_rest(int fd, const char *bytes, size_t length) {
  if (!rests[fd]) watch(EPOLL_CTL_MOD, fd, EPOLLOUT);
  if (!rests[fd] && !(rests[fd] = malloc(sizeof(struct rest)))) return end(fd);
  memmove(rests[fd]->bytes, bytes, length);
  rests[fd]->length = length;
  if (length > 0) return;
  free(rests[fd]);
  rests[fd] = NULL;
  watch(EPOLL_CTL_MOD, fd, EPOLLIN);
}

static void echo(int fd) {
  struct rest *rest = rests[fd];
  char *bytes = rest ? rest->bytes : buffer;
  ssize_t length = rest ? (ssize_t)rest->length : recv(fd, buffer, sizeof buffer, 0);
  if (length < 0 && errno == EAGAIN) return;
  if (length <= 0) return end(fd);
  ssize_t sent = send(fd, bytes, length, MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) return end(fd);
  if (sent == length && !rest) return;
  if (sent < 0) sent = 0;
  keep_rest(fd, bytes + sent, length - sent);
}

int main(int argc, char **argv) { serve(argc == 2 ? atoi(argv[1]) : 7, echo); }
