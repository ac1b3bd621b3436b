# shellcheck shell=bash
# What the daemons say: every log text that a scenario expects, in one place. Extended regular expressions, case ignored.
# Cygnet's own words first, then strongSwan's.

SAYS_READY='ready'
SAYS_WRONG_KEY='authentication failed|signature'
SAYS_NO_KEY='no IPSECKEY|no key|proven absen'
SAYS_BOGUS='bogus'
SAYS_DNS_DEAD='time ?out|timed out|no answer'
SAYS_MOVED=' moved from '
SAYS_REKEYS_CHILD=' < .*CREATE_CHILD_SA response .* TSi'
SAYS_REKEYED_CHILD=' > .*CREATE_CHILD_SA response .* TSi'
SAYS_REKEYED_IKE='rekeyed: .* takes over'
SAYS_PFS='CREATE_CHILD_SA response .* KE .*TSi'
SAYS_ALIVE=' < .*INFORMATIONAL response'
SAYS_DEAD='closed: no answer to INFORMATIONAL'
SAYS_OFFERS_MORE='IKE_SA_INIT request 0 .*INTERMEDIATE_EXCHANGE_SUPPORTED'

SWAN_REFUSED='AUTHENTICATION_FAILED|AUTH_FAILED|TEMPORARY_FAILURE|TEMP_FAIL'
SWAN_SPLITS='splitting IKE message .* into [0-9]+ fragments'
SWAN_UPDATED='N\(UPD_SA_ADDR\)'
SWAN_DELETED='received DELETE for IKE_SA'
