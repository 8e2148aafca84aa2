#include "semaphore.h"

#include <fcntl.h>

#include <cerrno>

#include "arguments.h"
#include "errors.h"
#include "guard.h"
#include "inits.h"

namespace peercon {

namespace {

// Tells our objects from others that have the same methods.
constexpr napi_type_tag kTag = {0x70656572636f6e2d, 0x73656d6170686f72};

// Calls a function on the semaphore's memory: 0, or a negative errno, EFAULT if its file was cut.
template <int (*Function)(sem_t*)>
int CallOn(sem_t* semaphore) {
  int error = 0;
  const bool is_there = Guarded([&] { error = Function(semaphore) < 0 ? errno : 0; });
  return is_there ? -error : -EFAULT;
}

// sem_unlink(name)
Napi::Value Unlink(const Napi::CallbackInfo& info) {
  const std::string name = TextArgument(info, 0, "name");
  if (sem_unlink(name.c_str()) < 0) {
    throw LastError().In(info.Env(), "sem_unlink", "'" + name + "'");
  }
  return info.Env().Undefined();
}

}  // namespace

Napi::Function Semaphore::Define(Napi::Env env) {
  return DefineClass(env, "Semaphore",
                     {InstanceMethod<&Semaphore::Post>("post"),
                      InstanceMethod<&Semaphore::TryWait>("trywait"),
                      InstanceMethod<&Semaphore::Close>("close")});
}

Semaphore::Semaphore(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Semaphore>(info) {
  const std::string name = TextArgument(info, 0, "name");
  const int flags = IntegerArgument(info, 1, "flags");
  const int mode = IntegerArgument(info, 2, "mode");
  const int value = IntegerArgument(info, 3, "value");
  // It maps the file and does not read it, so that a page which is lost shows later.
  sem_t* opened = sem_open(name.c_str(), flags, mode, value);
  if (opened == SEM_FAILED) throw LastError().In(info.Env(), "sem_open", "'" + name + "'");
  semaphore_ = std::shared_ptr<sem_t>(opened, sem_close);
  info.This().As<Napi::Object>().TypeTag(&kTag);
}

std::shared_ptr<sem_t> Semaphore::Argument(const Napi::CallbackInfo& info, size_t index,
                                           const char* name) {
  if (!info[index].IsObject() || !info[index].As<Napi::Object>().CheckTypeTag(&kTag)) {
    throw BadArgument(info.Env(), "ERR_INVALID_ARG_TYPE", name, "a Semaphore");
  }
  return Unwrap(info[index].As<Napi::Object>())->semaphore_;
}

int Semaphore::Take(sem_t* semaphore) { return CallOn<sem_trywait>(semaphore); }

Napi::Value Semaphore::Post(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), semaphore_ ? CallOn<sem_post>(semaphore_.get()) : -EBADF);
}

Napi::Value Semaphore::TryWait(const Napi::CallbackInfo& info) {
  return Napi::Number::New(info.Env(), semaphore_ ? Take(semaphore_.get()) : -EBADF);
}

Napi::Value Semaphore::Close(const Napi::CallbackInfo& info) {
  semaphore_.reset();
  return info.Env().Undefined();
}

void InitSemaphore(Napi::Env env, Napi::Object exports) {
  exports["Semaphore"] = Semaphore::Define(env);
  Export<Unlink>(env, exports, "sem_unlink");
}

}  // namespace peercon
