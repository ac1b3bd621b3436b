#!/usr/bin/env python3
"""Tell what happened between alice's first question to DNS and bob's first answer.

    timeline.py DIRECTORY ALICE-KEY BOB-KEY

DIRECTORY holds what was recorded: {alice,bob}/cygnetd.log, {alice,bob}/questions.log (tcpdump of the questions to the
host's resolver) and wire.txt (tcpdump of the packets between the two). The keys are fingerprints (SHA256:...): those
that the daemons must have seen proven. Lines are merged by their time, repeated as they stand, cut at 100 columns, and
explained. If a link of the chain is missing, it is named on stderr and the exit status is 1.
"""
import os
import re
import sys
import textwrap

WIDTH = 100
MARGIN = 2
TEXT = 26  # the column of what is said
DIM, PLAIN = ("\033[2m", "\033[0m") if os.environ.get("LAB_COLOUR") else ("", "")

CLOCK = re.compile(r"(\d\d):(\d\d):(\d\d\.\d+) (.*)")
LOGGER = re.compile(r"[A-Z]+ +\S+: ")
QUESTION = re.compile(r"IP.* ([A-Z0-9]+\? \S+) \(\d+\)$")
ESP = re.compile(r"IP (\S+) > (\S+): (ESP\(.*)")
CHAIN = re.compile(r"(DS|DNSKEY)\? ")

# The links of the chain: where, what it must say, and what that means. KEY is replaced by the peer's fingerprint.
LINKS = [
    ("alice asks", r"^A\? bob\.example\.test", "ping wants to know bob's address."),
    (
        "alice daemon",
        r"^ACQUIRE ",
        "The kernel has met traffic for bob, and no key for it. It calls the daemon, and holds the packet.",
    ),
    ("alice asks", r"^IPSECKEY\? bob\.example\.test", "The daemon looks for bob's public key ..."),
    (
        "alice daemon",
        r"> .*IKE_SA_INIT request",
        "At the same time it greets bob, with its half of a Diffie-Hellman exchange.",
    ),
    (
        "alice daemon",
        r"< .*IKE_SA_INIT response",
        "That was bob's half: now the two share a secret that no listener knows. But who is it at the other end?",
    ),
    (
        "alice daemon",
        r"> .*IKE_INTERMEDIATE request",
        "A second key exchange inside the first, ML-KEM: whoever records all this and has a quantum computer one day "
        "will still learn nothing.",
    ),
    ("alice daemon", r"DNS: IPSECKEY of bob\.example\.test: .*\bsecure\b", "bob's key has come, and every signature from the root down to it is good."),
    (
        "alice daemon",
        r"> .*IKE_AUTH request",
        "alice says who she is, and signs with her private key. This is encrypted, as is all that follows.",
    ),
    ("bob asks", r"^IPSECKEY\? alice\.example\.test", "bob, who has just learnt her name, looks for its key in turn."),
    ("bob daemon", r"DNS: IPSECKEY of alice\.example\.test: .*\bsecure\b", ""),
    ("bob daemon", r"> .*IKE_AUTH response", "alice's signature fits that key. Now bob says who he is, and signs."),
    ("bob daemon", r"established .*alice\.example\.test, assurance dnssec .*KEY", ""),
    ("bob daemon", r"Child SA \S+ installed", ""),
    (
        "alice daemon",
        r"established .*bob\.example\.test, assurance dnssec .*KEY",
        "bob's signature fits the key that DNS has under his name. It is the one made in step 1.",
    ),
    ("alice daemon", r"Child SA \S+ installed", "alice's kernel has been given its keys, one for each direction."),
    ("wire a>b", r"^ESP\(", "alice's kernel lets go what it held, encrypted ..."),
    ("wire b>a", r"^ESP\(", "... and this is bob's answer."),
]


def timed(path):
    """Yield (milliseconds of the day, rest) of each line that begins with a time."""
    with open(path, encoding="utf-8", errors="replace") as file:
        for line in file:
            if match := CLOCK.match(line.rstrip("\n")):
                hours, minutes, seconds, rest = match.groups()
                yield (int(hours) * 60 + int(minutes)) * 60_000 + float(seconds) * 1000, rest


def events(directory):
    """All that was recorded, as (milliseconds, source, text) in the order of time, from alice's question on."""
    found = []
    for host in ("alice", "bob"):
        for when, rest in timed(f"{directory}/{host}/questions.log"):
            if match := QUESTION.match(rest):
                found.append((when, host + " asks", match.group(1)))
        for when, rest in timed(f"{directory}/{host}/cygnetd.log"):
            found.append((when, host + " daemon", LOGGER.sub("", rest, count=1)))
    for when, rest in timed(f"{directory}/wire.txt"):
        if match := ESP.match(rest):
            found.append((when, "wire a>b" if match.group(1) == "192.0.2.1" else "wire b>a", match.group(3)))
    starts = [when for when, source, text in found if source == "alice asks" and text.startswith("A? bob")]
    if not starts:
        sys.exit("alice's question for bob's address was not seen")
    day = 86_400_000
    found = [((when - starts[0] + day / 2) % day - day / 2, source, text) for when, source, text in found]
    return sorted((event for event in found if event[0] >= 0), key=lambda event: event[0])


def link_of(event, links):
    """Return the first of the links that an event is, or None."""
    _, source, text = event
    return next((link for link in links if link[0] == source and re.search(link[1], text)), None)


def told(story, links):
    """Return the events worth telling, each with its link or None: up to the last link, consecutive questions joined."""
    left, lines = list(links), []
    for event in story:
        link = link_of(event, left)
        when, source, text = event
        if link:
            left.remove(link)
        elif source.startswith("wire") or (source.endswith("asks") and not CHAIN.match(text)):
            continue  # further packets, and questions for other things
        if lines and CHAIN.match(text) and lines[-1][1] == source and CHAIN.match(lines[-1][2]):
            lines[-1][2] += "  " + text
        else:
            lines.append([when, source, text, link])
        if not left:
            break
    return lines, left


def wrapped(text):
    indent = " " * TEXT
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent)


def show(when, source, text, link):
    place = {"asks": "asks DNS", "daemon": "says", "a>b": "alice > bob", "b>a": "bob > alice"}
    who, what = source.split()
    label = f"{who} {place[what]}" if who != "wire" else place[what]
    line = f"{'':{MARGIN}}{when:>6.0f}  {label:<{TEXT - MARGIN - 8}}"
    if link and "established" in link[1]:  # with the fingerprint, so not cut
        print(line + wrapped(text).lstrip())
    else:
        room = WIDTH - TEXT
        print(line + (text if len(text) <= room else text[: room - 4] + " ..."))
    if link and link[2]:
        print(DIM + wrapped("(" + link[2] + ")") + PLAIN)


def main():
    directory, alice_key, bob_key = sys.argv[1:4]
    links = [
        (source, pattern.replace("KEY", re.escape(bob_key if source.startswith("alice") else alice_key)), meaning)
        if "assurance" in pattern
        else (source, pattern, meaning)
        for source, pattern, meaning in LINKS
    ]
    lines, missing = told(events(directory), links)
    print(f"{'':{MARGIN}}{'ms':>6}")
    for line in lines:
        show(*line)
    if missing:
        sys.exit("\n".join(f"nothing seen of: {source}: {pattern}" for source, pattern, _ in missing))


main()
