"""Connections that lead to the public internet only."""

import socket

import aiohttp
from aiohttp.connector import AddrInfoType

from webapp.domain.webhook.forwarding_address import is_public


class PrivateAddressError(OSError):
    """A name led to an address in a private network; nothing was sent."""


def public_connector() -> aiohttp.TCPConnector:
    """Return a connector that refuses private addresses.

    It judges each address that a connection is opened to, so that neither a name that leads
    inside nor one that changes between a check and the connection gets past it.
    """
    return aiohttp.TCPConnector(socket_factory=_open_socket)


def _open_socket(address: AddrInfoType) -> socket.socket:
    family, kind, protocol, _name, target = address
    if not is_public(str(target[0])):
        raise PrivateAddressError("This address is in a private network.")
    opened = socket.socket(family, kind, protocol)
    opened.setblocking(False)
    return opened
