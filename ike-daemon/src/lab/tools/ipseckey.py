#!/usr/bin/env python3
"""Print the IPSECKEY RDATA (RFC 4025, presentation form, no gateway) of a PEM public key.

    ipseckey.py KEY.pub [PRECEDENCE]

The key is read from its SubjectPublicKeyInfo by a few lines of DER of its own, so that this stays independent of the
code under test. Algorithm 2 is RSA in the form of RFC 3110, 3 is ECDSA in that of RFC 6605, 4 is EdDSA (RFC 9373).
"""
import base64
import sys

RSA = bytes.fromhex("2a864886f70d010101")
EC = bytes.fromhex("2a8648ce3d0201")
ED25519 = bytes.fromhex("2b6570")


def element(data, at=0):
    """Return (tag, content, offset behind) of the DER element at an offset."""
    tag, length, at = data[at], data[at + 1], at + 2
    if length & 0x80:
        octets = length & 0x7F
        length, at = int.from_bytes(data[at : at + octets], "big"), at + octets
    return tag, data[at : at + length], at + length


def elements(data):
    """Return the contents of all DER elements of a sequence."""
    found, at = [], 0
    while at < len(data):
        _, content, at = element(data, at)
        found.append(content)
    return found


def dns_key(spki):
    """Return (IPSECKEY algorithm, public key octets) of a SubjectPublicKeyInfo."""
    algorithm, bits = elements(element(spki)[1])
    oid, key = elements(algorithm)[0], bits[1:]
    if oid == RSA:
        modulus, exponent = (x.lstrip(b"\0") for x in elements(element(key)[1]))
        size = len(exponent)
        prefix = bytes([size]) if size < 256 else b"\0" + size.to_bytes(2, "big")
        return 2, prefix + exponent + modulus
    if oid == EC:
        if key[0] != 4:
            sys.exit("not an uncompressed point")
        return 3, key[1:]
    if oid == ED25519:
        return 4, key
    sys.exit("unknown algorithm " + oid.hex())


def main():
    with open(sys.argv[1], encoding="ascii") as file:
        pem = [line.strip() for line in file if "-----" not in line]
    algorithm, key = dns_key(base64.b64decode("".join(pem)))
    precedence = sys.argv[2] if len(sys.argv) > 2 else "10"
    print(precedence, 0, algorithm, ".", base64.b64encode(key).decode())


main()
