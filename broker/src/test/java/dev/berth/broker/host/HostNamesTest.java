package dev.berth.broker.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.host.HostNames.Named;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostNamesTest {

    private static final List<Named> HOSTS = List.of(
            new Named("kvm1", "qemu+tls://kvm1.example.com/system", "kvm1.example.com"),
            new Named("kvm12", "qemu+ssh://berth@192.0.2.7/system", "192.0.2.7"),
            new Named("local", "qemu:///system", null));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
            Host kvm1 is lost. | Its host is lost.
            Its host kvm1 was declared lost; it goes on from the copy on kvm12. | Its host was declared lost; it goes on from the copy on another host.
            Cannot start it on host kvm12: pool 'gold' is inactive. | Cannot start it on its host: pool 'gold' is inactive.
            Host qemu+ssh://berth@192.0.2.7/system did not answer within 10 s. | Its host did not answer within 10 s.
            It waits for kvm1.example.com, which is silent. | It waits for another host, which is silent.
            It cannot reach qemu+tls://kvm9/system. | It cannot reach its host
            The desktop is kvm1-alice. | The desktop is kvm1-alice.
            """)
    void peopleReadOfNoHostsNameAndOfNoAddress(String sentence, String told) {
        assertThat(HostNames.toldToPerson(sentence, HOSTS)).isEqualTo(told);
    }

    @Test
    void helpdeskReadsNamesAndNoAddresses() {
        assertThat(HostNames.withoutAddresses("Host qemu+ssh://berth@192.0.2.7/system did not answer.", HOSTS))
                .isEqualTo("Host kvm12 did not answer.");
        assertThat(HostNames.withoutAddresses("Host qemu:///system did not answer.", HOSTS))
                .isEqualTo("Host local did not answer.");
        assertThat(HostNames.withoutAddresses("Its host kvm1 was declared lost.", HOSTS))
                .isEqualTo("Its host kvm1 was declared lost.");
    }
}
