// One function per source file; each adds its own functions to what the addon exports.
#pragma once

#include <napi.h>

namespace peercon {

void InitState(Napi::Env env, Napi::Object exports);
void InitProcess(Napi::Env env, Napi::Object exports);
void InitPeer(Napi::Env env, Napi::Object exports);
void InitFile(Napi::Env env, Napi::Object exports);
void InitDecision(Napi::Env env, Napi::Object exports);
void InitLabeled(Napi::Env env, Napi::Object exports);
void InitOwned(Napi::Env env, Napi::Object exports);
void InitSocket(Napi::Env env, Napi::Object exports);
void InitDatagram(Napi::Env env, Napi::Object exports);
void InitDescriptor(Napi::Env env, Napi::Object exports);
void InitRights(Napi::Env env, Napi::Object exports);
void InitLimits(Napi::Env env, Napi::Object exports);
void InitEpoll(Napi::Env env, Napi::Object exports);
void InitMemory(Napi::Env env, Napi::Object exports);
void InitSystemV(Napi::Env env, Napi::Object exports);
void InitPosixIpc(Napi::Env env, Napi::Object exports);
void InitSemaphore(Napi::Env env, Napi::Object exports);
void InitWaiter(Napi::Env env, Napi::Object exports);

}  // namespace peercon
