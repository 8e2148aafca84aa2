// System V IPC, sysvipc(7): shared memory, semaphore sets and message queues, which have numbers
// instead of descriptors and live until they are removed. What prepares an object throws; what is
// called for every message does not block and returns the negative errno, as in socket.cc:
// EAGAIN, or ENOMSG where a queue is empty. Who wants to wait uses a Waiter.
#include <sys/msg.h>
#include <sys/sem.h>
#include <sys/shm.h>

#include <cerrno>
#include <cstring>

#include "arguments.h"
#include "errors.h"
#include "inits.h"
#include "system_v.h"

namespace peercon {

namespace {

std::string IdText(int id) { return "id " + std::to_string(id); }

std::string KeyText(int key) {
  char text[32];
  std::snprintf(text, sizeof(text), "key 0x%08x", static_cast<unsigned>(key));
  return text;
}

// semctl(2): semun, which its callers declare. A plain int lies elsewhere on big-endian machines.
union SemaphoreValue {
  int value;
  void* pointer;
};

Napi::Value Found(const Napi::CallbackInfo& info, int id, int key) {
  if (id < 0) throw LastError().In(info.Env(), ExportedName(info), KeyText(key));
  return Napi::Number::New(info.Env(), id);
}

Napi::Value Done(const Napi::CallbackInfo& info, int result, int id) {
  if (result < 0) throw LastError().In(info.Env(), ExportedName(info), IdText(id));
  return Napi::Number::New(info.Env(), result);
}

// shmget(key, size, flags)
Napi::Value ShmGet(const Napi::CallbackInfo& info) {
  const int key = IntegerArgument(info, 0, "key");
  const int size = IntegerArgument(info, 1, "size");
  const int flags = IntegerArgument(info, 2, "flags");
  if (size < 0) throw Napi::RangeError::New(info.Env(), "The \"size\" argument must be 0 or more");
  return Found(info, shmget(key, size, flags), key);
}

// semget(key, count, flags)
Napi::Value SemGet(const Napi::CallbackInfo& info) {
  const int key = IntegerArgument(info, 0, "key");
  const int count = IntegerArgument(info, 1, "count");
  const int flags = IntegerArgument(info, 2, "flags");
  return Found(info, semget(key, count, flags), key);
}

// msgget(key, flags)
Napi::Value MsgGet(const Napi::CallbackInfo& info) {
  const int key = IntegerArgument(info, 0, "key");
  const int flags = IntegerArgument(info, 1, "flags");
  return Found(info, msgget(key, flags), key);
}

// shmstat(id): shmctl(2) with IPC_STAT.
Napi::Value ShmStat(const Napi::CallbackInfo& info) {
  const int id = IntegerArgument(info, 0, "id");
  shmid_ds status;
  if (shmctl(id, IPC_STAT, &status) < 0) throw LastError().In(info.Env(), "shmctl", IdText(id));
  Napi::Object result = Napi::Object::New(info.Env());
  result["size"] = Napi::Number::New(info.Env(), status.shm_segsz);
  result["creator"] = Napi::Number::New(info.Env(), status.shm_cpid);
  result["attached"] = Napi::Number::New(info.Env(), status.shm_nattch);
  return result;
}

// msgstat(id): msgctl(2) with IPC_STAT.
Napi::Value MsgStat(const Napi::CallbackInfo& info) {
  const int id = IntegerArgument(info, 0, "id");
  msqid_ds status;
  if (msgctl(id, IPC_STAT, &status) < 0) throw LastError().In(info.Env(), "msgctl", IdText(id));
  Napi::Object result = Napi::Object::New(info.Env());
  result["messages"] = Napi::Number::New(info.Env(), status.msg_qnum);
  result["limit"] = Napi::Number::New(info.Env(), status.msg_qbytes);
  result["receiver"] = Napi::Number::New(info.Env(), status.msg_lrpid);
  return result;
}

Napi::Value ShmRemove(const Napi::CallbackInfo& info) {
  const int id = IntegerArgument(info, 0, "id");
  return Done(info, shmctl(id, IPC_RMID, nullptr), id);
}

Napi::Value SemRemove(const Napi::CallbackInfo& info) {
  const int id = IntegerArgument(info, 0, "id");
  return Done(info, semctl(id, 0, IPC_RMID), id);
}

Napi::Value MsgRemove(const Napi::CallbackInfo& info) {
  const int id = IntegerArgument(info, 0, "id");
  return Done(info, msgctl(id, IPC_RMID, nullptr), id);
}

// semsetval(id, number, value)
Napi::Value SemSetValue(const Napi::CallbackInfo& info) {
  const int id = IntegerArgument(info, 0, "id");
  const int number = IntegerArgument(info, 1, "number");
  const int value = IntegerArgument(info, 2, "value");
  SemaphoreValue argument = {value};
  return Done(info, semctl(id, number, SETVAL, argument), id);
}

// semgetval(id, number)
Napi::Value SemGetValue(const Napi::CallbackInfo& info) {
  const int id = IntegerArgument(info, 0, "id");
  return Done(info, semctl(id, IntegerArgument(info, 1, "number"), GETVAL), id);
}

// semop(id, operations): 0, or a negative errno.
Napi::Value SemOp(const Napi::CallbackInfo& info) {
  const int id = IntegerArgument(info, 0, "id");
  std::vector<sembuf> operations = OperationsArgument(info, 1);
  for (sembuf& operation : operations) operation.sem_flg |= IPC_NOWAIT;
  const int failed = semop(id, operations.data(), operations.size());
  return Napi::Number::New(info.Env(), failed ? -errno : 0);
}

// msgsnd(id, type, bytes): 0, or a negative errno.
Napi::Value MsgSend(const Napi::CallbackInfo& info) {
  const int id = IntegerArgument(info, 0, "id");
  const int type = IntegerArgument(info, 1, "type");
  const Bytes bytes = BytesArgument(info, 2, "bytes");
  if (bytes.length > kLongestMessage) return Napi::Number::New(info.Env(), -EINVAL);
  Message message;
  message.type = type;
  std::memcpy(message.text, bytes.data, bytes.length);
  const int failed = msgsnd(id, &message, bytes.length, IPC_NOWAIT);
  return Napi::Number::New(info.Env(), failed ? -errno : 0);
}

// msgrcv(id, type, buffer): the message's length in bytes, or a negative errno.
Napi::Value MsgReceive(const Napi::CallbackInfo& info) {
  const int id = IntegerArgument(info, 0, "id");
  const int type = IntegerArgument(info, 1, "type");
  const Bytes bytes = BytesArgument(info, 2, "buffer");
  Message message;
  const size_t room = std::min(bytes.length, kLongestMessage);
  const ssize_t length = msgrcv(id, &message, room, type, IPC_NOWAIT);
  if (length < 0) return Napi::Number::New(info.Env(), -errno);
  std::memcpy(bytes.data, message.text, length);
  return Napi::Number::New(info.Env(), length);
}

// An Int16Array, which is read at once; or an array.
std::vector<int> NumbersArgument(const Napi::CallbackInfo& info, size_t index) {
  constexpr size_t kMost = 3 * kMostOperations;
  if (info[index].IsTypedArray() &&
      info[index].As<Napi::TypedArray>().TypedArrayType() == napi_int16_array) {
    const auto array = info[index].As<Napi::Int16Array>();
    if (array.ElementLength() <= kMost) {
      return std::vector<int>(array.Data(), array.Data() + array.ElementLength());
    }
  }
  return IntegersArgument(info, index, "operations", kMost);
}

}  // namespace

std::vector<sembuf> OperationsArgument(const Napi::CallbackInfo& info, size_t index) {
  const std::vector<int> numbers = NumbersArgument(info, index);
  if (numbers.empty() || numbers.size() % 3 != 0) {
    throw BadArgument(info.Env(), "ERR_INVALID_ARG_VALUE", "operations",
                      "threes of numbers: semaphore, change, flags");
  }
  std::vector<sembuf> operations;
  for (size_t i = 0; i < numbers.size(); i += 3) {
    const sembuf operation = {static_cast<unsigned short>(numbers[i]),
                              static_cast<short>(numbers[i + 1]),
                              static_cast<short>(numbers[i + 2])};
    // 65536 must not become the first semaphore.
    if (operation.sem_num != numbers[i] || operation.sem_op != numbers[i + 1] ||
        operation.sem_flg != numbers[i + 2]) {
      throw BadArgument(info.Env(), "ERR_INVALID_ARG_VALUE", "operations",
                        "numbers that fit 16 bits");
    }
    operations.push_back(operation);
  }
  return operations;
}

void InitSystemV(Napi::Env env, Napi::Object exports) {
  Export<ShmGet>(env, exports, "shmget");
  Export<ShmStat>(env, exports, "shmstat");
  Export<ShmRemove>(env, exports, "shmremove");
  Export<SemGet>(env, exports, "semget");
  Export<SemSetValue>(env, exports, "semsetval");
  Export<SemGetValue>(env, exports, "semgetval");
  Export<SemRemove>(env, exports, "semremove");
  Export<SemOp>(env, exports, "semop");
  Export<MsgGet>(env, exports, "msgget");
  Export<MsgStat>(env, exports, "msgstat");
  Export<MsgRemove>(env, exports, "msgremove");
  Export<MsgSend>(env, exports, "msgsnd");
  Export<MsgReceive>(env, exports, "msgrcv");
}

}  // namespace peercon
