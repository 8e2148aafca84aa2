// The socket calls themselves, on descriptors. Those that prepare a socket throw. accept, recv and
// send are called for every event of a busy server and fail as a matter of course (EAGAIN), so
// they return the negative errno instead.
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>

#include "address.h"
#include "arguments.h"
#include "errors.h"
#include "inits.h"
#include "owned.h"

namespace peercon {

namespace {

std::string FdText(int fd) { return "fd " + std::to_string(fd); }

void SetOption(Napi::Env env, int fd, int level, int option, int value) {
  if (setsockopt(fd, level, option, &value, sizeof(value)) < 0) {
    throw LastError().In(env, "setsockopt", FdText(fd));
  }
}

int GetOption(Napi::Env env, int fd, int level, int option) {
  int value = 0;
  socklen_t length = sizeof(value);
  if (getsockopt(fd, level, option, &value, &length) < 0) {
    throw LastError().In(env, "getsockopt", FdText(fd));
  }
  return value;
}

// bind(fd, address). An IPv6 socket takes IPv4 as well, whatever net.ipv6.bindv6only says, and a
// restarted server gets its port back while old connections are in TIME_WAIT.
Napi::Value Bind(const Napi::CallbackInfo& info) {
  const int fd = IntegerArgument(info, 0, "fd");
  SocketAddress address = AddressArgument(info, 1);
  if (GetOption(info.Env(), fd, SOL_SOCKET, SO_TYPE) == SOCK_STREAM) {
    SetOption(info.Env(), fd, SOL_SOCKET, SO_REUSEADDR, 1);
  }
  if (address.storage.ss_family == AF_INET6) {
    SetOption(info.Env(), fd, IPPROTO_IPV6, IPV6_V6ONLY, 0);
  }
  if (bind(fd, address.get(), address.length) < 0) {
    const int error = errno;  // AddressText looks an interface up
    throw SystemError(info.Env(), error, "bind", AddressText(address));
  }
  return info.Env().Undefined();
}

// listen(fd, backlog). TCP connections inherit TCP_NODELAY from here: what a server sends back in
// several parts must not wait for acknowledgments of the first.
Napi::Value Listen(const Napi::CallbackInfo& info) {
  const int fd = IntegerArgument(info, 0, "fd");
  const int backlog = IntegerArgument(info, 1, "backlog");
  if (GetOption(info.Env(), fd, SOL_SOCKET, SO_PROTOCOL) == IPPROTO_TCP) {
    SetOption(info.Env(), fd, IPPROTO_TCP, TCP_NODELAY, 1);
  }
  if (listen(fd, backlog) < 0) throw LastError().In(info.Env(), "listen", FdText(fd));
  return info.Env().Undefined();
}

// connect(fd, address): true if connected, false if that is under way (EINPROGRESS).
Napi::Value Connect(const Napi::CallbackInfo& info) {
  const int fd = IntegerArgument(info, 0, "fd");
  SocketAddress address = AddressArgument(info, 1);
  if (connect(fd, address.get(), address.length) == 0) return Napi::Boolean::New(info.Env(), true);
  const int error = errno;
  if (error == EINPROGRESS) return Napi::Boolean::New(info.Env(), false);
  throw SystemError(info.Env(), error, "connect", AddressText(address));
}

// takeError(fd): the pending error of a socket (SO_ERROR), 0 for none; reading it clears it.
Napi::Value TakeError(const Napi::CallbackInfo& info) {
  const int fd = IntegerArgument(info, 0, "fd");
  return Napi::Number::New(info.Env(), GetOption(info.Env(), fd, SOL_SOCKET, SO_ERROR));
}

// The name that socket(2)'s three arguments have here; nullptr for any others.
const char* ProtocolName(int domain, int type, int protocol) {
  if (domain == AF_UNIX) {
    if (type == SOCK_STREAM) return "unix-stream";
    if (type == SOCK_DGRAM) return "unix-dgram";
    return type == SOCK_SEQPACKET ? "unix-seqpacket" : nullptr;
  }
  if (domain != AF_INET && domain != AF_INET6) return nullptr;
  if (protocol == IPPROTO_TCP) return "tcp";
  if (protocol == IPPROTO_UDP) return "udp";
  return protocol == IPPROTO_SCTP && type == SOCK_STREAM ? "sctp" : nullptr;
}

// socketKind(fd): what somebody else has made of a descriptor.
Napi::Value SocketKind(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const int fd = IntegerArgument(info, 0, "fd");
  const char* name = ProtocolName(GetOption(env, fd, SOL_SOCKET, SO_DOMAIN),
                                  GetOption(env, fd, SOL_SOCKET, SO_TYPE),
                                  GetOption(env, fd, SOL_SOCKET, SO_PROTOCOL));
  Napi::Object kind = Napi::Object::New(env);
  kind.Set("protocol", name == nullptr ? env.Null() : Napi::String::New(env, name));
  kind.Set("isListening",
           Napi::Boolean::New(env, GetOption(env, fd, SOL_SOCKET, SO_ACCEPTCONN) != 0));
  return kind;
}

Napi::Value Accept(const Napi::CallbackInfo& info) {
  const int fd = IntegerArgument(info, 0, "fd");
  const int accepted = accept4(fd, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  return Napi::Number::New(info.Env(), accepted < 0 ? -errno : accepted);
}

Napi::Value Recv(const Napi::CallbackInfo& info) {
  const int fd = IntegerArgument(info, 0, "fd");
  const Bytes bytes = BytesArgument(info, 1, "buffer");
  if (bytes.length == 0) {
    throw Napi::RangeError::New(info.Env(), "The \"buffer\" is empty: 0 would look like the end");
  }
  const ssize_t received = recv(fd, bytes.data, bytes.length, 0);
  return Napi::Number::New(info.Env(), received < 0 ? -errno : received);
}

// send(fd, buffer, start, end): the bytes from start up to end, as many as the socket takes now.
Napi::Value Send(const Napi::CallbackInfo& info) {
  const int fd = IntegerArgument(info, 0, "fd");
  const Bytes bytes = BytesArgument(info, 1, "buffer");
  const int start = IntegerArgument(info, 2, "start");
  const int end = IntegerArgument(info, 3, "end");
  if (start < 0 || end < start || static_cast<size_t>(end) > bytes.length) {
    throw Napi::RangeError::New(info.Env(), "\"start\" and \"end\" must lie within the buffer");
  }
  const ssize_t sent = send(fd, bytes.data + start, end - start, MSG_NOSIGNAL);
  return Napi::Number::New(info.Env(), sent < 0 ? -errno : sent);
}

Napi::Value Close(const Napi::CallbackInfo& info) {
  const int fd = IntegerArgument(info, 0, "fd");
  Disown(info.Env(), fd);
  if (close(fd) < 0) throw LastError().In(info.Env(), "close", FdText(fd));
  return info.Env().Undefined();
}

// getsockname(2) and getpeername(2).
template <int (*Get)(int, sockaddr*, socklen_t*)>
Napi::Value Name(const Napi::CallbackInfo& info) {
  const int fd = IntegerArgument(info, 0, "fd");
  SocketAddress address = {};
  address.length = sizeof(address.storage);
  if (Get(fd, address.get(), &address.length) < 0) {
    throw LastError().In(info.Env(), ExportedName(info), FdText(fd));
  }
  return AddressToJs(info.Env(), address);
}

int SocketName(int fd, sockaddr* address, socklen_t* length) {
  return getsockname(fd, address, length);
}

int PeerName(int fd, sockaddr* address, socklen_t* length) {
  return getpeername(fd, address, length);
}

}  // namespace

void InitSocket(Napi::Env env, Napi::Object exports) {
  Export<Bind>(env, exports, "bind");
  Export<Listen>(env, exports, "listen");
  Export<Connect>(env, exports, "connect");
  Export<TakeError>(env, exports, "takeError");
  Export<SocketKind>(env, exports, "socketKind");
  Export<Accept>(env, exports, "accept");
  Export<Recv>(env, exports, "recv");
  Export<Send>(env, exports, "send");
  Export<Close>(env, exports, "close");
  Export<Name<SocketName>>(env, exports, "getsockname");
  Export<Name<PeerName>>(env, exports, "getpeername");
}

}  // namespace peercon
