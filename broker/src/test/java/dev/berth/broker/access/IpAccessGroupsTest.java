package dev.berth.broker.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.BrokerNode;
import dev.berth.broker.MovableClock;
import dev.berth.broker.TestDatabase;
import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.RecordedEntry;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import dev.berth.ipacl.ClientAddress;
import dev.berth.ipacl.EditPreview;
import dev.berth.ipacl.IpAccessGroupId;
import dev.berth.ipacl.Place;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IpAccessGroupsTest {

    private static final ClientAddress OFFICE = ClientAddress.parse("address", "192.0.2.10");
    private static final IpAccessEdit.Target DIRECTORY = new IpAccessEdit.Target(Place.Kind.DIRECTORY, "");

    @TempDir
    private Path folder;

    private final IpAccessGroupId id = new IpAccessGroupId(UUID.randomUUID());
    private final Author adam = new Author(
            new Person(new PersonId(UUID.randomUUID()), "adam", null, "Adam", null, Set.of(), Set.of(Role.ADMIN)),
            OFFICE);
    private BrokerNode node;
    private IpAccessGroups groups;

    @BeforeEach
    void start() {
        node = BrokerNode.start(TestDatabase.fresh(), new MovableClock(), folder);
        groups = node.get(IpAccessGroups.class);
        node.get(Access.class).decide(adam.person(), OFFICE, new Intent.SignIn());
    }

    @AfterEach
    void close() {
        node.close();
    }

    @Test
    void aGroupIsKeptAsItWasWrittenInCanonicalForm() {
        saved(new IpAccessEdit.Create(id, content("Office", "192.0.2.0/24", "2001:DB8::/32", "::ffff:198.51.100.7")));
        KeptGroup attached = saved(new IpAccessEdit.Attach(id, 1, DIRECTORY));

        assertThat(groups.list()).singleElement().isEqualTo(attached);
        assertThat(attached.revision()).isEqualTo(2);
        assertThat(attached.group().rules())
                .extracting(rule -> rule.cidr().toString())
                .containsExactly("192.0.2.0/24", "2001:db8::/32", "198.51.100.7/32");
        assertThat(attached.attachedTo()).containsExactly(Places.DIRECTORY);
    }

    @Test
    void aRuleThatIsNotPlainIsRefusedWithTheCorrectedFormAndNothingIsSaved() {
        assertThatThrownBy(() -> saved(new IpAccessEdit.Create(id, content("Office", "192.0.2.0/24", "010.0.0.1"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rules[1].cidr")
                .hasMessageContaining("010.0.0.1");
        assertThatThrownBy(() -> saved(new IpAccessEdit.Create(id, content("Office", "192.0.2.9/24"))))
                .hasMessageContaining("192.0.2.0/24");
        assertThat(groups.list()).isEmpty();
    }

    @Test
    void namesAndRulesAreThereOnce() {
        saved(new IpAccessEdit.Create(id, content("Office", "192.0.2.0/24")));

        assertThatThrownBy(() -> saved(new IpAccessEdit.Create(
                        new IpAccessGroupId(UUID.randomUUID()), content("Office", "10.0.0.0/8"))))
                .hasMessageContaining("which another IP access group has");
        assertThatThrownBy(() -> saved(
                        new IpAccessEdit.Change(id, 1, content("Office", "10.0.0.0/8", "192.0.2.0/24", "10.0.0.0/8"))))
                .hasMessageContaining("rules[2].cidr is '10.0.0.0/8', which rules[0] is already");
    }

    @Test
    void anEditOfAnOldRevisionIsRefused() {
        saved(new IpAccessEdit.Create(id, content("Office", "192.0.2.0/24")));
        saved(new IpAccessEdit.Change(id, 1, content("Office", "192.0.2.0/25")));

        assertThatThrownBy(() -> saved(new IpAccessEdit.Change(id, 1, content("Office", "192.0.2.0/26"))))
                .isInstanceOf(StaleRevisionException.class);
        assertThatThrownBy(() -> saved(new IpAccessEdit.Delete(new IpAccessGroupId(UUID.randomUUID()), 1)))
                .isInstanceOf(NotFoundException.class);
    }

    @Test
    void anEditThatLocksItsAuthorOutNeedsItsOwnConfirmation() {
        saved(new IpAccessEdit.Create(id, content("Office", "198.51.100.0/24")));
        IpAccessEdit lockout = new IpAccessEdit.Attach(id, 1, DIRECTORY);

        EditPreview preview = groups.preview(lockout, adam);
        assertThat(preview.authorLockedOut().orElseThrow().reason())
                .contains("192.0.2.10")
                .contains("Office");
        EditResult asked = groups.apply(lockout, adam, Optional.empty());
        assertThat(asked).isInstanceOf(EditResult.NeedsConfirmation.class);
        assertThat(groups.find(id).orElseThrow().attachedTo()).isEmpty();

        ConfirmationToken token = ((EditResult.NeedsConfirmation) asked).token();
        IpAccessEdit other = new IpAccessEdit.Attach(id, 1, new IpAccessEdit.Target(Place.Kind.ROLE, "ADMIN"));
        Author eve = new Author(
                new Person(new PersonId(UUID.randomUUID()), "eve", null, "Eve", null, Set.of(), Set.of(Role.ADMIN)),
                OFFICE);
        assertThat(groups.apply(other, adam, Optional.of(token))).isInstanceOf(EditResult.NeedsConfirmation.class);
        assertThat(groups.apply(lockout, eve, Optional.of(token))).isInstanceOf(EditResult.NeedsConfirmation.class);
        assertThat(groups.apply(lockout, adam, Optional.of(new ConfirmationToken("guess"))))
                .isInstanceOf(EditResult.NeedsConfirmation.class);
        assertThat(groups.apply(lockout, adam, Optional.of(token))).isInstanceOf(EditResult.Saved.class);
    }

    @Test
    void anAttachedGroupWithoutRulesBlocksEveryoneAndSaysSoBefore() {
        saved(new IpAccessEdit.Create(id, content("Nobody")));

        EditPreview preview = groups.preview(new IpAccessEdit.Attach(id, 1, DIRECTORY), adam);
        assertThat(preview.authorLockedOut().orElseThrow().reason()).contains("has no rules, which blocks everyone");
    }

    @Test
    void placesThatAreNotThereAreRefused() {
        saved(new IpAccessEdit.Create(id, content("Office", "192.0.2.0/24")));

        assertThatThrownBy(() -> attach(Place.Kind.BUNDLE, UUID.randomUUID().toString()))
                .hasMessageContaining("allowed is the id of a bundle that exists");
        assertThatThrownBy(() -> attach(Place.Kind.ROLE, "KING")).hasMessageContaining("EMPLOYEE, HELPDESK");
        assertThatThrownBy(() -> attach(Place.Kind.STACK, "s")).hasMessageContaining("no stacks");
        assertThatThrownBy(() -> attach(Place.Kind.DIRECTORY, "x")).hasMessageContaining("only an empty one");
        saved(new IpAccessEdit.Attach(id, 1, DIRECTORY));
        assertThatThrownBy(() -> groups.preview(new IpAccessEdit.Attach(id, 2, DIRECTORY), adam))
                .hasMessageContaining("attached there already");
    }

    @Test
    void everyEditIsWrittenDownWithBeforeAndAfter() {
        saved(new IpAccessEdit.Create(id, content("Office", "192.0.2.0/24")));
        saved(new IpAccessEdit.Change(id, 1, content("Office", "192.0.2.0/25")));
        assertThat(groups.apply(new IpAccessEdit.Delete(id, 2), adam, Optional.empty()))
                .isInstanceOf(EditResult.Deleted.class);

        List<RecordedEntry> entries = node.get(AuditLog.class).latest(AuditFilter.of("ip-access-group", id, 10));
        assertThat(entries)
                .extracting(RecordedEntry::action)
                .containsExactly("ip-access-group.delete", "ip-access-group.change", "ip-access-group.create");
        assertThat(entries.get(1).before().orElseThrow()).contains("192.0.2.0/24");
        assertThat(entries.get(1).after().orElseThrow()).contains("192.0.2.0/25");
        assertThat(entries).allMatch(entry -> entry.address().equals(Optional.of("192.0.2.10")));
    }

    private void attach(Place.Kind kind, String place) {
        groups.preview(new IpAccessEdit.Attach(id, 1, new IpAccessEdit.Target(kind, place)), adam);
    }

    private KeptGroup saved(IpAccessEdit edit) {
        EditResult result = groups.apply(edit, adam, Optional.empty());
        assertThat(result).isInstanceOf(EditResult.Saved.class);
        return ((EditResult.Saved) result).group();
    }

    private static IpAccessEdit.Content content(String name, String... cidrs) {
        return new IpAccessEdit.Content(
                name,
                "",
                List.of(cidrs).stream()
                        .map(cidr -> new IpAccessEdit.RuleText(cidr, ""))
                        .toList());
    }
}
