// The two attributes that label what a thread makes next: setexeccon(3) for programs it executes,
// setsockcreatecon(3) for sockets it creates. They belong to the thread and stay set, so a gap
// between set and reset labels somebody else's process or socket. Here both happen in one call.
#include <selinux/selinux.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "arguments.h"
#include "errors.h"
#include "inits.h"
#include "protocol.h"
#include "state.h"

namespace peercon {

namespace {

using SetAttribute = int (*)(const char*);

// Sets an attribute of this thread for as long as it lives. A thread whose attribute cannot be
// reset would go on labeling everything it makes: that ends the process. While one is in force a
// second one is refused (EBUSY): its end would reset the first one's, which would then label nothing.
template <SetAttribute Set>
class LabelInForce {
 public:
  LabelInForce(Napi::Env env, const char* syscall, const std::string& context) : syscall_(syscall) {
    if (is_in_force_) {
      throw SystemError(env, EBUSY, syscall, "'" + context + "': another context is in force");
    }
    if (Set(context.c_str()) < 0) throw LastError().In(env, syscall, "'" + context + "'");
    is_in_force_ = true;
  }
  ~LabelInForce() {
    is_in_force_ = false;
    if (Set(nullptr) == 0) return;
    const int error = errno;  // a string takes memory, and malloc(3) may set it
    const std::string message = std::string(syscall_) +
                                " could not be reset: " + std::strerror(error) +
                                ". What this thread makes next would get the wrong context.";
    Napi::Error::Fatal("peercon", message.c_str());
  }
  LabelInForce(const LabelInForce&) = delete;
  LabelInForce& operator=(const LabelInForce&) = delete;

 private:
  // The thread's, as the attribute is.
  inline static thread_local bool is_in_force_ = false;
  const char* syscall_;
};

// withExeccon(context, act): calls act() while setexeccon_raw(context) is in force.
Napi::Value WithExeccon(const Napi::CallbackInfo& info) {
  const std::string context = ContextArgument(info, 0, "context");
  const Napi::Function act = FunctionArgument(info, 1, "act");
  RequireSelinux(info.Env(), "setexeccon");
  const LabelInForce<setexeccon_raw> label(info.Env(), "setexeccon", context);
  return act.Call({});
}

// socket(protocol, family[, context]): a descriptor that does not block and is closed on exec.
Napi::Value CreateSocket(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const Protocol protocol = ProtocolArgument(info, 0);
  const int family = FamilyArgument(info, 1);
  const auto create = [&] {
    const int fd = socket(family, protocol.type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol.number);
    if (fd < 0) throw LastError().In(env, "socket", protocol.name);
    return fd;
  };
  if (info[2].IsUndefined()) return Napi::Number::New(env, create());

  const std::string context = ContextArgument(info, 2, "context");
  RequireSelinux(env, "setsockcreatecon");
  const LabelInForce<setsockcreatecon_raw> label(env, "setsockcreatecon", context);
  return Napi::Number::New(env, create());
}

int PairType(Napi::Env env, const std::string& name) {
  if (name == "stream") return SOCK_STREAM;
  if (name == "seqpacket") return SOCK_SEQPACKET;
  if (name == "dgram") return SOCK_DGRAM;
  throw Napi::TypeError::New(env,
                             "The \"type\" argument must be 'stream', 'seqpacket' or 'dgram'");
}

// socketpair(type[, context]): two connected UNIX sockets, 'stream', 'seqpacket' or 'dgram'.
Napi::Value CreateSocketPair(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  const std::string name = TextArgument(info, 0, "type");
  const int type = PairType(env, name);
  const auto create = [&] {
    int fds[2];
    if (socketpair(AF_UNIX, type | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) < 0) {
      throw LastError().In(env, "socketpair", name);
    }
    Napi::Array pair = Napi::Array::New(env, 2);
    pair[0u] = Napi::Number::New(env, fds[0]);
    pair[1u] = Napi::Number::New(env, fds[1]);
    return pair;
  };
  if (info[1].IsUndefined()) return create();

  const std::string context = ContextArgument(info, 1, "context");
  RequireSelinux(env, "setsockcreatecon");
  const LabelInForce<setsockcreatecon_raw> label(env, "setsockcreatecon", context);
  return create();
}

}  // namespace

void InitLabeled(Napi::Env env, Napi::Object exports) {
  Export<WithExeccon>(env, exports, "withExeccon");
  Export<CreateSocket>(env, exports, "socket");
  Export<CreateSocketPair>(env, exports, "socketpair");
}

}  // namespace peercon
