// Memory that is shared through a file can go away: whoever may write to the file may cut it shorter,
// and from then on a touch of the pages behind its end is SIGBUS (mmap(2)), which ends a process.
#pragma once

#include <csetjmp>

namespace peercon {

// Where this thread goes on if a page is gone; null outside of Guarded.
extern thread_local sigjmp_buf* on_lost_page;

// From the first call on, SIGBUS outside of Guarded does what it did before.
void CatchLostPages();

// Runs `act`, which touches such memory and makes nothing that would have to be destroyed, takes no
// lock, and registers nothing with pthread_cleanup_push(3): siglongjmp(3) runs that, and it would
// touch the memory again. Returns whether it got to its end.
template <typename Act>
bool Guarded(Act act) {
  CatchLostPages();
  sigjmp_buf here;
  if (sigsetjmp(here, 0) != 0) {
    on_lost_page = nullptr;
    return false;
  }
  on_lost_page = &here;
  act();
  on_lost_page = nullptr;
  return true;
}

}  // namespace peercon
