// What state SELinux is in on this host.
#include <selinux/selinux.h>

#include <cerrno>

#include "arguments.h"
#include "errors.h"
#include "inits.h"

namespace peercon {

namespace {

Napi::Value IsEnabled(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), is_selinux_enabled() == 1);
}

// security_getenforce(3) and security_policyvers(3): a number, or -1 with errno.
template <int (*Get)()>
Napi::Value Number(const Napi::CallbackInfo& info) {
  RequireSelinux(info.Env(), ExportedName(info));
  const int value = Get();
  if (value < 0) throw SystemError(info.Env(), errno, ExportedName(info), "");
  return Napi::Number::New(info.Env(), value);
}

Napi::Value IsMlsEnabled(const Napi::CallbackInfo& info) {
  RequireSelinux(info.Env(), ExportedName(info));
  const int enabled = is_selinux_mls_enabled();
  if (enabled < 0) throw SystemError(info.Env(), errno, ExportedName(info), "");
  return Napi::Boolean::New(info.Env(), enabled == 1);
}

}  // namespace

void InitState(Napi::Env env, Napi::Object exports) {
  Export<IsEnabled>(env, exports, "is_selinux_enabled");
  Export<IsMlsEnabled>(env, exports, "is_selinux_mls_enabled");
  Export<Number<security_getenforce>>(env, exports, "security_getenforce");
  Export<Number<security_policyvers>>(env, exports, "security_policyvers");
}

}  // namespace peercon
