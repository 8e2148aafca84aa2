#!/usr/bin/env python3
# Executes a program that has a socket as descriptor 43, from which it can read something.
import os
import socket
import sys

ours, theirs = socket.socketpair()
ours.send(b"of the caller")
ours.close()
os.dup2(theirs.fileno(), 43)
os.execvp(sys.argv[1], sys.argv[1:])
