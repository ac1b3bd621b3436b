#!/usr/bin/python3
"""Measure how long after a packet that a policy holds its IKE_SA_INIT request leaves.

    acquire.py < ADDRESSES    one datagram to each IPv6 address; prints the median, least and greatest time

There must be a policy without SA for each of them. Each has half a second for the rest of its negotiation.
"""
import socket
import statistics
import sys
import time

ALL, UDP = 3, 17


def is_request(frame, address):
    """The first datagram of IKE to this address: an Ethernet frame with IPv6, UDP, and no octet of the responder's SPI."""
    return (
        frame[12:14] == b"\x86\xdd"
        and frame[20] == UDP
        and frame[38:54] == address
        and frame[56:58] == b"\x01\xf4"
        and frame[70:78] == bytes(8)
    )


def time_to(address, wire, sender):
    packed = socket.inet_pton(socket.AF_INET6, address)
    began = time.monotonic()
    sender.sendto(b"x", (address, 7001))
    while time.monotonic() < began + 10:
        try:
            frame = wire.recv(2048)
        except socket.timeout:
            continue
        if is_request(frame, packed):
            return (time.monotonic() - began) * 1e3
    sys.exit(f"no IKE_SA_INIT request to {address}")


def main():
    times = []
    with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL)) as wire:
        wire.bind(("eth0", ALL))
        wire.settimeout(1)
        with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as sender:
            for line in sys.stdin:
                times.append(time_to(line.strip(), wire, sender))
                time.sleep(0.5)
    print(f"init_ms={statistics.median(times):.1f} least={min(times):.1f} greatest={max(times):.1f}")


main()
