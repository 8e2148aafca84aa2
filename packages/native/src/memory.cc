// Memory that is shared with other processes: a System V segment (shmat(2)) or a file (mmap(2)).
// JavaScript never gets the memory itself, which may be unmapped, or lose its pages, while an array
// over it is in use: bytes are copied in and out, and what is gone by then is an error.
#include <sys/mman.h>
#include <sys/shm.h>

#include <cerrno>
#include <cstring>

#include "arguments.h"
#include "errors.h"
#include "guard.h"
#include "inits.h"

namespace peercon {

namespace {

class Memory : public Napi::ObjectWrap<Memory> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(env, "Memory",
                       {InstanceMethod<&Memory::Read>("read"), InstanceMethod<&Memory::Write>("write"),
                        InstanceMethod<&Memory::Close>("close"),
                        // No accessor: Node does not check on whose object it is called.
                        InstanceMethod<&Memory::Length>("length")});
  }

  // new Memory('shmat', id) or new Memory('mmap', fd, length)
  explicit Memory(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Memory>(info) {
    const std::string how = TextArgument(info, 0, "how");
    if (how == "shmat") {
      Attach(info.Env(), IntegerArgument(info, 1, "id"));
    } else {
      Map(info.Env(), IntegerArgument(info, 1, "fd"), IntegerArgument(info, 2, "length"));
    }
  }

  ~Memory() override { Release(); }

 private:
  void Attach(Napi::Env env, int id) {
    const std::string object = "id " + std::to_string(id);
    void* start = shmat(id, nullptr, 0);
    if (start == reinterpret_cast<void*>(-1)) throw LastError().In(env, "shmat", object);
    start_ = static_cast<uint8_t*>(start);
    is_segment_ = true;
    shmid_ds status;
    if (shmctl(id, IPC_STAT, &status) < 0) {
      const int error = errno;
      Release();
      throw SystemError(env, error, "shmctl", object);
    }
    length_ = status.shm_segsz;
  }

  void Map(Napi::Env env, int fd, int length) {
    if (length <= 0) throw Napi::RangeError::New(env, "The \"length\" argument must be 1 or more");
    void* start = mmap(nullptr, length, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
    if (start == MAP_FAILED) throw LastError().In(env, "mmap", "fd " + std::to_string(fd));
    start_ = static_cast<uint8_t*>(start);
    length_ = length;
  }

  // read(offset, buffer) and write(offset, bytes): how many bytes were copied, or a negative errno:
  // EBADF once it is closed, EFAULT where the file has become too short.
  Napi::Value Read(const Napi::CallbackInfo& info) { return Copy(info, "buffer", false); }
  Napi::Value Write(const Napi::CallbackInfo& info) { return Copy(info, "bytes", true); }

  Napi::Value Copy(const Napi::CallbackInfo& info, const char* name, bool is_write) {
    const int offset = IntegerArgument(info, 0, "offset");
    const Bytes bytes = BytesArgument(info, 1, name);
    if (!start_) return Napi::Number::New(info.Env(), -EBADF);
    if (offset < 0 || offset + bytes.length > length_) {
      throw Napi::RangeError::New(info.Env(), "\"offset\" and the bytes must lie within the memory");
    }
    uint8_t* shared = start_ + offset;
    const bool is_there = Guarded([&] {
      if (is_write) std::memcpy(shared, bytes.data, bytes.length);
      else std::memcpy(bytes.data, shared, bytes.length);
    });
    const double copied = bytes.length;  // another process's segment may be longer than an int
    return Napi::Number::New(info.Env(), is_there ? copied : -EFAULT);
  }

  Napi::Value Length(const Napi::CallbackInfo& info) {
    return Napi::Number::New(info.Env(), length_);
  }

  Napi::Value Close(const Napi::CallbackInfo& info) {
    Release();
    return info.Env().Undefined();
  }

  void Release() {
    if (start_ && is_segment_) shmdt(start_);
    if (start_ && !is_segment_) munmap(start_, length_);
    start_ = nullptr;
    length_ = 0;
  }

  uint8_t* start_ = nullptr;
  size_t length_ = 0;
  bool is_segment_ = false;
};

}  // namespace

void InitMemory(Napi::Env env, Napi::Object exports) { exports["Memory"] = Memory::Define(env); }

}  // namespace peercon
