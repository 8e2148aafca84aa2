// Descriptors that are closed with the environment that they belong to. A process gives everything
// back when it ends; a worker thread that is terminated gives back only what something remembers.
#pragma once

#include <napi.h>

namespace peercon {

// Forgets a descriptor that is being closed: its number may be another thread's a moment later.
void Disown(Napi::Env env, int fd);

}  // namespace peercon
