// Answers one HTTP request on stdin, which inetd(8) and its successors have made the connection.
#include "hello.h"

int main(void) {
  static char request[4096];
  char hello[LONGEST_HELLO];
  size_t length = 0;
  while (!strstr(request, "\r\n\r\n")) {
    ssize_t count = read(STDIN_FILENO, request + length, sizeof request - 1 - length);
    if (count <= 0) return 1;
    length += count;
  }
  size_t size = write_hello(hello, 0);
  return write(STDOUT_FILENO, hello, size) != (ssize_t)size;
}
