#!/usr/bin/env python3
"""Makes the test vectors that no RFC has, with implementations other than Cygnet's.

    make-vectors.py ../resources/cygnet/crypto

The files are made once and committed; the build does not run this. It wants openssl(1) 3.0 or newer and, for the AEAD
ciphers, which openssl(1) does not offer, pyca/cryptography (which calls OpenSSL's library). HMAC is Python's own.
New keys and random numbers are drawn each time.
"""
import base64
import hashlib
import hmac
import os
import subprocess
import sys
import tempfile

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESCCM, AESGCM, ChaCha20Poly1305

OUT = sys.argv[1]
TMP = tempfile.mkdtemp()
VERSION = subprocess.run(["openssl", "version"], capture_output=True, text=True, check=True).stdout.split(" ")[1]


def openssl(*args, data=None):
    return subprocess.run(["openssl", *args], input=data, capture_output=True, check=True).stdout


def scratch(name, data=None):
    path = os.path.join(TMP, name)
    if data is not None:
        with open(path, "wb") as file:
            file.write(data)
    return path


def write(name, comment, vectors):
    """A vector is a dict; "name" becomes its heading, bytes become hexadecimal."""
    with open(os.path.join(OUT, name), "w", encoding="ascii") as file:
        for line in comment:
            file.write(f"# {line}\n")
        for vector in vectors:
            file.write(f"\n[{vector['name']}]\n")
            for key, value in vector.items():
                if key != "name":
                    file.write(wrap(key, value.hex() if isinstance(value, bytes) else str(value)))


def wrap(key, text):
    lines = [text[i : i + 96] for i in range(0, len(text), 96)] or [""]
    return f"{key} = " + "\n    ".join(lines) + "\n"


# ---- prf+ (RFC 7296 section 2.13)

HASHES = {"HMAC_SHA2_256": hashlib.sha256, "HMAC_SHA2_384": hashlib.sha384, "HMAC_SHA2_512": hashlib.sha512}


def prf_plus(digest, key, seed, length):
    result, block, number = b"", b"", 1
    while len(result) < length:
        block = hmac.new(key, block + seed + bytes([number]), digest).digest()
        result += block
        number += 1
    return result[:length]


def make_prf():
    vectors = []
    for algorithm, digest in HASHES.items():
        size = digest().digest_size
        for key_length, seed_length, length in [
            (size, 80, 7 * size + 8),
            (size, 80, 1),
            (size, 48, size),
            (size, 48, size + 1),
            (0, 0, 40),
            (150, 512, 200),
            (16, 33, 255 * size),
        ]:
            key, seed = os.urandom(key_length), os.urandom(seed_length)
            output = prf_plus(digest, key, seed, length)
            shown = {"output": output} if length < 1000 else {"outputSha256": hashlib.sha256(output).digest()}
            vectors.append(
                {
                    "name": f"{algorithm}, key {key_length}, seed {seed_length}, {length} octets",
                    "algorithm": algorithm,
                    "key": key,
                    "seed": seed,
                    "length": length,
                    **shown,
                }
            )
    write("prf/prf-plus.txt", ["prf+ of RFC 7296 section 2.13, computed with Python's hmac."], vectors)


# ---- Encrypted payload


def make_aead():
    vectors = []
    for algorithm, key_bits, cipher in [
        ("AES_GCM_16", 128, AESGCM),
        ("AES_GCM_16", 192, AESGCM),
        ("AES_GCM_16", 256, AESGCM),
        ("AES_CCM_8", 128, lambda key: AESCCM(key, 8)),
        ("AES_CCM_12", 192, lambda key: AESCCM(key, 12)),
        ("AES_CCM_16", 256, lambda key: AESCCM(key, 16)),
        ("CHACHA20_POLY1305", 256, ChaCha20Poly1305),
    ]:
        for plaintext_length, padding_length in [(0, 0), (1, 0), (15, 0), (200, 0), (1400, 0), (20, 3), (20, 255)]:
            key, salt, iv = os.urandom(key_bits // 8), os.urandom(3 if "CCM" in algorithm else 4), os.urandom(8)
            header, plaintext = os.urandom(32), os.urandom(plaintext_length)
            padded = plaintext + os.urandom(padding_length) + bytes([padding_length])
            vectors.append(
                {
                    "name": f"{algorithm} {key_bits}, {plaintext_length} octets, Pad Length {padding_length}",
                    "algorithm": algorithm,
                    "keyBits": key_bits,
                    "key": key + salt,
                    "header": header,
                    "plaintext": plaintext,
                    "iv": iv,
                    "padding": padding_length,
                    "body": iv + cipher(key).encrypt(salt + iv, padded, header),
                }
            )
    write(
        "protection/aead.txt",
        [
            f"Bodies of Encrypted payloads (RFC 5282, RFC 7634), made with pyca/cryptography over OpenSSL {VERSION}.",
            "key ends with the salt; body is IV | ciphertext | ICV. Where padding is not 0, it is random.",
        ],
        vectors,
    )


def make_cbc():
    vectors = []
    integrities = {
        "HMAC_SHA2_256_128": (hashlib.sha256, 32, 16),
        "HMAC_SHA2_384_192": (hashlib.sha384, 48, 24),
        "HMAC_SHA2_512_256": (hashlib.sha512, 64, 32),
    }
    for key_bits in (128, 192, 256):
        for integrity, (digest, key_length, icv_length) in integrities.items():
            for plaintext_length, padding in [(0, None), (15, None), (16, None), (200, None), (20, 27), (1, 254)]:
                minimal = (-plaintext_length - 1) % 16
                pad = minimal if padding is None else padding
                key, iv, mac_key = os.urandom(key_bits // 8), os.urandom(16), os.urandom(key_length)
                header, plaintext = os.urandom(32), os.urandom(plaintext_length)
                filler = bytes(pad) if padding is None else os.urandom(pad)
                ciphertext = openssl(
                    "enc", f"-aes-{key_bits}-cbc", "-nopad", "-K", key.hex(), "-iv", iv.hex(),
                    data=plaintext + filler + bytes([pad]),
                )
                icv = hmac.new(mac_key, header + iv + ciphertext, digest).digest()[:icv_length]
                vectors.append(
                    {
                        "name": f"AES-CBC {key_bits}, {integrity}, {plaintext_length} octets, Pad Length {pad}",
                        "keyBits": key_bits,
                        "integrity": integrity,
                        "key": key,
                        "integrityKey": mac_key,
                        "header": header,
                        "plaintext": plaintext,
                        "iv": iv,
                        "minimalPadding": str(padding is None).lower(),
                        "body": iv + ciphertext + icv,
                    }
                )
    write(
        "protection/aes-cbc.txt",
        [
            f"Bodies of Encrypted payloads (RFC 7296 section 3.14): AES-CBC by openssl enc {VERSION}, HMAC by Python.",
            "body is IV | ciphertext | ICV. Minimal padding is zeros, other padding random.",
        ],
        vectors,
    )


def make_ctr():
    vectors = []
    for key_bits, lengths in [(128, [0, 1, 15, 200]), (192, [20]), (256, [0, 17, 1400])]:
        for length in lengths:
            key, salt, mac_key = os.urandom(key_bits // 8), os.urandom(4), os.urandom(32)
            header, plaintext, iv = os.urandom(32), os.urandom(length), bytes(8)
            ciphertext = openssl(
                "enc", f"-aes-{key_bits}-ctr", "-K", key.hex(), "-iv", (salt + iv + bytes([0, 0, 0, 1])).hex(),
                data=plaintext + b"\0",
            )
            icv = hmac.new(mac_key, header + iv + ciphertext, hashlib.sha256).digest()[:16]
            vectors.append(
                {
                    "name": f"AES-CTR {key_bits}, {length} octets",
                    "keyBits": key_bits,
                    "key": key + salt,
                    "integrityKey": mac_key,
                    "header": header,
                    "plaintext": plaintext,
                    "body": iv + ciphertext + icv,
                }
            )
    write(
        "protection/aes-ctr.txt",
        [
            f"First bodies of Encrypted payloads (RFC 5930): AES-CTR by openssl enc {VERSION}, HMAC-SHA2-256-128 by Python.",
            "key ends with the nonce; body is IV | ciphertext | ICV, the IV is zero.",
        ],
        vectors,
    )


# ---- Key exchange


def number_after(label, text):
    """The hexadecimal number that openssl prints below a label."""
    digits = ""
    for line in text[text.index(label) + len(label) :].splitlines()[1:]:
        if not line.startswith("    "):
            break
        digits += line.strip().replace(":", "")
    return bytes.fromhex(digits)


def dh_key(group, name):
    private = scratch(name + ".pem", openssl("genpkey", "-algorithm", "DH", "-pkeyopt", f"group:{group}"))
    public = scratch(name + ".pub.pem", openssl("pkey", "-in", private, "-pubout"))
    text = openssl("pkey", "-in", private, "-noout", "-text").decode()
    return private, public, number_after("private-key:", text), number_after("public-key:", text)


def make_modp():
    vectors = []
    for method, group, length, private_bits in [
        ("MODP_2048", "modp_2048", 256, 225),
        ("MODP_3072", "modp_3072", 384, 275),
        ("MODP_4096", "modp_4096", 512, 325),
        ("MODP_6144", "modp_6144", 768, 375),
        ("MODP_8192", "modp_8192", 1024, 400),
    ]:
        wanted = {"": 2, "short secret": 1 if length == 256 else 0, "short public value": 1 if length == 256 else 0}
        while any(wanted.values()):
            ours, _, x, y = dh_key(group, "ours")
            _, theirs, _, peer = dh_key(group, "theirs")
            x, y, peer = x.lstrip(b"\0"), y.lstrip(b"\0"), peer.lstrip(b"\0")
            if len(y) < length:
                kind = "short public value"
            else:
                secret = openssl("pkeyutl", "-derive", "-inkey", ours, "-peerkey", theirs).lstrip(b"\0")
                kind = "short secret" if len(secret) < length else ""
            if wanted[kind] == 0 or int.from_bytes(x, "big").bit_length() != private_bits:
                continue
            wanted[kind] -= 1
            secret = openssl("pkeyutl", "-derive", "-inkey", ours, "-peerkey", theirs).lstrip(b"\0")
            vectors.append(
                {
                    "name": f"{method} {kind or 'ordinary'} {wanted[kind]}",
                    "method": method,
                    "private": x.rjust((private_bits + 7) // 8, b"\0"),
                    "public": y.rjust(length, b"\0"),
                    "peerPublic": peer.rjust(length, b"\0"),
                    "secret": secret.rjust(length, b"\0"),
                }
            )
    write(
        "kex/modp.txt",
        [
            f"Key agreements in the groups of RFC 3526, made with openssl genpkey and pkeyutl -derive {VERSION}.",
            "Public values and secrets are padded to the length of the prime; short ones begin with a zero octet.",
        ],
        vectors,
    )


def make_ecp():
    """RFC 5903 has no secret that begins with a zero octet."""
    vectors = []
    for method, curve, length in [("ECP_256", ec.SECP256R1(), 32), ("ECP_384", ec.SECP384R1(), 48), ("ECP_521", ec.SECP521R1(), 66)]:
        peer = ec.generate_private_key(curve)
        while True:
            ours = ec.generate_private_key(curve)
            secret = ours.exchange(ec.ECDH(), peer.public_key())
            # Nearly every secret on P-521 begins with one: of the first octet one bit is used.
            if secret[: 2 if length == 66 else 1].strip(b"\0") == b"":
                break
        encode = lambda key: key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )[1:]
        vectors.append(
            {
                "name": f"{method} with a secret that begins with a zero octet",
                "method": method,
                "private": ours.private_numbers().private_value.to_bytes(length, "big"),
                "public": encode(ours),
                "peerPublic": encode(peer),
                "secret": secret,
            }
        )
    write("kex/ecp-short.txt", [f"ECDH, made with pyca/cryptography over OpenSSL {VERSION}."], vectors)


# ---- Host keys and signatures

MESSAGE = b"InitiatorSignedOctets of a test"
SHA = {"SHA1": "-sha1", "SHA2_256": "-sha256", "SHA2_384": "-sha384", "SHA2_512": "-sha512"}


def save_key(name, *genpkey):
    private = openssl("genpkey", *genpkey)
    path = scratch(name + ".pem", private)
    files = {f"{name}.pkcs8.pem": private, f"{name}.spki.pem": openssl("pkey", "-in", path, "-pubout")}
    if name.startswith("rsa"):
        files[f"{name}.pkcs1.pem"] = openssl("pkey", "-in", path, "-traditional")
        files[f"{name}.rsa-public.pem"] = openssl("rsa", "-in", path, "-RSAPublicKey_out")
    if name.startswith("p"):
        curve = {"p256": "prime256v1", "p384": "secp384r1", "p521": "secp521r1"}[name]
        # With the curve's parameters in a block before it, as openssl ecparam -genkey writes it.
        files[f"{name}.sec1.pem"] = openssl("ecparam", "-name", curve) + openssl("pkey", "-in", path, "-traditional")
    for file_name, contents in files.items():
        with open(os.path.join(OUT, "signature/keys", file_name), "wb") as file:
            file.write(contents)
    return path


def spki(path):
    return openssl("pkey", "-in", path, "-pubout", "-outform", "DER")


def rsa_numbers(path):
    text = openssl("rsa", "-in", path, "-noout", "-modulus").decode().strip().split("=")[1]
    return bytes.fromhex(text), b"\1\0\1"


def ipseckey(name, path):
    if name.startswith("rsa"):
        modulus, exponent = rsa_numbers(path)
        return bytes([len(exponent)]) + exponent + modulus
    lengths = {"p256": 64, "p384": 96, "p521": 0, "ed25519": 32, "ed448": 57}
    return spki(path)[-lengths[name] :] if lengths[name] else b""


def sign(path, scheme, *options):
    """options: more -sigopt for PSS"""
    message = scratch("message", MESSAGE)
    if scheme in ("ED25519", "ED448"):
        return openssl("pkeyutl", "-sign", "-rawin", "-inkey", path, "-in", message)
    kind, _, digest = scheme.partition("_SHA")
    args = ["dgst", SHA["SHA" + digest], "-sign", path]
    if kind == "RSA_PSS":
        args += ["-sigopt", "rsa_padding_mode:pss"] + (list(options) or ["-sigopt", "rsa_pss_saltlen:digest"])
    return openssl(*args, data=MESSAGE)


def raw_rsa(path, encoded):
    # Raw decryption is the same operation as a raw signature, which pkeyutl refuses for more octets than a hash has.
    return openssl("pkeyutl", "-decrypt", "-inkey", path, "-pkeyopt", "rsa_padding_mode:none", data=encoded)


SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
SHA1_INFO = bytes.fromhex("3021300906052b0e03021a05000414")


def refused_pkcs1(path, length):
    digest = hashlib.sha256(MESSAGE).digest()

    def block(info, after=b"", fill=None, kind=1):
        fill = length - 3 - len(info) - len(after) if fill is None else fill
        return bytes([0, kind]) + b"\xff" * fill + b"\0" + info + after

    good = SHA256_INFO + digest
    padding_in_parameters = 40
    long_parameters = (
        bytes.fromhex("3059303506096086480165030402010428") + os.urandom(padding_in_parameters) + b"\4\x20" + digest
    )
    encodings = {
        "another message": block(SHA256_INFO + hashlib.sha256(b"another").digest()),
        "garbage after a short padding": block(good, after=os.urandom(length - 11 - len(good)), fill=8),
        "one octet after the DigestInfo": block(good, after=b"\0"),
        "absent parameters in the DigestInfo": block(bytes.fromhex("302f300b0609608648016503040201") + b"\4\x20" + digest),
        "garbage in the parameters": block(long_parameters),
        "a long form of length in the DigestInfo": block(b"\x30\x81" + good[1:]),
        "a digest alone": block(digest),
        "SHA-1 in the DigestInfo": block(SHA1_INFO + hashlib.sha1(MESSAGE).digest()),
        "a digest cut by one octet": block(SHA256_INFO + digest[:-1]),
        "block type 2": block(good, kind=2),
        "block type 0": block(good, kind=0),
        "no zero before the DigestInfo": bytes([0, 1]) + b"\xff" * (length - 2 - len(good)) + good,
        "a zero within the padding": block(good)[:20] + b"\0" + block(good)[21:],
    }
    return {name: raw_rsa(path, encoded) for name, encoded in encodings.items()}


def cube_root_forgery(length):
    """The signature of 2006: with exponent 3, a lax verifier takes garbage after the DigestInfo. No private key is used."""
    prefix = b"\0\1" + b"\xff" * 8 + b"\0" + SHA256_INFO + hashlib.sha256(MESSAGE).digest()
    target = int.from_bytes(prefix + b"\xff" * (length - len(prefix)), "big")
    low, high = 0, 1 << (target.bit_length() // 3 + 2)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if middle**3 <= target else (low, middle - 1)
    assert (low**3).to_bytes(length, "big").startswith(prefix)
    return low.to_bytes(length, "big")


def make_signatures():
    os.makedirs(os.path.join(OUT, "signature/keys"), exist_ok=True)
    keys = {
        "rsa2048": save_key("rsa2048", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048"),
        "rsa3072": save_key("rsa3072", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:3072"),
        "p256": save_key("p256", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"),
        "p384": save_key("p384", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-384"),
        "p521": save_key("p521", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-521"),
        "ed25519": save_key("ed25519", "-algorithm", "ED25519"),
        "ed448": save_key("ed448", "-algorithm", "ED448"),
    }
    forms, signatures = [], []
    for name, path in keys.items():
        key_type = "RSA" if name.startswith("rsa") else "ECDSA" if name.startswith("p") else name.upper()
        fingerprint = base64.b64encode(hashlib.sha256(spki(path)).digest()).decode().rstrip("=")
        forms.append(
            {
                "name": name,
                "type": key_type,
                "bits": {"ed25519": 255}.get(name) or int(name.lstrip("rsaped")),
                "subjectPublicKeyInfo": spki(path),
                "ipsecKey": ipseckey(name, path),
                "fingerprint": "SHA256:" + fingerprint,
            }
        )
        schemes = {
            "RSA": [f"RSA_{padding}_{hash_}" for padding in ("PKCS1", "PSS") for hash_ in list(SHA)[1:]],
            "ECDSA": [f"ECDSA_{hash_}" for hash_ in list(SHA)[1:]],
            "ED25519": ["ED25519"],
            "ED448": ["ED448"],
        }[key_type]
        for scheme in schemes + (["RSA_PKCS1_SHA1"] if key_type == "RSA" else []):
            signatures.append(
                {"name": f"{scheme} by {name}", "key": name, "scheme": scheme, "message": MESSAGE,
                 "signature": sign(path, scheme)}
            )
    write(
        "signature/key-forms.txt",
        [f"The keys in keys/, made with openssl genpkey {VERSION}, in other forms. They protect nothing but tests."],
        forms,
    )
    write("signature/signatures.txt", [f"Made with openssl dgst -sign and pkeyutl -sign {VERSION}."], signatures)
    make_refused(keys["rsa2048"])


def make_refused(path):
    refused = [
        {"name": name, "key": "rsa2048", "scheme": "RSA_PKCS1_SHA2_256", "message": MESSAGE, "signature": signature}
        for name, signature in refused_pkcs1(path, 256).items()
    ]
    pss = {
        "PSS with a salt of 20 octets": ["-sigopt", "rsa_pss_saltlen:20"],
        "PSS without salt": ["-sigopt", "rsa_pss_saltlen:0"],
        "PSS with the longest salt": ["-sigopt", "rsa_pss_saltlen:max"],
        "PSS with MGF1 over SHA-1": ["-sigopt", "rsa_pss_saltlen:digest", "-sigopt", "rsa_mgf1_md:sha1"],
    }
    for name, options in pss.items():
        refused.append(
            {"name": name, "key": "rsa2048", "scheme": "RSA_PSS_SHA2_256", "message": MESSAGE,
             "signature": sign(path, "RSA_PSS_SHA2_256", *options)}
        )
    write(
        "signature/refused.txt",
        [
            f"Signatures that the key's owner made, but not as RFC 8017 says: padding of our own by openssl {VERSION}",
            "pkeyutl -decrypt with rsa_padding_mode:none, PSS by openssl dgst with other parameters.",
        ],
        refused,
    )
    small = scratch(
        "e3.pem",
        openssl("genpkey", "-algorithm", "RSA", "-pkeyopt", "rsa_keygen_bits:2048", "-pkeyopt", "rsa_keygen_pubexp:3"),
    )
    write(
        "signature/exponent-3.txt",
        [
            "A key with exponent 3, a signature of its owner, and the forgery that needs no private key: the cube root",
            "of a padded DigestInfo with garbage behind it.",
        ],
        [
            {
                "name": "exponent 3",
                "subjectPublicKeyInfo": spki(small),
                "message": MESSAGE,
                "signature": sign(small, "RSA_PKCS1_SHA2_256"),
                "forgery": cube_root_forgery(256),
            }
        ],
    )


make_prf()
make_aead()
make_cbc()
make_ctr()
make_modp()
make_ecp()
make_signatures()
