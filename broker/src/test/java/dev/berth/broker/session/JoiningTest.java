package dev.berth.broker.session;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.session.SessionRegion.ADMIN;
import static dev.berth.broker.session.SessionRegion.OFFICE;
import static dev.berth.broker.session.SessionRegion.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.access.RefusalCode;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.RecordedEntry;
import dev.berth.broker.catalog.Catalog;
import dev.berth.broker.catalog.JdbcEntitlements;
import dev.berth.broker.catalog.Offer;
import dev.berth.broker.catalog.Subject;
import dev.berth.hypervisor.Guest.ExecResult;
import dev.berth.hypervisor.simulated.SimulatedWorld.Execution;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Several applications in one session. */
class JoiningTest extends InASessionRegion {

    private final Sessions sessions = region.sessions();

    @BeforeEach
    void theGuestStartsWhatJoins() {
        region.world.programs(execution -> new ExecResult(0, "", ""));
    }

    @AfterEach
    void endWhatIsOpen() {
        sessions.list(SessionFilter.liveOf(alice.id()))
                .forEach(view -> sessions.end(view.id(), TerminationReason.ADMIN_ENDED, ADMIN));
    }

    @Test
    void aSecondApplicationJoinsTheSessionOfTheFirstOnceItsScreenIsSeen() {
        SessionId session = region.ready(alice, editor());

        assertThat(sessions.open(alice, OFFICE, calculator())).isEqualTo(new OpenResult.Opened(session, true));
        assertThat(joins(session)).isEmpty();
        assertThat(region.view(session).thing().name()).isEqualTo("Text editor, Calculator");

        seen(session);
        within(SOON, "the guest was asked", () -> joins(session).equals(List.of("calculator")));
        assertThat(region.audited("session", session))
                .extracting(RecordedEntry::action)
                .contains("session.join");
        assertThat(region.get(LaunchCatalog.class).of(alice, OFFICE))
                .filteredOn(launchable -> !(launchable.launch() instanceof Launch.DesktopLaunch))
                .allMatch(launchable -> launchable.obstacle().isEmpty())
                .allMatch(launchable -> launchable.session().orElseThrow().id().equals(session));
    }

    @Test
    void whatJoinsASessionThatSomebodyIsInStartsAtOnceAndAgainWhenItIsClickedAgain() {
        SessionId session = region.ready(alice, editor());
        seen(session);
        region.opened(alice, calculator());
        within(SOON, "the guest was asked", () -> joins(session).equals(List.of("calculator")));
        within(SOON, "it is written down", () -> awaited(session) == 0);

        region.opened(alice, calculator());
        within(SOON, "and again", () -> joins(session).size() == 2);
        region.opened(alice, editor());
        within(
                SOON,
                "the first one too: it may have been closed",
                () -> joins(session).equals(List.of("calculator", "calculator", "text-editor")));
    }

    @Test
    void twentyClicksOnTwoApplicationsOpenOneSession() throws Exception {
        List<Callable<SessionId>> clicks = IntStream.range(0, 20)
                .<Callable<SessionId>>mapToObj(i -> () -> region.opened(alice, i % 2 == 0 ? editor() : calculator()))
                .toList();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Set<SessionId> opened =
                    threads.invokeAll(clicks).stream().map(Future::resultNow).collect(Collectors.toSet());
            assertThat(opened).hasSize(1);
            assertThat(region.view(opened.iterator().next()).thing().name()).contains("Text editor", "Calculator");
        }
    }

    @Test
    void anApplicationThatIsTakenAwayIsClosedAloneAndJoinsNothingAfterThat() {
        var offer = new Offer.OfApplication(region.calculator.id());
        SessionId session = region.ready(alice, editor());
        seen(session);
        region.opened(alice, calculator());
        within(SOON, "the guest was asked", () -> joins(session).equals(List.of("calculator")));

        withdraw(offer);
        within(SOON, "told", () -> told(session).size() == 1);
        assertThat(told(session).getFirst()).isEqualTo("'Calculator' was closed: you are not entitled to it any more.");
        assertThat(runs(session, "/usr/lib/berth/leave")).containsOnly("calculator");
        assertThat(region.state(session)).isEqualTo(SessionState.CONNECTED);
        assertThat(region.view(session).thing().name()).isEqualTo("Text editor");
        assertThat(region.audited("session", session))
                .extracting(RecordedEntry::action)
                .contains("session.leave");
        assertThat(sessions.open(alice, OFFICE, calculator()))
                .isInstanceOfSatisfying(
                        OpenResult.Refused.class,
                        no -> assertThat(no.because().code()).isEqualTo(RefusalCode.NOT_ENTITLED));
        region.get(Catalog.class).entitle(new Subject.Everyone(), offer, ADMIN);
    }

    @Test
    void aSessionThatLosesTheApplicationItBeganWithGoesOnWithTheOther() {
        var offer = new Offer.OfApplication(region.editor.id());
        SessionId session = region.ready(alice, editor());
        seen(session);
        region.opened(alice, calculator());
        within(SOON, "it is written down", () -> joins(session).size() == 1 && awaited(session) == 0);

        withdraw(offer);
        within(SOON, "told", () -> told(session).size() == 1);
        assertThat(runs(session, "/usr/lib/berth/leave")).containsOnly("text-editor");
        assertThat(region.view(session).thing().name()).isEqualTo("Calculator");

        withdraw(new Offer.OfApplication(region.calculator.id()));
        within(SOON, "session over", () -> region.state(session) == SessionState.ENDED);
        assertThat(region.view(session).termination()).contains(TerminationReason.ACCESS_REVOKED);
        assertThat(region.view(session).failure().orElseThrow()).contains("Calculator");
        region.get(Catalog.class).entitle(new Subject.Everyone(), offer, ADMIN);
        region.get(Catalog.class)
                .entitle(new Subject.Everyone(), new Offer.OfApplication(region.calculator.id()), ADMIN);
    }

    @Test
    void aGuestThatCannotCloseOneLosesTheWholeSession() {
        var offer = new Offer.OfApplication(region.calculator.id());
        region.world.programs(execution ->
                new ExecResult(execution.command().toString().contains("/usr/lib/berth/leave") ? 3 : 0, "", ""));
        SessionId session = region.ready(alice, editor());
        seen(session);
        region.opened(alice, calculator());
        within(SOON, "the guest was asked", () -> joins(session).equals(List.of("calculator")));

        withdraw(offer);
        within(SOON, "session over", () -> region.state(session) == SessionState.ENDED);
        assertThat(region.view(session).failure().orElseThrow()).contains("Calculator");
        region.get(Catalog.class).entitle(new Subject.Everyone(), offer, ADMIN);
    }

    @Test
    void whatTheGuestCannotStartIsToldToItsPersonOnceAndIsNotOpen() {
        region.world.programs(execution -> new ExecResult(isJoin(execution) ? 3 : 0, "", ""));
        SessionId session = region.ready(alice, editor());
        seen(session);
        region.opened(alice, calculator());

        within(SOON, "told", () -> told(session).size() == 1);
        assertThat(told(session).getFirst())
                .isEqualTo("'Calculator' was not opened: its image shows one application at a time."
                        + " End this session, then open it again.");
        assertThat(region.view(session).thing().name()).isEqualTo("Text editor");
    }

    @Test
    void whatANodeWasAboutToStartIsStartedByTheNextLook() {
        SessionId session = region.ready(alice, editor());
        region.opened(alice, calculator());
        region.connected(alice, session);
        region.clock.forward(Duration.ofSeconds(20));
        region.get(Joining.class).look();

        within(SOON, "the look found it", () -> joins(session).equals(List.of("calculator")));
        within(SOON, "it is written down", () -> awaited(session) == 0);
    }

    @Test
    void anEndedSessionIsJoinedByNothing() {
        SessionId session = region.ready(alice, editor());
        sessions.end(session, TerminationReason.USER_ENDED, Actor.of(alice));

        assertThat(region.opened(alice, calculator())).isNotEqualTo(session);
    }

    private void seen(SessionId session) {
        sessions.firstFrame(session, region.connected(alice, session));
    }

    private Launch editor() {
        return new Launch.ApplicationLaunch(region.editor.id());
    }

    private Launch calculator() {
        return new Launch.ApplicationLaunch(region.calculator.id());
    }

    private static boolean isJoin(Execution execution) {
        return execution.command().toString().contains("/usr/lib/berth/join");
    }

    private List<String> joins(SessionId session) {
        return runs(session, "/usr/lib/berth/join");
    }

    /** The arguments with which the guest ran a program. */
    private List<String> runs(SessionId session, String program) {
        return region.world.executions(region.machine(session)).stream()
                .filter(execution -> execution.command().toString().contains(program))
                .map(execution -> execution.command().getLast())
                .toList();
    }

    private void withdraw(Offer offer) {
        region.get(JdbcEntitlements.class).list().stream()
                .filter(entitlement -> entitlement.offer().equals(offer))
                .forEach(entitlement -> region.get(Catalog.class).withdraw(entitlement.id(), ADMIN));
    }

    private long awaited(SessionId session) {
        return region.get(JdbcJoined.class).awaited(session).size();
    }

    private List<String> told(SessionId session) {
        return region.get(SessionMessages.class).after(session, 0).stream()
                .map(SessionMessages.Message::text)
                .toList();
    }
}
