// What the reference servers have in common: one thread, one epoll instance, all connections.
#pragma once
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

enum { BATCH = 256, BACKLOG = 4096, MAX_FDS = 65536 };

static int epoll_fd;
static int asks;  // each connection's context is asked for, as getpeercon(3) does it

static void watch(int operation, int fd, unsigned events) {
  struct epoll_event event = {.events = events, .data.fd = fd};
  epoll_ctl(epoll_fd, operation, fd, &event);
}

static void ask(int fd) {
  char context[4096];
  socklen_t size = sizeof context;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERSEC, context, &size) == 0) return;
  perror("getsockopt");
  exit(1);
}

static void accept_all(int listener) {
  int fd;
  while ((fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK)) >= 0) {
    if (asks) ask(fd);
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
  perror("listen");
  exit(1);
}

// Never returns. `on_ready` is called with each connection that is readable, or writable where it
// has asked for that.
static void serve(int port, void (*on_ready)(int fd)) {
  int listener = listen_on(port);
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
        on_ready(fd);
    }
  }
}
