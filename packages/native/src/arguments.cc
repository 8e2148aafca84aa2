#include "arguments.h"

#include <unistd.h>

#include <cerrno>
#include <climits>
#include <cmath>

#include "errors.h"

namespace peercon {

Napi::TypeError BadArgument(Napi::Env env, const char* code, const char* name,
                            const std::string& expected) {
  Napi::TypeError error =
      Napi::TypeError::New(env, std::string("The \"") + name + "\" argument must be " + expected);
  error.Set("code", Napi::String::New(env, code));
  return error;
}

namespace {

bool IsInteger(const Napi::Value& value) {
  if (!value.IsNumber()) return false;
  const double number = value.As<Napi::Number>().DoubleValue();
  return number >= INT_MIN && number <= INT_MAX && number == std::trunc(number);
}

}  // namespace

int IntegerArgument(const Napi::CallbackInfo& info, size_t index, const char* name) {
  if (IsInteger(info[index])) return info[index].As<Napi::Number>().Int32Value();
  throw BadArgument(info.Env(), "ERR_INVALID_ARG_TYPE", name, "a whole number that fits 32 bits");
}

std::vector<int> IntegersArgument(const Napi::CallbackInfo& info, size_t index, const char* name,
                                  size_t most) {
  const auto wrong = [&] {
    const std::string expected = "an array of at most " + std::to_string(most) + " whole numbers";
    return BadArgument(info.Env(), "ERR_INVALID_ARG_TYPE", name, expected);
  };
  if (!info[index].IsArray()) throw wrong();
  const Napi::Array array = info[index].As<Napi::Array>();
  // Once: a getter in the array is JavaScript, which may make it longer.
  const uint32_t length = array.Length();
  if (length > most) throw wrong();
  std::vector<int> integers;
  for (uint32_t i = 0; i < length; i++) {
    const Napi::Value value = array[i];
    if (!IsInteger(value)) throw wrong();
    integers.push_back(value.As<Napi::Number>().Int32Value());
  }
  return integers;
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
