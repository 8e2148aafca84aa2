// The reference of `npm run bench`: about the fastest that one thread can echo TCP on Linux. It
// does what packages/echo-server does on its fast path, with the same buffer and the same socket
// options.
//
// usage: epoll-echo PORT
#define _GNU_SOURCE
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 256, BACKLOG = 4096, MAX_FDS = 65536 };

static int epoll_fd;
static char buffer[65536];

// By descriptor: what its peer has not taken back yet. While there is some, nothing more is read.
static struct rest {
  char bytes[sizeof buffer];
  size_t length;
} * rests[MAX_FDS];

static void watch(int operation, int fd, unsigned events) {
  struct epoll_event event = {.events = events, .data.fd = fd};
  epoll_ctl(epoll_fd, operation, fd, &event);
}

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

static void accept_all(int listener) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    if (fd >= MAX_FDS) close(fd);
    if (fd < MAX_FDS) watch(EPOLL_CTL_ADD, fd, EPOLLIN);
  }
}

// On IPv6 and IPv4. Accepted sockets inherit TCP_NODELAY.
static int listen_on(int port) {
  int fd = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0), on = 1;
  struct sockaddr_in6 address = {.sin6_family = AF_INET6, .sin6_port = htons(port)};
  setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (bind(fd, (struct sockaddr *)&address, sizeof address) == 0 && listen(fd, BACKLOG) == 0)
    return fd;
  perror("epoll-echo");
  exit(1);
}

int main(int argc, char **argv) {
  int listener = listen_on(argc == 2 ? atoi(argv[1]) : 7);
  epoll_fd = epoll_create1(0);
  watch(EPOLL_CTL_ADD, listener, EPOLLIN);
  for (;;) {
    struct epoll_event ready[BATCH];
    int count = epoll_wait(epoll_fd, ready, BATCH, -1);
    for (int i = 0; i < count; i++) {
      int fd = ready[i].data.fd;
      if (fd == listener)
        accept_all(listener);
      else
        echo(fd);
    }
  }
}
