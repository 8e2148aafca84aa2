// How every failure leaves the addon: as an Error with code, errno and syscall.
#pragma once

#include <napi.h>

#include <string>

namespace peercon {

// An Error shaped like Node's own system errors: `code` ('ENOPROTOOPT'), `errno` (negative, as
// Node has it), `syscall`, and a message that ends in the call and its object ('getpeercon fd 12').
Napi::Error SystemError(Napi::Env env, int error_number, const std::string& syscall,
                        const std::string& object);

// systemError(errno, syscall, object) for the TypeScript side, which gets negative errno values
// from the calls that do not throw.
void InitErrors(Napi::Env env, Napi::Object exports);

}  // namespace peercon
