package cygnet.dns;

import cygnet.ike.lookup.DnsOutcome.Validation;
import org.xbill.DNS.Message;

/** What the servers say, NOERROR or NXDOMAIN, and how far that can be trusted. */
record Answer(Message message, Validation validation) {}
