// Socket addresses, as C has them and as JavaScript does: { family: 'inet' | 'inet6', address, port },
// { family: 'unix', path } or { family: 'abstract', abstract }, { family: 'netlink', portId } and
// { family: 'vsock', cid, port }.
#pragma once

#include <napi.h>
#include <sys/socket.h>

#include <string>

namespace peercon {

struct SocketAddress {
  sockaddr_storage storage;
  socklen_t length;

  sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

// Reads a JavaScript address. Throws TypeError if it is not one, EINVAL for text that is no
// numeric address, ENAMETOOLONG for a path that does not fit sun_path (unix(7): 108 bytes).
SocketAddress AddressArgument(const Napi::CallbackInfo& info, size_t index);

// The JavaScript form, or null for a UNIX socket without a name.
Napi::Value AddressToJs(Napi::Env env, const SocketAddress& address);

// 'ADDRESS port PORT' or the path, for messages.
std::string AddressText(const SocketAddress& address);

}  // namespace peercon
