#include "address.h"

#include <netdb.h>
#include <netinet/in.h>
#include <sys/un.h>

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
  throw BadValue(info.Env(),
                 "The \"protocol\" argument must be 'tcp', 'udp', 'sctp', "
                 "'unix-stream' or 'unix-dgram'");
}

int FamilyArgument(const Napi::CallbackInfo& info, size_t index) {
  const std::string name = TextArgument(info, index, "family");
  if (name == "inet") return AF_INET;
  if (name == "inet6") return AF_INET6;
  if (name == "unix") return AF_UNIX;
  throw BadValue(info.Env(), "The \"family\" argument must be 'inet', 'inet6' or 'unix'");
}

}  // namespace peercon
