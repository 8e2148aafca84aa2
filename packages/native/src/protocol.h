// The names under which JavaScript asks for a kind of socket, and what socket(2) calls them.
#pragma once

#include <napi.h>

#include <string>

namespace peercon {

struct Protocol {
  std::string name;
  int type;    // SOCK_STREAM or SOCK_DGRAM
  int number;  // IPPROTO_*, 0 for UNIX sockets
};

// 'tcp', 'udp', 'sctp', 'unix-stream' or 'unix-dgram'.
Protocol ProtocolArgument(const Napi::CallbackInfo& info, size_t index);

// 'inet', 'inet6' or 'unix'.
int FamilyArgument(const Napi::CallbackInfo& info, size_t index);

}  // namespace peercon
