"""Which addresses are public: the special-purpose registries, and addresses inside addresses."""

import pytest

from ckanext.datagrandest.net.addresses import is_public


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8", "93.184.216.34", "1.1.1.1", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0", "223.255.255.255",
        "2001:4860:4860::8888", "2a00:1450:4007::1", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1",
    ],
)  # fmt: skip
def test_public(address):
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1", "172.31.255.255",
        "192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1",
        "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::7f00:1", "::ffff:10.0.0.1", "64:ff9b::a00:1", "64:ff9b:1::1", "100::1", "2001:0:808:808:0:0:f5ff:fffe",
        "2001:0:a00:1::", "2001:10::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::1", "fc00::1", "fd00::1", "fe80::1",
        "fe80::1%eth0", "2001:4860::1%eth0", "fec0::1", "ff02::1", "2a00::5efe:10.0.0.1", "2a00::200:5efe:127.0.0.1",
        "", "localhost", "1", "127.1", "256.1.1.1",
    ],
)  # fmt: skip
def test_not_public(address):
    assert not is_public(address)
