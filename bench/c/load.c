// The load of `npm run bench`: sends to a server, over loopback if no address is given, compares every
// byte that comes back, and prints what it counted. Anything but a perfect answer ends it with status 1.
//
// usage: load PORT pingpong|connect CONNECTIONS BYTES|http SECONDS [ADDRESS]
//
// pingpong: each connection sends a message of BYTES bytes, waits for all of it, sends the next.
// connect:  each does so once, closes, and is opened anew.
// http:     messages are requests, and what is waited for is the answer.
//
// It prints three numbers: how many answers were completed per second; how busy it was itself, as a
// share of one processor (near 1, a faster server could not have shown it); how many answers there
// were in all, the uncounted ones before and after included.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "load.h"

enum { BATCH = 256, STALLED_MS = 10000, ADDRESSES = 200 };
#define WARM_UP 0.2  // seconds: what is answered before is not counted

static const struct protocol *protocol;
static int port, reconnects, epoll_fd, opened;
static int silent;    // how many connections have not had an answer yet
static int stopping;  // time is up: what is under way is awaited and checked, but not counted
static long answers;  // in all
static const char *server;  // another host's address, or NULL

void fail(const struct connection *c, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  fprintf(stderr, "load: ");
  if (c) fprintf(stderr, "connection %u, message %u: ", c->number, c->message);
  vfprintf(stderr, format, arguments);
  fputc('\n', stderr);
  exit(1);
}

static void watch(struct connection *c, int operation, unsigned events) {
  struct epoll_event event = {.events = events, .data.ptr = c};
  c->events = events;
  if (epoll_ctl(epoll_fd, operation, c->fd, &event) < 0) fail(c, "epoll_ctl: %m");
}

// Sends as much as the kernel takes. While the connection is not established, that is nothing.
static void send_more(struct connection *c) {
  size_t size;
  const char *message = protocol->message(c, &size);
  ssize_t sent = send(c->fd, message + c->sent, size - c->sent, MSG_NOSIGNAL);
  if (sent < 0 && errno != EAGAIN) fail(c, "send: %m");
  if (sent > 0) c->sent += sent;
  unsigned events = c->sent < size ? EPOLLIN | EPOLLOUT : EPOLLIN;
  if (events != c->events) watch(c, EPOLL_CTL_MOD, events);
}

// Where the server is. Connections that are opened over and over go to 200 addresses of loopback by
// turns: a closed one occupies its pair of ports for a minute (TIME-WAIT), and there are only 28,000 of
// those for each address. Another host has no such addresses, and reuses ports (tcp_tw_reuse) instead.
static socklen_t find_server(struct sockaddr_storage *found) {
  static unsigned turn;
  struct sockaddr_in *in = (void *)found;
  struct sockaddr_in6 *in6 = (void *)found;
  memset(found, 0, sizeof *found);
  if (server && inet_pton(AF_INET6, server, &in6->sin6_addr) == 1) {
    in6->sin6_family = AF_INET6;
    in6->sin6_port = htons(port);
    return sizeof *in6;
  }
  in->sin_family = AF_INET;
  in->sin_port = htons(port);
  in->sin_addr.s_addr = htonl(INADDR_LOOPBACK + (reconnects ? turn++ % ADDRESSES : 0));
  if (server && inet_pton(AF_INET, server, &in->sin_addr) != 1) fail(NULL, "no address: %s", server);
  return sizeof *in;
}

static void open_connection(struct connection *c) {
  struct sockaddr_storage address;
  socklen_t length = find_server(&address);
  int on = 1;
  c->fd = socket(address.ss_family, SOCK_STREAM | SOCK_NONBLOCK, 0);
  if (c->fd < 0) fail(c, "socket: %m");
  setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  if (connect(c->fd, (struct sockaddr *)&address, length) < 0 && errno != EINPROGRESS)
    fail(c, "connect: %m");
  opened++;
  watch(c, EPOLL_CTL_ADD, EPOLLIN);
  send_more(c);
}

static void close_connection(struct connection *c) {
  close(c->fd);
  opened--;
}

static void next(struct connection *c) {
  answers++;
  if (c->message++ == 0) silent--;
  c->sent = c->received = 0;
  if (reconnects || stopping) close_connection(c);
  if (stopping) return;
  if (reconnects)
    open_connection(c);
  else
    send_more(c);
}

static void receive(struct connection *c) {
  static char bytes[65536];
  ssize_t count = recv(c->fd, bytes, sizeof bytes, 0);
  if (count < 0 && errno == EAGAIN) return;
  if (count < 0) fail(c, "recv: %m");
  if (count == 0) fail(c, "closed by the server after %zu bytes", c->received);
  int is_complete = protocol->check(c, bytes, count);
  c->received += count;
  if (is_complete) next(c);
}

static void turn_of_the_loop(void) {
  struct epoll_event ready[BATCH];
  int count = epoll_wait(epoll_fd, ready, BATCH, STALLED_MS);
  if (count == 0) fail(NULL, "nothing came back for %d s", STALLED_MS / 1000);
  for (int i = 0; i < count; i++) {
    struct connection *c = ready[i].data.ptr;
    if (ready[i].events & EPOLLOUT) send_more(c);
    if (ready[i].events & ~EPOLLOUT) receive(c);
  }
}

static double seconds(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static void run_for(double duration) {
  double end = seconds(CLOCK_MONOTONIC) + duration;
  while (seconds(CLOCK_MONOTONIC) < end) turn_of_the_loop();
}

static void warm_up(void) {
  run_for(WARM_UP);
  double end = seconds(CLOCK_MONOTONIC) + STALLED_MS / 1e3;
  while (silent > 0) {
    turn_of_the_loop();
    if (seconds(CLOCK_MONOTONIC) > end) fail(NULL, "%d connections are not served", silent);
  }
}

static void measure(double duration) {
  double started = seconds(CLOCK_MONOTONIC), cpu = seconds(CLOCK_PROCESS_CPUTIME_ID);
  long before = answers;
  run_for(duration);
  double took = seconds(CLOCK_MONOTONIC) - started;
  printf("%.1f %.2f ", (answers - before) / took, (seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu) / took);
}

int main(int argc, char **argv) {
  if (argc != 6 && argc != 7) {
    fprintf(stderr, "usage: load PORT pingpong|connect CONNECTIONS BYTES|http SECONDS [ADDRESS]\n");
    return 2;
  }
  server = argv[6];  // NULL behind the last
  port = atoi(argv[1]);
  reconnects = strcmp(argv[2], "connect") == 0;
  silent = atoi(argv[3]);
  protocol = strcmp(argv[4], "http") == 0 ? &http : &echo;
  protocol->prepare(argv[4], silent, reconnects);
  epoll_fd = epoll_create1(0);
  int connections = silent;
  struct connection *all = calloc(connections, sizeof *all);
  for (int i = 0; i < connections; i++) {
    all[i].number = i;
    open_connection(&all[i]);
  }
  warm_up();
  measure(atof(argv[5]));
  stopping = 1;
  while (opened > 0) turn_of_the_loop();
  printf("%ld\n", answers);
  return 0;
}
