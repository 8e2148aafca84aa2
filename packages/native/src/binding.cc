// The addon's export table. There is no state here, nor in any other file: whatever lives longer
// than a call belongs to an object of one environment, so worker threads can each load the addon.
#include <napi.h>

#include "errors.h"
#include "inits.h"

namespace peercon {

Napi::Object Init(Napi::Env env, Napi::Object exports) {
  InitErrors(env, exports);
  InitState(env, exports);
  InitProcess(env, exports);
  InitPeer(env, exports);
  InitFile(env, exports);
  InitDecision(env, exports);
  InitLabeled(env, exports);
  InitOwned(env, exports);
  InitSocket(env, exports);
  InitDatagram(env, exports);
  InitDescriptor(env, exports);
  InitRights(env, exports);
  InitLimits(env, exports);
  InitEpoll(env, exports);
  InitMemory(env, exports);
  InitSystemV(env, exports);
  InitPosixIpc(env, exports);
  InitSemaphore(env, exports);
  InitWaiter(env, exports);
  return exports;
}

NODE_API_MODULE(peercon, Init)

}  // namespace peercon
