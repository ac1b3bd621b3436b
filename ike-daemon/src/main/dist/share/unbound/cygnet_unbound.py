# cygnet_unbound.py - for an Unbound without ipsecmod, as Debian's is: tells Cygnet each name and its addresses before the
# answer goes out, so that a host with a key is protected from the first packet on.
#
#   server:
#       module-config: "python validator iterator"
#       chroot: ""
#   python:
#       python-script: "/usr/share/cygnet/unbound/cygnet_unbound.py"
#
# It waits for Cygnet, though never longer than PATIENCE, and Unbound's thread waits with it. So Cygnet must not ask the same
# Unbound (`dns { upstream = .. }` in cygnet.conf): it would wait for one that waits for it. Names that Unbound has cached are not
# told again; Cygnet keeps what it was told for ten minutes at least, and as long as there is traffic. When Cygnet is not there it
# is left alone for a while.
#
# Needs write access to the socket (`trigger_socket` and `trigger_group` in cygnet.conf), and on Debian the package
# python3-unbound, where Unbound has to be told to look for it: PYTHONPATH=/usr/lib/python3/dist-packages in its environment.
import importlib.machinery
import importlib.util
import os
import socket
import time

PATIENCE = 0.3  # seconds that an answer is held back at most
REST = 5.0  # seconds without Cygnet after it was not there
MOST_ADDRESSES = 64

SOCKET = "/run/cygnet/trigger.vici"
HOOK = "/usr/share/cygnet/unbound/ipsecmod-hook"

trigger = None
silent_until = 0.0


def load(path):
    """The hook for ipsecmod knows how to speak to Cygnet."""
    loader = importlib.machinery.SourceFileLoader("cygnet_ipsecmod_hook", path)
    spec = importlib.util.spec_from_loader(loader.name, loader)
    module = importlib.util.module_from_spec(spec)
    loader.exec_module(module)
    return module.trigger


def init(id, cfg):
    global trigger
    beside = os.path.join(os.path.dirname(init.__code__.co_filename), "ipsecmod-hook")
    trigger = load(beside if os.path.exists(beside) else HOOK)
    return True


def deinit(id):
    return True


def inform_super(id, qstate, superqstate, qdata):
    return True


def addresses_of(reply):
    """The addresses in the answer section, of either family."""
    found = []
    for i in range(reply.an_numrrsets):
        rrset = reply.rrsets[i]
        family = {"A": socket.AF_INET, "AAAA": socket.AF_INET6}.get(rrset.rk.type_str)
        if family is None:
            continue
        data = rrset.entry.data
        for j in range(data.count):
            # Each begins with its length, in two octets.
            found.append(socket.inet_ntop(family, bytes(data.rr_data[j])[2:]))
    return found[:MOST_ADDRESSES]


def tell(name, addresses, ttl):
    global silent_until
    if time.monotonic() < silent_until:
        return
    try:
        if not trigger(SOCKET, name, addresses, ttl, PATIENCE):
            log_info("cygnet: refused %s" % name)
    except (OSError, UnicodeError) as error:
        silent_until = time.monotonic() + REST
        log_warn("cygnet: %s: %s; answering without it for %d s" % (SOCKET, error, REST))


def operate(id, event, qstate, qdata):
    if event in (MODULE_EVENT_NEW, MODULE_EVENT_PASS):
        qstate.ext_state[id] = MODULE_WAIT_MODULE
        return True
    if event == MODULE_EVENT_MODDONE:
        asked = qstate.qinfo.qtype_str in ("A", "AAAA")
        message = qstate.return_msg
        if asked and message and qstate.return_rcode == RCODE_NOERROR and message.rep:
            addresses = addresses_of(message.rep)
            if addresses:
                tell(qstate.qinfo.qname_str, addresses, message.rep.ttl)
        qstate.ext_state[id] = MODULE_FINISHED
        return True
    qstate.ext_state[id] = MODULE_ERROR
    return True
