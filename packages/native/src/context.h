// A security context as libselinux hands it out: it must reach freecon(3) on every path.
#pragma once

#include <selinux/selinux.h>

#include <memory>

namespace peercon {

struct FreeCon {
  void operator()(char* context) const { freecon(context); }
};

using Context = std::unique_ptr<char, FreeCon>;

}  // namespace peercon
