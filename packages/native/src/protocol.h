// The names under which JavaScript asks for a kind of socket, and what socket(2) calls them.
#pragma once

#include <napi.h>

#include <string>

namespace peercon {

struct Protocol {
  std::string name;
  int type;    // SOCK_STREAM, SOCK_DGRAM, SOCK_SEQPACKET or SOCK_RAW
  int number;  // IPPROTO_* or NETLINK_*, 0 for UNIX sockets and vsock
};

// 'tcp', 'udp', 'sctp', 'unix-stream', 'unix-dgram', 'unix-seqpacket', 'netlink-route',
// 'netlink-usersock' or 'vsock-stream'.
Protocol ProtocolArgument(const Napi::CallbackInfo& info, size_t index);

// 'inet', 'inet6', 'unix', 'netlink' or 'vsock'.
int FamilyArgument(const Napi::CallbackInfo& info, size_t index);

}  // namespace peercon
