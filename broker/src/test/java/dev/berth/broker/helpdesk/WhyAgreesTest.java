package dev.berth.broker.helpdesk;

import static dev.berth.broker.helpdesk.HelpedRegion.HOME;
import static dev.berth.broker.helpdesk.HelpedRegion.OFFICE;
import static dev.berth.broker.helpdesk.HelpedRegion.aPerson;
import static dev.berth.broker.helpdesk.HelpedRegion.member;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Explanation;
import dev.berth.broker.access.Intent;
import dev.berth.broker.access.JdbcPeople;
import dev.berth.broker.access.PersonFinding;
import dev.berth.broker.directory.GroupMembership;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.ipacl.ClientAddress;
import dev.berth.ipacl.Place;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Whatever the facts are, what is told is what decides. */
class WhyAgreesTest extends InAHelpedRegion {

    WhyAgreesTest() {
        super("berth.access.live-sessions-per-person=2");
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
            AccessDecision decided = facts.decided();
            WhyAnswer answer = facts.answer();
            // Rules that changed are heard of by another thread: what was decided before and after has to be the same.
            for (int again = 0; again < 20 && !codes(decided).equals(codes(facts.decided())); again++) {
                decided = facts.decided();
                answer = facts.answer();
            }
            Set<String> codes = codes(decided);
            assertThat(answer.codes()).as("round %d", i).isEqualTo(codes);
            assertThat(answer.allowed()).isEqualTo(decided instanceof AccessDecision.Allowed);
            boolean entitled = decided.findings().stream().anyMatch(PersonFinding.Entitled.class::isInstance);
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

    private static Set<String> codes(AccessDecision decided) {
        return decided.findings().stream()
                .flatMap(finding -> finding.refusal().stream())
                .map(Enum::name)
                .collect(Collectors.toSet());
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

        AccessDecision decided() {
            return region.decide(person, address, new Intent.OpenDesktop(region.bundle));
        }

        WhyAnswer answer() {
            return region.why(person.accountName(), "bundle", "Ledger", address);
        }
    }
}
