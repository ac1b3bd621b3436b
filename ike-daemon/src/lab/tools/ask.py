#!/usr/bin/python3
# ask.py SERVER NAME... - asks a name server for the IPv4 address of each name, one after the other, and prints how long the
# answers took: the median and the longest, in milliseconds, and how many answers there were.
import os
import socket
import statistics
import struct
import sys
import time

server, names = sys.argv[1], sys.argv[2:]
times = []
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as client:
    client.settimeout(5)
    client.connect((server, 53))
    for name in names:
        labels = b"".join(bytes([len(label)]) + label.encode("ascii") for label in name.strip(".").split("."))
        query = os.urandom(2) + struct.pack(">5H", 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">2H", 1, 1)
        began = time.monotonic()
        client.send(query)
        try:
            answer = client.recv(4096)
        except socket.timeout:
            continue
        if answer[:2] == query[:2] and answer[3] & 15 == 0 and answer[6:8] != b"\0\0":
            times.append((time.monotonic() - began) * 1000)
print("%.1f %.1f %d" % (statistics.median(times), max(times), len(times)) if times else "0 0 0")
