// Datagrams with their sender's context. A datagram socket has no peer, so SO_PEERSEC cannot tell;
// each datagram carries the context beside its data instead, once the socket has asked for that.
// IPv6 has no such message (SELinuxProject/selinux-kernel issue 24), so only IPv4 senders and UNIX
// senders have a context here.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include "address.h"
#include "arguments.h"
#include "errors.h"
#include "inits.h"
#include "state.h"

// Linux: include/linux/socket.h and include/uapi/linux/in.h. glibc 2.36 has neither.
#ifndef SCM_SECURITY
#define SCM_SECURITY 0x03
#endif
#ifndef IP_PASSSEC
#define IP_PASSSEC 18
#endif

namespace peercon {

namespace {

int SetFlag(int fd, int level, int option) {
  const int on = 1;
  return setsockopt(fd, level, option, &on, sizeof(on));
}

// passinfo(fd): asks for the context of every datagram, and for the address it was sent to. On inet
// sockets the first is IP_PASSSEC, also on an IPv6 socket, for its IPv4 senders; SO_PASSSEC is
// refused there since Linux 6.16.
Napi::Value PassInfo(const Napi::CallbackInfo& info) {
  const int fd = IntegerArgument(info, 0, "fd");
  int domain = 0;
  socklen_t length = sizeof(domain);
  int failed = getsockopt(fd, SOL_SOCKET, SO_DOMAIN, &domain, &length);
  if (!failed && domain == AF_UNIX) failed = SetFlag(fd, SOL_SOCKET, SO_PASSSEC);
  if (!failed && domain != AF_UNIX) failed = SetFlag(fd, IPPROTO_IP, IP_PASSSEC);
  if (!failed && domain == AF_INET) failed = SetFlag(fd, IPPROTO_IP, IP_PKTINFO);
  if (!failed && domain == AF_INET6) failed = SetFlag(fd, IPPROTO_IPV6, IPV6_RECVPKTINFO);
  if (failed) throw LastError().In(info.Env(), "setsockopt", "fd " + std::to_string(fd));
  return info.Env().Undefined();
}

bool Is(const cmsghdr* item, int level, int type) {
  return item->cmsg_level == level && item->cmsg_type == type;
}

// A UNIX sender may pass descriptors along; they are open here already, and nobody wants them.
void CloseDescriptors(cmsghdr* item) {
  const size_t count = (item->cmsg_len - CMSG_LEN(0)) / sizeof(int);
  for (size_t i = 0; i < count; i++) {
    int fd;
    std::memcpy(&fd, CMSG_DATA(item) + i * sizeof(int), sizeof(int));
    close(fd);
  }
}

// The address that an IP_PKTINFO or IPV6_PKTINFO message tells, with the socket's own port.
SocketAddress Destination(int fd, cmsghdr* item) {
  SocketAddress address = {};
  address.length = sizeof(address.storage);
  getsockname(fd, address.get(), &address.length);
  if (Is(item, IPPROTO_IP, IP_PKTINFO)) {
    const auto* info = reinterpret_cast<const in_pktinfo*>(CMSG_DATA(item));
    reinterpret_cast<sockaddr_in*>(&address.storage)->sin_addr = info->ipi_addr;
  } else {
    const auto* info = reinterpret_cast<const in6_pktinfo*>(CMSG_DATA(item));
    reinterpret_cast<sockaddr_in6*>(&address.storage)->sin6_addr = info->ipi6_addr;
  }
  return address;
}

// A datagram, and what came beside it.
struct Received {
  ssize_t bytes;  // -1: errno says why
  bool truncated;
  SocketAddress from;  // a UNIX sender that was never bound has none: its length is 0
  SocketAddress to;    // the same where nothing tells it
  const char* context;  // in `control`; null if none came
  size_t context_length;
  alignas(cmsghdr) char control[2 * 4096];
};

void Receive(int fd, const Bytes& bytes, Received* received) {
  iovec data = {bytes.data, bytes.length};
  msghdr message = {};
  message.msg_name = &received->from.storage;
  message.msg_namelen = sizeof(received->from.storage);
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = received->control;
  message.msg_controllen = sizeof(received->control);
  received->bytes = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
  if (received->bytes < 0) return;

  received->truncated = (message.msg_flags & MSG_TRUNC) != 0;
  received->from.length = message.msg_namelen;
  received->to.length = 0;
  received->context = nullptr;
  received->context_length = 0;
  for (cmsghdr* item = CMSG_FIRSTHDR(&message); item; item = CMSG_NXTHDR(&message, item)) {
    if (Is(item, SOL_SOCKET, SCM_RIGHTS)) CloseDescriptors(item);
    if (Is(item, IPPROTO_IP, IP_PKTINFO) || Is(item, IPPROTO_IPV6, IPV6_PKTINFO)) {
      received->to = Destination(fd, item);
    }
    if (Is(item, SOL_SOCKET, SCM_SECURITY) || Is(item, IPPROTO_IP, SCM_SECURITY)) {
      // Another security module's label is no security context.
      if (StateOfSelinux() == SelinuxState::kDisabled) continue;
      // The kernel counts the terminating NUL on UNIX sockets and not on inet ones.
      received->context = reinterpret_cast<const char*>(CMSG_DATA(item));
      received->context_length = strnlen(received->context, item->cmsg_len - CMSG_LEN(0));
    }
  }
}

// recvmsg(fd, buffer): what arrived, or a negative errno.
Napi::Value ReceiveMessage(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const int fd = IntegerArgument(info, 0, "fd");
  Received received;
  Receive(fd, BytesArgument(info, 1, "buffer"), &received);
  if (received.bytes < 0) return Napi::Number::New(env, -errno);

  Napi::Object datagram = Napi::Object::New(env);
  datagram["bytes"] = Napi::Number::New(env, received.bytes);
  datagram["from"] = received.from.length == 0 ? env.Null() : AddressToJs(env, received.from);
  datagram["to"] = received.to.length == 0 ? env.Null() : AddressToJs(env, received.to);
  datagram["context"] = env.Null();
  if (received.context) {
    datagram["context"] = Napi::String::New(env, received.context, received.context_length);
  }
  datagram["truncated"] = received.truncated;
  return datagram;
}

// Who sent a datagram, in bytes that JavaScript keeps: to be answered without an object and a string for
// each. Nothing in it is trusted when it comes back.
struct Sender {
  uint32_t address_length;
  uint32_t context_length;
  sockaddr_storage address;
  char context[4096];
};

// The `sender` argument, which is large enough.
uint8_t* SenderArgument(const Napi::CallbackInfo& info, size_t index) {
  const Bytes bytes = BytesArgument(info, index, "sender");
  if (bytes.length >= sizeof(Sender)) return bytes.data;
  throw BadArgument(info.Env(), "ERR_INVALID_ARG_VALUE", "sender", "that of a Sender");
}

// recvfrom(fd, buffer, sender): how many bytes arrived, or a negative errno, EMSGSIZE if there were more
// than fit.
Napi::Value ReceiveFrom(const Napi::CallbackInfo& info) {
  const int fd = IntegerArgument(info, 0, "fd");
  const Bytes bytes = BytesArgument(info, 1, "buffer");
  uint8_t* place = SenderArgument(info, 2);
  Received received;
  Receive(fd, bytes, &received);
  if (received.bytes < 0) return Napi::Number::New(info.Env(), -errno);
  if (received.truncated) return Napi::Number::New(info.Env(), -EMSGSIZE);

  Sender sender;
  sender.address_length = received.from.length;
  sender.context_length = std::min(received.context_length, sizeof(sender.context));
  sender.address = received.from.storage;
  if (sender.context_length > 0) {
    std::memcpy(sender.context, received.context, sender.context_length);
  }
  // JavaScript's bytes lie anywhere.
  std::memcpy(place, &sender, offsetof(Sender, context) + sender.context_length);
  return Napi::Number::New(info.Env(), received.bytes);
}

// Whom a datagram is for: an address, or a sender that recvfrom has told.
SocketAddress ReceiverArgument(const Napi::CallbackInfo& info, size_t index) {
  if (!info[index].IsTypedArray()) return AddressArgument(info, index);
  Sender sender;
  std::memcpy(&sender, SenderArgument(info, index), offsetof(Sender, context));
  SocketAddress address = {};
  address.storage = sender.address;
  address.length = std::min<size_t>(sender.address_length, sizeof(address.storage));
  return address;
}

// Puts the address that a datagram is to come from into its control message.
void SendFrom(msghdr* message, const SocketAddress& from) {
  cmsghdr* item = CMSG_FIRSTHDR(message);
  if (from.storage.ss_family == AF_INET) {
    in_pktinfo info = {};
    info.ipi_spec_dst = reinterpret_cast<const sockaddr_in*>(&from.storage)->sin_addr;
    item->cmsg_level = IPPROTO_IP;
    item->cmsg_type = IP_PKTINFO;
    item->cmsg_len = CMSG_LEN(sizeof(info));
    std::memcpy(CMSG_DATA(item), &info, sizeof(info));
  } else {
    in6_pktinfo info = {};
    info.ipi6_addr = reinterpret_cast<const sockaddr_in6*>(&from.storage)->sin6_addr;
    item->cmsg_level = IPPROTO_IPV6;
    item->cmsg_type = IPV6_PKTINFO;
    item->cmsg_len = CMSG_LEN(sizeof(info));
    std::memcpy(CMSG_DATA(item), &info, sizeof(info));
  }
  message->msg_controllen = CMSG_SPACE(item->cmsg_len - CMSG_LEN(0));
}

// sendto(fd, buffer, to[, from]): how many bytes went out, or a negative errno. The addresses are
// read first: reading them may run code of the caller's, which could take the buffer away.
Napi::Value SendTo(const Napi::CallbackInfo& info) {
  const int fd = IntegerArgument(info, 0, "fd");
  SocketAddress to = ReceiverArgument(info, 2);
  const bool has_from = !info[3].IsUndefined();
  const SocketAddress from = has_from ? AddressArgument(info, 3) : SocketAddress{};
  const Bytes bytes = BytesArgument(info, 1, "buffer");

  iovec data = {bytes.data, bytes.length};
  alignas(cmsghdr) char control[CMSG_SPACE(sizeof(in6_pktinfo))] = {};
  msghdr message = {};
  message.msg_name = &to.storage;
  message.msg_namelen = to.length;
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  if (from.storage.ss_family == AF_INET || from.storage.ss_family == AF_INET6) {
    message.msg_control = control;
    message.msg_controllen = sizeof(control);
    SendFrom(&message, from);
  }
  const ssize_t sent = sendmsg(fd, &message, MSG_NOSIGNAL);
  return Napi::Number::New(info.Env(), sent < 0 ? -errno : sent);
}

}  // namespace

void InitDatagram(Napi::Env env, Napi::Object exports) {
  Export<PassInfo>(env, exports, "passinfo");
  Export<ReceiveMessage>(env, exports, "recvmsg");
  Export<ReceiveFrom>(env, exports, "recvfrom");
  Export<SendTo>(env, exports, "sendto");
  exports["senderBytes"] = Napi::Number::New(env, sizeof(Sender));
}

}  // namespace peercon
