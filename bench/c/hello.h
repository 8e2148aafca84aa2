// What packages/mls-server/src/worker/hello.ts answers, byte for byte as Node sends it.
#pragma once
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LONGEST_HELLO = 512 };

// Returns the length of the answer. Its date is made once a second, as in Node.
static size_t write_hello(char *answer, int keeps_connection) {
  static char date[64], body[64];
  static time_t made;
  time_t now = time(NULL);
  if (now != made) strftime(date, sizeof date, "%a, %d %b %Y %T GMT", gmtime(&now));
  if (made == 0) snprintf(body, sizeof body, "Hello, world! (pid %d)\n", getpid());
  made = now;
  return snprintf(answer, LONGEST_HELLO,
                  "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nDate: %s\r\n"
                  "Connection: %s\r\nContent-Length: %zu\r\n\r\n%s",
                  date, keeps_connection ? "keep-alive\r\nKeep-Alive: timeout=5" : "close",
                  strlen(body), body);
}
