// The reference of `npm run bench -- mls-server`: about the fastest that one process can answer HTTP
// requests on Linux. It reads no more of them than where they end and whether the connection does.
//
// usage: epoll-hello PORT [ask]
//
// ask: it asks for the context of each peer, and ends where one has none.
#define _GNU_SOURCE
#include <errno.h>

#include "epoll-server.h"
#include "hello.h"

// By descriptor: what has come of a request.
static struct {
  char bytes[1024];
  size_t length;
} requests[MAX_FDS];

static void end(int fd) {
  requests[fd].length = 0;
  close(fd);
}

static void answer(int fd) {
  char *request = requests[fd].bytes, hello[LONGEST_HELLO];
  size_t *length = &requests[fd].length;
  ssize_t count = recv(fd, request + *length, sizeof requests[fd].bytes - *length, 0);
  if (count < 0 && errno == EAGAIN) return;
  if (count <= 0) return end(fd);
  *length += count;
  if (!memmem(request, *length, "\r\n\r\n", 4)) return;
  int keeps_connection = !memmem(request, *length, "\r\nConnection: close\r\n", 21);
  size_t size = write_hello(hello, keeps_connection);
  *length = 0;
  if (send(fd, hello, size, MSG_NOSIGNAL) < 0 || !keeps_connection) end(fd);
}

int main(int argc, char **argv) {
  asks = argc == 3;
  serve(argc >= 2 ? atoi(argv[1]) : 80, answer);
}
