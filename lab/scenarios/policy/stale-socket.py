#!/usr/bin/env python3
# Leaves a UNIX socket at a path, on which nobody listens any more.
import socket
import sys

socket.socket(socket.AF_UNIX).bind(sys.argv[1])
