#!/usr/bin/env python3
"""Measure how a host is reached through a policy that has no SA yet.

    probe.py ping ADDRESS     one echo request each 10 ms, until three are answered (at most 10 s)
    probe.py named SERVER NAME
                             ask a name server for the address first, and begin with that: from the question to the answer
    probe.py tcp ADDRESS      connect to port 7 and have five octets echoed
    probe.py listen           the other side of `tcp`, IPv4 and IPv6, until killed
    probe.py median           median, least and greatest of the numbers `NAME=X` on stdin, for each NAME

`ping` prints the time from the first packet to the first answer, which packet was answered first, and how many of those
sent before that answer were lost. Times are in milliseconds.
"""
import collections
import os
import select
import socket
import statistics
import struct
import sys
import time

import ask


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data))
    total = (total >> 16) + (total & 0xFFFF)
    return ~(total + (total >> 16)) & 0xFFFF


def echo_request(six, number):
    header = struct.pack("!BBHHH", 128 if six else 8, 0, 0, os.getpid() & 0xFFFF, number)
    data = b"cygnet lab probe"
    if six:  # the kernel fills the checksum in
        return header + data
    return header[:2] + struct.pack("!H", checksum(header + data)) + header[4:] + data


def named(server, name):
    with ask.connect(server) as client:
        began = time.monotonic()
        address = ask.resolve(client, name)
        asked = time.monotonic()
    if not address:
        sys.exit(f"{server} knows no address of {name}")
    print(f"dns_ms={(asked - began) * 1e3:.1f} ", end="")
    ping(address, began)


def ping(address, asked=None):
    six = ":" in address
    family, protocol = (socket.AF_INET6, socket.IPPROTO_ICMPV6) if six else (socket.AF_INET, socket.IPPROTO_ICMP)
    raw = socket.socket(family, socket.SOCK_RAW, protocol)
    raw.setblocking(False)
    began = time.monotonic()
    sent, answered, refused = 0, {}, 0
    while time.monotonic() < began + 10 and len(answered) < 3:
        if time.monotonic() >= began + sent * 0.01:
            sent += 1
            try:
                raw.sendto(echo_request(six, sent), (address, 0))
            except OSError:  # the kernel's queue for held packets is full
                refused += 1
        select.select([raw], [], [], 0.002)
        while True:
            try:
                data = raw.recv(2048)
            except BlockingIOError:
                break
            data = data if six else data[(data[0] & 15) * 4 :]
            kind, _, _, identity, number = struct.unpack("!BBHHH", data[:8])
            if kind == (129 if six else 0) and identity == os.getpid() & 0xFFFF:
                answered.setdefault(number, (time.monotonic() - began) * 1e3)
    # answers to packets that were held arrive in a burst: give the rest of it a moment
    time.sleep(0.2)
    while select.select([raw], [], [], 0)[0]:
        data = raw.recv(2048)
        data = data if six else data[(data[0] & 15) * 4 :]
        if data[0] == (129 if six else 0):
            answered.setdefault(struct.unpack("!H", data[6:8])[0], 0)
    if not answered:
        sys.exit(f"no answer to {sent} packets")
    first = min(answered.values(), key=lambda ms: ms or 1e9)
    before = int(first // 10) + 1
    lost = sum(1 for number in range(1, before + 1) if number not in answered)
    if asked is not None:
        print(f"reply_ms={first + (began - asked) * 1e3:.1f} ", end="")
    print(f"ping_ms={first:.1f} first_answered={min(answered)} lost={lost} refused={refused}")


def tcp(address):
    began = time.monotonic()
    with socket.create_connection((address, 7), timeout=30) as connection:
        connected = time.monotonic()
        connection.sendall(b"hello")
        connection.recv(5)
        print(f"connect_ms={(connected - began) * 1e3:.1f} echo_ms={(time.monotonic() - began) * 1e3:.1f}")


def listen():
    with socket.create_server(("::", 7), family=socket.AF_INET6, dualstack_ipv6=True) as server:
        while True:
            connection, _ = server.accept()
            connection.sendall(connection.recv(5))
            connection.close()


def median():
    numbers = collections.defaultdict(list)
    for word in sys.stdin.read().split():
        name, _, value = word.partition("=")
        try:
            numbers[name].append(float(value))
        except ValueError:
            pass
    for name, values in numbers.items():
        print(f"{name}: median {statistics.median(values):.1f}, {min(values):.1f} to {max(values):.1f} (n={len(values)})")


if __name__ == "__main__":
    {"ping": ping, "named": named, "tcp": tcp, "listen": listen, "median": median}[sys.argv[1]](*sys.argv[2:])
