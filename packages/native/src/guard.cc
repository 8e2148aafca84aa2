#include "guard.h"

#include <csignal>
#include <mutex>

namespace peercon {

thread_local sigjmp_buf* on_lost_page = nullptr;

namespace {

struct sigaction previous;

void OnSigbus(int signal, siginfo_t* info, void* /*context*/) {
  const bool was_sent = info->si_code <= 0;  // by a process: no page is lost
  if (on_lost_page && !was_sent) siglongjmp(*on_lost_page, 1);
  // Somebody else's: it happens again when this returns, unless a process has sent it.
  sigaction(SIGBUS, &previous, nullptr);
  if (was_sent) raise(signal);
}

}  // namespace

void CatchLostPages() {
  static std::once_flag once;
  std::call_once(once, [] {
    struct sigaction action = {};
    action.sa_sigaction = OnSigbus;
    // Not blocked in its own handler, which may be left by siglongjmp.
    action.sa_flags = SA_SIGINFO | SA_NODEFER | SA_ONSTACK;
    sigaction(SIGBUS, &action, &previous);
  });
}

}  // namespace peercon
