// What system_v.cc and waiter.cc share of System V IPC.
#pragma once

#include <napi.h>
#include <sys/sem.h>

#include <vector>

namespace peercon {

// Linux: include/uapi/linux/msg.h, MSGMAX. The sysctl kernel.msgmax may allow more; nobody needs it.
constexpr size_t kLongestMessage = 8192;

// A message as msgsnd(2) takes it.
struct Message {
  long type;
  char text[kLongestMessage];
};

// Linux: include/uapi/linux/sem.h, SEMOPM, is 500.
constexpr size_t kMostOperations = 16;

// The operations of semop(2): a flat array of semaphore, change, flags, for each in turn; or the same
// as an Int16Array.
std::vector<sembuf> OperationsArgument(const Napi::CallbackInfo& info, size_t index);

}  // namespace peercon
