package dev.berth.broker.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody who owns the database changes the log. */
class TamperedLogTest {

    @TempDir
    private Path folder;

    private SealedLog log;

    @BeforeEach
    void tenSealedEntries() {
        log = SealedLog.inA(folder);
        log.record(10);
        log.sealer.seal();
        log.sealer.seal();
        assertThat(log.chain.verify(List.of()).intact()).isTrue();
        assertThat(log.chain.head().position()).isEqualTo(10);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "at = at + interval '1 microsecond'",
                "person_id = gen_random_uuid()",
                "actor = 'bob'",
                "address = '192.0.2.1'",
                "action = 'desktop.start'",
                "thing_kind = 'session'",
                "thing = 'thing-9'",
                "decision = 'FAILED'",
                "reason = 'Idle'",
                "before = before || '{\"idle\": 3.6}'",
                "before = null",
                "after = '{}'"
            })
    void aChangedColumnIsFound(String change) {
        log.tamper("update audit_entry set " + change + " where id = 4");

        assertThat(log.faults()).singleElement().isInstanceOfSatisfying(ChainFault.EntryAltered.class, fault -> {
            assertThat(fault.position()).isEqualTo(4);
            assertThat(fault.sentence()).contains("Position 4", "entry 4");
        });
    }

    @Test
    void twoChangedEntriesAreBothNamed() {
        log.tamper("update audit_entry set actor = 'bob' where id in (2, 3, 8)");

        assertThat(log.faults())
                .extracting(fault -> ((ChainFault.EntryAltered) fault).position())
                .containsExactly(2L, 3L, 8L);
    }

    @AfterEach
    void letGo() {
        log.close();
    }

    @Test
    void aChangedHashIsToldFromAChangedEntry() {
        log.tamper("update audit_link set hash = sha256('x') where position = 6");

        assertThat(log.faults())
                .singleElement()
                .isInstanceOfSatisfying(
                        ChainFault.HashAltered.class,
                        fault -> assertThat(fault.position()).isEqualTo(6));
    }

    @Test
    void aDroppedEntryIsNamed() {
        log.tamper("delete from audit_entry where id = 5");

        assertThat(log.faults()).containsExactly(new ChainFault.EntryDropped(5, 5));
    }

    @Test
    void anEntryDroppedWithItsPlaceIsNamed() {
        log.tamper("delete from audit_entry where id in (5, 6)", "delete from audit_link where position in (5, 6)");

        assertThat(log.faults()).containsExactly(new ChainFault.PlacesDropped(5, 6));
    }

    @Test
    void placesThatWereCountedAnewHideNothing() {
        log.tamper(
                "delete from audit_entry where id = 5",
                "delete from audit_link where position = 5",
                "update audit_link set position = -position where position > 5 and false",
                "alter table audit_link drop constraint audit_link_pkey",
                "update audit_link set position = position - 1 where position > 5");

        assertThat(log.faults())
                .hasSize(2)
                .anySatisfy(fault -> assertThat(fault)
                        .isInstanceOfSatisfying(
                                ChainFault.EntryAltered.class,
                                altered -> assertThat(altered.position()).isEqualTo(5)))
                .anySatisfy(fault -> assertThat(fault).isInstanceOf(ChainFault.CutOff.class));
    }

    @Test
    void placesWithoutTheirEntriesAreNamed() {
        log.tamper("delete from audit_link where position = 3");

        assertThat(log.faults())
                .contains(new ChainFault.PlacesDropped(3, 3))
                .anySatisfy(fault -> assertThat(fault)
                        .isInstanceOfSatisfying(
                                ChainFault.NeverSealed.class,
                                never -> assertThat(never.entry()).contains("entry 3")));
    }

    @Test
    void entriesInEachOthersPlaceAreNamed() {
        log.tamper(
                "alter table audit_link drop constraint audit_link_entry_id_key",
                "update audit_link set entry_id = 11 - entry_id where position in (4, 7)");

        assertThat(log.faults())
                .hasSize(2)
                .allSatisfy(fault -> assertThat(fault).isInstanceOf(ChainFault.Reordered.class))
                .first()
                .satisfies(fault -> assertThat(fault.sentence())
                        .contains("Position 4: entry 7", "stands here, but entry 4", "another order"));
    }

    @Test
    void placesInAnotherOrderAreNamed() {
        log.tamper(
                "alter table audit_link drop constraint audit_link_pkey",
                "update audit_link set position = 11 - position where position in (5, 6)");

        assertThat(log.faults())
                .hasSize(2)
                .allSatisfy(fault -> assertThat(fault).isInstanceOf(ChainFault.Reordered.class));
    }

    @Test
    void aPlaceThatWasMovedFarAwayIsNamed() {
        log.tamper(
                "alter table audit_link drop constraint audit_link_pkey",
                "update audit_link set position = case position when 3 then 8 else position - 1 end"
                        + " where position between 3 and 8");

        assertThat(log.faults())
                .hasSize(2)
                .allSatisfy(fault -> assertThat(fault).isInstanceOf(ChainFault.Reordered.class));
        assertThat(log.faults().getFirst().sentence()).contains("Position 3: entry 4", "entry 3");
    }

    @Test
    void anEntryThatWasPutInIsNamed() {
        log.tamper(
                "alter table audit_link drop constraint audit_link_pkey",
                "update audit_link set position = position + 1 where position > 5",
                "insert into audit_entry (id, at, actor, action, thing_kind, thing, decision, reason)"
                        + " overriding system value values (0, now(), 'eve', 'x', 'y', 'z', 'DONE', 'Because.')",
                "insert into audit_link (position, entry_id, hash, sealed_at) values (6, 0, sha256('x'), now())");

        assertThat(log.faults().getFirst()).isInstanceOfSatisfying(ChainFault.Inserted.class, fault -> {
            assertThat(fault.position()).isEqualTo(6);
            assertThat(fault.entry()).contains("entry 0", "eve");
        });
    }

    @Test
    void anEntryBehindTheSealersBackIsNamed() {
        log.tamper("insert into audit_entry (id, at, actor, action, thing_kind, thing, decision, reason)"
                + " overriding system value values (0, now(), 'eve', 'x', 'y', 'z', 'DONE', 'Because.')");
        log.sealer.seal();

        assertThat(log.faults())
                .singleElement()
                .isInstanceOfSatisfying(
                        ChainFault.NeverSealed.class,
                        fault -> assertThat(fault.sentence()).contains("entry 0"));
    }

    @Test
    void aTailThatWasCutOffIsFoundByTheFileOutside() {
        log.tamper("delete from audit_entry where id > 8", "delete from audit_link where position > 8");

        assertThat(log.faults())
                .singleElement()
                .satisfies(fault ->
                        assertThat(fault.sentence()).contains("ends at position 8", "audit.head knows position 10"));
    }

    @Test
    void theSealerGivesAnAlteredLogNoGoodChain() {
        log.tamper(
                "delete from audit_link where position > 5",
                "update audit_entry set actor = 'bob' where id = 7",
                "update audit_sealing set horizon = 5");

        assertThatThrownBy(log.sealer::seal).hasMessageContaining("its tail was cut off");
        log.sealer.run();
        assertThat(log.sealer.trouble())
                .hasValueSatisfying(trouble -> assertThat(trouble).contains("ends at position 5", "knows position 10"));
        assertThat(log.count("audit_link")).isEqualTo(5);
    }

    @Test
    void aChainMadeAnewWithoutTheFileIsFoundByAHeadFromElsewhere() throws IOException {
        var elsewhere = new KnownHead(log.chain.head(), "head.json");
        log.tamper(
                "delete from audit_link where position > 5",
                "update audit_entry set actor = 'bob' where id = 7",
                "update audit_sealing set horizon = 5");
        Files.delete(log.file.path());
        log.sealer.seal();

        assertThat(log.chain.verify(List.of()).intact()).isTrue();
        assertThat(log.chain.verify(List.of(elsewhere)).faults())
                .containsExactly(new ChainFault.AnotherHead(10, "head.json"));
    }

    @Test
    void anAlteredLastEntryIsNotBuiltUpon() {
        var restarted = log.node(folder, folder);
        log.tamper("update audit_entry set actor = 'bob' where id = 10");
        log.record(1);

        assertThatThrownBy(restarted.sealer::seal)
                .hasMessageContaining("position 10 with entry 10")
                .hasMessageContaining("another region key");
    }

    @Test
    void withAnotherKeyNothingFits(@TempDir Path elsewhere) {
        var stranger = log.node(elsewhere, folder);
        Verdict verdict = stranger.chain.verify(List.of());

        assertThat(verdict.faults()).hasSize(10);
        log.record(1);
        assertThatThrownBy(stranger.sealer::seal).hasMessageContaining("another region key");
    }

    @Test
    void withoutSwitchingOffTheTriggersNothingCanBeChanged() {
        for (String statement : List.of(
                "update audit_entry set actor = 'bob'",
                "delete from audit_entry",
                "truncate audit_entry",
                "update audit_link set position = 3 where position = 4",
                "delete from audit_link",
                "truncate audit_link")) {
            assertThatThrownBy(() -> log.sql.sql(statement).update())
                    .hasStackTraceContaining("The audit log is only ever added to");
        }
    }
}
