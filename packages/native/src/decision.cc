// Questions to the kernel's policy: is this context valid, which context results, what is allowed.
#include <selinux/avc.h>
#include <selinux/selinux.h>

#include <cerrno>
#include <mutex>

#include "arguments.h"
#include "context.h"
#include "errors.h"
#include "inits.h"
#include "state.h"

namespace peercon {

namespace {

// libselinux keeps the names of classes and permissions and its access vector cache once for the
// process, without a lock until after 3.11 (SELinuxProject/selinux issue 287), and forgets the
// names when the policy is reloaded. So worker threads take turns in everything that uses them.
// Besides the state of SELinux (state.cc) this lock is the addon's one object that outlives an
// environment; it holds nothing of any.
std::mutex libselinux_caches;
using Turn = std::lock_guard<std::mutex>;

std::string Quoted(const std::string& text) { return "'" + text + "'"; }

security_class_t ClassNamed(const Napi::CallbackInfo& info, const std::string& name) {
  RequireSelinuxfs(info.Env(), ExportedName(info));
  const security_class_t found = string_to_security_class(name.c_str());
  if (found == 0) {
    throw SystemError(info.Env(), EINVAL, ExportedName(info), "unknown class " + Quoted(name));
  }
  return found;
}

void RequirePermission(const Napi::CallbackInfo& info, const std::string& class_name,
                       const std::string& name) {
  if (string_to_av_perm(ClassNamed(info, class_name), name.c_str()) != 0) return;
  throw SystemError(info.Env(), EINVAL, ExportedName(info),
                    "unknown permission " + Quoted(name) + " of class " + Quoted(class_name));
}

template <int (*Check)(const char*)>
Napi::Value CheckContext(const Napi::CallbackInfo& info) {
  const std::string context = ContextArgument(info, 0, "context");
  RequireSelinuxfs(info.Env(), ExportedName(info));
  if (Check(context.c_str()) == 0) return Napi::Boolean::New(info.Env(), true);
  if (errno == EINVAL) return Napi::Boolean::New(info.Env(), false);
  throw LastError().In(info.Env(), ExportedName(info), Quoted(context));
}

// Canonical form, which selinuxfs tells, and the two translations, which mcstransd(8) does: a context
// in, a context out.
template <int (*Convert)(const char*, char**),
          void (*Require)(Napi::Env, const std::string&) = RequireSelinuxfs>
Napi::Value ConvertContext(const Napi::CallbackInfo& info) {
  const std::string context = ContextArgument(info, 0, "context");
  Require(info.Env(), ExportedName(info));
  char* found = nullptr;
  if (Convert(context.c_str(), &found) < 0) {
    throw LastError().In(info.Env(), ExportedName(info), Quoted(context));
  }
  const Context result(found);
  return Napi::String::New(info.Env(), result.get());
}

template <int (*Compute)(const char*, const char*, security_class_t, char**)>
Napi::Value ComputeContext(const Napi::CallbackInfo& info) {
  const std::string source = ContextArgument(info, 0, "source");
  const std::string target = ContextArgument(info, 1, "target");
  const std::string class_name = TextArgument(info, 2, "className");
  const Turn turn(libselinux_caches);
  const security_class_t in = ClassNamed(info, class_name);
  char* found = nullptr;
  if (Compute(source.c_str(), target.c_str(), in, &found) < 0) {
    throw LastError().In(info.Env(), ExportedName(info), Quoted(source) + " " + Quoted(target));
  }
  const Context result(found);
  return Napi::String::New(info.Env(), result.get());
}

Napi::Array PermissionNames(Napi::Env env, security_class_t in, access_vector_t vector) {
  Napi::Array names = Napi::Array::New(env);
  for (access_vector_t bit = 1; bit != 0; bit <<= 1) {
    const char* name = (vector & bit) ? security_av_perm_to_string(in, bit) : nullptr;
    if (name) names[names.Length()] = Napi::String::New(env, name);
  }
  return names;
}

template <int (*Compute)(const char*, const char*, security_class_t, access_vector_t, av_decision*)>
Napi::Value ComputeAccess(const Napi::CallbackInfo& info) {
  const std::string source = ContextArgument(info, 0, "source");
  const std::string target = ContextArgument(info, 1, "target");
  const std::string class_name = TextArgument(info, 2, "className");
  const Turn turn(libselinux_caches);
  const security_class_t in = ClassNamed(info, class_name);
  av_decision decision = {};
  // The kernel ignores which permissions are asked for and answers for the whole class.
  if (Compute(source.c_str(), target.c_str(), in, ~0U, &decision) < 0) {
    throw LastError().In(info.Env(), ExportedName(info), Quoted(source) + " " + Quoted(target));
  }
  Napi::Object answer = Napi::Object::New(info.Env());
  answer["allowed"] = PermissionNames(info.Env(), in, decision.allowed);
  answer["auditallow"] = PermissionNames(info.Env(), in, decision.auditallow);
  answer["auditdeny"] = PermissionNames(info.Env(), in, decision.auditdeny);
  answer["permissive"] = (decision.flags & SELINUX_AVD_FLAGS_PERMISSIVE) != 0;
  return answer;
}

Napi::Value CheckAccess(const Napi::CallbackInfo& info) {
  const std::string source = ContextArgument(info, 0, "source");
  const std::string target = ContextArgument(info, 1, "target");
  const std::string class_name = TextArgument(info, 2, "className");
  const std::string permission = TextArgument(info, 3, "permission");
  const Turn turn(libselinux_caches);
  // Where the policy allows what it does not know, libselinux answers 'allowed' for a misspelled
  // permission; so the name is looked up first.
  RequirePermission(info, class_name, permission);
  const int allowed = selinux_check_access(source.c_str(), target.c_str(), class_name.c_str(),
                                           permission.c_str(), nullptr);
  if (allowed == 0) return Napi::Boolean::New(info.Env(), true);
  if (errno == EACCES) return Napi::Boolean::New(info.Env(), false);
  throw LastError().In(info.Env(), ExportedName(info), Quoted(source) + " " + Quoted(target));
}

}  // namespace

void InitDecision(Napi::Env env, Napi::Object exports) {
  Export<CheckContext<security_check_context>>(env, exports, "security_check_context");
  Export<CheckContext<security_check_context_raw>>(env, exports, "security_check_context_raw");
  Export<ConvertContext<security_canonicalize_context>>(env, exports,
                                                        "security_canonicalize_context");
  Export<ConvertContext<security_canonicalize_context_raw>>(env, exports,
                                                            "security_canonicalize_context_raw");
  Export<ConvertContext<selinux_raw_to_trans_context, RequireSelinux>>(
      env, exports, "selinux_raw_to_trans_context");
  Export<ConvertContext<selinux_trans_to_raw_context, RequireSelinux>>(
      env, exports, "selinux_trans_to_raw_context");
  Export<ComputeContext<security_compute_create>>(env, exports, "security_compute_create");
  Export<ComputeContext<security_compute_create_raw>>(env, exports, "security_compute_create_raw");
  Export<ComputeAccess<security_compute_av_flags>>(env, exports, "security_compute_av");
  Export<ComputeAccess<security_compute_av_flags_raw>>(env, exports, "security_compute_av_raw");
  Export<CheckAccess>(env, exports, "selinux_check_access");
}

}  // namespace peercon
