#include "errors.h"

#include <uv.h>

#include <cerrno>
#include <cstdio>

#include "arguments.h"

namespace peercon {

namespace {

// What System V IPC alone fails with, and libuv has no name for.
struct Reason {
  int error_number;
  const char* code;
  const char* text;
};
constexpr Reason kUnknownToLibuv[] = {
    {EIDRM, "EIDRM", "identifier removed"},
    {ENOMSG, "ENOMSG", "no message of desired type"},
};

}  // namespace

Napi::Error SystemError(Napi::Env env, int error_number, const std::string& syscall,
                        const std::string& object) {
  char code[32];
  char reason[128];
  uv_err_name_r(-error_number, code, sizeof(code));
  uv_strerror_r(-error_number, reason, sizeof(reason));
  for (const Reason& known : kUnknownToLibuv) {
    if (known.error_number != error_number) continue;
    std::snprintf(code, sizeof(code), "%s", known.code);
    std::snprintf(reason, sizeof(reason), "%s", known.text);
  }
  std::string message = std::string(code) + ": " + reason + ", " + syscall;
  if (!object.empty()) message += " " + object;

  Napi::Error error = Napi::Error::New(env, message);
  error.Set("errno", Napi::Number::New(env, -error_number));
  error.Set("code", Napi::String::New(env, code));
  error.Set("syscall", Napi::String::New(env, syscall));
  return error;
}

namespace {

// Linux: include/linux/err.h, MAX_ERRNO. libuv's own codes lie below it, too.
constexpr int kLargestErrno = 4095;

Napi::Value MakeSystemError(const Napi::CallbackInfo& info) {
  const int error_number = IntegerArgument(info, 0, "errno");
  // Also keeps what has no opposite, -2147483648, from being negated.
  if (error_number < -kLargestErrno || error_number > kLargestErrno) {
    throw BadArgument(info.Env(), "ERR_INVALID_ARG_VALUE", "errno", "an errno, at most 4095");
  }
  const std::string syscall = TextArgument(info, 1, "syscall");
  const std::string object = TextArgument(info, 2, "object");
  return SystemError(info.Env(), error_number < 0 ? -error_number : error_number, syscall, object)
      .Value();
}

}  // namespace

void InitErrors(Napi::Env env, Napi::Object exports) {
  exports["systemError"] = Napi::Function::New<MakeSystemError>(env, "systemError");
}

}  // namespace peercon
