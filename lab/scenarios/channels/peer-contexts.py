"""Sends a byte over each kind of socket that two processes of a host can have, and tells what the
kernel says of who is at the other end: SO_PEERSEC of the connection, SCM_SECURITY of the message.
"""

import ctypes
import os
import socket
import struct

SO_PEERSEC = 31  # <asm-generic/socket.h>, as the next one: Python has no names for them
SO_PASSSEC = 34
SCM_SECURITY = 3  # <linux/socket.h>
NETLINK_USERSOCK = 2
VMADDR_CID_LOCAL = 1

LIBC = ctypes.CDLL(None, use_errno=True)


def unix_pair(kind):
    """Two sockets without a name."""
    return lambda: socket.socketpair(socket.AF_UNIX, kind)


def netlink():
    """Two netlink sockets, one of which knows the other."""
    receiver, sender = (
        socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_USERSOCK)
        for _ in range(2)
    )
    receiver.bind((0, 0))
    sender.connect(receiver.getsockname())
    return sender, receiver


def vsock():
    """A connection over vsock's loopback."""
    with socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM) as listener:
        listener.bind((VMADDR_CID_LOCAL, 7100))
        listener.listen()
        sender = socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM)
        sender.connect((VMADDR_CID_LOCAL, 7100))
        return sender, listener.accept()[0]


def of_connection(receiver):
    """What SO_PEERSEC says: getsockopt(2), for Python's own takes some families alone."""
    context, length = ctypes.create_string_buffer(256), ctypes.c_uint(256)
    failed = LIBC.getsockopt(
        receiver.fileno(),
        socket.SOL_SOCKET,
        SO_PEERSEC,
        context,
        ctypes.byref(length),
    )
    return os.strerror(ctypes.get_errno()) if failed else context.value.decode()


def of_message(sender, receiver):
    """What SCM_SECURITY says."""
    try:
        receiver.setsockopt(socket.SOL_SOCKET, SO_PASSSEC, 1)
    except OSError as error:
        return f"SO_PASSSEC: {error.strerror}"
    # A message of netlink has a header, whose first number is its length.
    sender.send(struct.pack("=IHHII", 16, 16, 0, 0, 0))
    _, ancillary, _, _ = receiver.recvmsg(64, 512)
    contexts = [
        data
        for level, kind, data in ancillary
        if (level, kind) == (socket.SOL_SOCKET, SCM_SECURITY)
    ]
    return contexts[0].rstrip(b"\0").decode() if contexts else "nothing"


KINDS = {
    "UNIX stream": unix_pair(socket.SOCK_STREAM),
    "UNIX datagram": unix_pair(socket.SOCK_DGRAM),
    "UNIX packets": unix_pair(socket.SOCK_SEQPACKET),
    "netlink": netlink,
    "vsock": vsock,
}

for name, make in KINDS.items():
    sender, receiver = make()
    print(name)
    print("  SO_PEERSEC    ", of_connection(receiver))
    print("  SCM_SECURITY  ", of_message(sender, receiver))
