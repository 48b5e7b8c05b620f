package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.catalog.Bundle;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** One real guest on the local libvirt. */
abstract class OneRealGuest extends OnLibvirt {

    Bundle bundle;
    Desktop desktop;
    private Instant last = Instant.now();

    OneRealGuest(String pool) {
        super(pool);
    }

    @BeforeEach
    void aBundle() {
        bundle = bundle();
    }

    final void ready(String what) {
        until(BOOT, what, () -> now().ready());
        assertThat(now().reason()).isEmpty();
        said(what);
    }

    /** How long each took stands in the test's output. */
    final void said(String what) {
        System.out.println(what + ": " + Duration.between(last, Instant.now()));
        last = Instant.now();
    }

    final String exec(String standardInput, String... command) {
        var result = node.desktops.machine(desktop.id()).exec(List.of(command), standardInput, Duration.ofSeconds(30));
        assertThat(result.exitCode()).as("%s", result).isZero();
        return result.output().strip();
    }

    final Desktop now() {
        return now(desktop);
    }
}
