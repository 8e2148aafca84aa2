// epoll(7) on Node's event loop: many descriptors, one callback into JavaScript for everything
// that is ready. An epoll instance is itself a descriptor that polls readable when it has events,
// so one uv_poll_t watches it, however many descriptors it holds.
#include <sys/epoll.h>
#include <unistd.h>
#include <uv.h>

#include <cerrno>

#include "arguments.h"
#include "errors.h"
#include "inits.h"

namespace peercon {

namespace {

constexpr int kBatch = 256;
constexpr int kBatchesPerTurn = 4;

// What libuv and the kernel hold on to. It outlives the JavaScript object by the moment libuv
// needs to close its handle, and frees itself then.
struct Watcher {
  napi_env env;
  int epoll_fd;
  uv_poll_t poll;
  Napi::ObjectReference ready_array;
  Napi::FunctionReference on_ready;
  Napi::AsyncContext async_context;
  napi_async_cleanup_hook_handle cleanup;
  bool closing;

  Watcher(Napi::Env env, int epoll_fd, Napi::Int32Array ready, Napi::Function on_ready)
      : env(env),
        epoll_fd(epoll_fd),
        poll(),
        ready_array(Napi::Persistent(ready.As<Napi::Object>())),
        on_ready(Napi::Persistent(on_ready)),
        async_context(env, "peercon.Epoll"),
        cleanup(nullptr),
        closing(false) {
    poll.data = this;
  }

  // Stops at once; libuv gives the handle back in a later turn of its loop. The hook is removed
  // only then, so that a worker thread which ends waits for it.
  void Close() {
    if (closing) return;
    closing = true;
    uv_poll_stop(&poll);
    close(epoll_fd);
    uv_close(reinterpret_cast<uv_handle_t*>(&poll), [](uv_handle_t* handle) {
      auto* self = static_cast<Watcher*>(handle->data);
      const Napi::HandleScope scope(self->env);
      const napi_async_cleanup_hook_handle cleanup = self->cleanup;
      delete self;
      napi_remove_async_cleanup_hook(cleanup);
    });
  }
};

// Puts events into the array as pairs (descriptor, events). Where the array lies is asked each time:
// since the last one JavaScript may have taken its memory away (ArrayBuffer's transfer and resize).
void Fill(Watcher* watcher, const epoll_event* events, int count) {
  auto ready = watcher->ready_array.Value().As<Napi::Int32Array>();
  if (ready.ElementLength() < 2 * kBatch) {
    uv_poll_stop(&watcher->poll);  // what cannot be told would be ready for ever
    throw Napi::TypeError::New(watcher->env, "The \"ready\" array of an Epoll has lost its memory");
  }
  int32_t* pairs = ready.Data();
  for (int i = 0; i < count; i++) {
    pairs[2 * i] = events[i].data.fd;
    pairs[2 * i + 1] = static_cast<int32_t>(events[i].events);
  }
}

// Takes what is ready, puts it into the array, and calls JavaScript with the number of pairs.
// Returns whether there may be more.
bool Report(Watcher* watcher) {
  epoll_event events[kBatch];
  const int count = epoll_wait(watcher->epoll_fd, events, kBatch, 0);
  if (count <= 0) return false;

  const Napi::Env env(watcher->env);
  const Napi::HandleScope scope(env);
  try {
    Fill(watcher, events, count);
    watcher->on_ready.MakeCallback(env.Global(), {Napi::Number::New(env, count)},
                                   watcher->async_context);
  } catch (const Napi::Error& error) {
    // As for every callback of the loop: the process's 'uncaughtException'.
    napi_fatal_exception(env, error.Value());
    return false;
  }
  return !watcher->closing;
}

// A busy server has more to do by the time it has served one batch. Looking for it here at once
// saves libuv's own epoll_wait each time; after a few batches timers and signals get their turn.
void OnReadable(uv_poll_t* handle, int /*status*/, int /*events*/) {
  auto* watcher = static_cast<Watcher*>(handle->data);
  for (int batch = 0; batch < kBatchesPerTurn && Report(watcher); batch++) continue;
}

class Epoll : public Napi::ObjectWrap<Epoll> {
 public:
  static Napi::Function Define(Napi::Env env) {
    return DefineClass(
        env, "Epoll",
        {InstanceMethod<&Epoll::Add>("add"), InstanceMethod<&Epoll::Modify>("modify"),
         InstanceMethod<&Epoll::Delete>("delete"), InstanceMethod<&Epoll::Close>("close"),
         StaticValue("batch", Napi::Number::New(env, kBatch), napi_enumerable)});
  }

  // new Epoll(ready: Int32Array of 2 * batch, onReady: (count) => void)
  explicit Epoll(const Napi::CallbackInfo& info) : Napi::ObjectWrap<Epoll>(info) {
    const Napi::Env env = info.Env();
    if (!info[0].IsTypedArray() ||
        info[0].As<Napi::TypedArray>().TypedArrayType() != napi_int32_array ||
        info[0].As<Napi::TypedArray>().ElementLength() < 2 * kBatch) {
      throw Napi::TypeError::New(env, "The \"ready\" argument must be an Int32Array of 2 * batch");
    }
    const Napi::Function on_ready = FunctionArgument(info, 1, "onReady");
    const int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
    if (epoll_fd < 0) throw LastError().In(env, "epoll_create1", "");

    watcher_ = new Watcher(env, epoll_fd, info[0].As<Napi::Int32Array>(), on_ready);
    uv_loop_t* loop = nullptr;
    napi_get_uv_event_loop(env, &loop);
    const int failed = uv_poll_init(loop, &watcher_->poll, epoll_fd);
    if (failed) {
      delete watcher_;
      close(epoll_fd);
      throw SystemError(env, -failed, "uv_poll_init", "fd " + std::to_string(epoll_fd));
    }
    uv_poll_start(&watcher_->poll, UV_READABLE, OnReadable);
    // A worker thread may end while this is open.
    napi_add_async_cleanup_hook(
        env,
        [](napi_async_cleanup_hook_handle, void* watcher) {
          static_cast<Watcher*>(watcher)->Close();
        },
        watcher_, &watcher_->cleanup);
  }

 private:
  Napi::Value Add(const Napi::CallbackInfo& info) { return Control(info, EPOLL_CTL_ADD); }
  Napi::Value Modify(const Napi::CallbackInfo& info) { return Control(info, EPOLL_CTL_MOD); }
  Napi::Value Delete(const Napi::CallbackInfo& info) { return Control(info, EPOLL_CTL_DEL); }

  Napi::Value Control(const Napi::CallbackInfo& info, int operation) {
    const int fd = IntegerArgument(info, 0, "fd");
    epoll_event event = {};
    event.data.fd = fd;
    if (operation != EPOLL_CTL_DEL) event.events = IntegerArgument(info, 1, "events");
    if (!watcher_) throw SystemError(info.Env(), EBADF, "epoll_ctl", "a closed Epoll");
    if (epoll_ctl(watcher_->epoll_fd, operation, fd, &event) < 0) {
      throw LastError().In(info.Env(), "epoll_ctl", "fd " + std::to_string(fd));
    }
    return info.Env().Undefined();
  }

  Napi::Value Close(const Napi::CallbackInfo& info) {
    if (watcher_) watcher_->Close();
    watcher_ = nullptr;
    return info.Env().Undefined();
  }

  Watcher* watcher_ = nullptr;
};

}  // namespace

void InitEpoll(Napi::Env env, Napi::Object exports) { exports["Epoll"] = Epoll::Define(env); }

}  // namespace peercon
