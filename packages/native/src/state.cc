// What state SELinux is in on this host.
#include "state.h"

#include <selinux/selinux.h>
#include <sys/statfs.h>
#include <sys/statvfs.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <string_view>

#include "arguments.h"
#include "errors.h"
#include "inits.h"

namespace peercon {

namespace {

constexpr char kMount[] = "/sys/fs/selinux";  // since Linux 3.0 (libselinux: SELINUXMNT)
constexpr char kConfig[] = "/etc/selinux/config";
constexpr long kSelinuxMagic = 0xf97cff8c;  // linux/magic.h

// Whether a file could be read; its text.
bool Read(const char* path, std::string* text) {
  std::ifstream file(path);
  if (!file) return false;
  text->assign(std::istreambuf_iterator<char>(file), {});
  return true;
}

// Whether the kernel has its file system, which it registers unless SELinux is switched off at boot or
// another module was chosen (init_sel_fs). What a confined program may not read says nothing against it.
bool HasFilesystem() {
  std::string filesystems;
  return !Read("/proc/filesystems", &filesystems) ||
         filesystems.find("\tselinuxfs\n") != std::string::npos;
}

// user:role:type, as processes have from the moment on when a policy is loaded; 'kernel' before.
// AppArmor and Smack answer here, too, with names of their own, where AppArmor's may have colons
// (':namespace:profile'), but has nothing before the first.
bool HasContext() {
  std::string current;
  if (!Read("/proc/self/attr/current", &current)) return false;
  const std::string_view text(current);
  return std::count(text.begin(), text.end(), ':') >= 2 && text.front() != ':' &&
         text.find_first_of(" /(") == std::string_view::npos;
}

SelinuxState FindState() {
  if (is_selinux_enabled() == 1) return SelinuxState::kEnabled;
  return HasFilesystem() && HasContext() ? SelinuxState::kHidden : SelinuxState::kDisabled;
}

// What libselinux lacks, in the order in which it looks (init_selinuxmnt in its init.c).
std::string WhyHidden() {
  struct statfs found;
  const bool is_seen = statfs(kMount, &found) == 0;
  if (!is_seen && errno == EACCES) return std::string(kMount) + " may not be looked at";
  if (!is_seen || static_cast<long>(found.f_type) != kSelinuxMagic) {
    return std::string("selinuxfs is not mounted at ") + kMount;
  }
  if ((found.f_flags & ST_RDONLY) != 0) {
    return std::string("selinuxfs is mounted read-only at ") + kMount;
  }
  return std::string(kConfig) + " is not there, or may not be read";
}

Napi::Error StateError(Napi::Env env, const std::string& code, const std::string& reason,
                       const std::string& syscall) {
  Napi::Error error = Napi::Error::New(env, code + ": " + reason + ", " + syscall);
  error.Set("errno", Napi::Number::New(env, -EOPNOTSUPP));
  error.Set("code", Napi::String::New(env, code));
  error.Set("syscall", Napi::String::New(env, syscall));
  return error;
}

Napi::Value IsEnabled(const Napi::CallbackInfo& info) {
  return Napi::Boolean::New(info.Env(), is_selinux_enabled() == 1);
}

Napi::Value State(const Napi::CallbackInfo& info) {
  switch (StateOfSelinux()) {
    case SelinuxState::kEnabled:
      return Napi::String::New(info.Env(), "enabled");
    case SelinuxState::kHidden:
      return Napi::String::New(info.Env(), "hidden");
    default:
      return Napi::String::New(info.Env(), "disabled");
  }
}

Napi::Value WhyItIsHidden(const Napi::CallbackInfo& info) {
  if (StateOfSelinux() != SelinuxState::kHidden) return info.Env().Null();
  return Napi::String::New(info.Env(), WhyHidden());
}

// security_getenforce(3) and security_policyvers(3): a number, or -1 with errno.
template <int (*Get)()>
Napi::Value Number(const Napi::CallbackInfo& info) {
  RequireSelinuxfs(info.Env(), ExportedName(info));
  const int value = Get();
  if (value < 0) throw LastError().In(info.Env(), ExportedName(info), "");
  return Napi::Number::New(info.Env(), value);
}

Napi::Value IsMlsEnabled(const Napi::CallbackInfo& info) {
  RequireSelinuxfs(info.Env(), ExportedName(info));
  const int enabled = is_selinux_mls_enabled();
  if (enabled < 0) throw LastError().In(info.Env(), ExportedName(info), "");
  return Napi::Boolean::New(info.Env(), enabled == 1);
}

}  // namespace

SelinuxState StateOfSelinux() {
  // libselinux looks once, too, when it is loaded.
  static const SelinuxState state = FindState();
  return state;
}

void RequireSelinux(Napi::Env env, const std::string& syscall) {
  if (StateOfSelinux() != SelinuxState::kDisabled) return;
  throw StateError(env, "ERR_SELINUX_DISABLED", "SELinux is disabled on this host", syscall);
}

void RequireSelinuxfs(Napi::Env env, const std::string& syscall) {
  RequireSelinux(env, syscall);
  if (StateOfSelinux() == SelinuxState::kEnabled) return;
  throw StateError(env, "ERR_SELINUX_HIDDEN",
                   "SELinux runs on this host and is hidden here, for " + WhyHidden(), syscall);
}

void InitState(Napi::Env env, Napi::Object exports) {
  Export<IsEnabled>(env, exports, "is_selinux_enabled");
  Export<IsMlsEnabled>(env, exports, "is_selinux_mls_enabled");
  Export<Number<security_getenforce>>(env, exports, "security_getenforce");
  Export<Number<security_policyvers>>(env, exports, "security_policyvers");
  Export<State>(env, exports, "selinuxState");
  Export<WhyItIsHidden>(env, exports, "whySelinuxHidden");
}

}  // namespace peercon
