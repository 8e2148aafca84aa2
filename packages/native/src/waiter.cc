// Waiting for what has no descriptor. epoll(7) cannot watch a semaphore, a System V message queue or
// a lock, so the call that blocks is made on a thread of its own, and the event loop goes on.
#include <sys/file.h>
#include <sys/msg.h>
#include <sys/sem.h>
#include <unistd.h>
#include <uv.h>

#include <atomic>
#include <cerrno>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <functional>
#include <mutex>
#include <system_error>
#include <thread>

#include "arguments.h"
#include "errors.h"
#include "inits.h"
#include "semaphore.h"
#include "system_v.h"

namespace peercon {

namespace {

// Ends a blocking call with EINTR. None of them is restarted: its handler has no SA_RESTART.
const int kInterrupt = SIGRTMAX;

// How often a thread is interrupted until it has ended, in microseconds: a signal that comes just
// before the call begins is lost.
constexpr useconds_t kInterruptEvery = 500;

// How long the thread pauses before it looks again whether a semaphore is above 0, in microseconds: an
// answer is soon there, or may be long in coming.
constexpr useconds_t kShortestPause = 20;
constexpr useconds_t kLongestPause = 5000;

// A call that blocks: what it returned, or a negative errno.
using Call = std::function<long()>;

// A thread that makes one call at a time. It takes no signal but the interrupt, and the faults of its
// own, so that those that are sent to the process reach the event loop.
class BlockingThread {
 public:
  // Throws std::system_error where there may be no further thread (RLIMIT_NPROC).
  explicit BlockingThread(std::function<void(long)> on_done) : on_done_(std::move(on_done)) {
    struct sigaction action = {};
    action.sa_handler = [](int) {};
    sigaction(kInterrupt, &action, nullptr);
    sigset_t old;
    sigset_t blocked;
    sigfillset(&blocked);
    for (const int signal : {kInterrupt, SIGBUS, SIGSEGV, SIGFPE, SIGILL}) {
      sigdelset(&blocked, signal);
    }
    pthread_sigmask(SIG_BLOCK, &blocked, &old);
    try {
      thread_ = std::thread([this] { Run(); });
    } catch (...) {
      pthread_sigmask(SIG_SETMASK, &old, nullptr);
      throw;
    }
    pthread_sigmask(SIG_SETMASK, &old, nullptr);
  }

  ~BlockingThread() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      is_ending_ = true;
    }
    is_wanted_.notify_one();
    while (!has_ended_) {
      pthread_kill(thread_.native_handle(), kInterrupt);
      usleep(kInterruptEvery);
    }
    thread_.join();
  }

  void Start(Call call) {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      call_ = std::move(call);
    }
    is_wanted_.notify_one();
  }

 private:
  void Run() {
    std::unique_lock<std::mutex> lock(mutex_);
    while (!is_ending_) {
      if (!call_) {
        is_wanted_.wait(lock);
        continue;
      }
      const Call call = std::move(call_);
      call_ = nullptr;
      lock.unlock();
      long result = 0;
      // Others interrupt it, too: a process that is stopped and goes on (signal(7), semop).
      do result = call();
      while (result == -EINTR && !is_ending_);
      on_done_(result);
      lock.lock();
    }
    has_ended_ = true;
  }

  std::function<void(long)> on_done_;
  std::mutex mutex_;
  std::condition_variable is_wanted_;
  Call call_;
  std::atomic<bool> is_ending_ = false;
  std::atomic<bool> has_ended_ = false;
  std::thread thread_;
};

// What libuv and the thread hold on to; it frees itself as epoll.cc's Watcher does.
struct Wait {
  napi_env env;
  uv_async_t done;
  Napi::FunctionReference on_done;
  Napi::ObjectReference buffer;  // where a message is to go
  Napi::AsyncContext async_context;
  napi_async_cleanup_hook_handle cleanup = nullptr;
  std::atomic<long> result = 0;
  Message message;
  bool is_waiting = false;
  std::unique_ptr<BlockingThread> thread;

  Wait(Napi::Env env, Napi::Function on_done)
      : env(env), on_done(Napi::Persistent(on_done)), async_context(env, "peercon.Waiter") {
    done.data = this;
  }

  void Begin(Call call) {
    is_waiting = true;
    uv_ref(reinterpret_cast<uv_handle_t*>(&done));
    thread->Start(std::move(call));
  }

  // On the thread.
  void End(long value) {
    result = value;
    uv_async_send(&done);
  }

  void Close() {
    if (!thread) return;
    thread.reset();
    uv_close(reinterpret_cast<uv_handle_t*>(&done), [](uv_handle_t* handle) {
      auto* self = static_cast<Wait*>(handle->data);
      const Napi::HandleScope scope(self->env);
      const napi_async_cleanup_hook_handle cleanup = self->cleanup;
      delete self;
      napi_remove_async_cleanup_hook(cleanup);
    });
  }
};

// A message goes into the array that it was asked for with. JavaScript may have taken its memory
// away since (ArrayBuffer's transfer and resize): then the message is lost: EFAULT.
void Deliver(Wait* wait) {
  const Napi::Value value = wait->buffer.Value();
  wait->buffer.Reset();
  if (wait->result <= 0) return;
  auto array = value.As<Napi::Uint8Array>();
  const size_t length = wait->result;
  if (length > array.ByteLength()) wait->result = -EFAULT;
  else std::memcpy(array.Data(), wait->message.text, length);
}

void OnDone(uv_async_t* handle) {
  auto* wait = static_cast<Wait*>(handle->data);
  if (!wait->is_waiting || !wait->thread) return;
  wait->is_waiting = false;
  uv_unref(reinterpret_cast<uv_handle_t*>(handle));
  const Napi::Env env(wait->env);
  const Napi::HandleScope scope(env);
  try {
    if (!wait->buffer.IsEmpty()) Deliver(wait);
    const Napi::Value result = Napi::Number::New(env, wait->result);
    wait->on_done.MakeCallback(env.Global(), {result}, wait->async_context);
  } catch (const Napi::Error& error) {
    napi_fatal_exception(env, error.Value());
  }
}

class Waiter : public Napi::ObjectWrap<Waiter> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(
        env, "Waiter",
        {InstanceMethod<&Waiter::SemOp>("semop"), InstanceMethod<&Waiter::MsgReceive>("msgrcv"),
         InstanceMethod<&Waiter::SemWait>("sem_wait"), InstanceMethod<&Waiter::Lock>("flock"),
         InstanceMethod<&Waiter::Close>("close")});
  }

  // new Waiter(onDone: (result) => void)
  explicit Waiter(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Waiter>(info) {
    const Napi::Env env = info.Env();
    auto wait = std::make_unique<Wait>(env, FunctionArgument(info, 0, "onDone"));
    try {
      const auto end = [wait = wait.get()](long value) { wait->End(value); };
      wait->thread = std::make_unique<BlockingThread>(end);
    } catch (const std::system_error& error) {
      throw SystemError(env, error.code().value(), "pthread_create", "");
    }
    uv_loop_t* loop = nullptr;
    napi_get_uv_event_loop(env, &loop);
    const int failed = uv_async_init(loop, &wait->done, OnDone);
    if (failed) throw SystemError(env, -failed, "uv_async_init", "");
    wait_ = wait.release();
    uv_unref(reinterpret_cast<uv_handle_t*>(&wait_->done));
    // A worker thread may end while this is open.
    napi_add_async_cleanup_hook(
        env,
        [](napi_async_cleanup_hook_handle, void* wait) { static_cast<Wait*>(wait)->Close(); },
        wait_, &wait_->cleanup);
  }

 private:
  // Each call checks its arguments first: reading them may run JavaScript.
  Wait* Free(Napi::Env env, const char* syscall) {
    if (!wait_) throw SystemError(env, EBADF, syscall, "a closed Waiter");
    if (wait_->is_waiting) throw SystemError(env, EBUSY, syscall, "a Waiter that waits already");
    return wait_;
  }

  Napi::Value SemOp(const Napi::CallbackInfo& info) {
    const int id = IntegerArgument(info, 0, "id");
    std::vector<sembuf> operations = OperationsArgument(info, 1);
    Free(info.Env(), "semop")->Begin([id, operations]() mutable -> long {
      return semop(id, operations.data(), operations.size()) < 0 ? -errno : 0;
    });
    return info.Env().Undefined();
  }

  Napi::Value MsgReceive(const Napi::CallbackInfo& info) {
    const int id = IntegerArgument(info, 0, "id");
    const int type = IntegerArgument(info, 1, "type");
    const size_t room = std::min(BytesArgument(info, 2, "buffer").length, kLongestMessage);
    Wait* wait = Free(info.Env(), "msgrcv");
    wait->buffer = Napi::Persistent(info[2].As<Napi::Object>());
    wait->Begin([wait, id, type, room]() -> long {
      const ssize_t length = msgrcv(id, &wait->message, room, type, 0);
      return length < 0 ? -errno : length;
    });
    return info.Env().Undefined();
  }

  // sem_wait(3) itself would end the process if the semaphore's file is cut shorter meanwhile: it
  // touches the memory again on its way out, and when futex(2) fails with EFAULT, as it does once the
  // process was stopped and goes on, glibc calls abort(3). So the thread asks again and again.
  Napi::Value SemWait(const Napi::CallbackInfo& info) {
    const std::shared_ptr<sem_t> semaphore = Semaphore::Argument(info, 0, "semaphore");
    if (!semaphore) throw SystemError(info.Env(), EBADF, "sem_wait", "a closed Semaphore");
    Free(info.Env(), "sem_wait")->Begin([semaphore]() -> long {
      for (useconds_t pause = kShortestPause;; pause = std::min(2 * pause, kLongestPause)) {
        const int result = Semaphore::Take(semaphore.get());
        if (result != -EAGAIN) return result;
        if (usleep(pause) < 0) return -EINTR;
      }
    });
    return info.Env().Undefined();
  }

  Napi::Value Lock(const Napi::CallbackInfo& info) {
    const int fd = IntegerArgument(info, 0, "fd");
    Free(info.Env(), "flock")->Begin([fd]() -> long {
      return flock(fd, LOCK_EX) < 0 ? -errno : 0;
    });
    return info.Env().Undefined();
  }

  Napi::Value Close(const Napi::CallbackInfo& info) {
    if (wait_) wait_->Close();
    wait_ = nullptr;
    return info.Env().Undefined();
  }

  Wait* wait_ = nullptr;
};

}  // namespace

void InitWaiter(Napi::Env env, Napi::Object exports) { exports["Waiter"] = Waiter::Define(env); }

}  // namespace peercon
