"""Connects to a super-server's status 150 times, and says nothing there.

silent-askers.py PATH: the socket.
"""

import socket
import sys
import time

kept = []
for _ in range(150):
    asker = socket.socket(socket.AF_UNIX)
    asker.connect(sys.argv[1])
    kept.append(asker)
print("connected", flush=True)
time.sleep(600)
