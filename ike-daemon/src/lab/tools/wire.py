#!/usr/bin/env python3
"""Tell what two hosts exchanged, from a capture (pcap, Ethernet).

    wire.py CAPTURE ADDRESS-A ADDRESS-B

Prints shell assignments: how many packets between the two were in clear, were ESP in each direction, were IKE or
neighbour discovery, how many SPIs each direction used, and how many octets ESP carried (AH counts as ESP). Of IKE: how many IKE SAs spoke
after their IKE_SA_INIT (rekeying makes another one), how often a cookie or another group was demanded, how many messages came in
fragments, and how many were answers. Clear packets are then listed
as comment lines. Whatever is not known to be harmless counts as clear, fragments of it too.
"""
import ipaddress
import struct
import sys

ESP, AH, ICMPV6, UDP, ICMP, TCP = 50, 51, 58, 17, 1, 6
NEIGHBOUR_DISCOVERY = range(133, 138)  # RFC 4861: router and neighbour solicitation and advertisement, redirect
SKF, NOTIFY = 53, 41  # payload types (RFC 7383, RFC 7296)
INVALID_KE_PAYLOAD, COOKIE = 17, 16390  # notify types
NAMES = {ICMP: "ICMP", TCP: "TCP", UDP: "UDP", ICMPV6: "ICMPv6", 44: "IPv6 fragment"}


def packets(path):
    """Yield (seconds, Ethernet payload type, payload) of every packet of the file."""
    with open(path, "rb") as file:
        magic = file.read(4)
        order = {b"\xd4\xc3\xb2\xa1": "<", b"\xa1\xb2\xc3\xd4": ">"}.get(magic)
        if order is None:
            sys.exit("not a pcap file: " + path)
        link = struct.unpack(order + "HHiIII", file.read(20))[5]
        if link != 1:
            sys.exit("not a capture of Ethernet")
        while header := file.read(16):
            seconds, micros, size, _ = struct.unpack(order + "IIII", header)
            frame = file.read(size)
            if len(frame) < size:
                sys.exit("the capture ends within a packet")
            yield seconds + micros / 1e6, int.from_bytes(frame[12:14], "big"), frame[14:]


def addressed(ether_type, data):
    """Return (source, destination, protocol, length, payload, is a later fragment) of an IP packet, else None."""
    if ether_type == 0x0800 and len(data) >= 20:
        offset = int.from_bytes(data[6:8], "big") & 0x1FFF
        length = int.from_bytes(data[2:4], "big")
        return data[12:16], data[16:20], data[9], length, data[(data[0] & 15) * 4 :], offset > 0
    if ether_type == 0x86DD and len(data) >= 40:
        length = int.from_bytes(data[4:6], "big") + 40
        return data[8:24], data[24:40], data[6], length, data[40:], False
    return None


def kind(protocol, payload, later_fragment):
    """Return `esp`, `ike`, `nd` or `clear`, and the SPI or the message where there is one."""
    if protocol == ESP:
        return "esp", None if later_fragment else payload[:4]
    if protocol == AH:
        return "esp", None if later_fragment else payload[4:8]
    if protocol == UDP and not later_fragment and len(payload) >= 8:
        ports = struct.unpack("!HH", payload[:4])
        if 500 in ports:
            return "ike", payload[8:]
        if 4500 in ports:  # RFC 3948: four zero octets mark IKE, one octet 0xff is a keepalive, else it is ESP
            marker = payload[8:12]
            return ("ike", payload[12:]) if marker in (b"\0\0\0\0", b"\xff") else ("esp", marker)
    if protocol == ICMPV6 and payload and payload[0] in NEIGHBOUR_DISCOVERY:
        return "nd", None
    return "clear", None


def notifies(message):
    """Yield the types of the notifies of an unprotected message, as far as the capture has it."""
    following, at = message[16], 28
    while following and at + 8 <= len(message):
        if following == NOTIFY:
            yield int.from_bytes(message[at + 6 : at + 8], "big")
        following, at = message[at], at + max(4, int.from_bytes(message[at + 2 : at + 4], "big"))


def count_ike(message, source, said):
    """Add what an IKE message tells to the counts."""
    if len(message) < 28:
        return
    if any(message[8:16]) and message[18] != 34:  # not IKE_SA_INIT
        said["sas"].add(message[:16])
    if message[19] & 0x20:
        said["answers"][source] += 1
    if message[16] == SKF and int.from_bytes(message[32:34], "big") == 1:
        said["fragmented"][source] += 1
    if message[18] == 34 and message[19] & 0x20:  # a response
        types = set(notifies(message))
        said["cookies"] += COOKIE in types
        said["other_groups"] += INVALID_KE_PAYLOAD in types


def main():
    path, a, b = sys.argv[1], *(ipaddress.ip_address(x) for x in sys.argv[2:4])
    count = {"clear": 0, "ike": 0, "nd": 0}
    esp, spis, octets, clear, clear_there = {a: 0, b: 0}, {a: set(), b: set()}, 0, [], 0
    said = {"sas": set(), "cookies": 0, "other_groups": 0, "fragmented": {a: 0, b: 0}, "answers": {a: 0, b: 0}}
    for when, ether_type, data in packets(path):
        packet = addressed(ether_type, data)
        if packet is None:
            continue
        source, destination = (ipaddress.ip_address(x) for x in packet[:2])
        if {source, destination} != {a, b}:
            continue
        protocol, length, payload, later_fragment = packet[2:]
        what, spi = kind(protocol, payload, later_fragment)
        if what == "esp":
            esp[source] += 1
            octets += length
            if spi is not None:
                spis[source].add(spi)
            continue
        count[what] += 1
        if what == "ike":
            count_ike(spi, source, said)
        if what == "clear":
            name = NAMES.get(protocol, f"protocol {protocol}")
            clear_there += source == a
            clear.append(f"# {when:.3f} {source} > {destination} {name}, {length} octets")
    print(f"clear={count['clear']} clear_there={clear_there} ike={count['ike']} nd={count['nd']} esp_there={esp[a]} esp_back={esp[b]}")
    print(f"spis_there={len(spis[a])} spis_back={len(spis[b])} esp_octets={octets}")
    print(f"ike_sas={len(said['sas'])} cookies={said['cookies']} other_groups={said['other_groups']}")
    print(f"fragmented_there={said['fragmented'][a]} fragmented_back={said['fragmented'][b]}")
    print(f"answers_there={said['answers'][a]} answers_back={said['answers'][b]}")
    print("\n".join(clear[:20]))


if __name__ == "__main__":
    main()
