// How long a connection waits for its first byte: connects, one connection at a time, and prints the
// microseconds from before connect(2) until the byte has come, one number a line.
//
// usage: first-byte PORT COUNT byte|http
//
// byte: the server speaks first.
// http: it is asked for /.
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define REQUEST "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
#define PAUSE_US 2000  // so that the server has closed one before the next comes
enum { PATIENCE_S = 20 };

static double microseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1e6 + now.tv_nsec / 1e3;
}

static void need(int condition, const char *what) {
  if (condition) return;
  perror(what);
  exit(1);
}

static double first_byte(int port, int asks) {
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons(port),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct timeval patience = {.tv_sec = PATIENCE_S};
  char bytes[4096];
  int on = 1, fd = socket(AF_INET, SOCK_STREAM, 0);
  need(fd >= 0, "socket");
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  double began = microseconds();
  need(connect(fd, (struct sockaddr *)&address, sizeof address) == 0, "connect");
  if (asks) need(send(fd, REQUEST, strlen(REQUEST), MSG_NOSIGNAL) > 0, "send");
  need(recv(fd, bytes, sizeof bytes, 0) > 0, "recv");
  double took = microseconds() - began;
  while (recv(fd, bytes, sizeof bytes, 0) > 0) continue;
  close(fd);
  return took;
}

int main(int argc, char **argv) {
  if (argc != 4) {
    fprintf(stderr, "usage: first-byte PORT COUNT byte|http\n");
    return 2;
  }
  for (int i = atoi(argv[2]); i > 0; i--) {
    printf("%.1f\n", first_byte(atoi(argv[1]), strcmp(argv[3], "http") == 0));
    usleep(PAUSE_US);
  }
  return 0;
}
