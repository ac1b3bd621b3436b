#!/usr/bin/python3
# ask.py SERVER NAME... - asks a name server for the IPv4 address of each name, one after the other, and prints how long the
# answers took: the median and the longest, in milliseconds, and how many answers there were.
import os
import socket
import statistics
import struct
import sys
import time


def resolve(client, name):
    """The last address of the answer, as text; None if there is none."""
    labels = b"".join(bytes([len(label)]) + label.encode("ascii") for label in name.strip(".").split("."))
    query = os.urandom(2) + struct.pack(">5H", 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", 1, 1)
    client.send(query)
    try:
        answer = client.recv(4096)
    except socket.timeout:
        return None
    if answer[:2] != query[:2] or answer[3] & 15 or answer[6:8] == b"\0\0":
        return None
    return socket.inet_ntoa(answer[-4:])


def connect(server):
    client = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    client.settimeout(5)
    client.connect((server, 53))
    return client


def main(server, *names):
    times = []
    with connect(server) as client:
        for name in names:
            began = time.monotonic()
            if resolve(client, name):
                times.append((time.monotonic() - began) * 1000)
    print("%.1f %.1f %d" % (statistics.median(times), max(times), len(times)) if times else "0 0 0")


if __name__ == "__main__":
    main(*sys.argv[1:])
