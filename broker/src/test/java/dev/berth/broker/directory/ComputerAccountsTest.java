package dev.berth.broker.directory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedAddRequest;
import com.unboundid.ldap.listener.interceptor.InMemoryInterceptedAddResult;
import com.unboundid.ldap.listener.interceptor.InMemoryOperationInterceptor;
import com.unboundid.ldap.sdk.AddRequest;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.OperationType;
import com.unboundid.ldap.sdk.ResultCode;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes wrong between Berth and a directory over computer accounts; what goes right is tested on a real one. */
class ComputerAccountsTest {

    private static final ComputerMark MARK = new ComputerMark(UUID.randomUUID(), "seoul");

    private final Faults faults = new Faults();
    private final SmallDomain domain = new SmallDomain(Set.of(OperationType.ADD, OperationType.DELETE), faults);
    private final ComputerAccounts accounts =
            new ComputerAccounts("CN=Users," + domain.server.base(), domain.settings());

    @AfterEach
    void close() {
        accounts.close();
        domain.close();
    }

    @Test
    void madeTwiceIsOne() {
        ComputerOutcome first = accounts.make("berth-1", MARK);
        assertThat(first).isInstanceOf(ComputerOutcome.There.class);
        assertThat(accounts.make("berth-1", MARK)).isEqualTo(first);
        assertThat(accounts.marked()).hasSize(1);
    }

    @Test
    void accountWhoseAnswerWasLostIsFoundAgain() {
        faults.loseAnswers = true;
        assertThatThrownBy(() -> accounts.make("berth-1", MARK)).isInstanceOf(DirectoryException.class);
        faults.loseAnswers = false;
        assertThat(accounts.make("berth-1", MARK)).isInstanceOf(ComputerOutcome.There.class);
        assertThat(accounts.marked()).hasSize(1);
    }

    @Test
    void anotherDesktopsNameIsNotTakenOver() {
        accounts.make("berth-1", MARK);
        var other = new ComputerMark(UUID.randomUUID(), "seoul");
        assertThat(accounts.make("berth-1", other)).isInstanceOf(ComputerOutcome.NameTaken.class);
        assertThat(accounts.remove(other)).isFalse();
        assertThat(accounts.marked())
                .singleElement()
                .satisfies(account -> assertThat(account.mark()).isEqualTo(MARK));
    }

    @Test
    void missingRightIsToldInASentence() {
        faults.refuse = true;
        assertThat(accounts.make("berth-1", MARK))
                .isInstanceOfSatisfying(
                        ComputerOutcome.NotAllowed.class,
                        refused -> assertThat(refused.sentence())
                                .contains("berth-1")
                                .contains("right to create computers"));
    }

    @Test
    void removedTwiceIsRemoved() {
        accounts.make("berth-1", MARK);
        assertThat(accounts.remove(MARK)).isTrue();
        assertThat(accounts.remove(MARK)).isFalse();
    }

    @Test
    void silentDirectoryIsAnErrorAndNotAnEmptyUnit() {
        accounts.make("berth-1", MARK);
        domain.server.close();
        assertThatThrownBy(accounts::marked).isInstanceOf(DirectoryException.class);
        assertThatThrownBy(() -> accounts.remove(MARK)).isInstanceOf(DirectoryException.class);
    }

    @Test
    void markIsReadBackAndNothingElseIs() {
        assertThat(ComputerMark.read(MARK.toString())).contains(MARK);
        assertThat(ComputerMark.read("Berth desktop of the harbour master")).isEmpty();
        assertThat(ComputerMark.read(null)).isEmpty();
    }

    /** Gives an account what Active Directory gives it, and fails as told. */
    private static final class Faults extends InMemoryOperationInterceptor {

        private volatile boolean loseAnswers;
        private volatile boolean refuse;

        @Override
        public void processAddRequest(InMemoryInterceptedAddRequest intercepted) throws LDAPException {
            if (refuse) {
                throw new LDAPException(ResultCode.INSUFFICIENT_ACCESS_RIGHTS, "not here");
            }
            AddRequest request = intercepted.getRequest().duplicate();
            request.removeAttribute("unicodePwd");
            request.replaceAttribute(new Attribute("objectClass", "top", "person", "user", "computer"));
            request.addAttribute("sn", "computer");
            request.addAttribute(new Attribute("objectGUID", new PersonId(UUID.randomUUID()).directoryBytes()));
            intercepted.setRequest(request);
        }

        @Override
        public void processAddResult(InMemoryInterceptedAddResult intercepted) {
            if (loseAnswers) {
                intercepted.setResult(new com.unboundid.ldap.sdk.LDAPResult(
                        intercepted.getMessageID(), ResultCode.UNAVAILABLE, "cut off", null, (String[]) null, null));
            }
        }
    }
}
