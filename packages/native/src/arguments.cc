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

// In one call into V8, as arguments are checked for every message: whether it is such a number.
bool IsInteger(const Napi::Value& value, int* integer) {
  double number = 0;
  if (napi_get_value_double(value.Env(), value, &number) != napi_ok) return false;
  if (!(number >= INT_MIN && number <= INT_MAX) || number != std::trunc(number)) return false;
  *integer = static_cast<int>(number);
  return true;
}

}  // namespace

int IntegerArgument(const Napi::CallbackInfo& info, size_t index, const char* name) {
  int integer = 0;
  if (IsInteger(info[index], &integer)) return integer;
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
    int integer = 0;
    if (!IsInteger(array[i], &integer)) throw wrong();
    integers.push_back(integer);
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
  napi_typedarray_type type = napi_int8_array;
  size_t length = 0;
  void* data = nullptr;
  const napi_status status = napi_get_typedarray_info(info.Env(), info[index], &type, &length,
                                                      &data, nullptr, nullptr);
  if (status != napi_ok || type != napi_uint8_array) {
    throw BadArgument(info.Env(), "ERR_INVALID_ARG_TYPE", name, "a Buffer or Uint8Array");
  }
  // An array without bytes may have no address, and memcpy and mq_send(3) must not get a null.
  static uint8_t nothing;
  return {data ? static_cast<uint8_t*>(data) : &nothing, length};
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
