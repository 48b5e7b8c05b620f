package dev.berth.broker.directory;

import static dev.berth.broker.directory.SmallDomain.PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.directory.SignInRefusal.AccountDisabled;
import dev.berth.broker.directory.SignInRefusal.AccountExpired;
import dev.berth.broker.directory.SignInRefusal.AccountLocked;
import dev.berth.broker.directory.SignInRefusal.PasswordExpired;
import dev.berth.broker.directory.SignInRefusal.PasswordMustChange;
import dev.berth.broker.directory.SignInRefusal.WrongNameOrPassword;
import dev.berth.broker.directory.SignInResult.Refused;
import dev.berth.broker.directory.SignInResult.SignedIn;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(180)
class ActiveDirectoryTest {

    private final SmallDomain domain = new SmallDomain();
    private final ActiveDirectory directory = domain.directory();

    @AfterEach
    void close() {
        domain.close();
    }

    private Person in(String name) {
        SignInResult result = domain.signIn(directory, name, PASSWORD);
        assertThat(result).isInstanceOf(SignedIn.class);
        return ((SignedIn) result).person();
    }

    private SignInRefusal refusal(String name, String password) {
        SignInResult result = domain.signIn(directory, name, password);
        assertThat(result).isInstanceOf(Refused.class);
        return ((Refused) result).refusal();
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "ALICE", "CORP\\alice", "corp.example.com\\Alice", "alice@corp.example.com"})
    void everyFormOfANameIsTheSamePerson(String name) {
        PersonId alice = domain.employee("alice");
        Person person = in(name);
        assertThat(person.id()).isEqualTo(alice);
        assertThat(person.getName()).isEqualTo(alice.toString());
        assertThat(person.displayName()).isEqualTo("alice Tester");
        assertThat(person.roles()).containsExactly(Role.EMPLOYEE);
    }

    @Test
    void whatTheDirectorySaysOfAPersonComesAlong() {
        domain.employee("alice");
        domain.server.set("alice", "department", "Finance");
        domain.server.set("alice", "title", " Clerk ");

        assertThat(in("alice").attributes()).isEqualTo(Map.of("department", "Finance", "title", "Clerk"));
    }

    @Test
    void anotherPersonsAccountNameAsAPrincipalPrefixIsNotThatPerson() {
        PersonId alice = domain.employee("alice");
        PersonId bob = domain.employee("bob");
        domain.server.set("alice", "userPrincipalName", "bob@corp.example.com");
        domain.server.set("bob", "userPrincipalName", "robert@corp.example.com");
        domain.server.setPassword(alice, "alices-own");
        domain.server.setPassword(bob, "bobs-own");

        assertThat(domain.signIn(directory, "bob@corp.example.com", "alices-own"))
                .isInstanceOfSatisfying(
                        SignedIn.class, in -> assertThat(in.person().id()).isEqualTo(alice));
        assertThat(refusal("bob@corp.example.com", "bobs-own")).isEqualTo(new WrongNameOrPassword());
        assertThat(refusal("bob", "alices-own")).isEqualTo(new WrongNameOrPassword());

        domain.server.delete("alice");
        assertThat(refusal("bob@corp.example.com", "bobs-own"))
                .as("bob has a principal name, and it is another")
                .isEqualTo(new WrongNameOrPassword());
        assertThat(refusal("bob@elsewhere.example.com", "bobs-own")).isEqualTo(new WrongNameOrPassword());
    }

    @Test
    void anAccountWithoutAPrincipalNameHasTheOneThatItsDomainGives() {
        PersonId carol = domain.employee("carol");
        domain.server.set("carol", "userPrincipalName");
        assertThat(in("carol@corp.example.com").id()).isEqualTo(carol);
    }

    @Test
    void aPrincipalNameThatTwoHaveIsNobodys() {
        domain.employee("alice");
        domain.employee("bob");
        domain.server.set("bob", "userPrincipalName", "alice@corp.example.com");
        assertThat(refusal("alice@corp.example.com", PASSWORD)).isEqualTo(new WrongNameOrPassword());
    }

    @Test
    void unknownNameAndWrongPasswordLookAlike() {
        domain.employee("alice");
        assertThat(refusal("alice", "wrong")).isEqualTo(refusal("nobody", PASSWORD));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "a*",
                "*)(uid=*",
                "*)(objectClass=*",
                "alice)(|(sAMAccountName=*",
                "CORP\\*",
                "*@corp.example.com",
                "alice\\2a",
                "\\28alice\\29",
                "ＡＬＩＣＥ)(cn=*",
                "CN=alice,CN=Users,DC=corp,DC=example,DC=com"
            })
    void namesThatWouldBeFiltersAreOnlyNames(String name) {
        domain.employee("alice");
        LoginName.parse(name, domain.settings())
                .map(login -> directory.authenticate(login, PASSWORD))
                .ifPresent(result -> assertThat(((Refused) result).refusal()).isEqualTo(new WrongNameOrPassword()));
        assertThat(directory.search(name)).isEmpty();
    }

    @Test
    void anAccountWhoseNameNeedsEscapingSignsIn() {
        PersonId id = domain.employee("o(ne)*, \"two\"");
        assertThat(in("o(ne)*, \"two\"").id()).isEqualTo(id);
    }

    @Test
    void computersDoNotSignIn() {
        domain.employee("pc1");
        domain.server.set("pc1", "objectClass", "top", "person", "user", "computer");
        assertThat(refusal("pc1", PASSWORD)).isEqualTo(new WrongNameOrPassword());
    }

    @Test
    void theStateOfAnAccountIsToldOnlyAfterTheRightPassword() {
        for (String name : List.of("disabled", "expired", "must-change", "old-password", "locked")) {
            domain.employee(name);
        }
        domain.server.set("disabled", "userAccountControl", "514");
        domain.server.set("expired", "accountExpires", "132000000000000000");
        domain.server.set("must-change", "pwdLastSet", "0");
        domain.server.set("old-password", "msDS-User-Account-Control-Computed", "8388608");
        domain.server.set("locked", "msDS-User-Account-Control-Computed", "16");

        assertThat(refusal("disabled", PASSWORD)).isEqualTo(new AccountDisabled());
        assertThat(refusal("expired", PASSWORD)).isEqualTo(new AccountExpired());
        assertThat(refusal("must-change", PASSWORD)).isEqualTo(new PasswordMustChange());
        assertThat(refusal("old-password", PASSWORD)).isEqualTo(new PasswordExpired());
        assertThat(refusal("locked", PASSWORD)).isEqualTo(new AccountLocked());
        for (String name : List.of("disabled", "expired", "must-change", "old-password")) {
            assertThat(refusal(name, "wrong")).as(name).isEqualTo(new WrongNameOrPassword());
        }
    }

    @Test
    void aRenameKeepsThePerson() {
        PersonId alice = domain.employee("alice");
        domain.server.rename("alice", "alicia");
        assertThat(in("alicia").id()).isEqualTo(alice);
        assertThat(in("alicia@corp.example.com").roles()).containsExactly(Role.EMPLOYEE);
        assertThat(refusal("alice", PASSWORD)).isEqualTo(new WrongNameOrPassword());
        assertThat(directory.find(alice).orElseThrow().person().accountName()).isEqualTo("alicia");
    }

    @Test
    void aNewAccountWithAnOldNameIsSomebodyElse() {
        PersonId before = domain.employee("alice");
        domain.server.delete("alice");
        PersonId after = domain.employee("alice");
        assertThat(in("alice").id()).isEqualTo(after).isNotEqualTo(before);
        assertThat(directory.find(before)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t\n", "right\0", "\0"})
    void anEmptyPasswordIsNotEvenTried(String password) {
        domain.employee("alice");
        assertThatThrownBy(() -> domain.signIn(directory, "alice", password))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void helpdeskFindsPeopleByTheStartOfAnyOfTheirNames() {
        domain.employee("alice");
        domain.employee("alfred");
        domain.user("bob");
        domain.server.set("bob", "displayName", "Alan Brandt");
        domain.server.set("alfred", "userAccountControl", "514");
        assertThat(directory.search("al"))
                .extracting(account -> account.person().accountName())
                .containsExactly("bob", "alfred", "alice");
        assertThat(directory.search("alf")).singleElement().satisfies(account -> {
            assertThat(account.state()).isEqualTo(AccountState.DISABLED);
            assertThat(account.person().roles()).containsExactly(Role.EMPLOYEE);
        });
        assertThat(directory.search("  ")).isEmpty();
    }

    @Test
    void aPersonIsKeptInASessionStore() throws Exception {
        domain.employee("alice");
        Person person = in("alice");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
            out.writeObject(person);
        }
        try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(bytes.toByteArray()))) {
            assertThat(in.readObject()).isEqualTo(person);
        }
    }
}
