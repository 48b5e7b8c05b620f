package dev.berth.broker.helpdesk;

import static dev.berth.broker.helpdesk.HelpedRegion.aPerson;
import static dev.berth.broker.helpdesk.HelpedRegion.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.access.PeopleSearch;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import dev.berth.broker.session.Logon;
import dev.berth.broker.session.Stage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersonFilesTest extends InAHelpedRegion {

    private static final Instant MORNING = Instant.parse("2026-11-20T08:00:00Z");

    @Test
    void onePersonIsFoundByEverythingThatTheyReadOut() {
        Person carol = region.signedIn(aPerson("carol", Set.of(), Role.EMPLOYEE));
        region.signedIn(aPerson("dan", Set.of(), Role.EMPLOYEE));
        UUID desktop = region.desktop(carol, "AVAILABLE");
        UUID session = region.session(carol, desktop, "K7Q-2MX", MORNING);

        for (String text : List.of(
                "carol",
                "CORP\\carol",
                "Carol@corp.example.com",
                "carol@mail.example.com",
                "The Carol",
                carol.id().toString(),
                "d-" + desktop.toString().substring(0, 8),
                desktop.toString(),
                session.toString(),
                "K7Q-2MX",
                " k7q2mx ",
                "192.0.2.10",
                "::ffff:192.0.2.10")) {
            assertThat(found(text)).as(text).containsExactly("carol");
        }
        assertThat(found("")).containsExactlyInAnyOrder("carol", "dan");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "' or '1'='1",
                "%",
                "_",
                "\\",
                "*)(objectClass=*",
                "'; drop table person; --",
                "carol\u0000",
                "\u202Ecarol",
                "010.0.0.1",
                "00000000-0000-0000-0000-00000000000g",
                "<script>alert(1)</script>",
            })
    void hostileTextFindsNobodyAndBreaksNothing(String text) {
        region.signedIn(aPerson("carol", Set.of(), Role.EMPLOYEE));
        assertThat(found(text)).isEmpty();
        assertThat(found("x".repeat(100_000))).isEmpty();
        assertThat(found("carol")).containsExactly("carol");
    }

    @Test
    void aStageIsComparedWithThePersonsOwnMedianAndTheFleets() {
        Person carol = region.signedIn(aPerson("carol", Set.of(), Role.EMPLOYEE));
        Person dan = region.signedIn(aPerson("dan", Set.of(), Role.EMPLOYEE));
        UUID desktop = region.desktop(carol, "AVAILABLE");
        UUID other = region.desktop(dan, "AVAILABLE");
        for (int i = 0; i < 5; i++) {
            region.session(
                    carol, desktop, "C" + i, MORNING.plusSeconds(i), 0, 100, 300, 1_300, 3_300, 3_400, 3_500, 4_000);
            region.session(dan, other, "D" + i, MORNING.plusSeconds(i), 0, 100, 300, 1_300, 5_300, 5_400, 5_500, 6_000);
        }
        UUID slow = region.session(
                carol, desktop, "SLOW", MORNING.plusSeconds(60), 0, 100, 300, 1_300, 11_300, 11_400, 11_500, 12_000);

        PersonFile file = region.get(PersonFiles.class).find(carol.id()).orElseThrow();

        assertThat(file.sessions()).hasSize(6);
        Logon logon = file.sessions().getFirst().logon();
        assertThat(file.sessions().getFirst().view().id()).isEqualTo(new SessionId(slow));
        Logon.Bar guest = logon.bars().get(Stage.GUEST_READY.ordinal());
        assertThat(guest.ownMedian()).contains(Duration.ofSeconds(2));
        assertThat(guest.fleetP95().orElseThrow()).isBetween(Duration.ofSeconds(4), Duration.ofSeconds(10));
        assertThat(logon.slowest()).map(Logon.Bar::stage).contains(Stage.GUEST_READY);
        assertThat(file.sessions().getLast().logon().slowest()).isEmpty();
        assertThat(logon.bars().getFirst().ownMedian()).isEmpty();
    }

    @Test
    void whatIsGivenSaysThroughWhichGroups() {
        region.entitle("GROUP", "S-1-5-21-1-2-3-1105", "Finance");
        Person carol = region.signedIn(
                aPerson("carol", Set.of(member("S-1-5-21-1-2-3-1105", "Accounting", "Finance")), Role.EMPLOYEE));

        PersonFile file = region.get(PersonFiles.class).find(carol.id()).orElseThrow();

        assertThat(file.given()).singleElement().satisfies(given -> {
            assertThat(given.name()).isEqualTo("Ledger");
            assertThat(given.through()).isEqualTo("Accounting → Finance");
        });
    }

    @Test
    void refusalsAndWhatWasDoneToTheirThingsAreInTheHistory() {
        Person carol = region.signedIn(aPerson("carol", Set.of(), Role.EMPLOYEE));
        region.decide(carol, HelpedRegion.HOME, new dev.berth.broker.access.Intent.OpenDesktop(region.bundle));

        PersonFile file = region.get(PersonFiles.class).find(carol.id()).orElseThrow();

        assertThat(file.history()).extracting(Noted::action).contains("desktop.open");
    }

    @Test
    void anothersThingsAreNotAmongThisPersons() {
        Person carol = region.signedIn(aPerson("carol", Set.of(), Role.EMPLOYEE));
        Person dan = region.signedIn(aPerson("dan", Set.of(), Role.EMPLOYEE));
        UUID desktop = region.desktop(carol, "AVAILABLE");
        UUID session = region.session(carol, desktop, "K7Q-2MX", MORNING);
        PersonFiles files = region.get(PersonFiles.class);

        assertThat(files.desktop(carol.id(), new DesktopId(desktop))).isPresent();
        assertThat(files.desktop(dan.id(), new DesktopId(desktop))).isEmpty();
        assertThat(files.session(dan.id(), new SessionId(session))).isEmpty();
        assertThat(files.find(new PersonId(UUID.randomUUID()))).isEmpty();
    }

    private List<String> found(String text) {
        return region.get(PeopleSearch.class).find(text, 10).stream()
                .map(known -> known.person().accountName())
                .toList();
    }
}
