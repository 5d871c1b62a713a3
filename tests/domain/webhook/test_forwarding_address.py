"""Addresses in private networks, however they are written."""

import pytest

from webapp.domain.webhook.forwarding_address import address_fault, is_public

PRIVATE = (
    *("127.0.0.1", "127.1", "2130706433", "0", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "224.0.0.1", "::1", "::", "fe80::1%eth0", "fc00::1"),
    *("::ffff:127.0.0.1", "::ffff:10.0.0.1"),
)


@pytest.mark.parametrize("host", PRIVATE)
def test_private_addresses_are_not_public(host):
    assert not is_public(host)


@pytest.mark.parametrize("host", ["93.184.215.14", "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_public_addresses_are(host):
    assert is_public(host)


@pytest.mark.parametrize("url", ["http://10.0.0.1/", "https://127.0.0.1:8443/x", "http://crm/"])
def test_a_setting_allows_them(url):
    assert address_fault(url, may_be_private=True) is None
    assert address_fault(url, may_be_private=False)
