// How every failure leaves the addon: as an Error with code, errno and syscall.
#pragma once

#include <napi.h>

#include <cerrno>
#include <string>

namespace peercon {

// An Error shaped like Node's own system errors: `code` ('ENOPROTOOPT'), `errno` (negative, as
// Node has it), `syscall`, and a message that ends in the call and its object ('getpeercon fd 12').
Napi::Error SystemError(Napi::Env env, int error_number, const std::string& syscall,
                        const std::string& object);

// What a call has just failed with, to be thrown:
//
//     if (fd < 0) throw LastError().In(env, "shm_open", Quoted(name));
//
// errno is read before the arguments are made ([expr.call] in C++17): they take memory, and
// malloc(3) may set errno where it succeeds, as glibc's does if brk(2) has failed and mmap(2) not.
class LastError {
 public:
  LastError() : error_number_(errno) {}
  Napi::Error In(Napi::Env env, const std::string& syscall, const std::string& object) const {
    return SystemError(env, error_number_, syscall, object);
  }

 private:
  int error_number_;
};

// systemError(errno, syscall, object) for the TypeScript side, which gets negative errno values
// from the calls that do not throw.
void InitErrors(Napi::Env env, Napi::Object exports);

}  // namespace peercon
