package dev.berth.broker.session;

import static dev.berth.broker.session.SessionRegion.HOME;
import static dev.berth.broker.session.SessionRegion.OFFICE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.access.Author;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.RecordedEntry;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.broker.recording.Extent;
import dev.berth.broker.recording.Players;
import dev.berth.broker.recording.Plays;
import dev.berth.broker.recording.Recording;
import dev.berth.broker.recording.RecordingId;
import dev.berth.broker.recording.RecordingPolicies;
import dev.berth.broker.recording.RecordingPolicy;
import dev.berth.broker.recording.RecordingSettings;
import dev.berth.broker.recording.RecordingTimers;
import dev.berth.broker.recording.Recordings;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordingsTest {

    private static final RecordingPolicy ALWAYS =
            new RecordingPolicy(RecordingPolicy.Mode.ALWAYS, true, Players.AUDITORS, 30);
    private static final Extent LONG = new Extent(12_345, 7, Duration.ofSeconds(90));

    private final SessionRegion region = new SessionRegion();
    private final Recordings recordings = region.get(Recordings.class);
    private final Plays plays = region.get(Plays.class);
    private final Person alice = region.signedIn("alice", Role.EMPLOYEE);
    private final Author adam = new Author(region.signedIn("adam", Role.ADMIN), OFFICE);
    private final Author audrey = new Author(region.signedIn("audrey", Role.AUDITOR), HOME);
    private SessionId session = new SessionId(UUID.randomUUID());

    @BeforeAll
    void connect() {
        session = region.ready(alice, region.desktop());
        assertThat(recordings.begin(session))
                .as("nothing is recorded unless told")
                .isEmpty();
        region.get(RecordingPolicies.class).set(region.bundle.id(), ALWAYS, adam);
    }

    @AfterAll
    void close() {
        region.close();
    }

    @Test
    void whatIsBegunIsThereWithItsKeyWhichTheDatabaseDoesNotHave() {
        Recordings.Order order = recordings.begin(session).orElseThrow();
        assertThat(order.required()).isTrue();
        assertThat(recordings.key(order.id())).isEqualTo(order.key());
        byte[] wrapped = region.jdbc()
                .sql("select wrapped_key from recording where id = :id")
                .param("id", order.id().value())
                .query(byte[].class)
                .single();
        assertThat(indexOf(wrapped, Arrays.copyOf(order.key(), 8))).isNegative();
        assertThat(recordings.require(order.id()).state()).isEqualTo(Recording.State.RUNNING);
        recordings.ended(order.id(), LONG, null);
        Recording ended = recordings.require(order.id());
        assertThat(ended.state()).isEqualTo(Recording.State.COMPLETE);
        assertThat(ended.length()).isEqualTo(Duration.ofSeconds(90));
        assertThat(ended.bytes()).isEqualTo(12_345);
    }

    @Test
    void anotherRecordingsKeyDoesNotOpenUnderThisOnesName() {
        RecordingId one = recordings.begin(session).orElseThrow().id();
        RecordingId other = recordings.begin(session).orElseThrow().id();
        region.jdbc()
                .sql(
                        "update recording set wrapped_key = (select wrapped_key from recording where id = :other) where id = :one")
                .param("other", other.value())
                .param("one", one.value())
                .update();
        assertThatThrownBy(() -> recordings.key(one)).hasMessageContaining("does not open");
    }

    @Test
    void nobodyWatchesASessionByPlayingWhatIsBeingRecorded() {
        RecordingId running = recordings.begin(session).orElseThrow().id();
        assertThatThrownBy(() -> plays.grant(running, "Case 4711", audrey))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("is being made");
    }

    @Test
    void onlyWhomThePolicyNamesPlaysItWithAReasonThatStaysInTheLog() {
        RecordingId id = ended();
        assertThatThrownBy(() -> plays.grant(id, " ", audrey)).hasMessageContaining("reason has 0 characters");
        assertThatThrownBy(() -> plays.grant(id, "curious", adam)).isInstanceOf(ChangeRefusedException.class);
        UUID play = plays.grant(id, "Case 4711", audrey);
        plays.require(id, play, audrey.person().id());
        assertThatThrownBy(() -> plays.require(id, play, adam.person().id())).isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> plays.require(ended(), play, audrey.person().id()))
                .isInstanceOf(NotFoundException.class);
        assertThat(region.audited("recording", id))
                .extracting(entry -> entry.actor() + " " + entry.action() + " " + entry.outcome())
                .contains("audrey recording.play ALLOWED", "adam recording.play REFUSED");
        assertThat(region.audited("recording", id))
                .extracting(RecordedEntry::reason)
                .anyMatch(reason -> reason.contains("Case 4711"));
        region.clock.forward(Duration.ofMinutes(61));
        assertThatThrownBy(() -> plays.require(id, play, audrey.person().id())).isInstanceOf(NotFoundException.class);
    }

    @Test
    void itIsDeletedWithItsFileAndItsKeyWhenItsTimeIsOverUnlessItIsHeld() throws Exception {
        RecordingId gone = ended();
        RecordingId kept = ended();
        var files = region.get(RecordingSettings.class);
        Files.createDirectories(files.folder());
        Files.write(files.file(gone), new byte[10]);
        recordings.hold(kept, "Case 4711", adam);
        assertThatThrownBy(() -> recordings.delete(kept, adam)).hasMessageContaining("held");

        region.clock.forward(Duration.ofDays(31));
        RecordingTimers.tick(recordings);
        assertThat(recordings.require(gone).state()).isEqualTo(Recording.State.DELETED);
        assertThat(files.file(gone)).doesNotExist();
        assertThatThrownBy(() -> recordings.key(gone)).isInstanceOf(NotFoundException.class);
        assertThat(recordings.require(kept).state()).isEqualTo(Recording.State.COMPLETE);

        recordings.letGo(kept, adam);
        RecordingTimers.tick(recordings);
        assertThat(recordings.require(kept).state()).isEqualTo(Recording.State.DELETED);
        assertThat(recordings.latest("", 100))
                .noneMatch(recording -> List.of(gone, kept).contains(recording.id()));
    }

    @Test
    void whatAGatewayLeftBehindIsIncompleteAndSaysSo() {
        RecordingId id = recordings.begin(session).orElseThrow().id();
        recordings.progress(id, LONG);
        region.jdbc()
                .sql(
                        "update recording set gateway_boot = gen_random_uuid(), started_at = started_at - interval '1 hour' where id = :id")
                .param("id", id.value())
                .update();
        RecordingTimers.tick(recordings);
        Recording orphan = recordings.require(id);
        assertThat(orphan.state()).isEqualTo(Recording.State.INCOMPLETE);
        assertThat(orphan.flaw().orElseThrow()).contains("went down");
        assertThat(orphan.chunks()).isEqualTo(7);
        recordings.ended(id, Extent.NOTHING, null);
        assertThat(recordings.require(id).state())
                .as("a late word changes nothing")
                .isEqualTo(Recording.State.INCOMPLETE);
    }

    @Test
    void aPolicyIsSaidAndRefusesNonsense() {
        assertThat(region.audited("bundle", region.bundle.id()))
                .anyMatch(entry -> entry.action().equals("recording.policy"));
        assertThatThrownBy(() -> new RecordingPolicy(RecordingPolicy.Mode.ALWAYS, false, Players.AUDITORS, 0))
                .hasMessageContaining("keepDays is 0; allowed are 1 to 3650");
        assertThatThrownBy(() -> new RecordingPolicy(RecordingPolicy.Mode.OFF, true, Players.AUDITORS, 1))
                .hasMessageContaining("required is true while mode is OFF");
    }

    private RecordingId ended() {
        RecordingId id = recordings.begin(session).orElseThrow().id();
        recordings.ended(id, LONG, null);
        return id;
    }

    private static int indexOf(byte[] all, byte[] part) {
        for (int i = 0; i + part.length <= all.length; i++) {
            if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }
}
