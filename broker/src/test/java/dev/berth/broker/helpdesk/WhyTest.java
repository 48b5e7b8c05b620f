package dev.berth.broker.helpdesk;

import static dev.berth.broker.helpdesk.HelpedRegion.HOME;
import static dev.berth.broker.helpdesk.HelpedRegion.OFFICE;
import static dev.berth.broker.helpdesk.HelpedRegion.aPerson;
import static dev.berth.broker.helpdesk.HelpedRegion.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.access.Explanation;
import dev.berth.broker.access.Intent;
import dev.berth.broker.access.PeopleRecord;
import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.catalog.Catalog;
import dev.berth.broker.catalog.Offer;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.directory.ActiveDirectory;
import dev.berth.broker.directory.GroupMembership;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.ipacl.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhyTest extends InAHelpedRegion {

    WhyTest() {
        super("berth.access.live-sessions-per-person=2");
    }

    @Test
    void aMissingEntitlementNamesTheGroupThatWouldGiveIt() {
        region.entitle("GROUP", DESKTOPS, "CORP\\Desktops");
        region.signedIn(aPerson("carol", Set.of(member(FINANCE, "Finance")), Role.EMPLOYEE));

        WhyAnswer answer = region.why("carol", "bundle", "Ledger", OFFICE);

        assertThat(answer.codes()).containsExactly("NOT_ENTITLED");
        assertThat(remedies(answer))
                .contains("Make carol a member of 'CORP\\Desktops', directly or through another group.")
                .contains("Entitle carol, or a group they are in, to 'Ledger'.");
        assertThat(answer.steps().getFirst().entitlements()).singleElement().matches(one -> !one.gives());
    }

    @Test
    void theWayToAGroupIsTold() {
        region.entitle("GROUP", FINANCE, "Finance");
        region.signedIn(aPerson("carol", Set.of(member(FINANCE, "Accounting", "Finance")), Role.EMPLOYEE));

        WhyAnswer answer = region.why("carol", "bundle", "ledger", OFFICE);

        assertThat(answer.allowed()).isTrue();
        assertThat(answer.steps().getFirst().entitlements())
                .singleElement()
                .matches(Explanation.EntitlementLooked::gives)
                .extracting(Explanation.EntitlementLooked::how)
                .isEqualTo("carol is a member through Accounting → Finance.");
    }

    @Test
    void anAddressThatNoRuleMatchesNamesTheGroupAndTheRuleThatWouldHelp() {
        region.entitle("EVERYONE", "", "Everyone");
        region.attach("Office", Place.Kind.BUNDLE, region.bundle.toString(), "192.0.2.0/24", "203.0.112.0/24");
        region.signedIn(aPerson("carol", Set.of(), Role.EMPLOYEE));

        WhyAnswer answer = region.why("carol", "bundle", "Ledger", HOME);

        assertThat(answer.codes()).containsExactly("ADDRESS_NOT_ALLOWED");
        assertThat(remedies(answer))
                .containsExactly("Add 203.0.113.7/32 to a rule of a group attached to bundle 'Ledger': 'Office'.");
        List<Explanation.PlaceLooked> places = answer.steps().getFirst().places();
        assertThat(places)
                .filteredOn(place -> !place.passes())
                .singleElement()
                .satisfies(place -> assertThat(place.groups().getFirst().rules())
                        .extracting(Explanation.RuleLooked::cidr)
                        .containsExactly("203.0.112.0/24", "192.0.2.0/24"));
        assertThat(region.why("carol", "bundle", "Ledger", OFFICE)
                        .steps()
                        .getFirst()
                        .places()
                        .getLast()
                        .groups()
                        .getFirst()
                        .rules())
                .filteredOn(Explanation.RuleLooked::matches)
                .singleElement()
                .matches(rule -> rule.cidr().equals("192.0.2.0/24"));
    }

    @Test
    void somebodyElsesDesktopIsNamedAsTheirs() {
        Person carol = region.signedIn(aPerson("carol", Set.of(), Role.EMPLOYEE));
        region.signedIn(aPerson("dan", Set.of(), Role.EMPLOYEE));
        UUID desktop = region.desktop(carol, "AVAILABLE");
        region.entitle("EVERYONE", "", "Everyone");

        WhyAnswer answer = region.why("dan", "desktop", desktop.toString(), OFFICE);

        assertThat(answer.codes()).containsExactly("NOT_FOUND");
        assertThat(remedies(answer)).singleElement().asString().contains("This one is carol's.");
        assertThat(region.why("carol", "desktop", "d-" + desktop.toString().substring(0, 8), OFFICE)
                        .allowed())
                .isTrue();
    }

    @Test
    void askingWritesNothingDown() {
        region.signedIn(aPerson("carol", Set.of(), Role.EMPLOYEE));
        long before = entries();
        region.why("carol", "bundle", "Ledger", HOME);
        region.why("carol", "sign-in", "", HOME);
        assertThat(entries()).isEqualTo(before);
    }

    @Test
    void whoNeverSignedInIsAnsweredAsTheDirectoryHasThem() {
        Person alice =
                region.get(ActiveDirectory.class).search("alice").getFirst().person();
        GroupMembership engineering = alice.groups().stream()
                .filter(group -> group.name().equals("Engineering"))
                .findFirst()
                .orElseThrow();
        assertThat(region.why("CORP\\alice", "bundle", "Ledger", OFFICE).codes())
                .containsExactly("NOT_ENTITLED");

        region.entitle("GROUP", engineering.id().sid(), "Engineering");
        WhyAnswer answer = region.why("alice@corp.example.com", "bundle", "Ledger", OFFICE);
        assertThat(answer.known()).isFalse();
        assertThat(answer.allowed()).isTrue();
        assertThat(region.why("alice", "sign-in", "", OFFICE).allowed()).isTrue();
    }

    @Test
    void anAccountThatIsGoneCannotSignIn() {
        region.signedIn(aPerson("carol", Set.of(), Role.EMPLOYEE));
        WhyAnswer answer = region.why("carol", "sign-in", "", OFFICE);
        assertThat(answer.codes()).containsExactly("account-gone");
        assertThat(answer.directory().getFirst().remedies()).isNotEmpty();
    }

    @Test
    void aPastTimeShowsWhatWasWrittenDownAndWhatChangedSince() {
        Person carol = region.signedIn(aPerson("carol", Set.of(member(FINANCE, "Finance")), Role.EMPLOYEE));
        region.decide(carol, HOME, new Intent.OpenDesktop(region.bundle));
        Instant refusedAt = region.clock.instant();

        region.clock.forward(Duration.ofHours(2));
        region.get(Catalog.class)
                .entitle(new Subject.Everyone(), new Offer.OfBundle(region.bundle), HelpedRegion.ADMIN);
        region.get(PeopleRecord.class)
                .refresh(new Person(
                        carol.id(),
                        carol.accountName(),
                        carol.userPrincipalName(),
                        carol.displayName(),
                        carol.mail(),
                        Set.of(),
                        carol.roles()));

        WhyAnswer answer = region.get(Why.class)
                .answer(new WhyQuestion("carol", "bundle", "Ledger", HOME.toString(), refusedAt.toString()));

        assertThat(answer.allowed()).isTrue();
        WhyAnswer.Past past = answer.past().orElseThrow();
        assertThat(past.decisions()).singleElement().satisfies(noted -> {
            assertThat(noted.action()).isEqualTo("desktop.open");
            assertThat(noted.reason()).contains("is not given to this account");
        });
        assertThat(past.changes()).extracting(Noted::action).containsExactly("entitlement.create", "person.change");
    }

    @Test
    void theNearestDecisionsComeFirstWhicheverSideTheyAreOn() {
        Person carol = region.signedIn(aPerson("carol", Set.of(), Role.EMPLOYEE));
        Instant asked = region.clock.instant();
        for (int i = 0; i < 8; i++) {
            region.clock.forward(Duration.ofMinutes(10));
            region.decide(carol, HOME, new Intent.OpenDesktop(region.bundle));
        }
        List<Noted> decisions = region.get(Why.class)
                .answer(new WhyQuestion(
                        "carol",
                        "bundle",
                        "Ledger",
                        HOME.toString(),
                        asked.plus(Duration.ofMinutes(40)).toString()))
                .past()
                .orElseThrow()
                .decisions();
        assertThat(decisions).hasSize(5);
        assertThat(decisions)
                .allMatch(noted -> Duration.between(asked.plus(Duration.ofMinutes(40)), noted.at())
                                .abs()
                                .compareTo(Duration.ofMinutes(21))
                        < 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "nobody | bundle | Ledger | 192.0.2.1 | | person is 'nobody'",
                "OTHER\\carol | bundle | Ledger | 192.0.2.1 | | person is 'OTHER\\carol'; allowed before the backslash",
                "\"\" | bundle | Ledger | 192.0.2.1 | | person is ''",
                "carol | door | Ledger | 192.0.2.1 | | kind is 'door'; allowed are sign-in, bundle",
                "carol | bundle | Nothing | 192.0.2.1 | | thing is 'Nothing'; there is none",
                "carol | session | '; drop table session -- | 192.0.2.1 | | thing is",
                "carol | bundle | Ledger | 010.0.0.1 | | address is '010.0.0.1'",
                "carol | bundle | Ledger | 10.1 | | address is '10.1'",
                "carol | bundle | Ledger | office | | address is 'office'",
                "carol | bundle | Ledger | 192.0.2.1 | tomorrow | time is 'tomorrow'; allowed is 'now'",
                "carol | bundle | Ledger | 192.0.2.1 | 2999-01-01 10:00 | which has not come yet",
            })
    void badInputGetsItsSentence(
            String person, String kind, String thing, String address, String time, String sentence) {
        region.signedIn(aPerson("carol", Set.of(), Role.EMPLOYEE));
        assertThatThrownBy(() -> region.get(Why.class)
                        .answer(new WhyQuestion(person, kind, thing, address, time == null ? "" : time)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"carol\u0000", "ca\nrol", "\uD800carol"})
    void aNameThatNobodyCanHaveIsRefusedBeforeItReachesAnything(String name) {
        assertThatThrownBy(() -> region.why(name, "sign-in", "", OFFICE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("person is '");
    }

    @Test
    void aNameThatTwoHaveAsksWhichOne() {
        region.signedIn(person("kim1", "Kim"));
        region.signedIn(person("kim2", "Kim"));
        assertThatThrownBy(() -> region.why("kim", "bundle", "Ledger", OFFICE))
                .hasMessageContaining("2 people are called so")
                .hasMessageContaining("kim1, kim2");
        assertThat(region.why("kim2", "bundle", "Ledger", OFFICE).person().accountName())
                .isEqualTo("kim2");
    }

    private static Person person(String account, String display) {
        Person base = aPerson(account, Set.of(), Role.EMPLOYEE);
        return new Person(base.id(), account, base.userPrincipalName(), display, null, Set.of(), base.roles());
    }

    private long entries() {
        return region.get(AuditLog.class).latest(AuditFilter.everything(1000)).size();
    }

    private static List<String> remedies(WhyAnswer answer) {
        return answer.steps().stream()
                .flatMap(step -> step.findings().stream())
                .flatMap(looked -> looked.remedies().stream())
                .toList();
    }
}
