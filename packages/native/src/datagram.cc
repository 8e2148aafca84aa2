// Datagrams with their sender's context. A datagram socket has no peer, so SO_PEERSEC cannot tell;
// each datagram carries the context beside its data instead, once the socket has asked for that.
// IPv6 has no such message (SELinuxProject/selinux-kernel issue 24), so only IPv4 senders and UNIX
// senders have a context here.
#include <netinet/in.h>
#include <selinux/selinux.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "address.h"
#include "arguments.h"
#include "errors.h"
#include "inits.h"

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
  if (failed) throw SystemError(info.Env(), errno, "setsockopt", "fd " + std::to_string(fd));
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

// recvmsg(fd, buffer): what arrived, or a negative errno.
Napi::Value ReceiveMessage(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const int fd = IntegerArgument(info, 0, "fd");
  const Bytes bytes = BytesArgument(info, 1, "buffer");
  SocketAddress sender = {};
  iovec data = {bytes.data, bytes.length};
  alignas(cmsghdr) char control[2 * 4096];
  msghdr message = {};
  message.msg_name = &sender.storage;
  message.msg_namelen = sizeof(sender.storage);
  message.msg_iov = &data;
  message.msg_iovlen = 1;
  message.msg_control = control;
  message.msg_controllen = sizeof(control);

  const ssize_t received = recvmsg(fd, &message, MSG_CMSG_CLOEXEC);
  if (received < 0) return Napi::Number::New(env, -errno);

  sender.length = message.msg_namelen;
  Napi::Object datagram = Napi::Object::New(env);
  datagram["bytes"] = Napi::Number::New(env, received);
  // A UNIX sender that was never bound has no address at all: msg_namelen is 0.
  datagram["from"] = sender.length == 0 ? env.Null() : AddressToJs(env, sender);
  datagram["to"] = env.Null();
  datagram["context"] = env.Null();
  datagram["truncated"] = (message.msg_flags & MSG_TRUNC) != 0;
  for (cmsghdr* item = CMSG_FIRSTHDR(&message); item; item = CMSG_NXTHDR(&message, item)) {
    if (Is(item, SOL_SOCKET, SCM_RIGHTS)) CloseDescriptors(item);
    if (Is(item, IPPROTO_IP, IP_PKTINFO) || Is(item, IPPROTO_IPV6, IPV6_PKTINFO)) {
      datagram["to"] = AddressToJs(env, Destination(fd, item));
    }
    if (Is(item, SOL_SOCKET, SCM_SECURITY) || Is(item, IPPROTO_IP, SCM_SECURITY)) {
      // The kernel counts the terminating NUL on UNIX sockets and not on inet ones.
      const char* text = reinterpret_cast<const char*>(CMSG_DATA(item));
      const size_t length = strnlen(text, item->cmsg_len - CMSG_LEN(0));
      // Another security module's label is no security context.
      if (is_selinux_enabled() == 1) datagram["context"] = Napi::String::New(env, text, length);
    }
  }
  return datagram;
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
  SocketAddress to = AddressArgument(info, 2);
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
  if (has_from && from.storage.ss_family != AF_UNIX) {
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
  Export<SendTo>(env, exports, "sendto");
}

}  // namespace peercon
