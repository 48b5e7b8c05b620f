package dev.berth.broker.witness;

import static dev.berth.broker.alias.TwoRegions.ADMIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.signal.Signals;
import dev.berth.broker.standby.PeerKey;
import dev.berth.broker.witness.LeaseDoor.Asked;
import dev.berth.broker.witness.LeaseTalk.Answer;
import dev.berth.broker.witness.LeaseTalk.Ask;
import dev.berth.broker.witness.LeaseTalk.Kind;
import dev.berth.broker.witness.LeaseTalk.Verdict;
import dev.berth.broker.witness.WatchStanding.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Leases of one alias: how they begin and end, and what whoever answers believes. */
class LeasesTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final RegionName A = new RegionName("region-a");

    @TempDir
    Path folder;

    private LeasedRegions pair;
    private PeerKey key;

    @BeforeEach
    void begin() throws IOException {
        pair = new LeasedRegions(folder);
        key = pair.a.peerKey;
    }

    @AfterEach
    void end() {
        pair.close();
    }

    @Test
    void aRegionIsBoundOnceBothAnswerAndFreeOnceOneOfThemKnows() {
        pair.a.on();
        pair.a.pass();
        assertThat(part(pair.a)).as("the peer takes no part yet").isEqualTo(Part.UNBOUND);
        pair.b.on();
        pair.round();
        pair.round();
        assertThat(part(pair.a)).isEqualTo(Part.LEASED);
        assertThat(part(pair.b)).isEqualTo(Part.STANDS_BY);
        assertThat(obstacles(pair.b)).first().asString().contains("renewed its lease");

        pair.cut.add(LeasedRegions.line(pair.a.name, pair.b.name));
        pair.pass(Duration.ofSeconds(15));
        pair.round();
        assertThat(part(pair.a)).as("the witness renews it").isEqualTo(Part.LEASED);
        pair.cut.add(LeasedRegions.line(pair.a.name, pair.w.name));
        pair.pass(Duration.ofSeconds(21));
        pair.a.pass();
        assertThat(part(pair.a)).isEqualTo(Part.LAPSED);
        pair.a.admin.off(pair.alias.id(), ADMIN);
        pair.a.pass();
        assertThat(part(pair.a)).as("nobody knows that it is off").isEqualTo(Part.LAPSED);
        assertThatThrownBy(() -> pair.a.admin.serveAlone(pair.alias.id(), "another", ADMIN))
                .isInstanceOf(ChangeRefusedException.class);
        pair.cut.remove(LeasedRegions.line(pair.a.name, pair.w.name));
        pair.a.pass();
        pair.a.pass();
        assertThat(pair.a.standing.of(pair.alias.id())).as("switched off").isEmpty();
        pair.a.look();
        assertThat(pair.a.serves()).isTrue();
        pair.pass(Duration.ofSeconds(60));
        pair.b.pass();
        assertThat(obstacles(pair.b)).singleElement().asString().contains("votes for nobody");
        pair.b.look();
        assertThat(pair.b.serves()).isFalse();
    }

    @Test
    void aWitnessThatIsAwayStopsNobody() {
        bothOn();
        pair.w.dead = true;
        for (int second = 0; second < 100; second += 10) {
            pair.pass(Duration.ofSeconds(10));
            pair.round();
        }
        assertThat(part(pair.a)).isEqualTo(Part.UNBOUND);
        pair.cut.add(LeasedRegions.line(pair.a.name, pair.b.name));
        pair.pass(Duration.ofSeconds(60));
        pair.round();
        pair.a.look();
        pair.b.look();
        assertThat(pair.a.serves()).isTrue();
        assertThat(pair.b.serves()).isFalse();
        pair.cut.clear();
        pair.w.dead = false;
        pair.round();
        pair.round();
        assertThat(part(pair.a)).isEqualTo(Part.LEASED);
    }

    @Test
    void aClockThatIsMovedBackMakesNoLeaseLonger() {
        bothOn();
        pair.a.age(Duration.ofMinutes(-10));
        pair.a.pass();
        assertThat(pair.a.leases.find(pair.alias.id()).orElseThrow().left())
                .isBetween(Duration.ZERO, LeaseTerms.LENGTH);
        assertThat(part(pair.a)).isEqualTo(Part.LEASED);
    }

    @Test
    void whoTookOverByHandGrantsTheOtherNothingThoughThatHearsOfNoClaim() {
        bothOn();
        pair.regions.cut();
        pair.b.look();
        pair.regions.b.failover.redirect(
                pair.alias.id(), pair.b.name, pair.b.epoch(), pair.alias.name(), "By hand.", ADMIN);
        pair.round();
        pair.pass(Duration.ofSeconds(21));
        pair.round();
        pair.a.look();
        assertThat(part(pair.a)).isEqualTo(Part.LAPSED);
        assertThat(pair.a.serves()).isFalse();
    }

    @Test
    void aLeaseOfAnEpochBeforeEndsNobodysTunnels() {
        bothOn();
        pair.a.jdbc.sql("update alias_lease set epoch = epoch - 1").update();
        pair.w.dead = true;
        pair.a.pass();
        assertThat(pair.a.leases.find(pair.alias.id())).isEmpty();
        assertThat(part(pair.a)).isEqualTo(Part.UNBOUND);
    }

    @Test
    void nothingIsTakenOverThatWouldLoseTooMuch() {
        bothOn();
        pair.a.dead = true;
        pair.b.losing = 1;
        for (int second = 0; second < 60; second += 10) {
            pair.pass(Duration.ofSeconds(10));
            pair.b.pass();
        }
        pair.b.look();
        assertThat(pair.b.serves()).isFalse();
        assertThat(obstacles(pair.b)).singleElement().asString().contains("would lose more");
        pair.b.losing = 0;
        pair.b.pass();
        pair.b.look();
        assertThat(pair.b.serves()).isTrue();
        assertThat(part(pair.b)).as("until the other one is back").isEqualTo(Part.UNBOUND);
    }

    @Test
    void noneOfTheTwoIsItsOwnWitness() {
        Ask ask = ask(Kind.LOOK, 1, 0, 1);
        assertThat(say(pair.b, LeaseTalk.TO_WITNESS, ask).verdict()).isEqualTo(Verdict.REFUSED);
        assertThatThrownBy(() -> pair.a.admin.on(pair.alias.id(), "http://witness.example.com", 0, ADMIN))
                .hasMessageContaining("allowed is an https address");
        pair.cut.add(LeasedRegions.line(pair.a.name, pair.w.name));
        assertThatThrownBy(pair.a::on).hasMessageContaining("does not answer as one");
    }

    @Test
    void nothingThatAHostileAskerSaysIsBelieved() {
        byte[] body = JSON.writeValueAsBytes(ask(Kind.RENEW, 1, 0, 1));
        for (Asked odd : List.of(
                new Asked("region-a", LeaseTalk.TO_WITNESS, "00", body),
                new Asked("region-b", LeaseTalk.TO_WITNESS, sum(LeaseTalk.TO_WITNESS, body), body),
                new Asked("../../etc", LeaseTalk.TO_WITNESS, "", body),
                new Asked("region-a", "/witness/other", sum("/witness/other", body), body),
                new Asked("region-a", LeaseTalk.TO_PEER, sum(LeaseTalk.TO_WITNESS, body), body),
                new Asked(
                        "region-a", LeaseTalk.TO_WITNESS, sum(LeaseTalk.TO_WITNESS, new byte[9000]), new byte[9000]))) {
            assertThat(pair.w.door.answer(odd))
                    .as(odd.from() + " " + odd.target())
                    .isEmpty();
        }
        for (String odd : List.of("", "{", "[]", "null", "{\"kind\":\"RENEW\"}", "{\"kind\":\"OTHER\"}")) {
            byte[] bytes = odd.getBytes(StandardCharsets.UTF_8);
            Answer answer = read(pair.w.door.answer(
                    new Asked("region-a", LeaseTalk.TO_WITNESS, sum(LeaseTalk.TO_WITNESS, bytes), bytes)));
            assertThat(answer.verdict()).as(odd).isEqualTo(Verdict.REFUSED);
        }
        assertThat(witness(Kind.VOTE, 1, 2, 1).verdict())
                .as("a lease of nobody")
                .isEqualTo(Verdict.REFUSED);
        assertThat(witness(Kind.RENEW, 5, 0, 2).verdict()).isEqualTo(Verdict.GRANTED);
        assertThat(witness(Kind.RENEW, 5, 0, 2).verdict()).as("said again").isEqualTo(Verdict.STALE);
        assertThat(witness(Kind.RENEW, 4, 0, 3).verdict()).as("an older epoch").isEqualTo(Verdict.FENCED);
        assertThat(witness(Kind.RENEW, 9_000_000, 0, 4).verdict())
                .as("the last epoch")
                .isEqualTo(Verdict.REFUSED);
        assertThat(witness(Kind.RENEW, -1, 0, 5).verdict()).as("none at all").isEqualTo(Verdict.REFUSED);
        assertThat(witness(Kind.VOTE, 5, 6, 6).verdict()).as("too soon").isEqualTo(Verdict.REFUSED);
        assertThat(pair.w.grants.list())
                .singleElement()
                .satisfies(grant -> assertThat(grant.epoch()).isEqualTo(5));
        Ask vote = ask(Kind.VOTE, 1, 2, 99);
        assertThat(say(pair.b, LeaseTalk.TO_PEER, vote).verdict())
                .as("a peer's vote")
                .isEqualTo(Verdict.REFUSED);
    }

    /** With the database away, and with its clock put back, a node ends what it serves when it was to end. */
    @Test
    void aNodeCountsTheLeaseByAClockThatNobodyMoves() {
        bothOn();
        var nanos = new AtomicLong();
        var watch = new LeaseWatch(pair.a.leases, new Signals(pair.a.database), nanos::get);
        // Not of the real seconds since it was renewed: however many they were, as much is left as a lease is long.
        pair.a
                .jdbc
                .sql("update alias_lease set valid_until = now() + interval '1 hour'")
                .update();
        watch.look();
        assertThat(watch.over()).isFalse();
        pair.a.age(Duration.ofHours(-1));
        nanos.addAndGet(Duration.ofSeconds(19).toNanos());
        assertThat(watch.over()).isFalse();
        nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        assertThat(watch.over()).isTrue();
        pair.a.pass();
        watch.look();
        assertThat(watch.over()).as("renewed").isFalse();
    }

    private void bothOn() {
        pair.a.on();
        pair.b.on();
        pair.round();
        pair.round();
        assertThat(part(pair.a)).isEqualTo(Part.LEASED);
    }

    private Part part(LeasedRegions.Place place) {
        return place.standing.of(pair.alias.id()).orElseThrow().part();
    }

    private List<String> obstacles(LeasedRegions.Place place) {
        return place.standing.of(pair.alias.id()).orElseThrow().obstacles();
    }

    private static Ask ask(UUID alias, Kind kind, long epoch, long next, long number) {
        return new Ask(kind, alias, epoch, next, number, LeasedRegions.WITNESS);
    }

    private Ask ask(Kind kind, long epoch, long next, long number) {
        return ask(pair.alias.id().value(), kind, epoch, next, number);
    }

    private Answer witness(Kind kind, long epoch, long next, long number) {
        return say(pair.w, LeaseTalk.TO_WITNESS, ask(kind, epoch, next, number));
    }

    private Answer say(LeasedRegions.Place to, String target, Ask ask) {
        byte[] body = JSON.writeValueAsBytes(ask);
        RegionName called = target.equals(LeaseTalk.TO_WITNESS) ? WitnessKey.NAME : to.name;
        return read(to.door.answer(new Asked(A.value(), target, key.sign(A, called, target, body), body)));
    }

    private String sum(String target, byte[] body) {
        return key.sign(A, WitnessKey.NAME, target, body);
    }

    private static Answer read(Optional<LeaseDoor.Answered> answered) {
        return JSON.readValue(answered.orElseThrow().body(), Answer.class);
    }
}
