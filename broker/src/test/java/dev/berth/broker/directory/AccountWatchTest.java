package dev.berth.broker.directory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(180)
class AccountWatchTest {

    private final SmallDomain domain = new SmallDomain();
    private final AccountWatch watch = new AccountWatch(domain.directory());

    @AfterEach
    void close() {
        domain.close();
    }

    private Standing standing(PersonId id) {
        return watch.look(List.of(id)).get(id);
    }

    @Test
    void disabledExpiredAndDeletedAccountsLoseTheirSessionsAndNobodyElseDoes() {
        PersonId active = domain.employee("active");
        PersonId disabled = domain.employee("disabled");
        PersonId expired = domain.employee("expired");
        PersonId locked = domain.employee("locked");
        PersonId deleted = domain.employee("deleted");
        List<PersonId> all = List.of(active, disabled, expired, locked, deleted);
        assertThat(watch.look(all).values()).hasSize(5).noneMatch(Standing::endsSessions);

        domain.server.set("disabled", "userAccountControl", "514");
        domain.server.set("expired", "accountExpires", "132000000000000000");
        domain.server.set("locked", "msDS-User-Account-Control-Computed", "16");
        domain.server.delete("deleted");

        Map<PersonId, Standing> standings = watch.look(all);
        assertThat(all.stream().filter(id -> standings.get(id).endsSessions()))
                .containsExactly(disabled, expired, deleted);
        assertThat(standings.get(deleted)).isInstanceOf(Standing.Gone.class);
        assertThat(((Standing.Known) standings.get(locked)).account().state()).isEqualTo(AccountState.LOCKED);
    }

    @Test
    void newGroupsAndANewNameAreSeen() {
        PersonId alice = domain.employee("alice");
        domain.group("Helpers", "Berth Helpdesk");
        domain.server.addMember("Helpers", "alice");
        domain.server.removeMember("Berth Employees", "alice");
        domain.server.rename("alice", "alicia");
        Person person = ((Standing.Known) standing(alice)).account().person();
        assertThat(person.accountName()).isEqualTo("alicia");
        assertThat(person.roles()).containsExactly(Role.HELPDESK);
    }

    @Test
    void anUnreachableDirectoryEndsNobodysSession() {
        PersonId alice = domain.employee("alice");
        assertThat(standing(alice)).isInstanceOf(Standing.Known.class);
        domain.server.close();
        assertThat(standing(alice)).isInstanceOf(Standing.Unknown.class).matches(it -> !it.endsSessions());
    }

    @Test
    void aBaseThatMayNotBeSeenEndsNobodysSession() {
        PersonId alice = domain.employee("alice");
        DirectorySettings right = domain.settings();
        DirectorySettings wrong = new DirectorySettings(
                right.urls(),
                "OU=Moved,DC=corp,DC=example,DC=com",
                right.domain(),
                right.netbios(),
                right.bindDn(),
                right.bindPasswordFile(),
                null,
                false,
                right.connectLimit(),
                right.readLimit(),
                right.probeInterval(),
                true,
                right.roles(),
                right.throttle());
        try (ActiveDirectory blind = new ActiveDirectory(wrong, Clock.systemUTC())) {
            assertThat(new AccountWatch(blind).look(List.of(alice)).get(alice)).isInstanceOf(Standing.Unknown.class);
        }
    }

    @Test
    void anAccountThatOneControllerHasNotHeardOfIsNotGone() {
        try (SmallDomain lagging = new SmallDomain()) {
            PersonId alice = domain.employee("alice");
            ActiveDirectory both = domain.directory(lagging.server.url(), domain.server.url());
            Standing standing = new AccountWatch(both).look(List.of(alice)).get(alice);
            assertThat(standing.endsSessions()).isFalse();
        }
    }

    @Test
    void manyPeopleAreLookedAtTogether() {
        List<PersonId> people = new ArrayList<>();
        for (int i = 0; i < 450; i++) {
            people.add(domain.employee("person" + i));
        }
        domain.server.set("person449", "userAccountControl", "514");
        Map<PersonId, Standing> standings = watch.look(people);
        assertThat(standings).hasSize(450);
        assertThat(people.stream().filter(id -> standings.get(id).endsSessions()))
                .containsExactly(people.get(449));
    }
}
