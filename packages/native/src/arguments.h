// What JavaScript may pass in: every argument is checked here, and a wrong one throws a TypeError
// that names it. Nothing behind these functions sees a value of the wrong type.
#pragma once

#include <napi.h>

#include <string>
#include <vector>

namespace peercon {

// A TypeError with a code of Node's: 'The "NAME" argument must be EXPECTED'.
Napi::TypeError BadArgument(Napi::Env env, const char* code, const char* name,
                            const std::string& expected);

// A whole number that fits a C int: a descriptor, a pid, an errno.
int IntegerArgument(const Napi::CallbackInfo& info, size_t index, const char* name);

// An array of such numbers, no longer than the limit.
std::vector<int> IntegersArgument(const Napi::CallbackInfo& info, size_t index, const char* name,
                                  size_t most);

// A string without NUL bytes, which would end it early for every C function.
std::string TextArgument(const Napi::CallbackInfo& info, size_t index, const char* name);

// A security context. The kernel takes contexts through selinuxfs and /proc/PID/attr in one page,
// and libselinux 3.4 cuts longer ones off without a word, so they are refused here: ENAMETOOLONG.
std::string ContextArgument(const Napi::CallbackInfo& info, size_t index, const char* name);

// The bytes of a Uint8Array (Buffer is one); never null.
struct Bytes {
  uint8_t* data;
  size_t length;
};
Bytes BytesArgument(const Napi::CallbackInfo& info, size_t index, const char* name);

Napi::Function FunctionArgument(const Napi::CallbackInfo& info, size_t index, const char* name);

// The name under which a function was exported. Exports that share one implementation (getcon and
// getcon_raw) tell it apart by this, for their errors' `syscall`.
const char* ExportedName(const Napi::CallbackInfo& info);

template <Napi::Value (*Implementation)(const Napi::CallbackInfo&)>
void Export(Napi::Env env, Napi::Object exports, const char* name) {
  exports[name] = Napi::Function::New<Implementation>(env, name, const_cast<char*>(name));
}

}  // namespace peercon
