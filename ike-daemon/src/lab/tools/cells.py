#!/usr/bin/env python3
"""Send one datagram between each of many pairs of addresses, and tell what became of it.

    cells.py answer ADDRESS...         answer what comes to port 7 of these addresses, until killed; prints `got PHASE FROM TO`
    cells.py ask PHASE WAIT FROM TO... -- FROM TO...
                                       one datagram for each pair; before the `--`, the next one when the first is answered, or
                                       after 5 s. Ends when all are answered, or WAIT seconds after the last. Prints `asked PHASE
                                       FROM TO WHAT`: the milliseconds to the answer, or `silence`, or `refused` by our own kernel
    cells.py seen CAPTURE              what a capture has: `FROM TO` and how many packets were ESP, were in clear, were IKE
    cells.py judge PHASE CAPTURE FACTS FROM TO...
                                       what became of each pair's datagram, from the capture and the lines that `ask` and
                                       `answer` have printed, a line each: `FROM TO CODE MILLISECONDS ESP CLEAR IKE`, of both directions

The codes:  e  there and back in ESP alone          c  there and back in clear alone
            ce there in clear, and back in ESP      x  it left in clear, and did not arrive
            c- there in clear, and nothing back     -  nothing left but IKE
            ?  anything else
"""
import collections
import ipaddress
import selectors
import socket
import sys
import time

import wire

PORT = 7
GAP = 5  # seconds for an answer until the next one is asked


def bound(address, port):
    six = ":" in address
    made = socket.socket(socket.AF_INET6 if six else socket.AF_INET, socket.SOCK_DGRAM)
    made.setblocking(False)
    made.bind((address, port))
    return made


def answer(*addresses):
    ready = selectors.DefaultSelector()
    for address in addresses:
        ready.register(bound(address, PORT), selectors.EVENT_READ, address)
    while True:
        for key, _ in ready.select():
            data, peer = key.fileobj.recvfrom(100)
            print("got", data.decode(), peer[0], key.data, flush=True)
            try:
                key.fileobj.sendto(data, peer)
            except OSError as error:
                print("cannot answer", peer[0], key.data, error, flush=True)


def ask(phase, wait, *addresses):
    ready, told = selectors.DefaultSelector(), {}
    one_by_one = addresses.index("--") // 2
    addresses = [address for address in addresses if address != "--"]
    pairs = list(zip(addresses[::2], addresses[1::2]))
    began = {}

    def listen(until, pair=None):
        while pair not in told and len(told) < len(pairs) and (left := until - time.monotonic()) > 0:
            for key, _ in ready.select(left):
                key.fileobj.recv(100)
                told.setdefault(key.data, f"{(time.monotonic() - began[key.data]) * 1e3:.0f}")

    for number, pair in enumerate(pairs):
        source = bound(pair[0], 0)
        ready.register(source, selectors.EVENT_READ, pair)
        began[pair] = time.monotonic()
        try:
            source.sendto(phase.encode(), (pair[1], PORT))
        except OSError:  # the kernel says at once that it may not
            told[pair] = "refused"
        listen(time.monotonic() + (GAP if number < one_by_one else 0), pair)
    listen(time.monotonic() + float(wait))
    for pair in pairs:
        print("asked", phase, *pair, told.get(pair, "silence"))


def counts(path):
    """Return how many packets of each kind the capture has, by (source, destination)."""
    found = collections.defaultdict(collections.Counter)
    for _, ether_type, data in wire.packets(path):
        packet = wire.addressed(ether_type, data)
        if packet is not None:
            source, destination, protocol, _, payload, later_fragment = packet
            found[source, destination][wire.kind(protocol, payload, later_fragment)[0]] += 1
    return found


def seen(path):
    for (source, destination), kinds in counts(path).items():
        print(ipaddress.ip_address(source), ipaddress.ip_address(destination), kinds["esp"], kinds["clear"], kinds["ike"])


def code(there, back, got, answered):
    kinds = there["esp"] > 0, there["clear"] > 0, back["esp"] > 0, back["clear"] > 0
    if got and answered:
        return {(1, 0, 1, 0): "e", (0, 1, 0, 1): "c", (0, 1, 1, 0): "ce"}.get(kinds, "?")
    if got and not answered:
        return {(0, 1, 0, 0): "c-"}.get(kinds, "?")
    if not got and not answered:
        return {(0, 1, 0, 0): "x", (0, 0, 0, 0): "-"}.get(kinds, "?")
    return "?"


def judge(phase, capture, facts, *addresses):
    wired, got, asked = counts(capture), set(), {}
    with open(facts, encoding="ascii") as file:
        for line in file:
            words = line.split()
            if words[:2] == ["got", phase]:
                got.add(tuple(words[2:4]))
            elif words[:2] == ["asked", phase]:
                asked[tuple(words[2:4])] = words[4]
    for pair in zip(addresses[::2], addresses[1::2]):
        a, b = (ipaddress.ip_address(x).packed for x in pair)
        there, back, took = wired[a, b], wired[b, a], asked.get(pair, "nothing")
        became = code(there, back, pair in got, took.isdigit())
        print(*pair, became, took, *(f"{there[kind]}+{back[kind]}" for kind in ("esp", "clear", "ike")))


if __name__ == "__main__":
    {"answer": answer, "ask": ask, "seen": seen, "judge": judge}[sys.argv[1]](*sys.argv[2:])
