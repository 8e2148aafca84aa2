// getpeercon(3): the context of whoever is at the other end of a socket.
#include <selinux/selinux.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "arguments.h"
#include "context.h"
#include "errors.h"
#include "inits.h"
#include "state.h"

namespace peercon {

namespace {

// getpeercon_raw(3) for contexts of ordinary length. libselinux allocates a buffer first, which is
// a fifth of the call; a server asks for every connection. Longer contexts are left to it.
Context RawPeerContext(int fd) {
  char buffer[256];
  socklen_t length = sizeof(buffer) - 1;
  if (getsockopt(fd, SOL_SOCKET, SO_PEERSEC, buffer, &length) == 0) {
    buffer[length] = '\0';
    return Context(strdup(buffer));
  }
  char* found = nullptr;
  if (errno == ERANGE) getpeercon_raw(fd, &found);
  return Context(found);
}

Context Translated(const Context& raw) {
  char* found = nullptr;
  if (raw) selinux_raw_to_trans_context(raw.get(), &found);
  return Context(found);
}

// The peer's context, or NULL with errno. SO_PEERSEC belongs to every security module: on a host
// that runs AppArmor it gives AppArmor's label for a UNIX socket. That is no security context, so
// without SELinux a success counts as 'no such option'.
template <bool kRaw>
Context PeerContext(int fd) {
  Context raw = RawPeerContext(fd);
  if (!raw) return nullptr;
  if (StateOfSelinux() != SelinuxState::kDisabled) return kRaw ? std::move(raw) : Translated(raw);
  errno = ENOPROTOOPT;
  return nullptr;
}

template <bool kRaw>
Napi::Value PeerOrThrow(const Napi::CallbackInfo& info) {
  const int fd = IntegerArgument(info, 0, "fd");
  const Context context = PeerContext<kRaw>(fd);
  if (!context) {
    throw LastError().In(info.Env(), ExportedName(info), "fd " + std::to_string(fd));
  }
  return Napi::String::New(info.Env(), context.get());
}

// For servers: ENOPROTOOPT is the everyday answer about a peer that nobody labels, and to throw
// an Error costs twenty times what the system call does.
template <bool kRaw>
Napi::Value PeerOrErrno(const Napi::CallbackInfo& info) {
  const Context context = PeerContext<kRaw>(IntegerArgument(info, 0, "fd"));
  if (!context) return Napi::Number::New(info.Env(), -errno);
  return Napi::String::New(info.Env(), context.get());
}

}  // namespace

void InitPeer(Napi::Env env, Napi::Object exports) {
  Export<PeerOrThrow<false>>(env, exports, "getpeercon");
  Export<PeerOrThrow<true>>(env, exports, "getpeercon_raw");
  Export<PeerOrErrno<false>>(env, exports, "tryGetpeercon");
  Export<PeerOrErrno<true>>(env, exports, "tryGetpeercon_raw");
}

}  // namespace peercon
