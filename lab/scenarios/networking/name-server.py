"""A name server that knows one name, whatever it is asked for, over UDP and TCP: RFC 1035.

name-server.py ADDRESS: its own address, which is also the one of that name.
"""

import socket
import sys
import threading

address = sys.argv[1]

QUERY_FOR_ADDRESS = b"\0\1"  # type A
ONE, NONE = b"\0\1", b"\0\0"


def answer(query):
    """The reply to a query: the address, or that the name has no such record."""
    end = query.index(b"\0", 12) + 5  # behind the name, the type and the class
    question = query[12:end]
    is_known = question[-4:-2] == QUERY_FOR_ADDRESS
    flags = b"\x81\x80"  # a response, without an error
    counts = ONE + (ONE if is_known else NONE) + NONE + NONE
    record = b"\xc0\x0c" + b"\0\1" + b"\0\1" + b"\0\0\0\x3c" + b"\0\4"
    record += socket.inet_aton(address)
    return query[:2] + flags + counts + question + (record if is_known else b"")


def serve_tcp(listener):
    """Each message has its length before it."""
    while True:
        connection, _ = listener.accept()
        while length := connection.recv(2):
            reply = answer(connection.recv(int.from_bytes(length, "big")))
            connection.sendall(len(reply).to_bytes(2, "big") + reply)


def serve_udp(listener):
    while True:
        query, client = listener.recvfrom(512)
        listener.sendto(answer(query), client)


udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind((address, 53))
tcp = socket.create_server((address, 53))
threading.Thread(target=serve_tcp, args=(tcp,)).start()
print("serving names", flush=True)
serve_udp(udp)
