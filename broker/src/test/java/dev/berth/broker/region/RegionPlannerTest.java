package dev.berth.broker.region;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.berth.broker.directory.PersonId;
import java.net.URI;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RegionPlannerTest {

    private static final RegionName A = new RegionName("a");
    private static final RegionName B = new RegionName("b");
    private static final AliasId ID = new AliasId(UUID.randomUUID());
    private static final PersonId ALICE = new PersonId(UUID.randomUUID());
    private static final URI PORTAL_A = URI.create("https://a.example.com");

    @Test
    void regionWithoutAliasTakesEverybody() {
        assertThat(RegionPlanner.stance(seenBy(A, Map.of(), List.of()), Optional.of(ALICE)))
                .isEqualTo(new Stance.Serves());
    }

    @Test
    void highestEpochLeads() {
        RegionMap map = seenBy(B, both(), List.of(), claim(1, A, A), claim(3, A, A), claim(2, B, B));
        assertThat(RegionPlanner.stance(map, Optional.empty()))
                .isEqualTo(new Stance.StandsBy("desktops.example.com", A, Optional.of(PORTAL_A), 3, false));
        assertThat(RegionPlanner.nextEpoch(map, alias())).isEqualTo(4);
    }

    @Test
    void regionsThatSaidTheSameEpochAgreeOnOne() {
        AliasClaim here = claim(2, A, A);
        AliasClaim there = claim(2, B, B);
        assertThat(RegionPlanner.stance(seenBy(B, both(), List.of(), here, there), Optional.empty()))
                .isEqualTo(new Stance.Serves());
        assertThat(RegionPlanner.stance(seenBy(A, both(), List.of(), there, here), Optional.empty()))
                .isInstanceOf(Stance.StandsBy.class);
    }

    @Test
    void claimOfARegionThatTheAliasDoesNotNameIsPassedOver() {
        RegionMap map = seenBy(A, both(), List.of(), claim(1, A, A), claim(2, B, new RegionName("c")));
        assertThat(RegionPlanner.stance(map, Optional.empty())).isEqualTo(new Stance.Serves());
        assertThat(RegionPlanner.nextEpoch(map, alias())).isEqualTo(3);
    }

    @Test
    void oneRegionServesAnAliasBeforeTheFirstClaim() {
        assertThat(RegionPlanner.stance(seenBy(A, both(), List.of()), Optional.empty()))
                .isEqualTo(new Stance.Serves());
        assertThat(RegionPlanner.stance(seenBy(B, both(), List.of()), Optional.empty()))
                .isInstanceOf(Stance.StandsBy.class);
    }

    @Test
    void movedPersonIsServedElsewhereUntilTheAliasIsRedirected() {
        List<PersonClaim> moved = List.of(moved(1, 1, B), moved(1, 2, A), moved(1, 3, B));
        RegionMap before = seenBy(A, both(), moved, claim(1, A, A));
        assertThat(RegionPlanner.stance(before, Optional.of(ALICE)))
                .isEqualTo(new Stance.StandsBy("desktops.example.com", B, Optional.empty(), 1, true));
        assertThat(RegionPlanner.stance(before, Optional.empty())).isEqualTo(new Stance.Serves());
        assertThat(RegionPlanner.stance(seenBy(B, both(), moved, claim(1, A, A)), Optional.of(ALICE)))
                .isEqualTo(new Stance.Serves());
        assertThat(RegionPlanner.stance(seenBy(A, both(), moved, claim(1, A, A), claim(2, B, A)), Optional.of(ALICE)))
                .isEqualTo(new Stance.Serves());
    }

    @Test
    void aliasIsPendingUntilEveryRegionSaidSo() {
        RegionMap map = seenBy(A, Map.of(A, ID), List.of(), claim(1, A, A));
        AliasStanding standing = RegionPlanner.standing(map, alias());
        assertThat(standing.state()).isEqualTo(AliasState.PENDING);
        assertThat(standing.waitsFor()).containsExactly(B);
        assertThat(RegionPlanner.standing(seenBy(A, both(), List.of(), claim(1, A, A)), alias())
                        .state())
                .isEqualTo(AliasState.ASSOCIATED);
    }

    @Test
    void aliasIsAHostName() {
        for (String wrong :
                Arrays.asList("", "localhost", "-a.example.com", "a..b", "a.example.com/x", "ä.example.com")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ConnectionAlias.requireName(wrong))
                    .withMessageContaining("name is '" + wrong + "'; allowed is");
        }
    }

    @Test
    void connectionWithoutTlsStaysOnTheMachine() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PeerConnection(
                        "db.example.com", 5432, "berth", "berth", "/etc/berth/peer", PeerConnection.Tls.OFF, null))
                .withMessageStartingWith("tls is OFF for host 'db.example.com'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PeerConnection(
                        "db' host='evil",
                        5432,
                        "berth",
                        "berth",
                        "/etc/berth/peer",
                        PeerConnection.Tls.VERIFY_FULL,
                        null))
                .withMessageStartingWith("host is 'db' host='evil'");
    }

    private static ConnectionAlias alias() {
        return new ConnectionAlias(ID, A, "desktops.example.com", List.of(A, B), 1, Instant.EPOCH);
    }

    private static Map<RegionName, AliasId> both() {
        return Map.of(A, ID, B, ID);
    }

    private static AliasClaim claim(long epoch, RegionName by, RegionName active) {
        return new AliasClaim(ID, epoch, by, active, Instant.EPOCH, "adam", "A test.");
    }

    private static PersonClaim moved(long epoch, long number, RegionName to) {
        return new PersonClaim(ID, ALICE, epoch, number, A, to, "alice", Instant.EPOCH, "helen");
    }

    private static RegionMap seenBy(
            RegionName self, Map<RegionName, AliasId> accepted, List<PersonClaim> moves, AliasClaim... claims) {
        return new RegionMap(
                self,
                Map.of(A, new RegionFacts(A, Optional.of(PORTAL_A), 0, 0, Instant.EPOCH)),
                List.of(alias()),
                accepted,
                List.of(claims),
                moves);
    }
}
