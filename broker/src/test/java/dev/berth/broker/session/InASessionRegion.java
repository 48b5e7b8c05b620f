package dev.berth.broker.session;

import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** A region that the tests of a class share, each with an Alice of its own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class InASessionRegion {

    final SessionRegion region;
    Person alice = SessionRegion.aPerson("nobody");

    InASessionRegion(String... properties) {
        region = new SessionRegion(properties);
    }

    @BeforeEach
    void anotherAlice() {
        alice = region.signedIn("alice", Role.EMPLOYEE);
    }

    @AfterEach
    void healHost() {
        region.world.faults().clear();
    }

    @AfterAll
    void close() {
        region.close();
    }
}
