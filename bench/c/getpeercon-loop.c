// Times getpeercon(3) in a loop, on the accepted end of a loopback TCP connection, and prints the
// nanoseconds that a call takes: what `npm run bench` compares packages/native with.
//
// usage: getpeercon-loop SECONDS [threads]
//
// With a second argument, a second thread sleeps beside the loop. Every Node process has threads,
// and the kernel then takes and drops a reference to the socket in each call: see fdget() in
// fs/file.c.
#include <netinet/in.h>
#include <pthread.h>
#include <selinux/selinux.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { BATCH = 1000 };

static double seconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec + now.tv_nsec / 1e9;
}

static int accepted_connection(void) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct sockaddr *any = (struct sockaddr *)&address;
  socklen_t length = sizeof address;
  int listener = socket(AF_INET, SOCK_STREAM, 0), client = socket(AF_INET, SOCK_STREAM, 0);
  if (bind(listener, any, length) < 0 || listen(listener, 1) < 0 ||
      getsockname(listener, any, &length) < 0 || connect(client, any, length) < 0) {
    perror("getpeercon-loop");
    exit(1);
  }
  return accept(listener, NULL, NULL);
}

static void ask(int fd) {
  char *context;
  if (getpeercon(fd, &context) == 0) freecon(context);
}

static void *sleep_forever(void *unused) {
  for (;;) pause();
  return unused;
}

int main(int argc, char **argv) {
  int fd = accepted_connection();
  pthread_t thread;
  if (argc > 2) pthread_create(&thread, NULL, sleep_forever, NULL);
  double duration = argc > 1 ? atof(argv[1]) : 1, started = seconds(), took;
  long calls = 0;
  do {
    for (int i = 0; i < BATCH; i++) ask(fd);
    calls += BATCH;
    took = seconds() - started;
  } while (took < duration);
  printf("%.1f\n", took / calls * 1e9);
}
