package dev.berth.broker.standby;

import static dev.berth.broker.Within.within;
import static dev.berth.broker.standby.StandbyPair.SOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.PointId;
import dev.berth.broker.desktop.UserPoints;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.Stance;
import dev.berth.broker.standby.PeerTalk.Answer;
import dev.berth.broker.standby.PeerTalk.Begin;
import dev.berth.broker.standby.PeerTalk.End;
import dev.berth.broker.standby.PeerTalk.Verdict;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** A peer that knows the secret and says whatever it likes. */
class HostilePeerTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @TempDir
    Path folder;

    private StandbyPair pair;
    private Desktop desktop;

    @BeforeEach
    void begin() throws IOException {
        pair = new StandbyPair(folder, "berth.standby.most-point=2MB");
        desktop = pair.covered();
    }

    @AfterEach
    void end() {
        pair.close();
    }

    @Test
    void nothingOfWhatItSaysIsBelieved() throws IOException {
        long before = volumes();
        assertThat(answer("region-a", PeerTalk.BEGIN, JSON.writeValueAsBytes(fresh(now())), "00"))
                .isEmpty();
        assertThat(answer("region-c", PeerTalk.BEGIN, JSON.writeValueAsBytes(fresh(now())), null))
                .isEmpty();
        assertThat(answer("../../etc", PeerTalk.BEGIN, new byte[0], null)).isEmpty();
        PointDoor door = pair.b.node.get(PointDoor.class);
        String knock = pair.a
                .node
                .get(PeerKey.class)
                .sign(pair.a.side.name, pair.b.side.name, PeerKey.knockAt(PeerTalk.BEGIN), new byte[0]);
        assertThat(door.isKnown("region-a", PeerTalk.BEGIN, knock)).isTrue();
        assertThat(door.isKnown("region-a", PeerTalk.BEGIN + "/x", knock)).isFalse();
        assertThat(door.isKnown("region-c", PeerTalk.BEGIN, knock)).isFalse();
        assertThat(door.isKnown("../../etc", PeerTalk.BEGIN, "")).isFalse();
        assertThat(answer("region-a", PeerTalk.BEGIN, new byte[0], knock))
                .as("who knocks has said nothing yet")
                .isEmpty();
        for (String odd : List.of("", "{", "[]", "{\"desktop\":1}", "{\"desktop\":null,\"extra\":\"x\"}")) {
            assertThat(say(PeerTalk.BEGIN, odd.getBytes(StandardCharsets.UTF_8)).verdict())
                    .as(odd)
                    .isEqualTo(Verdict.REFUSED);
        }
        for (String target : List.of(
                "/peer/points/../../../etc/passwd?offset=0",
                "/peer/points/" + UUID.randomUUID() + "/../end",
                "/peer/points/x?offset=-1",
                "/peer/points/" + UUID.randomUUID() + "?offset=99999999999999999999")) {
            assertThat(say(target, new byte[1]).verdict()).as(target).isEqualTo(Verdict.REFUSED);
        }
        var foreign = new Begin(UUID.randomUUID(), UUID.randomUUID(), null, 10, now(), 0, 1);
        assertThat(begin(foreign).verdict())
                .as("a desktop that none stands by for")
                .isEqualTo(Verdict.LATER);
        assertThat(begin(of(now(), 99_999_999, 1, null)).verdict())
                .as("too large")
                .isEqualTo(Verdict.TOO_LARGE);
        assertThat(begin(of(now(), 0, 1, null)).verdict()).as("no size").isEqualTo(Verdict.REFUSED);
        assertThat(begin(of(now(), 10, 0, null)).verdict()).as("an old epoch").isEqualTo(Verdict.FENCED);
        assertThat(begin(of(now(), 10, 7, null)).verdict())
                .as("one of the future")
                .isEqualTo(Verdict.LATER);
        assertThat(begin(of(now(), 10, 1, UUID.randomUUID())).verdict())
                .as("an increment to nothing")
                .isEqualTo(Verdict.WHOLE_NEEDED);

        UUID arrival = Objects.requireNonNull(begin(fresh(now())).arrival());
        assertThat(say(PeerTalk.piece(arrival, 0), new byte[PeerTalk.MOST_BYTES + 1])
                        .verdict())
                .as("a piece that is too long")
                .isEqualTo(Verdict.REFUSED);
        assertThat(say(PeerTalk.piece(arrival, 77), new byte[9]))
                .as("a gap")
                .isEqualTo(new Answer(Verdict.GO_ON, arrival, 0, null));
        say(PeerTalk.piece(arrival, 0), "no volume at all".getBytes(StandardCharsets.UTF_8));
        assertThat(end(arrival, new End(16, "0".repeat(64))).verdict())
                .as("another sum")
                .isEqualTo(Verdict.REFUSED);
        assertThat(end(arrival, new End(16, "0".repeat(64))).verdict())
                .as("it is over")
                .isEqualTo(Verdict.LATER);

        byte[] junk = "no volume at all".getBytes(StandardCharsets.UTF_8);
        assertThat(sent(fresh(now()), junk).verdict()).as("no volume").isEqualTo(Verdict.REFUSED);
        byte[] head = headThatNames("../../../etc/shadow");
        assertThat(sent(fresh(now()), head).verdict()).as("a path in a name").isEqualTo(Verdict.REFUSED);
        UUID endless = Objects.requireNonNull(begin(fresh(now())).arrival());
        Verdict last = Verdict.GO_ON;
        for (long offset = 0; last == Verdict.GO_ON && offset < 3_000_000; offset += PeerTalk.MOST_BYTES) {
            last = say(PeerTalk.piece(endless, offset), new byte[PeerTalk.MOST_BYTES])
                    .verdict();
        }
        assertThat(last).as("more than may arrive").isEqualTo(Verdict.TOO_LARGE);

        assertThat(volumes()).isEqualTo(before);
        assertThat(pair.b.node.get(UserPoints.class).of(pair.standby().id())).isEmpty();
        try (Stream<Path> left = Files.list(folder.resolve("b").resolve("spool"))) {
            assertThat(left).isEmpty();
        }
    }

    /** What was begun while it served is not taken once this region does, however whole it is. */
    @Test
    void fencedRegionOverwritesNothing() throws IOException {
        pair.a.sessionBegins(desktop);
        pair.ship(pair.a, desktop.id());
        var late = fresh(now());
        UUID arrival = Objects.requireNonNull(begin(late).arrival());
        byte[] whole = "x".getBytes(StandardCharsets.UTF_8);
        say(PeerTalk.piece(arrival, 0), whole);
        pair.regions.cut();
        pair.redirect(pair.b, pair.b);
        assertThat(pair.b.side.regions.stance(null)).isInstanceOf(Stance.Serves.class);
        assertThat(begin(fresh(now())).verdict()).isEqualTo(Verdict.FENCED);
        assertThat(begin(late).verdict()).isEqualTo(Verdict.FENCED);
        assertThat(end(arrival, new End(1, sum(whole))).verdict()).isNotEqualTo(Verdict.WHOLE);
        assertThat(pair.b.node.get(UserPoints.class).of(pair.standby().id())).hasSize(1);

        Instant now = pair.b.side.clock.instant();
        JdbcArrivals arrivals = pair.b.node.get(JdbcArrivals.class);
        arrivals.begin(
                new Arrival(
                        UUID.randomUUID(),
                        new RegionName("region-a"),
                        desktop.id(),
                        pair.standby().id(),
                        new PointId(UUID.randomUUID()),
                        null,
                        10,
                        now,
                        now,
                        1),
                now);
        pair.b.round().keepNow();
        assertThat(arrivals.ids())
                .as("what can be taken no more takes no other's place")
                .isEmpty();
    }

    /** Rows too: of its own alone, and none that names what is not there. */
    @Test
    void oddRowsMakeNoDesktops() {
        var unwished = new DesktopId(UUID.randomUUID());
        pair.a.side.jdbc.sql("""
                        insert into standby_wish (home_region, desktop_id, person_id, account_name, bundle_name, every_seconds)
                        select 'region-a', gen_random_uuid(), gen_random_uuid(), repeat('x', 9000), 'no such', -5
                          from generate_series(1, 20)
                        """).update();
        pair.a.side.jdbc.sql("""
                        insert into standby (home_region, peer, peer_desktop_id, person_id, desktop_id, state)
                        values ('region-a', '../x', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), 'READY'),
                               ('region-a', 'region-b', :unwished, gen_random_uuid(), gen_random_uuid(), 'READY')
                        """).param("unwished", unwished.value()).update();
        within(
                SOON,
                "b has them",
                () -> pair.b
                                .side
                                .jdbc
                                .sql("select count(*) from standby where home_region = 'region-a'")
                                .query(Integer.class)
                                .single()
                        >= 2);
        pair.b.round().keepNow();
        pair.b.round().shipNow();
        assertThat(pair.b.standbys().summary().kept()).isEqualTo(1);
        assertThat(pair.b.node.get(JdbcStandbys.class).there())
                .as("only what this region wished for is sent")
                .noneMatch(row -> row.peerDesktop().equals(unwished));
        pair.a.side.jdbc.sql("delete from standby_wish where every_seconds < 0").update();
        pair.a
                .side
                .jdbc
                .sql("delete from standby where home_region = 'region-a'")
                .update();
    }

    private long now() {
        return pair.a.side.clock.instant().toEpochMilli();
    }

    private Begin fresh(long takenAt) {
        return of(takenAt, 10, 1, null);
    }

    private Begin of(long takenAt, long mib, long epoch, @Nullable UUID base) {
        return new Begin(desktop.id().value(), UUID.randomUUID(), base, mib, takenAt, 0, epoch);
    }

    private Answer sent(Begin begin, byte[] bytes) throws IOException {
        UUID arrival = Objects.requireNonNull(begin(begin).arrival());
        say(PeerTalk.piece(arrival, 0), bytes);
        return end(arrival, new End(bytes.length, sum(bytes)));
    }

    private Answer begin(Begin begin) {
        return say(PeerTalk.BEGIN, JSON.writeValueAsBytes(begin));
    }

    private Answer end(UUID arrival, End end) {
        return say(PeerTalk.end(arrival), JSON.writeValueAsBytes(end));
    }

    private Answer say(String target, byte[] body) {
        return answer("region-a", target, body, null).orElseThrow();
    }

    private Optional<Answer> answer(String from, String target, byte[] body, @Nullable String sum) {
        PeerKey key = pair.a.node.get(PeerKey.class);
        String signed = sum != null
                ? sum
                : key.sign(
                        new RegionName(from.startsWith("region") ? from : "region-a"), pair.b.side.name, target, body);
        return pair.b.node.get(PointDoor.class).answer(new PointDoor.Asked(from, target, signed, body));
    }

    private static String sum(byte[] bytes) {
        return HexFormat.of().formatHex(PeerKey.digest().digest(bytes));
    }

    /** As a volume's stream begins, with a backing volume that is a path. */
    private static byte[] headThatNames(String path) throws IOException {
        var bytes = new ByteArrayOutputStream();
        var out = new DataOutputStream(bytes);
        out.writeLong(0x4265727468566f31L);
        out.writeUTF(path);
        out.writeInt(0);
        out.writeLong(0);
        out.writeLong(0);
        return bytes.toByteArray();
    }

    private long volumes() {
        return pair.b.world.allVolumes().size();
    }
}
