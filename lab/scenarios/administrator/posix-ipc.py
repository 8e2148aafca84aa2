"""Makes shared memory and a semaphore, as POSIX has them, and leaves them there.

posix-ipc.py NAME
"""

import sys
from _multiprocessing import (
    SemLock,
)  # sem_open(3): the module multiprocessing unlinks it at once
from multiprocessing.shared_memory import SharedMemory  # shm_open(3)

name = sys.argv[1]
SharedMemory(name, create=True, size=4096, track=False)
SemLock(1, 1, 1, f"/{name}", False)
