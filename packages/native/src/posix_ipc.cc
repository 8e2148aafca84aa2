// POSIX shared memory and message queues, shm_overview(7) and mq_overview(7): both are files, which
// have descriptors, modes and security contexts. A message queue's can be watched by epoll(7).
#include <fcntl.h>
#include <mqueue.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include <cerrno>

#include "arguments.h"
#include "errors.h"
#include "inits.h"

namespace peercon {

namespace {

std::string Quoted(const std::string& name) { return "'" + name + "'"; }

// shm_open(name, flags, mode)
Napi::Value ShmOpen(const Napi::CallbackInfo& info) {
  const std::string name = TextArgument(info, 0, "name");
  const int flags = IntegerArgument(info, 1, "flags");
  const int mode = IntegerArgument(info, 2, "mode");
  const int fd = shm_open(name.c_str(), flags, mode);  // always with O_CLOEXEC
  if (fd < 0) throw LastError().In(info.Env(), "shm_open", Quoted(name));
  return Napi::Number::New(info.Env(), fd);
}

// mq_open(name, flags, mode, maxmsg, msgsize): closed on exec, and does not block.
Napi::Value MqOpen(const Napi::CallbackInfo& info) {
  const std::string name = TextArgument(info, 0, "name");
  const int flags = IntegerArgument(info, 1, "flags") | O_CLOEXEC | O_NONBLOCK;
  const int mode = IntegerArgument(info, 2, "mode");
  mq_attr attributes = {};
  attributes.mq_maxmsg = IntegerArgument(info, 3, "maxmsg");
  attributes.mq_msgsize = IntegerArgument(info, 4, "msgsize");
  const mqd_t queue = mq_open(name.c_str(), flags, mode, &attributes);
  if (queue < 0) throw LastError().In(info.Env(), "mq_open", Quoted(name));
  return Napi::Number::New(info.Env(), queue);
}

// mq_msgsize(queue): mq_getattr(3), the room that a message needs.
Napi::Value MqMessageSize(const Napi::CallbackInfo& info) {
  const int queue = IntegerArgument(info, 0, "queue");
  mq_attr attributes;
  if (mq_getattr(queue, &attributes) < 0) {
    throw LastError().In(info.Env(), "mq_getattr", "fd " + std::to_string(queue));
  }
  return Napi::Number::New(info.Env(), attributes.mq_msgsize);
}

// mq_send(queue, bytes): 0, or a negative errno.
Napi::Value MqSend(const Napi::CallbackInfo& info) {
  const int queue = IntegerArgument(info, 0, "queue");
  const Bytes bytes = BytesArgument(info, 1, "bytes");
  const int failed = mq_send(queue, reinterpret_cast<const char*>(bytes.data), bytes.length, 0);
  return Napi::Number::New(info.Env(), failed ? -errno : 0);
}

// mq_receive(queue, buffer): the message's length in bytes, or a negative errno.
Napi::Value MqReceive(const Napi::CallbackInfo& info) {
  const int queue = IntegerArgument(info, 0, "queue");
  const Bytes bytes = BytesArgument(info, 1, "buffer");
  const ssize_t length =
      mq_receive(queue, reinterpret_cast<char*>(bytes.data), bytes.length, nullptr);
  return Napi::Number::New(info.Env(), length < 0 ? -errno : length);
}

template <int (*Remove)(const char*)>
Napi::Value Unlink(const Napi::CallbackInfo& info) {
  const std::string name = TextArgument(info, 0, "name");
  if (Remove(name.c_str()) < 0) {
    throw LastError().In(info.Env(), ExportedName(info), Quoted(name));
  }
  return info.Env().Undefined();
}

}  // namespace

void InitPosixIpc(Napi::Env env, Napi::Object exports) {
  Export<ShmOpen>(env, exports, "shm_open");
  Export<Unlink<shm_unlink>>(env, exports, "shm_unlink");
  Export<MqOpen>(env, exports, "mq_open");
  Export<MqMessageSize>(env, exports, "mq_msgsize");
  Export<MqSend>(env, exports, "mq_send");
  Export<MqReceive>(env, exports, "mq_receive");
  Export<Unlink<mq_unlink>>(env, exports, "mq_unlink");
}

}  // namespace peercon
