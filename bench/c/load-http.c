// GET requests, each of which has to be answered by packages/mls-server/src/worker/hello.ts, or by a program
// that answers the same.
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "load.h"

enum { LONGEST_ANSWER = 1024 };

static const char *request;
static char (*answers)[LONGEST_ANSWER];  // what came, by connection

static void make_request(const char *unused, int connections, int reconnects) {
  (void)unused;
  request = reconnects ? "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                       : "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  answers = calloc(connections, sizeof *answers);
}

static const char *get(const struct connection *c, size_t *length) {
  (void)c;
  *length = strlen(request);
  return request;
}

static int is_greeting(const char *body, size_t length) {
  int pid, end = 0;
  return sscanf(body, "Hello, world! (pid %d)%n", &pid, &end) == 1 && (size_t)end + 1 == length &&
         body[end] == '\n';
}

static int is_answered(const struct connection *c, const char *bytes, size_t count) {
  char *answer = answers[c->number];
  size_t length = c->received + count;
  if (length >= LONGEST_ANSWER) fail(c, "the answer is too long");
  memcpy(answer + c->received, bytes, count);
  answer[length] = '\0';
  char *end_of_head = strstr(answer, "\r\n\r\n");
  if (!end_of_head) return 0;
  if (strncmp(answer, "HTTP/1.1 200 OK\r\n", 17) != 0) fail(c, "answered '%.40s'", answer);
  const char *field = strcasestr(answer, "\r\nContent-Length:");
  if (!field || field > end_of_head) fail(c, "the answer does not say how long it is");
  size_t of_body = strtoul(field + 17, NULL, 10);
  const char *body = end_of_head + 4;
  if (answer + length < body + of_body) return 0;
  if (answer + length > body + of_body) fail(c, "more was answered than was asked");
  if (!is_greeting(body, of_body)) fail(c, "the answer is no greeting: '%.40s'", body);
  return 1;
}

const struct protocol http = {make_request, get, is_answered};
