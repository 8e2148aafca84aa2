#include "arguments.h"

#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cmath>

#include "errors.h"

namespace peercon {

namespace {

Napi::TypeError BadArgument(Napi::Env env, const char* code, const char* name,
                            const std::string& expected) {
  Napi::TypeError error =
      Napi::TypeError::New(env, std::string("The \"") + name + "\" argument must be " + expected);
  error.Set("code", Napi::String::New(env, code));
  return error;
}

}  // namespace

int IntegerArgument(const Napi::CallbackInfo& info, size_t index, const char* name) {
  if (info[index].IsNumber()) {
    const double value = info[index].As<Napi::Number>().DoubleValue();
    if (value >= INT_MIN && value <= INT_MAX && value == std::trunc(value)) {
      return static_cast<int>(value);
    }
  }
  throw BadArgument(info.Env(), "ERR_INVALID_ARG_TYPE", name, "a whole number that fits 32 bits");
}

std::string TextArgument(const Napi::CallbackInfo& info, size_t index, const char* name) {
  if (!info[index].IsString()) {
    throw BadArgument(info.Env(), "ERR_INVALID_ARG_TYPE", name, "of type string");
  }
  std::string text = info[index].As<Napi::String>().Utf8Value();
  if (text.find('\0') != std::string::npos) {
    throw BadArgument(info.Env(), "ERR_INVALID_ARG_VALUE", name, "a string without NUL bytes");
  }
  return text;
}

std::string ContextArgument(const Napi::CallbackInfo& info, size_t index, const char* name) {
  std::string context = TextArgument(info, index, name);
  if (context.empty()) {
    throw BadArgument(info.Env(), "ERR_INVALID_ARG_VALUE", name, "a security context, not ''");
  }
  if (context.size() >= static_cast<size_t>(sysconf(_SC_PAGESIZE))) {
    throw SystemError(
        info.Env(), ENAMETOOLONG, ExportedName(info),
        std::string("\"") + name + "\" of " + std::to_string(context.size()) + " bytes");
  }
  return context;
}

Bytes BytesArgument(const Napi::CallbackInfo& info, size_t index, const char* name) {
  if (!info[index].IsTypedArray() ||
      info[index].As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array) {
    throw BadArgument(info.Env(), "ERR_INVALID_ARG_TYPE", name, "a Buffer or Uint8Array");
  }
  Napi::Uint8Array array = info[index].As<Napi::Uint8Array>();
  return {array.Data(), array.ByteLength()};
}

Napi::Function FunctionArgument(const Napi::CallbackInfo& info, size_t index, const char* name) {
  if (!info[index].IsFunction()) {
    throw BadArgument(info.Env(), "ERR_INVALID_ARG_TYPE", name, "of type function");
  }
  return info[index].As<Napi::Function>();
}

const char* ExportedName(const Napi::CallbackInfo& info) {
  return static_cast<const char*>(info.Data());
}

}  // namespace peercon
