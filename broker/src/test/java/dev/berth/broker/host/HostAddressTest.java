package dev.berth.broker.host;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostAddressTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "qemu:///system",
                "qemu+unix:///system?socket=/run/libvirt/libvirt-sock",
                "qemu+tls://kvm1.corp.example.com/system",
                "qemu+tls://10.0.0.7:16514/system?pkipath=/etc/berth/pki",
                "qemu+tls://[2001:db8::7]/system",
                "qemu+ssh://berth@kvm1/system",
                "qemu+ssh://berth@kvm1:2222/system?keyfile=/etc/berth/id_ed25519",
                "simulated:kvm1"
            })
    void addressesOfHostsAreTaken(String address) {
        assertThatCode(() -> HostAddress.require(URI.create(address))).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "qemu+ext:///system?command=/bin/sh",
                "qemu+ssh://berth@kvm1/system?command=/tmp/x",
                "qemu+ssh://berth@kvm1/system?netcat=/tmp/x",
                "qemu+ssh://berth@kvm1/system?no_verify=1",
                "qemu+ssh://berth@kvm1/system?keyfile=/etc/berth/../shadow",
                "qemu+ssh://berth@kvm1/system?keyfile=-oProxyCommand=x",
                "qemu+ssh://-oProxyCommand=x@kvm1/system",
                "qemu+ssh://berth:secret@kvm1/system",
                "qemu+ssh:///system",
                "qemu+tls://kvm1/system?no_verify=1",
                "qemu+tls://root@kvm1/system",
                "qemu+libssh2://berth@kvm1/system?known_hosts_verify=ignore",
                "qemu+libssh2://berth@kvm1/system?known_hosts_verify=auto",
                "qemu+tls://kvm1/system?pkipath=/a&pkipath=/b",
                "qemu+tls://kvm1/system?pkipath=/a%2F..%2Fb",
                "qemu+tls://kvm1/system#x",
                "qemu+tls://kvm1/other",
                "qemu+tcp://kvm1/system",
                "qemu://kvm1/system",
                "lxc:///system",
                "test:///default",
                "simulated:../x"
            })
    void everythingElseIsRefused(String address) {
        assertThatThrownBy(() -> HostAddress.require(URI.create(address)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("uri is '");
    }
}
