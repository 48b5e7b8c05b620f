package dev.berth.broker.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.sdk.Modification;
import com.unboundid.ldap.sdk.ModificationType;
import dev.berth.broker.directory.SignInRefusal.AccountDisabled;
import dev.berth.broker.directory.SignInRefusal.AccountExpired;
import dev.berth.broker.directory.SignInRefusal.AccountLocked;
import dev.berth.broker.directory.SignInRefusal.OutsideLogonHours;
import dev.berth.broker.directory.SignInRefusal.PasswordMustChange;
import dev.berth.broker.directory.SignInRefusal.WrongNameOrPassword;
import dev.berth.broker.directory.SignInResult.Refused;
import dev.berth.broker.directory.SignInResult.SignedIn;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for the directory in this process holds for a real Active Directory domain controller too. */
@Tag("alone")
@Isolated("It measures times.")
@Tag("real")
@Tag("samba")
@Timeout(180)
class SambaDirectoryTest {

    private static final String PASSWORD = "R1ght-Passw0rd!";
    private static final InetAddress HERE = InetAddress.getLoopbackAddress();

    @TempDir
    private static Path folder;

    private static SambaDomain samba;
    private static ActiveDirectory directory;
    private static SignIn door;

    @BeforeAll
    static void start() {
        samba = SambaDomain.start(folder);
        directory = new ActiveDirectory(settings(samba.url(), samba.caFile(), false), Clock.systemUTC());
        door = new SignIn(directory, settings(samba.url(), samba.caFile(), false), Clock.systemUTC());
    }

    @AfterAll
    static void stop() {
        directory.close();
        samba.close();
    }

    private static DirectorySettings settings(URI url, @Nullable Path caFile, boolean startTls) {
        return new DirectorySettings(
                List.of(url),
                null,
                SambaDomain.DOMAIN,
                "CORP",
                samba.bindDn(),
                samba.bindPasswordFile(),
                caFile,
                startTls,
                Duration.ofSeconds(3),
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                true,
                DirectorySettings.RoleGroups.STANDARD,
                new DirectorySettings.Throttle(
                        20, Duration.ofMinutes(15), 300, Duration.ofMinutes(10), Duration.ofMillis(300)));
    }

    private static Person in(String name) {
        SignInResult result = door.attempt(name, PASSWORD, HERE);
        assertThat(result).isInstanceOf(SignedIn.class);
        return ((SignedIn) result).person();
    }

    private static SignInRefusal refusal(String name, String password) {
        SignInResult result = door.attempt(name, password, HERE);
        assertThat(result).isInstanceOf(Refused.class);
        return ((Refused) result).refusal();
    }

    @Test
    void threeFormsOfANameAreOnePerson() {
        samba.addUser("alice", PASSWORD, "Berth Employees");
        Person alice = in("alice");
        assertThat(in("CORP\\alice")).isEqualTo(alice);
        assertThat(in("alice@corp.example.com")).isEqualTo(alice);
        assertThat(alice.roles()).containsExactly(Role.EMPLOYEE);
        assertThat(alice.groups())
                .extracting(GroupMembership::name)
                .containsExactlyInAnyOrder("Berth Employees", "Domain Users", "Users");
        assertThat(directory.find(alice.id()).orElseThrow().person()).isEqualTo(alice);
        assertThat(directory.search("alic"))
                .extracting(account -> account.person().id())
                .containsExactly(alice.id());
        assertThat(refusal("alice", "wrong"))
                .isEqualTo(refusal("nobody", PASSWORD))
                .isEqualTo(new WrongNameOrPassword());
        for (String password : new String[] {"", " ", "\0", PASSWORD + "\0"}) {
            assertThat(refusal("alice", password)).isEqualTo(new WrongNameOrPassword());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "*)(uid=*", "Admin*", "CN=Administrator,CN=Users,DC=corp,DC=example,DC=com", "\\2a"})
    void namesThatWouldBeFiltersAreOnlyNames(String name) {
        assertThat(refusal(name, "Adm1n-Passw0rd!")).isEqualTo(new WrongNameOrPassword());
    }

    @Test
    void anotherPersonsAccountNameAsAPrincipalPrefixIsNotThatPerson() {
        samba.addUser("uma", "Umas-0wn-Passw0rd", "Berth Employees");
        samba.addUser("victor", "Victors-0wn-Passw0rd", "Berth Employees");
        samba.set("uma", "userPrincipalName", "victor@example.com");
        assertThat(door.attempt("victor@example.com", "Umas-0wn-Passw0rd", HERE))
                .isInstanceOfSatisfying(
                        SignedIn.class,
                        in -> assertThat(in.person().accountName()).isEqualTo("uma"));
        assertThat(refusal("victor@example.com", "Victors-0wn-Passw0rd")).isEqualTo(new WrongNameOrPassword());
        assertThat(refusal("victor", "Umas-0wn-Passw0rd")).isEqualTo(new WrongNameOrPassword());
        samba.delete("uma");
        assertThat(refusal("victor@example.com", "Victors-0wn-Passw0rd")).isEqualTo(new WrongNameOrPassword());
    }

    @Test
    void theStateOfAnAccountIsToldOnlyAfterTheRightPassword() {
        for (String name : List.of("disabled", "expired", "must-change", "asleep")) {
            samba.addUser(name, PASSWORD, "Berth Employees");
        }
        samba.disable("disabled");
        samba.expire("expired");
        samba.mustChangePassword("must-change", PASSWORD);
        samba.set("asleep", new Modification(ModificationType.REPLACE, "logonHours", new byte[21]));

        assertThat(refusal("disabled", PASSWORD)).isEqualTo(new AccountDisabled());
        assertThat(refusal("expired", PASSWORD)).isEqualTo(new AccountExpired());
        assertThat(refusal("must-change", PASSWORD)).isEqualTo(new PasswordMustChange());
        assertThat(refusal("asleep", PASSWORD)).isEqualTo(new OutsideLogonHours());
        for (String name : List.of("disabled", "expired", "must-change", "asleep")) {
            assertThat(refusal(name, "wrong")).as(name).isEqualTo(new WrongNameOrPassword());
        }
    }

    @Test
    void aLockedAccountIsToldUntilItIsUnlocked() {
        samba.addUser("lock", PASSWORD, "Berth Employees");
        samba.lockAfter(3);
        for (int i = 0; i < 3; i++) {
            assertThat(refusal("lock", "wrong")).isEqualTo(new WrongNameOrPassword());
        }
        assertThat(refusal("lock", PASSWORD)).isEqualTo(new AccountLocked());
        assertThat(directory.search("lock"))
                .singleElement()
                .satisfies(account -> assertThat(account.state()).isEqualTo(AccountState.LOCKED));
        samba.unlock("lock");
        in("lock");
        samba.lockAfter(0);
    }

    @Test
    void nestedGroupsCyclesAndThePrimaryGroupCount() {
        samba.addGroup("Level 12", "Berth Employees");
        for (int level = 11; level >= 1; level--) {
            samba.addGroup("Level " + level, "Level " + (level + 1));
        }
        samba.addMember("Level 1", "Level 12");
        samba.addGroup("Wardens", "Berth Helpdesk");
        samba.addUser("nora", PASSWORD, "Level 1", "Wardens");
        samba.setPrimaryGroup("nora", "Wardens");

        Person nora = in("nora");
        assertThat(nora.roles()).containsExactlyInAnyOrder(Role.EMPLOYEE, Role.HELPDESK);
        assertThat(nora.groups())
                .filteredOn(group -> group.name().equals("Berth Employees"))
                .singleElement()
                .satisfies(group -> assertThat(group.readablePath())
                        .isEqualTo("Level 1 → Level 2 → Level 3 → Level 4 → Level 5 → Level 6 → Level 7"
                                + " → Level 8 → Level 9 → Level 10 → Level 11 → Level 12 → Berth Employees"));
        assertThat(nora.groups())
                .filteredOn(group -> group.name().equals("Berth Helpdesk"))
                .singleElement()
                .satisfies(group -> assertThat(group.readablePath()).isEqualTo("Wardens → Berth Helpdesk"));
        Standing walked = new AccountWatch(directory).look(List.of(nora.id())).get(nora.id());
        assertThat(((Standing.Known) walked).account().person())
                .as("at work as at the door")
                .isEqualTo(nora);
    }

    @Test
    void aRenameKeepsThePersonAndANewAccountWithTheOldNameIsSomebodyElse() {
        samba.addUser("rita", PASSWORD, "Berth Employees");
        Person before = in("rita");
        samba.rename("rita", "rosa");
        assertThat(in("rosa").id()).isEqualTo(before.id());
        assertThat(in("rosa@corp.example.com").roles()).containsExactly(Role.EMPLOYEE);
        samba.addUser("rita", PASSWORD, "Berth Employees");
        assertThat(in("rita").id()).isNotEqualTo(before.id());
    }

    @Test
    void anAccountDisabledOrDeletedWhileAtWorkLosesItsSessions() {
        AccountWatch watch = new AccountWatch(directory);
        samba.addUser("wanda", PASSWORD, "Berth Employees");
        samba.addUser("wilma", PASSWORD, "Berth Employees");
        PersonId wanda = in("wanda").id();
        PersonId wilma = in("wilma").id();
        assertThat(watch.look(List.of(wanda, wilma)).values()).noneMatch(Standing::endsSessions);
        samba.disable("wanda");
        samba.delete("wilma");
        var standings = watch.look(List.of(wanda, wilma));
        assertThat(standings.get(wanda).endsSessions()).isTrue();
        assertThat(standings.get(wilma)).isInstanceOf(Standing.Gone.class);
    }

    @Test
    void aSilentControllerIsSaidSoonAndEndsNobodysSession() {
        samba.addUser("silas", PASSWORD, "Berth Employees");
        PersonId silas = in("silas").id();
        samba.fallSilent();
        try {
            long start = System.nanoTime();
            assertThat(refusal("silas", PASSWORD)).isEqualTo(new SignInRefusal.DirectoryUnavailable());
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(8));
            assertThat(new AccountWatch(directory).look(List.of(silas)).get(silas))
                    .isInstanceOf(Standing.Unknown.class);
        } finally {
            samba.speakAgain();
        }
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!(door.attempt("silas", PASSWORD, HERE) instanceof SignedIn)) {
            assertThat(System.nanoTime()).as("back in time").isLessThan(deadline);
        }
    }

    @Test
    void aThousandSignInsFromOneAddressPassWithinAMinute() throws Exception {
        samba.addGroup("Crowd", "Berth Employees");
        samba.addUsers("person", 200, PASSWORD, "Crowd");
        long start = System.nanoTime();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<SignInResult>> results = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                String name = "person" + i % 200;
                results.add(threads.submit(() -> door.attempt(name, PASSWORD, HERE)));
            }
            for (Future<SignInResult> result : results) {
                assertThat(result.get()).isInstanceOf(SignedIn.class);
            }
        }
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void anUnknownNameTakesAsLongAsAWrongPassword() {
        samba.addUser("tina", PASSWORD, "Berth Employees");
        List<Long> known = new ArrayList<>();
        List<Long> unknown = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            known.add(nanos(() -> refusal("tina", "wrong")));
            unknown.add(nanos(() -> refusal("nobody-at-all", "wrong")));
        }
        assertThat((double) median(unknown) / median(known)).isBetween(0.9, 1.1);
    }

    private static long nanos(Runnable what) {
        long start = System.nanoTime();
        what.run();
        return System.nanoTime() - start;
    }

    private static long median(List<Long> times) {
        return times.stream().sorted().toList().get(times.size() / 2);
    }

    @Test
    void startTlsIsAsGood() {
        samba.addUser("stella", PASSWORD, "Berth Employees");
        DirectorySettings startTls = settings(samba.startTlsUrl(), samba.caFile(), true);
        try (ActiveDirectory other = new ActiveDirectory(startTls, Clock.systemUTC())) {
            assertThat(new SignIn(other, startTls, Clock.systemUTC()).attempt("stella", PASSWORD, HERE))
                    .isInstanceOf(SignedIn.class);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aControllerWithACertificateThatIsNotTrustedOrNotItsOwnHearsNoPassword(boolean startTls) throws Exception {
        LoginName alice = new LoginName.AccountName("alice");
        URI url = startTls ? samba.startTlsUrl() : samba.url();
        try (ActiveDirectory untrusted = new ActiveDirectory(settings(url, null, startTls), Clock.systemUTC())) {
            assertThatThrownBy(() -> untrusted.authenticate(alice, PASSWORD)).isInstanceOf(DirectoryException.class);
        }
        try (BrokenController elsewhere = new BrokenController(url);
                ActiveDirectory misnamed = new ActiveDirectory(
                        settings(elsewhere.urlByName(startTls ? "ldap" : "ldaps"), samba.caFile(), startTls),
                        Clock.systemUTC())) {
            assertThatThrownBy(() -> misnamed.authenticate(alice, PASSWORD)).isInstanceOf(DirectoryException.class);
        }
    }
}
