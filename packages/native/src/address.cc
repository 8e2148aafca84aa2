#include "address.h"

#include <linux/netlink.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/un.h>

#include <linux/vm_sockets.h>  // needs sys/socket.h before it

#include <cerrno>
#include <cstddef>
#include <cstring>

#include "arguments.h"
#include "errors.h"
#include "protocol.h"

namespace peercon {

namespace {

Napi::TypeError BadValue(Napi::Env env, const std::string& message) {
  Napi::TypeError error = Napi::TypeError::New(env, message);
  error.Set("code", Napi::String::New(env, "ERR_INVALID_ARG_VALUE"));
  return error;
}

std::string TextField(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  const std::string text = value.IsString() ? value.As<Napi::String>().Utf8Value() : "";
  if (text.empty() || text.find('\0') != std::string::npos) {
    throw BadValue(object.Env(), std::string("The \"address.") + name +
                                     "\" argument must be a string without NUL bytes, not empty");
  }
  return text;
}

SocketAddress UnixAddress(const Napi::CallbackInfo& info, const std::string& path) {
  SocketAddress address = {};
  auto* un = reinterpret_cast<sockaddr_un*>(&address.storage);
  if (path.size() > sizeof(un->sun_path)) {
    throw SystemError(info.Env(), ENAMETOOLONG, ExportedName(info), "'" + path + "'");
  }
  un->sun_family = AF_UNIX;
  std::memcpy(un->sun_path, path.data(), path.size());
  address.length = offsetof(sockaddr_un, sun_path) + path.size();
  return address;
}

// getaddrinfo(3) rather than inet_pton(3): it knows the scope in 'fe80::1%eth0'.
SocketAddress InetAddress(const Napi::CallbackInfo& info, const std::string& text, int port) {
  addrinfo hints = {};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(text.c_str(), std::to_string(port).c_str(), &hints, &found) != 0) {
    throw SystemError(info.Env(), EINVAL, ExportedName(info), "'" + text + "'");
  }
  SocketAddress address = {};
  std::memcpy(&address.storage, found->ai_addr, found->ai_addrlen);
  address.length = found->ai_addrlen;
  freeaddrinfo(found);
  return address;
}

uint32_t NumberField(const Napi::Object& object, const char* name) {
  const Napi::Value value = object.Get(name);
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : -1;
  if (!(number >= 0 && number <= UINT32_MAX) || number != static_cast<uint32_t>(number)) {
    throw BadValue(object.Env(), std::string("The \"address.") + name +
                                     "\" argument must be a whole number 0 to 4294967295");
  }
  return static_cast<uint32_t>(number);
}

// The name '' lets the kernel choose one, unix(7): autobind.
SocketAddress AbstractAddress(const Napi::CallbackInfo& info, const Napi::Value& value) {
  const std::string name = value.IsString() ? value.As<Napi::String>().Utf8Value() : "";
  if (!value.IsString() || name.find('\0') != std::string::npos) {
    throw BadValue(info.Env(), "The \"address.abstract\" argument must be a string without NUL bytes");
  }
  SocketAddress address = {};
  auto* un = reinterpret_cast<sockaddr_un*>(&address.storage);
  if (name.size() + 1 > sizeof(un->sun_path)) {
    throw SystemError(info.Env(), ENAMETOOLONG, ExportedName(info), "'@" + name + "'");
  }
  un->sun_family = AF_UNIX;
  std::memcpy(un->sun_path + 1, name.data(), name.size());
  address.length = offsetof(sockaddr_un, sun_path) + (name.empty() ? 0 : 1 + name.size());
  return address;
}

SocketAddress NetlinkAddress(uint32_t port_id) {
  SocketAddress address = {};
  auto* netlink = reinterpret_cast<sockaddr_nl*>(&address.storage);
  netlink->nl_family = AF_NETLINK;
  netlink->nl_pid = port_id;
  address.length = sizeof(*netlink);
  return address;
}

SocketAddress VsockAddress(uint32_t cid, uint32_t port) {
  SocketAddress address = {};
  auto* vm = reinterpret_cast<sockaddr_vm*>(&address.storage);
  vm->svm_family = AF_VSOCK;
  vm->svm_cid = cid;
  vm->svm_port = port;
  address.length = sizeof(*vm);
  return address;
}

struct NumericName {
  char host[NI_MAXHOST];
  char port[NI_MAXSERV];
};

NumericName InetName(const SocketAddress& address) {
  NumericName name = {};
  getnameinfo(reinterpret_cast<const sockaddr*>(&address.storage), address.length, name.host,
              sizeof(name.host), name.port, sizeof(name.port), NI_NUMERICHOST | NI_NUMERICSERV);
  return name;
}

bool IsAbstract(const SocketAddress& address) {
  return address.storage.ss_family == AF_UNIX &&
         address.length > offsetof(sockaddr_un, sun_path) &&
         reinterpret_cast<const sockaddr_un*>(&address.storage)->sun_path[0] == '\0';
}

// It ends where its length says, not with a NUL byte.
std::string AbstractName(const SocketAddress& address) {
  const char* path = reinterpret_cast<const sockaddr_un*>(&address.storage)->sun_path;
  return std::string(path + 1, address.length - offsetof(sockaddr_un, sun_path) - 1);
}

std::string UnixPath(const SocketAddress& address) {
  if (address.length <= offsetof(sockaddr_un, sun_path)) return "";
  const char* path = reinterpret_cast<const sockaddr_un*>(&address.storage)->sun_path;
  return std::string(path, strnlen(path, address.length - offsetof(sockaddr_un, sun_path)));
}

}  // namespace

SocketAddress AddressArgument(const Napi::CallbackInfo& info, size_t index) {
  if (!info[index].IsObject()) {
    throw BadValue(info.Env(), "The \"address\" argument must be { address, port } or { path }");
  }
  const Napi::Object object = info[index].As<Napi::Object>();
  if (object.Has("path")) return UnixAddress(info, TextField(object, "path"));
  if (object.Has("abstract")) return AbstractAddress(info, object.Get("abstract"));
  if (object.Has("portId")) return NetlinkAddress(NumberField(object, "portId"));
  if (object.Has("cid")) {
    return VsockAddress(NumberField(object, "cid"), NumberField(object, "port"));
  }

  const std::string text = TextField(object, "address");
  const Napi::Value port = object.Get("port");
  const double number = port.IsNumber() ? port.As<Napi::Number>().DoubleValue() : -1;
  if (!(number >= 0 && number <= 65535) || number != static_cast<int>(number)) {
    throw BadValue(info.Env(), "The \"address.port\" argument must be a whole number 0 to 65535");
  }
  return InetAddress(info, text, static_cast<int>(number));
}

Napi::Value AddressToJs(Napi::Env env, const SocketAddress& address) {
  Napi::Object object = Napi::Object::New(env);
  if (IsAbstract(address)) {
    object["family"] = "abstract";
    object["abstract"] = AbstractName(address);
    return object;
  }
  if (address.storage.ss_family == AF_NETLINK) {
    object["family"] = "netlink";
    object["portId"] = reinterpret_cast<const sockaddr_nl*>(&address.storage)->nl_pid;
    return object;
  }
  if (address.storage.ss_family == AF_VSOCK) {
    const auto* vm = reinterpret_cast<const sockaddr_vm*>(&address.storage);
    object["family"] = "vsock";
    object["cid"] = vm->svm_cid;
    object["port"] = vm->svm_port;
    return object;
  }
  if (address.storage.ss_family == AF_UNIX) {
    const std::string path = UnixPath(address);
    if (path.empty()) return env.Null();
    object["family"] = "unix";
    object["path"] = path;
    return object;
  }
  const NumericName name = InetName(address);
  object["family"] = address.storage.ss_family == AF_INET ? "inet" : "inet6";
  object["address"] = name.host;
  object["port"] = std::atoi(name.port);
  return object;
}

std::string AddressText(const SocketAddress& address) {
  if (IsAbstract(address)) return "@" + AbstractName(address);
  if (address.storage.ss_family == AF_NETLINK) {
    const auto* netlink = reinterpret_cast<const sockaddr_nl*>(&address.storage);
    return "netlink port " + std::to_string(netlink->nl_pid);
  }
  if (address.storage.ss_family == AF_VSOCK) {
    const auto* vm = reinterpret_cast<const sockaddr_vm*>(&address.storage);
    return "vsock " + std::to_string(vm->svm_cid) + " port " + std::to_string(vm->svm_port);
  }
  if (address.storage.ss_family == AF_UNIX) return UnixPath(address);
  const NumericName name = InetName(address);
  return std::string(name.host) + " port " + name.port;
}

Protocol ProtocolArgument(const Napi::CallbackInfo& info, size_t index) {
  const std::string name = TextArgument(info, index, "protocol");
  if (name == "tcp") return {name, SOCK_STREAM, IPPROTO_TCP};
  if (name == "udp") return {name, SOCK_DGRAM, IPPROTO_UDP};
  if (name == "sctp") return {name, SOCK_STREAM, IPPROTO_SCTP};
  if (name == "unix-stream") return {name, SOCK_STREAM, 0};
  if (name == "unix-dgram") return {name, SOCK_DGRAM, 0};
  if (name == "unix-seqpacket") return {name, SOCK_SEQPACKET, 0};
  if (name == "netlink-route") return {name, SOCK_RAW, NETLINK_ROUTE};
  if (name == "netlink-usersock") return {name, SOCK_RAW, NETLINK_USERSOCK};
  if (name == "vsock-stream") return {name, SOCK_STREAM, 0};
  throw BadValue(info.Env(),
                 "The \"protocol\" argument must be 'tcp', 'udp', 'sctp', 'unix-stream', "
                 "'unix-dgram', 'unix-seqpacket', 'netlink-route', 'netlink-usersock' or "
                 "'vsock-stream'");
}

int FamilyArgument(const Napi::CallbackInfo& info, size_t index) {
  const std::string name = TextArgument(info, index, "family");
  if (name == "inet") return AF_INET;
  if (name == "inet6") return AF_INET6;
  if (name == "unix") return AF_UNIX;
  if (name == "netlink") return AF_NETLINK;
  if (name == "vsock") return AF_VSOCK;
  throw BadValue(info.Env(),
                 "The \"family\" argument must be 'inet', 'inet6', 'unix', 'netlink' or 'vsock'");
}

}  // namespace peercon
