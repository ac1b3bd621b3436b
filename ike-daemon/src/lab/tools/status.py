#!/usr/bin/python3
"""Ask cygnetd for all that it has, as cygnetctl status does, without a JVM to be started for it.

    status.py SOCKET          prints how long the first part took and the whole answer, and of how many parts it was
"""
import socket
import struct
import sys
import time

CMD_REQUEST, CMD_RESPONSE, EVENT_REGISTER, EVENT_CONFIRM, EVENT = 0, 1, 3, 5, 7


def named(kind, name):
    packet = bytes([kind, len(name)]) + name
    return struct.pack("!I", len(packet)) + packet


def receive(stream):
    (length,) = struct.unpack("!I", stream.read(4))
    return stream.read(length)


def main(path):
    with socket.socket(socket.AF_UNIX) as daemon:
        daemon.connect(path)
        stream = daemon.makefile("rb", 1 << 20)
        began = time.monotonic()
        daemon.sendall(named(EVENT_REGISTER, b"cygnet-status-part"))
        if receive(stream)[0] != EVENT_CONFIRM:
            sys.exit("the daemon does not know the event")
        daemon.sendall(named(CMD_REQUEST, b"cygnet-status"))
        parts = octets = 0
        packet = receive(stream)
        first = time.monotonic()
        while packet[0] == EVENT:
            parts += 1
            octets += len(packet)
            packet = receive(stream)
        if packet[0] != CMD_RESPONSE:
            sys.exit("the daemon does not know the command")
        print(f"first_ms={(first - began) * 1e3:.0f} answer_ms={(time.monotonic() - began) * 1e3:.0f} ", end="")
        print(f"parts={parts} kib={octets // 1024}")


main(*sys.argv[1:])
