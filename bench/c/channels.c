// The channels of packages/channels in C, as short as they can be: a server that echoes, and a client
// that loads any such server. See bench/README.md.
//
//   channels serve KIND NAME
//   channels load KIND NAME BYTES SECONDS   prints echoes per second
#define _GNU_SOURCE
#include <fcntl.h>
#include <linux/netlink.h>
#include <mqueue.h>
#include <semaphore.h>
#include <signal.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define LONGEST 65536

static int is_server;

static int check(int result, const char *call) {
  if (result >= 0) return result;
  perror(call);
  exit(1);
}

// One end of a channel: each kind fills in what it needs.
static struct {
  int in, out;                          // descriptors, ids of queues
  struct area { uint32_t number, length; char bytes[LONGEST]; } *from, *to;
  int set;                              // System V semaphores
  sem_t *wait, *post;                   // POSIX semaphores
  struct sockaddr_storage peer;
  socklen_t peer_length;
  uint32_t number;
} end;

static char buffer[LONGEST + 64];

// Descriptors: pipes and sockets.

static size_t receive_bytes(void) {
  size_t length = check(read(end.in, buffer, LONGEST), "read");
  if (length == 0) exit(0);
  return length;
}

static void send_bytes(size_t length) {
  for (size_t sent = 0; sent < length;) sent += check(write(end.out, buffer + sent, length - sent), "write");
}

// Datagrams: an answer goes to whoever asked.

static size_t receive_datagram(void) {
  end.peer_length = sizeof end.peer;
  return check(recvfrom(end.in, buffer, sizeof buffer, 0, (void *)&end.peer, &end.peer_length), "recvfrom");
}

static void send_datagram(size_t length) {
  check(sendto(end.in, buffer, length, 0, is_server ? (void *)&end.peer : NULL, is_server ? end.peer_length : 0), "sendto");
}

// Shared memory: a message's number and length, then its bytes. A server answers under the same number.

static size_t read_area(void) {
  if (is_server) end.number = end.from->number;
  memcpy(buffer, end.from->bytes, end.from->length);
  return end.from->length;
}

static void write_area(size_t length) {
  memcpy(end.to->bytes, buffer, length);
  end.to->length = length;
  end.to->number = is_server ? end.number : ++end.number;
}

static void change(int semaphore, int by, int flags) {
  struct sembuf operation = {semaphore, by, flags};
  check(semop(end.set, &operation, 1), "semop");
}

static size_t receive_shm(void) { change(is_server ? 1 : 2, -1, 0); return read_area(); }
static void send_shm(size_t length) { write_area(length); change(is_server ? 2 : 1, 1, 0); }
static size_t receive_posix(void) { check(sem_wait(end.wait), "sem_wait"); return read_area(); }
static void send_posix(size_t length) { write_area(length); sem_post(end.post); }

// Message queues: System V's have a type, by which a client finds its answer; a request begins with it.

static struct { long type; int32_t sender; char text[4096]; } message;
static struct { long type; char text[4096]; } answer;

static size_t receive_msg(void) {
  if (!is_server) return check(msgrcv(end.in, &answer, sizeof answer.text, getpid(), 0), "msgrcv");
  size_t length = check(msgrcv(end.in, &message, sizeof message.text + 4, 1, 0), "msgrcv") - 4;
  memcpy(answer.text, message.text, length);
  answer.type = message.sender;
  return length;
}

static void send_msg(size_t length) {
  if (is_server) { check(msgsnd(end.out, &answer, length, 0), "msgsnd"); return; }
  message.type = 1;
  message.sender = getpid();
  check(msgsnd(end.out, &message, length + 4, 0), "msgsnd");
}

static size_t receive_mq(void) { return check(mq_receive(end.in, buffer, 8192, NULL), "mq_receive"); }
static void send_mq(size_t length) { check(mq_send(end.out, buffer, length, 0), "mq_send"); }

// Where they are found.

static char *echo_of(const char *name) {
  char *other;
  if (asprintf(&other, "%s.echo", name) < 0) exit(1);
  return other;
}

static struct area *map(int fd) {
  if (is_server) check(ftruncate(fd, sizeof(struct area)), "ftruncate");
  void *start = mmap(NULL, sizeof(struct area), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  if (start == MAP_FAILED) check(-1, "mmap");
  return start;
}

static int fifo_open(const char *path, int flags) { return check(open(path, flags), "open"); }

static void open_fifo(const char *name) {
  char *echo = echo_of(name);
  if (is_server) { check(mkfifo(name, 0600), "mkfifo"); check(mkfifo(echo, 0600), "mkfifo"); }
  // With O_RDWR neither end waits for the other, and none ends: fifo(7).
  end.in = fifo_open(is_server ? name : echo, O_RDWR);
  end.out = fifo_open(is_server ? echo : name, O_RDWR);
}

static void open_unix(const char *path, int type) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  strncpy(address.sun_path, path, sizeof address.sun_path - 1);
  int fd = check(socket(AF_UNIX, type, 0), "socket");
  if (!is_server) {
    // A datagram's sender needs a name, to be answered: the kernel's choice.
    sa_family_t family = AF_UNIX;
    if (type == SOCK_DGRAM) check(bind(fd, (void *)&family, sizeof family), "bind");
    check(connect(fd, (void *)&address, sizeof address), "connect");
  } else {
    check(bind(fd, (void *)&address, sizeof address), "bind");
    if (type != SOCK_DGRAM) {
      check(listen(fd, 1), "listen");
      // A process for each connection: it goes on from here, and this one accepts the next.
      int connection;
      do connection = check(accept(fd, NULL, NULL), "accept");
      while (check(fork(), "fork") > 0 && close(connection) == 0);
      fd = connection;
    }
  }
  end.in = end.out = fd;
}

static void open_netlink(const char *port) {
  struct sockaddr_nl address = {.nl_family = AF_NETLINK, .nl_pid = atoi(port)};
  end.in = check(socket(AF_NETLINK, SOCK_RAW, NETLINK_USERSOCK), "socket");
  check(is_server ? bind(end.in, (void *)&address, sizeof address)
                  : connect(end.in, (void *)&address, sizeof address), "netlink");
}

static void open_shm(const char *text) {
  int key = strtol(text, NULL, 0), flags = is_server ? IPC_CREAT | 0600 : 0;
  struct area *requests = shmat(check(shmget(key, sizeof *requests, flags), "shmget"), NULL, 0);
  struct area *echoes = shmat(check(shmget(key + 1, sizeof *echoes, flags), "shmget"), NULL, 0);
  end.from = is_server ? requests : echoes;
  end.to = is_server ? echoes : requests;
  end.set = check(semget(key, 3, flags), "semget");
  if (is_server) check(semctl(end.set, 0, SETVAL, 1), "semctl");
  else change(0, -1, SEM_UNDO);
}

static sem_t *semaphore(const char *name, const char *suffix) {
  char *whole;
  if (asprintf(&whole, "%s.%s", name, suffix) < 0) exit(1);
  sem_t *found = sem_open(whole, is_server ? O_CREAT : 0, 0600, 0);
  if (found == SEM_FAILED) check(-1, "sem_open");
  return found;
}

static void open_posix(const char *name) {
  int flags = O_RDWR | (is_server ? O_CREAT : 0);
  struct area *requests = map(check(shm_open(name, flags, 0600), "shm_open"));
  struct area *echoes = map(check(shm_open(echo_of(name), flags, 0600), "shm_open"));
  end.from = is_server ? requests : echoes;
  end.to = is_server ? echoes : requests;
  sem_t *request = semaphore(name, "request"), *reply = semaphore(name, "answer");
  end.wait = is_server ? request : reply;
  end.post = is_server ? reply : request;
}

static void open_msg(const char *text) {
  int key = strtol(text, NULL, 0), flags = is_server ? IPC_CREAT | 0600 : 0;
  int requests = check(msgget(key, flags), "msgget"), echoes = check(msgget(key + 1, flags), "msgget");
  end.in = is_server ? requests : echoes;
  end.out = is_server ? echoes : requests;
}

static void open_mq(const char *name) {
  struct mq_attr attributes = {.mq_maxmsg = 10, .mq_msgsize = 8192};
  int flags = O_RDWR | (is_server ? O_CREAT : 0);
  int requests = check(mq_open(name, flags, 0600, &attributes), "mq_open");
  int echoes = check(mq_open(echo_of(name), flags, 0600, &attributes), "mq_open");
  end.in = is_server ? requests : echoes;
  end.out = is_server ? echoes : requests;
}

static void open_stream(const char *path) { open_unix(path, SOCK_STREAM); }
static void open_packets(const char *path) { open_unix(path, SOCK_SEQPACKET); }
static void open_dgram(const char *path) { open_unix(path, SOCK_DGRAM); }

static const struct kind {
  const char *name;
  size_t limit, header;
  void (*open)(const char *name);
  size_t (*receive)(void);
  void (*send)(size_t length);
} kinds[] = {
    {"shm", LONGEST, 0, open_shm, receive_shm, send_shm},
    {"msgq", 4096, 0, open_msg, receive_msg, send_msg},
    {"posix-shm", LONGEST, 0, open_posix, receive_posix, send_posix},
    {"mqueue", 8192, 0, open_mq, receive_mq, send_mq},
    {"fifo", LONGEST, 0, open_fifo, receive_bytes, send_bytes},
    {"unix-stream", LONGEST, 0, open_stream, receive_bytes, send_bytes},
    {"unix-dgram", LONGEST, 0, open_dgram, receive_datagram, send_datagram},
    {"unix-seqpacket", LONGEST, 0, open_packets, receive_bytes, send_bytes},
    {"netlink-usersock", 32768, NLMSG_HDRLEN, open_netlink, receive_datagram, send_datagram},
};

// What a server has made outlives it, unless it is removed: on SIGTERM.

static const struct kind *served;
static const char *served_name;

static void leave(int signal) {
  (void)signal;
  char *echo = echo_of(served_name);
  if (served->open == open_shm) {
    int key = strtol(served_name, NULL, 0);
    for (int i = 0; i < 2; i++) shmctl(shmget(key + i, 0, 0), IPC_RMID, NULL);
    semctl(end.set, 0, IPC_RMID);
  } else if (served->open == open_msg) {
    msgctl(end.in, IPC_RMID, NULL), msgctl(end.out, IPC_RMID, NULL);
  } else if (served->open == open_posix) {
    shm_unlink(served_name), shm_unlink(echo);
    for (int i = 0; i < 2; i++) sem_unlink(strcat(strcpy(buffer, served_name), i ? ".answer" : ".request"));
  } else if (served->open == open_mq) {
    mq_unlink(served_name), mq_unlink(echo);
  } else {
    unlink(served_name), unlink(echo);
  }
  _exit(0);
}

static double now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec + time.tv_nsec / 1e9;
}

// Sends a message there and back, in parts if the kind takes no more at once.
static void echo(const struct kind *kind, size_t bytes) {
  for (size_t left = bytes; left > 0;) {
    size_t part = left < kind->limit ? left : kind->limit;
    struct nlmsghdr header = {.nlmsg_len = part + NLMSG_HDRLEN, .nlmsg_type = NLMSG_MIN_TYPE};
    if (kind->header) memcpy(buffer, &header, sizeof header);
    kind->send(part + kind->header);
    for (size_t back = 0; back < part + kind->header;) back += kind->receive();
    left -= part;
  }
}

int main(int argc, char **argv) {
  is_server = argc > 1 && strcmp(argv[1], "serve") == 0;
  for (const struct kind *kind = kinds; argc >= (is_server ? 4 : 6) && kind < kinds + sizeof kinds / sizeof *kinds; kind++) {
    if (strcmp(kind->name, argv[2]) != 0) continue;
    served = kind, served_name = argv[3];
    if (is_server) signal(SIGTERM, leave);
    kind->open(argv[3]);
    for (;is_server;) kind->send(kind->receive());
    size_t bytes = atol(argv[4]);
    double end_of_it = now() + atof(argv[5]), began = now();
    long count = 0;
    do echo(kind, bytes), count++;
    while (now() < end_of_it);
    printf("%.1f\n", count / (now() - began));
    return 0;
  }
  fprintf(stderr, "usage: channels serve KIND NAME | load KIND NAME BYTES SECONDS\n");
  return 2;
}
