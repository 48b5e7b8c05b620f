package dev.berth.broker.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.BrokerNode;
import dev.berth.broker.BundleRow;
import dev.berth.broker.MovableClock;
import dev.berth.broker.TestDatabase;
import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.GroupId;
import dev.berth.broker.directory.GroupMembership;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import dev.berth.ipacl.ClientAddress;
import dev.berth.ipacl.IpAccessGroupId;
import dev.berth.ipacl.Place;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

class AccessTest {

    private static final ClientAddress OFFICE = ClientAddress.parse("address", "192.0.2.10");
    private static final ClientAddress HOME = ClientAddress.parse("address", "203.0.113.20");
    private static final GroupId FINANCE = new GroupId("S-1-5-21-1-2-3-1105");

    @TempDir
    private Path folder;

    private final MovableClock clock = new MovableClock();
    private final DataSource database = TestDatabase.fresh();
    private final JdbcClient jdbc = JdbcClient.create(database);
    private BundleId bundle;
    private BrokerNode node;
    private Access access;

    @BeforeEach
    void start() {
        node = BrokerNode.start(database, clock, folder, "berth.access.live-sessions-per-person=1");
        access = node.get(Access.class);
        bundle = new BundleId(BundleRow.add(jdbc, "Ledger"));
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void withoutAnEntitlementABundleIsNotOpened() {
        AccessDecision.Refused refused = refused(signedIn(aPerson("alice")), OFFICE, new Intent.OpenDesktop(bundle));

        assertThat(refused.code()).isEqualTo(RefusalCode.NOT_ENTITLED);
        assertThat(refused.sentence()).contains("'Ledger' is not among what you may use");
    }

    @Test
    void anEntitlementOfANestedGroupCountsAndItsPathIsTold() {
        entitle("GROUP", FINANCE.sid());
        Person alice = signedIn(aPerson(
                "alice", new GroupMembership(FINANCE, "Finance", "CN=Finance", List.of("Accounting", "Finance"))));

        AccessDecision decision = access.decide(alice, OFFICE, new Intent.OpenDesktop(bundle));
        assertThat(decision).isInstanceOf(AccessDecision.Allowed.class);
        assertThat(decision.findings())
                .extracting(AccessFinding::sentence)
                .contains("'Ledger' is given through group Finance (Accounting → Finance).");
    }

    @Test
    void whatTheDirectoryLastToldDecidesNotWhatTheWebSessionRemembers() {
        entitle("GROUP", FINANCE.sid());
        Person alice =
                signedIn(aPerson("alice", new GroupMembership(FINANCE, "Finance", "CN=Finance", List.of("Finance"))));
        Person moved =
                new Person(alice.id(), "alice", alice.userPrincipalName(), "alice", null, Set.of(), alice.roles());

        assertThat(node.get(JdbcPeople.class).refresh(moved)).isTrue();
        assertThat(node.get(JdbcPeople.class).refresh(moved)).isFalse();
        assertThat(refused(alice, OFFICE, new Intent.OpenDesktop(bundle)).code())
                .isEqualTo(RefusalCode.NOT_ENTITLED);
    }

    @Test
    void entitlementsOfRoleAndPersonCount() {
        Person alice = signedIn(aPerson("alice"));
        entitle("ROLE", "EMPLOYEE");
        assertAllowed(alice, OFFICE, new Intent.OpenDesktop(bundle));

        jdbc.sql("delete from entitlement").update();
        entitle("PERSON", alice.id().toString());
        assertAllowed(alice, OFFICE, new Intent.OpenDesktop(bundle));
        assertThat(refused(signedIn(aPerson("bob")), OFFICE, new Intent.OpenDesktop(bundle))
                        .code())
                .isEqualTo(RefusalCode.NOT_ENTITLED);
    }

    @Test
    void whatTheDirectorySaysOfAPersonEntitlesThemWhileItDoes() {
        entitle("ATTRIBUTE", "department=Finance");
        Person plain = aPerson("alice");
        Person alice = signedIn(saying(plain, Map.of("department", "finance", "title", "Clerk")));
        AccessDecision decision = access.decide(alice, OFFICE, new Intent.OpenDesktop(bundle));
        assertThat(decision.findings())
                .extracting(AccessFinding::sentence)
                .anyMatch(sentence -> sentence.startsWith("'Ledger' is given through what the directory says"));

        assertThat(node.get(JdbcPeople.class).refresh(saying(plain, Map.of("department", "Sales"))))
                .isTrue();
        assertThat(refused(alice, OFFICE, new Intent.OpenDesktop(bundle)).code())
                .isEqualTo(RefusalCode.NOT_ENTITLED);
        assertThat(access.why(alice, OFFICE, new Intent.OpenDesktop(bundle)).entitlements())
                .anyMatch(looked -> looked.how().equals("The directory says of alice: department = Sales."));
    }

    private static Person saying(Person person, Map<String, String> attributes) {
        return new Person(
                person.id(),
                person.accountName(),
                person.userPrincipalName(),
                person.displayName(),
                person.mail(),
                person.groups(),
                person.roles(),
                attributes);
    }

    @Test
    void aBundleThatIsSwitchedOffIsNotOpened() {
        entitle("EVERYONE", "");
        jdbc.sql("update bundle set enabled = false").update();

        assertThat(refused(signedIn(aPerson("alice")), OFFICE, new Intent.OpenDesktop(bundle))
                        .code())
                .isEqualTo(RefusalCode.SWITCHED_OFF);
    }

    @Test
    void aDesktopInAdminMaintenanceIsNotOpened() {
        entitle("EVERYONE", "");
        Person alice = signedIn(aPerson("alice"));
        desktop(alice, "ADMIN_MAINTENANCE");

        AccessDecision.Refused refused = refused(alice, OFFICE, new Intent.OpenDesktop(bundle));
        assertThat(refused.code()).isEqualTo(RefusalCode.DESKTOP_NOT_USABLE);
        assertThat(refused.sentence()).contains("admin maintenance");
    }

    @Test
    void aPersonWithAsManySessionsAsAllowedOpensNoOther() {
        entitle("EVERYONE", "");
        Person alice = signedIn(aPerson("alice"));
        session(alice, desktop(alice, "AVAILABLE"));
        assertAllowed(alice, OFFICE, new Intent.OpenDesktop(bundle));

        jdbc.sql("update session set application_id = null, desktop_id = desktop_id")
                .update();
        UUID other = UUID.randomUUID();
        jdbc.sql("""
                        insert into bundle select (jsonb_populate_record(b, jsonb_build_object('id', :other, 'name', 'Other'))).*
                          from bundle b
                        """).param("other", other).update();
        entitle(other, "EVERYONE", "");
        AccessDecision.Refused refused = refused(alice, OFFICE, new Intent.OpenDesktop(new BundleId(other)));
        assertThat(refused.code()).isEqualTo(RefusalCode.TOO_MANY_SESSIONS);
        assertThat(refused.sentence()).contains("End one of them first");
    }

    @Test
    void anotherPersonsDesktopIsAsIfItDidNotExist() {
        Person alice = signedIn(aPerson("alice"));
        Person mallory = signedIn(aPerson("mallory"));
        UUID desktop = desktop(alice, "AVAILABLE");
        UUID nothing = UUID.randomUUID();

        AccessDecision.Refused theirs = refused(mallory, OFFICE, new Intent.UseDesktop(new DesktopId(desktop)));
        AccessDecision.Refused nobodys = refused(mallory, OFFICE, new Intent.UseDesktop(new DesktopId(nothing)));
        assertThat(theirs.code()).isEqualTo(nobodys.code()).isEqualTo(RefusalCode.NOT_FOUND);
        assertThat(theirs.sentence().replace(desktop.toString(), "X"))
                .isEqualTo(nobodys.sentence().replace(nothing.toString(), "X"));
        assertThat(node.get(AuditLog.class).latest(AuditFilter.of("desktop", desktop, 10)))
                .singleElement()
                .matches(entry -> entry.reason().contains("belongs to alice"));
        assertAllowed(alice, OFFICE, new Intent.UseDesktop(new DesktopId(desktop)));
    }

    @Test
    void rolesOpenTheirDoorsAndNoOther() {
        Person helen = signedIn(aPerson("helen", Role.HELPDESK));
        Person adam = signedIn(aPerson("adam", Role.ADMIN));
        Person audrey = signedIn(aPerson("audrey", Role.AUDITOR));

        assertAllowed(adam, OFFICE, new Intent.Administer());
        assertAllowed(adam, OFFICE, new Intent.HelpPeople());
        assertAllowed(helen, OFFICE, new Intent.HelpPeople());
        assertAllowed(audrey, OFFICE, new Intent.Audit());
        assertThat(refused(helen, OFFICE, new Intent.Administer()).sentence()).contains("needs the role admin");
        assertThat(refused(audrey, OFFICE, new Intent.Administer()).code()).isEqualTo(RefusalCode.ROLE_MISSING);
        assertThat(refused(helen, OFFICE, new Intent.Audit()).code()).isEqualTo(RefusalCode.ROLE_MISSING);
    }

    @Test
    void anAddressOutsideTheGroupIsRefusedAtEveryPlaceWithTheReason() {
        Person alice = signedIn(aPerson("alice"));
        entitle("EVERYONE", "");
        attach(Place.Kind.BUNDLE, bundle.toString());

        assertAllowed(alice, HOME, new Intent.UsePortal());
        assertAllowed(alice, OFFICE, new Intent.OpenDesktop(bundle));
        AccessDecision.Refused refused = refused(alice, HOME, new Intent.OpenDesktop(bundle));
        assertThat(refused.code()).isEqualTo(RefusalCode.ADDRESS_NOT_ALLOWED);
        assertThat(refused.sentence())
                .contains("203.0.113.20")
                .contains("Office")
                .contains("Ledger");
    }

    @Test
    void aGroupAttachedToARoleBindsThoseWhoHoldIt() {
        Person adam = signedIn(aPerson("adam", Role.ADMIN));
        Person alice = signedIn(aPerson("alice"));
        attach(Place.Kind.ROLE, "ADMIN");

        assertThat(refused(adam, HOME, new Intent.SignIn()).code()).isEqualTo(RefusalCode.ADDRESS_NOT_ALLOWED);
        assertAllowed(adam, OFFICE, new Intent.Administer());
        assertAllowed(alice, HOME, new Intent.SignIn());
    }

    @Test
    void theSameRefusalIsWrittenDownOnceAMinute() {
        Person alice = signedIn(aPerson("alice"));
        for (int i = 0; i < 5; i++) {
            refused(alice, OFFICE, new Intent.Administer());
        }
        assertThat(administerRefusals()).isEqualTo(1);

        clock.forward(Duration.ofMinutes(2));
        refused(alice, OFFICE, new Intent.Administer());
        assertThat(administerRefusals()).isEqualTo(2);
    }

    private int administerRefusals() {
        return node.get(AuditLog.class)
                .latest(new AuditFilter(null, null, null, "portal.administer", null, null, 100))
                .size();
    }

    private void attach(Place.Kind kind, String place) {
        Author author = new Author(signedIn(aPerson("author", Role.HELPDESK)), OFFICE);
        IpAccessGroups groups = node.get(IpAccessGroups.class);
        IpAccessGroupId id = new IpAccessGroupId(UUID.randomUUID());
        var content = new IpAccessEdit.Content("Office", "", List.of(new IpAccessEdit.RuleText("192.0.2.0/24", "")));
        groups.apply(new IpAccessEdit.Create(id, content), author, Optional.empty());
        EditResult attached = groups.apply(
                new IpAccessEdit.Attach(id, 1, new IpAccessEdit.Target(kind, place)), author, Optional.empty());
        assertThat(attached).isInstanceOf(EditResult.Saved.class);
        node.get(AttachedGroups.class).forget();
    }

    private void entitle(String kind, String subject) {
        entitle(bundle.value(), kind, subject);
    }

    private void entitle(UUID what, String kind, String subject) {
        jdbc.sql("""
                        insert into entitlement (id, home_region, subject_kind, subject, subject_label, bundle_id, created_at)
                        values (gen_random_uuid(), 'main', :kind, :subject, :subject, :bundle, now())
                        """)
                .param("kind", kind)
                .param("subject", subject)
                .param("bundle", what)
                .update();
    }

    private UUID desktop(Person person, String state) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                        insert into desktop (id, home_region, person_id, bundle_id, image_version_id, hostname, vcpus,
                                             memory_mib, running_mode, auto_stop_minutes, state, state_since, wanted,
                                             retry_at, created_at)
                        select :id, 'main', :person, b.id, b.image_version_id, :id::text, 1, 1024, 'MANUAL', 60, :state, now(),
                               'RUNNING', now() + interval '1 day', now() from bundle b
                        """)
                .param("id", id)
                .param("person", person.id().objectGuid())
                .param("state", state)
                .update();
        return id;
    }

    private void session(Person person, UUID desktop) {
        jdbc.sql("""
                        insert into session (id, home_region, reference, person_id, desktop_id, client_address, state, opened_at)
                        values (gen_random_uuid(), 'main', 'R', :person, :desktop, '192.0.2.10', 'READY', now())
                        """)
                .param("person", person.id().objectGuid())
                .param("desktop", desktop)
                .update();
    }

    private Person signedIn(Person person) {
        assertAllowed(person, OFFICE, new Intent.SignIn());
        return person;
    }

    private void assertAllowed(Person person, ClientAddress address, Intent intent) {
        assertThat(access.decide(person, address, intent)).isInstanceOf(AccessDecision.Allowed.class);
    }

    private AccessDecision.Refused refused(Person person, ClientAddress address, Intent intent) {
        AccessDecision decision = access.decide(person, address, intent);
        assertThat(decision).isInstanceOf(AccessDecision.Refused.class);
        return (AccessDecision.Refused) decision;
    }

    private static Person aPerson(String name, GroupMembership... groups) {
        return person(name, Set.of(groups), Role.EMPLOYEE);
    }

    private static Person aPerson(String name, Role role) {
        return person(name, Set.of(), role);
    }

    private static Person person(String name, Set<GroupMembership> groups, Role role) {
        return new Person(
                new PersonId(UUID.randomUUID()), name, name + "@corp.example.com", name, null, groups, Set.of(role));
    }
}
