# What the daemons say: every log text that a scenario expects, in one place. Extended regular expressions, case ignored.
# Cygnet's own words first, then strongSwan's.

SAYS_READY='ready'
SAYS_WRONG_KEY='authentication failed|signature'
SAYS_NO_KEY='no IPSECKEY|no key'
SAYS_BOGUS='bogus'
SAYS_DNS_DEAD='timeout|timed out|no answer'

SWAN_AUTH_FAILED='AUTHENTICATION_FAILED|AUTH_FAILED'
SWAN_FRAGMENTS='splitting IKE .* into .* fragments|received fragment'
