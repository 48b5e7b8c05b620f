package dev.berth.broker.directory;

import static dev.berth.broker.directory.SmallDomain.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.directory.SignInResult.SignedIn;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class NestedGroupsTest {

    private final SmallDomain domain = new SmallDomain();
    private final ActiveDirectory directory = domain.directory();

    @AfterEach
    void close() {
        domain.close();
    }

    private Person in(String name) {
        return ((SignedIn) domain.signIn(directory, name, PASSWORD)).person();
    }

    private static GroupMembership group(Person person, String name) {
        return person.groups().stream()
                .filter(group -> group.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aNestedGroupGivesItsRoleAndTellsTheWay() {
        domain.group("Finance", "Berth Employees");
        domain.group("Accounting", "Finance");
        domain.user("alice", "Accounting");
        Person alice = in("alice");
        assertThat(alice.roles()).containsExactly(Role.EMPLOYEE);
        GroupMembership employees = group(alice, "Berth Employees");
        assertThat(employees.readablePath()).isEqualTo("Accounting → Finance → Berth Employees");
        assertThat(employees.direct()).isFalse();
        assertThat(alice.membershipOf(employees.id())).contains(employees);
    }

    @Test
    void twelveLevelsCount() {
        String above = "Berth Admins";
        for (int level = 11; level >= 1; level--) {
            domain.group("Level " + level, above);
            above = "Level " + level;
        }
        domain.user("alice", "Level 1");
        Person alice = in("alice");
        assertThat(alice.roles()).containsExactly(Role.ADMIN);
        assertThat(group(alice, "Berth Admins").path()).hasSize(12);
    }

    @Test
    void groupsThatContainEachOtherEnd() {
        domain.group("A");
        domain.group("B", "A");
        domain.group("C", "B");
        domain.server.addMember("C", "A");
        domain.server.addMember("Berth Helpdesk", "C");
        domain.user("alice", "A");
        Person alice = in("alice");
        assertThat(alice.groups())
                .extracting(GroupMembership::name)
                .containsExactlyInAnyOrder("A", "B", "C", "Berth Helpdesk", "Domain Users");
        assertThat(alice.roles()).containsExactly(Role.HELPDESK);
    }

    @Test
    void theShortestWayIsTold() {
        domain.group("Detour", "Berth Employees");
        domain.user("alice", "Detour", "Berth Employees");
        assertThat(group(in("alice"), "Berth Employees").path()).containsExactly("Berth Employees");
    }

    @Test
    void thePrimaryGroupAndWhatContainsItCount() {
        long staff = domain.group("Staff", "Berth Employees");
        domain.user("alice");
        assertThat(in("alice").roles()).isEmpty();
        domain.server.set("alice", "primaryGroupID", Long.toString(staff));
        Person alice = in("alice");
        assertThat(alice.roles()).containsExactly(Role.EMPLOYEE);
        assertThat(group(alice, "Berth Employees").readablePath()).isEqualTo("Staff → Berth Employees");
    }

    @Test
    void aGroupOfTwoThousandCounts() {
        domain.group("Everyone", "Berth Employees");
        String[] members = new String[2000];
        for (int i = 0; i < members.length; i++) {
            members[i] = domain.server.dn("person" + i);
        }
        domain.server.set("Everyone", "member", members);
        domain.user("alice", "Everyone");
        assertThat(in("alice").roles()).containsExactly(Role.EMPLOYEE);
    }

    @Test
    void anAccountInMoreGroupsThanOneAnswerHoldsIsInAllOfThem() {
        PersonId alice = domain.user("alice");
        String[] groups = new String[1600];
        for (int i = 0; i < groups.length; i++) {
            domain.group("G" + i);
            groups[i] = domain.server.dn("G" + i);
        }
        domain.server.set("alice", "memberOf", groups);
        assertThat(directory.find(alice).orElseThrow().person().groups()).hasSize(1601);
    }

    @Test
    void aGroupThatIsOnlyCalledLikeARoleGroupGivesNothing() {
        domain.group("Impostors");
        domain.server.set("Impostors", "displayName", "Berth Admins");
        domain.server.set("Berth Admins", "sAMAccountName", "Real Admins");
        domain.user("mallory", "Berth Admins", "Impostors");
        assertThat(in("mallory").roles())
                .as("the name that counts is sAMAccountName")
                .isEmpty();
    }
}
