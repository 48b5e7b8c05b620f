package dev.berth.broker.helpdesk;

import dev.berth.broker.BrokerNode;
import dev.berth.broker.BundleRow;
import dev.berth.broker.MovableClock;
import dev.berth.broker.TestDatabase;
import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Author;
import dev.berth.broker.access.Intent;
import dev.berth.broker.access.IpAccessEdit;
import dev.berth.broker.access.IpAccessGroups;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.directory.GroupId;
import dev.berth.broker.directory.GroupMembership;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import dev.berth.ipacl.ClientAddress;
import dev.berth.ipacl.IpAccessGroupId;
import dev.berth.ipacl.Place;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A node over rows of its own: a bundle called Ledger, and whoever and whatever a test puts beside it. */
final class HelpedRegion implements AutoCloseable {

    static final ClientAddress OFFICE = ClientAddress.parse("address", "192.0.2.10");
    static final ClientAddress HOME = ClientAddress.parse("address", "203.0.113.7");
    static final Actor ADMIN = new Actor.Nobody("the test");

    final MovableClock clock = new MovableClock();
    final BrokerNode node;
    final JdbcClient jdbc;
    final BundleId bundle;

    HelpedRegion(Path folder, String... properties) {
        DataSource database = TestDatabase.fresh();
        jdbc = JdbcClient.create(database);
        node = BrokerNode.start(database, clock, folder, properties);
        bundle = new BundleId(BundleRow.add(jdbc, "Ledger"));
    }

    <T> T get(Class<T> type) {
        return node.get(type);
    }

    WhyAnswer why(String person, String kind, String thing, ClientAddress address) {
        return get(Why.class).answer(new WhyQuestion(person, kind, thing, address.toString(), ""));
    }

    AccessDecision decide(Person person, ClientAddress address, Intent intent) {
        return get(Access.class).decide(person, address, intent);
    }

    static Person aPerson(String name, Set<GroupMembership> groups, Role... roles) {
        return new Person(
                new PersonId(UUID.randomUUID()),
                name,
                name + "@corp.example.com",
                "The " + name,
                name + "@mail.example.com",
                groups,
                Set.of(roles));
    }

    static GroupMembership member(String sid, String... path) {
        return new GroupMembership(
                new GroupId(sid), path[path.length - 1], "CN=" + path[path.length - 1], List.of(path));
    }

    Person signedIn(Person person) {
        decide(person, OFFICE, new Intent.SignIn());
        return person;
    }

    void entitle(String kind, String subject, String label) {
        jdbc.sql("""
                        insert into entitlement (id, home_region, subject_kind, subject, subject_label, bundle_id, created_at)
                        values (gen_random_uuid(), 'main', :kind, :subject, :label, :bundle, now())
                        on conflict do nothing
                        """)
                .param("kind", kind)
                .param("subject", subject)
                .param("label", label)
                .param("bundle", bundle.value())
                .update();
    }

    IpAccessGroupId attach(String name, Place.Kind kind, String place, String... cidrs) {
        Author author = new Author(aPerson("author-" + UUID.randomUUID(), Set.of()), OFFICE);
        IpAccessGroups groups = get(IpAccessGroups.class);
        var id = new IpAccessGroupId(UUID.randomUUID());
        List<IpAccessEdit.RuleText> rules = new ArrayList<>();
        for (String cidr : cidrs) {
            rules.add(new IpAccessEdit.RuleText(cidr, ""));
        }
        apply(groups, new IpAccessEdit.Create(id, new IpAccessEdit.Content(name, "", rules)), author);
        apply(groups, new IpAccessEdit.Attach(id, 1, new IpAccessEdit.Target(kind, place)), author);
        return id;
    }

    private static void apply(IpAccessGroups groups, IpAccessEdit edit, Author author) {
        var token = groups.apply(edit, author, Optional.empty());
        if (token instanceof dev.berth.broker.access.EditResult.NeedsConfirmation needed) {
            groups.apply(edit, author, Optional.of(needed.token()));
        }
    }

    UUID desktop(Person person, String state) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                        insert into desktop (id, home_region, person_id, bundle_id, image_version_id, hostname, vcpus,
                                             memory_mib, running_mode, auto_stop_minutes, state, state_since, wanted,
                                             retry_at, created_at)
                        select :id, 'main', :person, b.id, b.image_version_id, :name, 1, 1024, 'MANUAL', 60, :state, now(),
                               'RUNNING', now() + interval '1 day', now() from bundle b where b.id = :bundle
                        """)
                .param("id", id)
                .param("name", "d-" + id.toString().substring(0, 8))
                .param("bundle", bundle.value())
                .param("person", person.id().objectGuid())
                .param("state", state)
                .update();
        return id;
    }

    /** A session that has ended, with stages so many milliseconds after its opening, in the order of stages. */
    UUID session(Person person, UUID desktop, String reference, Instant opened, long... stageMillis) {
        UUID id = UUID.randomUUID();
        jdbc.sql("""
                        insert into session (id, home_region, reference, person_id, desktop_id, client_address, state,
                                             termination_reason, opened_at, connected_at, ended_at)
                        values (:id, 'main', :reference, :person, :desktop, '192.0.2.10', 'ENDED', 'USER_ENDED', :opened,
                                :opened, :opened)
                        """)
                .param("id", id)
                .param("reference", reference)
                .param("person", person.id().objectGuid())
                .param("desktop", desktop)
                .param("opened", opened.atOffset(ZoneOffset.UTC))
                .update();
        String[] stages = {
            "AUTHORISED",
            "PLACED",
            "DISK_READY",
            "MACHINE_STARTED",
            "GUEST_READY",
            "CREDENTIALS_SET",
            "CONNECTED",
            "FIRST_FRAME"
        };
        for (int i = 0; i < stageMillis.length; i++) {
            jdbc.sql("insert into session_stage (session_id, stage, at) values (:id, :stage, :at)")
                    .param("id", id)
                    .param("stage", stages[i])
                    .param("at", opened.plusMillis(stageMillis[i]).atOffset(ZoneOffset.UTC))
                    .update();
        }
        return id;
    }

    @Override
    public void close() {
        node.close();
    }
}
