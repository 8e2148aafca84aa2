#!/usr/bin/python3
"""Shows each line that comes over SCTP, with the context that its association has then.

associations.py PORT
"""
import socket
import sys

# getpeercon(3) asks for this. socket(7) has no name for it in Python.
SO_PEERSEC = 31

listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_SCTP)
listener.bind(("", int(sys.argv[1])))
listener.listen()
print("ready", flush=True)
while True:
    association, _ = listener.accept()
    with association:
        for line in association.makefile():
            context = association.getsockopt(socket.SOL_SOCKET, SO_PEERSEC, 256)
            print(line.strip(), context.rstrip(b"\0").decode(), flush=True)
