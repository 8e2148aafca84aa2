// Contexts of files: getfilecon(3), lgetfilecon(3), fgetfilecon(3). They read the attribute
// 'security.selinux', which a file can have on a host that does not run SELinux, too.
#include <selinux/selinux.h>

#include <cerrno>

#include "arguments.h"
#include "context.h"
#include "errors.h"
#include "inits.h"

namespace peercon {

namespace {

template <int (*Get)(const char*, char**)>
Napi::Value PathContext(const Napi::CallbackInfo& info) {
  const std::string path = TextArgument(info, 0, "path");
  char* found = nullptr;
  if (Get(path.c_str(), &found) < 0) {
    throw LastError().In(info.Env(), ExportedName(info), "'" + path + "'");
  }
  const Context context(found);
  return Napi::String::New(info.Env(), context.get());
}

template <int (*Get)(int, char**)>
Napi::Value DescriptorContext(const Napi::CallbackInfo& info) {
  const int fd = IntegerArgument(info, 0, "fd");
  char* found = nullptr;
  if (Get(fd, &found) < 0) {
    throw LastError().In(info.Env(), ExportedName(info), "fd " + std::to_string(fd));
  }
  const Context context(found);
  return Napi::String::New(info.Env(), context.get());
}

}  // namespace

void InitFile(Napi::Env env, Napi::Object exports) {
  Export<PathContext<getfilecon>>(env, exports, "getfilecon");
  Export<PathContext<getfilecon_raw>>(env, exports, "getfilecon_raw");
  Export<PathContext<lgetfilecon>>(env, exports, "lgetfilecon");
  Export<PathContext<lgetfilecon_raw>>(env, exports, "lgetfilecon_raw");
  Export<DescriptorContext<fgetfilecon>>(env, exports, "fgetfilecon");
  Export<DescriptorContext<fgetfilecon_raw>>(env, exports, "fgetfilecon_raw");
}

}  // namespace peercon
