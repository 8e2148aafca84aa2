// A POSIX semaphore, sem_overview(7): a file in /dev/shm that everybody who uses it has mapped.
#pragma once

#include <napi.h>
#include <semaphore.h>

#include <memory>

namespace peercon {

class Semaphore : public Napi::ObjectWrap<Semaphore> {
 public:
  static Napi::Function Define(Napi::Env env);

  // new Semaphore(name, flags, mode, value)
  explicit Semaphore(const Napi::CallbackInfo& info);

  // The semaphore that an argument is. It stays open while somebody has this pointer; null if it was
  // closed before.
  static std::shared_ptr<sem_t> Argument(const Napi::CallbackInfo& info, size_t index,
                                         const char* name);

  // sem_trywait(3): 0, or a negative errno, EAGAIN if it is 0 and EFAULT if its file was cut.
  static int Take(sem_t* semaphore);

 private:
  Napi::Value Post(const Napi::CallbackInfo& info);
  Napi::Value TryWait(const Napi::CallbackInfo& info);
  Napi::Value Close(const Napi::CallbackInfo& info);

  std::shared_ptr<sem_t> semaphore_;
};

}  // namespace peercon
