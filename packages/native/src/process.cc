// Contexts of processes: getcon(3), getpidcon(3), getprevcon(3), getexeccon(3),
// getsockcreatecon(3).
#include <selinux/selinux.h>

#include <cerrno>

#include "arguments.h"
#include "context.h"
#include "errors.h"
#include "inits.h"
#include "state.h"

namespace peercon {

namespace {

// The kernel keeps these attributes per thread; libselinux reads /proc/thread-self/attr. It gives
// NULL for an attribute that is not set, which becomes null, never ''.
template <int (*Get)(char**)>
Napi::Value ThreadContext(const Napi::CallbackInfo& info) {
  RequireSelinux(info.Env(), ExportedName(info));
  char* found = nullptr;
  if (Get(&found) < 0) throw LastError().In(info.Env(), ExportedName(info), "");
  const Context context(found);
  if (!context) return info.Env().Null();
  return Napi::String::New(info.Env(), context.get());
}

template <int (*Get)(pid_t, char**)>
Napi::Value PidContext(const Napi::CallbackInfo& info) {
  const int pid = IntegerArgument(info, 0, "pid");
  const std::string object = "pid " + std::to_string(pid);
  // libselinux 3.4 takes pid 0 for the calling thread; later ones refuse it.
  if (pid <= 0) throw SystemError(info.Env(), EINVAL, ExportedName(info), object);
  RequireSelinux(info.Env(), ExportedName(info));
  char* found = nullptr;
  if (Get(pid, &found) < 0) throw LastError().In(info.Env(), ExportedName(info), object);
  const Context context(found);
  return Napi::String::New(info.Env(), context.get());
}

}  // namespace

void InitProcess(Napi::Env env, Napi::Object exports) {
  Export<ThreadContext<getcon>>(env, exports, "getcon");
  Export<ThreadContext<getcon_raw>>(env, exports, "getcon_raw");
  Export<ThreadContext<getprevcon>>(env, exports, "getprevcon");
  Export<ThreadContext<getprevcon_raw>>(env, exports, "getprevcon_raw");
  Export<ThreadContext<getexeccon>>(env, exports, "getexeccon");
  Export<ThreadContext<getexeccon_raw>>(env, exports, "getexeccon_raw");
  Export<ThreadContext<getsockcreatecon>>(env, exports, "getsockcreatecon");
  Export<ThreadContext<getsockcreatecon_raw>>(env, exports, "getsockcreatecon_raw");
  Export<PidContext<getpidcon>>(env, exports, "getpidcon");
  Export<PidContext<getpidcon_raw>>(env, exports, "getpidcon_raw");
}

}  // namespace peercon
