// Calls on descriptors that are no sockets: pipes, FIFOs, memfds and eventfds. Those that prepare one
// throw; read and write return the negative errno, as recv and send do.
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "arguments.h"
#include "errors.h"
#include "inits.h"

namespace peercon {

namespace {

std::string FdText(int fd) { return "fd " + std::to_string(fd); }

// pipe(): [read, write].
Napi::Value Pipe(const Napi::CallbackInfo& info) {
  int fds[2];
  if (pipe2(fds, O_CLOEXEC) < 0) throw LastError().In(info.Env(), "pipe", "");
  // The writer is a program of its own, which may not expect EAGAIN.
  if (fcntl(fds[0], F_SETFL, O_NONBLOCK) < 0) {
    const int error = errno;
    close(fds[0]);
    close(fds[1]);
    throw SystemError(info.Env(), error, "fcntl", FdText(fds[0]));
  }
  Napi::Array pair = Napi::Array::New(info.Env(), 2);
  pair[0u] = Napi::Number::New(info.Env(), fds[0]);
  pair[1u] = Napi::Number::New(info.Env(), fds[1]);
  return pair;
}

// nonblock(fd)
Napi::Value NonBlock(const Napi::CallbackInfo& info) {
  const int fd = IntegerArgument(info, 0, "fd");
  const int flags = fcntl(fd, F_GETFL);
  if (flags < 0 || fcntl(fd, F_SETFL, flags | O_NONBLOCK) < 0) {
    throw LastError().In(info.Env(), "fcntl", FdText(fd));
  }
  return info.Env().Undefined();
}

// mkfifo(path, mode)
Napi::Value MakeFifo(const Napi::CallbackInfo& info) {
  const std::string path = TextArgument(info, 0, "path");
  const int mode = IntegerArgument(info, 1, "mode");
  if (mkfifo(path.c_str(), mode) < 0) {
    throw LastError().In(info.Env(), "mkfifo", "'" + path + "'");
  }
  return info.Env().Undefined();
}

// memfd_create(name): closed on exec; can be sealed.
Napi::Value MakeMemfd(const Napi::CallbackInfo& info) {
  const std::string name = TextArgument(info, 0, "name");
  const int fd = memfd_create(name.c_str(), MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (fd < 0) throw LastError().In(info.Env(), "memfd_create", "'" + name + "'");
  return Napi::Number::New(info.Env(), fd);
}

// eventfd(): counts from 0; closed on exec, and does not block.
Napi::Value MakeEventfd(const Napi::CallbackInfo& info) {
  const int fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (fd < 0) throw LastError().In(info.Env(), "eventfd", "");
  return Napi::Number::New(info.Env(), fd);
}

// flock(fd): an exclusive lock: 0, or a negative errno, EAGAIN if somebody else has it.
Napi::Value Lock(const Napi::CallbackInfo& info) {
  const int fd = IntegerArgument(info, 0, "fd");
  const int failed = flock(fd, LOCK_EX | LOCK_NB);
  return Napi::Number::New(info.Env(), failed ? -errno : 0);
}

Napi::Value Read(const Napi::CallbackInfo& info) {
  const int fd = IntegerArgument(info, 0, "fd");
  const Bytes bytes = BytesArgument(info, 1, "buffer");
  if (bytes.length == 0) {
    throw Napi::RangeError::New(info.Env(), "The \"buffer\" is empty: 0 would look like the end");
  }
  const ssize_t length = read(fd, bytes.data, bytes.length);
  return Napi::Number::New(info.Env(), length < 0 ? -errno : length);
}

Napi::Value Write(const Napi::CallbackInfo& info) {
  const int fd = IntegerArgument(info, 0, "fd");
  const Bytes bytes = BytesArgument(info, 1, "bytes");
  const ssize_t length = write(fd, bytes.data, bytes.length);
  return Napi::Number::New(info.Env(), length < 0 ? -errno : length);
}

}  // namespace

void InitDescriptor(Napi::Env env, Napi::Object exports) {
  Export<Pipe>(env, exports, "pipe");
  Export<NonBlock>(env, exports, "nonblock");
  Export<MakeFifo>(env, exports, "mkfifo");
  Export<MakeMemfd>(env, exports, "memfd_create");
  Export<MakeEventfd>(env, exports, "eventfd");
  Export<Lock>(env, exports, "flock");
  Export<Read>(env, exports, "read");
  Export<Write>(env, exports, "write");
}

}  // namespace peercon
