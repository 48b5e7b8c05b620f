package dev.berth.broker.session;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.session.SessionRegion.ADMIN;
import static dev.berth.broker.session.SessionRegion.OFFICE;
import static dev.berth.broker.session.SessionRegion.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.access.RefusalCode;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.alias.Aliases;
import dev.berth.broker.alias.Failover;
import dev.berth.broker.alias.RegionRound;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.broker.region.AliasId;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionName;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a claim does to the people of a region; it arrives as PostgreSQL's apply worker writes it. */
class ServedElsewhereTest {

    private static final RegionName PEER = new RegionName("peer");

    private final SessionRegion region = new SessionRegion();
    private final Person alice = region.signedIn("alice", Role.EMPLOYEE);
    private AliasId alias = new AliasId(UUID.randomUUID());

    @BeforeEach
    void associate() {
        region.get(RegionRound.class).pass();
        asThePeer("insert into region (home_region, portal, live_sessions, free_memory_mib, beat_at)"
                + " values ('peer', 'https://peer.example.com', 0, 0, now())");
        ConnectionAlias made = region.get(Aliases.class).create("desktops.example.com", ADMIN);
        alias = made.id();
        RegionName self = region.get(JdbcRegions.class).self();
        region.get(Aliases.class).associate(alias, 1, List.of(self, PEER), ADMIN);
        asThePeer("insert into alias_acceptance values ('peer', '" + alias + "', now())");
    }

    @AfterEach
    void close() {
        region.close();
    }

    @Test
    void sessionsEndAndNewOnesAreSentOn() {
        SessionId session = region.ready(alice, region.desktop());
        region.connected(alice, session);
        asThePeer("insert into alias_claim values ('" + alias + "', 2, 'peer', 'peer', now(), 'helen', 'A is lost.')");
        within(SOON, "the session is over", () -> region.state(session) == SessionState.ENDED);
        assertThat(region.view(session).termination()).contains(TerminationReason.REGION_CHANGED);
        assertThat(region.view(session).failure())
                .contains("desktops.example.com is served by region peer at https://peer.example.com at present,"
                        + " not by this one. Go on there.");
        assertThat(region.sessions().open(alice, OFFICE, region.desktop()))
                .isInstanceOfSatisfying(
                        OpenResult.Refused.class,
                        refused -> assertThat(refused.because().code()).isEqualTo(RefusalCode.SERVED_ELSEWHERE));
    }

    @Test
    void regionThatIsGivenBackTakesSessionsAgain() {
        asThePeer("insert into alias_claim values ('" + alias + "', 2, 'peer', 'peer', now(), 'helen', 'A is lost.')");
        RegionName self = region.get(JdbcRegions.class).self();
        region.get(Failover.class).redirect(alias, self, 2, "Desktops.example.com", "Repaired.", ADMIN);
        region.ready(alice, region.desktop());
    }

    /** Ordinary triggers do not fire for what is copied; those that tell of it do. */
    private void asThePeer(String sql) {
        region.jdbc()
                .sql("set session_replication_role = replica; " + sql + "; set session_replication_role = origin")
                .update();
    }
}
