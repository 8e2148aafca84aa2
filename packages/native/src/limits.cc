// What a process may use, setrlimit(2), and what it leaves to the programs that it executes,
// close_range(2).
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cmath>
#include <limits>

#include "arguments.h"
#include "errors.h"
#include "inits.h"

namespace peercon {

namespace {

// Linux 5.11; not yet in the headers of glibc 2.36.
constexpr unsigned int kCloseOnExec = 1U << 2;

struct Resource {
  const char* name;
  decltype(RLIMIT_CORE) number;
};

constexpr Resource kResources[] = {
    {"core", RLIMIT_CORE},
    {"data", RLIMIT_DATA},
    {"nofile", RLIMIT_NOFILE},
    {"nproc", RLIMIT_NPROC},
};

Resource ResourceArgument(const Napi::CallbackInfo& info, size_t index) {
  const std::string name = TextArgument(info, index, "resource");
  for (const Resource& resource : kResources) {
    if (name == resource.name) return resource;
  }
  throw Napi::TypeError::New(
      info.Env(), "The \"resource\" argument must be 'core', 'data', 'nofile' or 'nproc'");
}

// JavaScript counts exactly up to 2^53; RLIM_INFINITY is above that, and Infinity there.
rlim_t LimitArgument(const Napi::CallbackInfo& info, size_t index) {
  const double limit = info[index].IsNumber() ? info[index].As<Napi::Number>().DoubleValue() : -1;
  if (std::isinf(limit) && limit > 0) return RLIM_INFINITY;
  if (limit >= 0 && limit <= 9007199254740991 && limit == std::trunc(limit)) {
    return static_cast<rlim_t>(limit);
  }
  throw Napi::TypeError::New(info.Env(),
                             "The \"limit\" argument must be a whole number, 0 or more");
}

Napi::Number LimitToJs(Napi::Env env, rlim_t limit) {
  if (limit == RLIM_INFINITY) {
    return Napi::Number::New(env, std::numeric_limits<double>::infinity());
  }
  return Napi::Number::New(env, static_cast<double>(limit));
}

// getrlimit(resource): [soft, hard].
Napi::Value GetLimit(const Napi::CallbackInfo& info) {
  const Resource resource = ResourceArgument(info, 0);
  rlimit limit;
  if (getrlimit(resource.number, &limit) < 0) {
    throw LastError().In(info.Env(), "getrlimit", resource.name);
  }
  Napi::Array pair = Napi::Array::New(info.Env(), 2);
  pair[0u] = LimitToJs(info.Env(), limit.rlim_cur);
  pair[1u] = LimitToJs(info.Env(), limit.rlim_max);
  return pair;
}

// setrlimit(resource, limit): both the soft and the hard limit.
Napi::Value SetLimit(const Napi::CallbackInfo& info) {
  const Resource resource = ResourceArgument(info, 0);
  const rlim_t value = LimitArgument(info, 1);
  const rlimit limit = {value, value};
  if (setrlimit(resource.number, &limit) < 0) {
    throw LastError().In(info.Env(), "setrlimit", resource.name);
  }
  return info.Env().Undefined();
}

// closeOnExec(from): this descriptor, and all above it.
Napi::Value CloseOnExec(const Napi::CallbackInfo& info) {
  const int from = IntegerArgument(info, 0, "from");
  if (from < 0) throw SystemError(info.Env(), EINVAL, "close_range", "from " + std::to_string(from));
  if (syscall(SYS_close_range, from, UINT_MAX, kCloseOnExec) < 0) {
    throw LastError().In(info.Env(), "close_range", "from " + std::to_string(from));
  }
  return info.Env().Undefined();
}

}  // namespace

void InitLimits(Napi::Env env, Napi::Object exports) {
  Export<GetLimit>(env, exports, "getrlimit");
  Export<SetLimit>(env, exports, "setrlimit");
  Export<CloseOnExec>(env, exports, "closeOnExec");
}

}  // namespace peercon
