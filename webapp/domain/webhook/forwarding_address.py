"""Which addresses inbound messages may be forwarded to."""

from ipaddress import ip_address
from urllib.parse import urlsplit

from webapp.domain.translatable import N_, Text

NO_HTTPS = N_("Enter an address that begins with https://.")
WITH_LOGIN = N_("Enter the address without a user name or password.")
PRIVATE = N_("This address is in a private network. Enter a public one.")


def address_fault(url: str, *, may_be_private: bool) -> Text | None:
    """Return why messages can't be forwarded to the address; None if nothing is wrong with it.

    A name may still lead to a private address: that is checked when the connection is opened.
    """
    try:
        parts = urlsplit(url)
        is_web = bool(parts.hostname) and parts.port != 0
    except ValueError:  # for example, a port that is not a number
        return NO_HTTPS
    schemes = ("https", "http") if may_be_private else ("https",)
    if parts.scheme not in schemes or not is_web:
        return NO_HTTPS
    if "@" in parts.netloc:
        return WITH_LOGIN
    host = parts.hostname or ""
    is_number = ":" in host or host.replace(".", "").isdecimal()
    return PRIVATE if is_number and not may_be_private and not is_public(host) else None


def is_public(host: str) -> bool:
    """Return whether an IP address belongs to the public internet.

    >>> is_public("93.184.215.14"), is_public("169.254.169.254"), is_public("127.1")
    (True, False, False)
    """
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:  # a short form, such as 127.1
        return False
    return address.is_global and not address.is_multicast
