#!/usr/bin/python3
"""A firewall between two networks, as a bridge that looks at each IPv4 packet's options.

firewall.py drop | strip | require LEFT RIGHT: drops what has options, as some do with all that they do
not know; takes the options out, by overwriting them; or drops what has none. LEFT and RIGHT are
interfaces without an address. packet(7), RFC 791
"""

import select
import socket
import sys

ETHERNET = 14  # the length of its header
IPV4 = b"\x08\x00"
NO_OPERATION = b"\x01"


def checksum(header):
    """The sum of RFC 1071, of a header whose own sum is zero."""
    total = sum(
        int.from_bytes(header[i : i + 2], "big") for i in range(0, len(header), 2)
    )
    while total > 0xFFFF:
        total = (total & 0xFFFF) + (total >> 16)
    return total ^ 0xFFFF


def without_options(frame, end):
    """The same frame, with fillers where its options were."""
    options = ETHERNET + 20
    frame = frame[:options] + NO_OPERATION * (end - options) + frame[end:]
    at = ETHERNET + 10
    blank = frame[ETHERNET:at] + b"\0\0" + frame[at + 2 : end]
    return frame[:at] + checksum(blank).to_bytes(2, "big") + frame[at + 2 :]


def passed(mode, frame):
    """What is sent on of a frame, or None."""
    if frame[12:14] != IPV4:
        return frame
    end = ETHERNET + (frame[ETHERNET] & 0xF) * 4
    if end == ETHERNET + 20:
        return None if mode == "require" else frame
    if mode == "drop":
        return None
    return without_options(frame, end) if mode == "strip" else frame


def main(mode, *names):
    """Sends on what comes in on the one side to the other, until it is ended."""
    sides = []
    for name in names:
        side = socket.socket(
            socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3)
        )  # ETH_P_ALL
        side.bind((name, 0))
        sides.append(side)
    print("firewall: ready", flush=True)
    while True:
        for side in select.select(sides, [], [])[0]:
            frame, address = side.recvfrom(65536)
            if address[2] == socket.PACKET_OUTGOING:
                continue
            frame = passed(mode, frame)
            if frame is not None:
                sides[1 - sides.index(side)].send(frame)


main(*sys.argv[1:])
