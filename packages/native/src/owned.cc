#include "owned.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <unordered_set>

#include "arguments.h"
#include "errors.h"
#include "inits.h"

namespace peercon {

namespace {

// The environment's instance data, which Node deletes when the environment ends.
struct OwnedDescriptors {
  std::unordered_set<int> fds;

  ~OwnedDescriptors() {
    for (const int fd : fds) close(fd);
  }
};

// own(fd): from now on only close(fd) of this addon may close it, or the end of the environment.
Napi::Value Own(const Napi::CallbackInfo& info) {
  const int fd = IntegerArgument(info, 0, "fd");
  if (fcntl(fd, F_GETFD) < 0) {
    throw LastError().In(info.Env(), "fcntl", "fd " + std::to_string(fd));
  }
  info.Env().GetInstanceData<OwnedDescriptors>()->fds.insert(fd);
  return info.Env().Undefined();
}

}  // namespace

void Disown(Napi::Env env, int fd) { env.GetInstanceData<OwnedDescriptors>()->fds.erase(fd); }

void InitOwned(Napi::Env env, Napi::Object exports) {
  env.SetInstanceData(new OwnedDescriptors);
  Export<Own>(env, exports, "own");
}

}  // namespace peercon
