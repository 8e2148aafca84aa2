// Descriptors passed from process to process beside a message: SCM_RIGHTS, unix(7). The receiver's
// domain must be allowed to use each one (`fd { use }` and what the file's class needs, Linux:
// security/selinux/hooks.c, selinux_file_receive). Where it is not, the kernel says nothing: the
// message arrives, the descriptor does not. MSG_CTRUNC tells, whatever the reason was.
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <vector>

#include "arguments.h"
#include "inits.h"

namespace peercon {

namespace {

// Linux: include/net/scm.h, SCM_MAX_FD. sendmsg(2) refuses more.
constexpr size_t kMostDescriptors = 253;

// sendfds(fd, data, fds): how many bytes went out, or a negative errno.
Napi::Value SendFds(const Napi::CallbackInfo& info) {
  const int fd = IntegerArgument(info, 0, "fd");
  // Before the bytes: a getter in the array is JavaScript, which may take their memory away.
  const std::vector<int> fds = IntegersArgument(info, 2, "fds", kMostDescriptors);
  const Bytes bytes = BytesArgument(info, 1, "data");
  if (bytes.length == 0) {
    throw Napi::RangeError::New(info.Env(), "The \"data\" is empty: nothing is passed beside nothing");
  }

  iovec data = {bytes.data, bytes.length};
  alignas(cmsghdr) char control[CMSG_SPACE(kMostDescriptors * sizeof(int))] = {};
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  if (!fds.empty()) {
    const size_t size = fds.size() * sizeof(int);
    message.msg_control = control;
    message.msg_controllen = CMSG_SPACE(size);
    cmsghdr* item = CMSG_FIRSTHDR(&message);
    item->cmsg_level = SOL_SOCKET;
    item->cmsg_type = SCM_RIGHTS;
    item->cmsg_len = CMSG_LEN(size);
    std::memcpy(CMSG_DATA(item), fds.data(), size);
  }
  const ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL);
  return Napi::Number::New(info.Env(), sent < 0 ? -errno : sent);
}

// recvfds(fd, buffer): { bytes, fds, withheld }, or a negative errno.
Napi::Value ReceiveFds(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const int fd = IntegerArgument(info, 0, "fd");
  const Bytes bytes = BytesArgument(info, 1, "buffer");
  if (bytes.length == 0) {
    throw Napi::RangeError::New(info.Env(), "The \"buffer\" is empty: 0 would look like the end");
  }

  iovec data = {bytes.data, bytes.length};
  alignas(cmsghdr) char control[CMSG_SPACE(kMostDescriptors * sizeof(int))];
  msghdr message = {};
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof(control);
  const ssize_t received = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
  if (received < 0) return Napi::Number::New(env, -errno);

  Napi::Array fds = Napi::Array::New(env);
  for (cmsghdr* item = CMSG_FIRSTHDR(&message); item; item = CMSG_NXTHDR(&message, item)) {
    if (item->cmsg_level != SOL_SOCKET || item->cmsg_type != SCM_RIGHTS) continue;
    const size_t count = (item->cmsg_len - CMSG_LEN(0)) / sizeof(int);
    for (size_t i = 0; i < count; i++) {
      int passed;
      std::memcpy(&passed, CMSG_DATA(item) + i * sizeof(int), sizeof(int));
      fds[fds.Length()] = Napi::Number::New(env, passed);
    }
  }
  Napi::Object result = Napi::Object::New(env);
  result["bytes"] = Napi::Number::New(env, received);
  result["fds"] = fds;
  result["withheld"] = (message.msg_flags & MSG_CTRUNC) != 0;
  return result;
}

}  // namespace

void InitRights(Napi::Env env, Napi::Object exports) {
  Export<SendFds>(env, exports, "sendfds");
  Export<ReceiveFds>(env, exports, "recvfds");
}

}  // namespace peercon
