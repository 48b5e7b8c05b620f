package dev.berth.broker.helpdesk;

import static dev.berth.broker.helpdesk.HelpedRegion.HOME;
import static dev.berth.broker.helpdesk.HelpedRegion.OFFICE;
import static dev.berth.broker.helpdesk.HelpedRegion.aPerson;
import static dev.berth.broker.helpdesk.HelpedRegion.member;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.AccessFinding;
import dev.berth.broker.access.Explanation;
import dev.berth.broker.access.Intent;
import dev.berth.broker.access.JdbcPeople;
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
import dev.berth.ipacl.ClientAddress;
import dev.berth.ipacl.Place;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WhyTest {

    private static final String FINANCE = "S-1-5-21-1-2-3-1105";
    private static final String DESKTOPS = "S-1-5-21-1-2-3-1106";

    @TempDir
    private Path folder;

    private HelpedRegion region;

    @BeforeEach
    void start() {
        region = new HelpedRegion(folder, "berth.access.live-sessions-per-person=2");
    }

    @AfterEach
    void close() {
        region.close();
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
    void everyFindingThatRefusesSaysWhatWouldHelp() {
        Random random = new Random(7);
        for (int i = 0; i < 80; i++) {
            Facts facts = new Facts(random);
            for (Explanation step : facts.answer().steps()) {
                assertThat(step.findings())
                        .allMatch(looked ->
                                looked.refusal().isEmpty() == looked.remedies().isEmpty());
            }
        }
    }

    /** The page tells what decides, whatever the facts are. */
    @Test
    void whatIsToldIsWhatIsDecided() {
        Random random = new Random(11);
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 120; i++) {
            Facts facts = new Facts(random);
            AccessDecision decided = region.decide(facts.person, facts.address, new Intent.OpenDesktop(region.bundle));
            Set<String> codes = decided.findings().stream()
                    .flatMap(finding -> finding.refusal().stream())
                    .map(Enum::name)
                    .collect(Collectors.toSet());
            WhyAnswer answer = facts.answer();
            assertThat(answer.codes()).as("round %d", i).isEqualTo(codes);
            assertThat(answer.allowed()).isEqualTo(decided instanceof AccessDecision.Allowed);
            boolean entitled = decided.findings().stream().anyMatch(AccessFinding.Entitled.class::isInstance);
            assertThat(answer.steps().getFirst().entitlements().stream().anyMatch(Explanation.EntitlementLooked::gives))
                    .isEqualTo(entitled);
            seen.addAll(codes);
        }
        assertThat(seen)
                .contains(
                        "NOT_ENTITLED",
                        "ADDRESS_NOT_ALLOWED",
                        "SWITCHED_OFF",
                        "DESKTOP_NOT_USABLE",
                        "ACCOUNT_BARRED",
                        "TOO_MANY_SESSIONS");
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

    /** One throw of the dice over everything that decides. */
    private final class Facts {

        private static final List<String> STATES =
                List.of("AVAILABLE", "STOPPED", "ADMIN_MAINTENANCE", "SUSPENDED", "REBUILDING", "ERROR");

        final Person person;
        final ClientAddress address;

        Facts(Random random) {
            for (String table : List.of("entitlement", "session", "desktop", "ip_access_group")) {
                region.jdbc.sql("delete from " + table).update();
            }
            Set<GroupMembership> groups = new HashSet<>();
            if (random.nextBoolean()) {
                groups.add(member(FINANCE, "Accounting", "Finance"));
            }
            person = region.signedIn(aPerson("p" + random.nextInt(Integer.MAX_VALUE), groups, Role.EMPLOYEE));
            address = random.nextBoolean() ? OFFICE : HOME;
            entitle(random);
            if (random.nextInt(3) == 0) {
                region.attach(
                        "Office",
                        Place.Kind.BUNDLE,
                        region.bundle.toString(),
                        random.nextInt(4) == 0 ? new String[0] : new String[] {"192.0.2.0/24"});
            }
            if (random.nextInt(4) == 0) {
                region.attach("Staff", Place.Kind.ROLE, "EMPLOYEE", "203.0.113.0/24");
            }
            region.jdbc
                    .sql("update bundle set enabled = :enabled")
                    .param("enabled", random.nextInt(4) != 0)
                    .update();
            if (random.nextBoolean()) {
                region.desktop(person, STATES.get(random.nextInt(STATES.size())));
            }
            if (random.nextInt(4) == 0) {
                fillQuota();
            }
            if (random.nextInt(6) == 0) {
                region.get(JdbcPeople.class).bar(person.id(), "The account was disabled in the directory.");
            }
        }

        private void entitle(Random random) {
            if (random.nextInt(3) == 0) {
                region.entitle("GROUP", FINANCE, "Finance");
            }
            if (random.nextInt(3) == 0) {
                region.entitle("GROUP", DESKTOPS, "Desktops");
            }
            if (random.nextInt(4) == 0) {
                region.entitle("ROLE", random.nextBoolean() ? "EMPLOYEE" : "ADMIN", "role");
            }
            if (random.nextInt(4) == 0) {
                region.entitle("PERSON", person.id().toString(), "person");
            }
        }

        private void fillQuota() {
            UUID other = UUID.randomUUID();
            region.jdbc
                    .sql("""
                            insert into bundle
                            select (jsonb_populate_record(b, jsonb_build_object('id', :other, 'name', :other::text))).*
                              from bundle b where id = :bundle
                            """)
                    .param("other", other)
                    .param("bundle", region.bundle.value())
                    .update();
            for (int i = 0; i < 2; i++) {
                UUID id = UUID.randomUUID();
                region.jdbc
                        .sql("""
                                with d as (insert into desktop (id, home_region, person_id, bundle_id, image_version_id,
                                                                hostname, vcpus, memory_mib, running_mode, auto_stop_minutes,
                                                                state, state_since, wanted, retry_at, created_at)
                                           select :id, 'main', :person, :other, b.image_version_id, :id::text, 1, 1024,
                                                  'MANUAL', 60, case :i when 0 then 'AVAILABLE' else 'TERMINATED' end,
                                                  now(), 'RUNNING', now() + interval '1 day', now()
                                             from bundle b where b.id = :bundle returning id)
                                insert into session (id, home_region, reference, person_id, desktop_id, client_address,
                                                     state, opened_at)
                                select gen_random_uuid(), 'main', :id::text, :person, d.id, '192.0.2.10', 'READY', now()
                                  from d
                                """)
                        .param("id", id)
                        .param("i", i)
                        .param("other", other)
                        .param("bundle", region.bundle.value())
                        .param("person", person.id().objectGuid())
                        .update();
            }
        }

        WhyAnswer answer() {
            return region.why(person.accountName(), "bundle", "Ledger", address);
        }
    }
}
