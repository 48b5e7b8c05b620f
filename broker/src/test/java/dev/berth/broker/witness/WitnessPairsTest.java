package dev.berth.broker.witness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.TestDatabase;
import dev.berth.broker.region.JdbcPeers;
import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionSettings;
import dev.berth.broker.standby.PeerKey;
import dev.berth.broker.witness.LeaseDoor.Asked;
import dev.berth.broker.witness.LeaseTalk.Answer;
import dev.berth.broker.witness.LeaseTalk.Ask;
import dev.berth.broker.witness.LeaseTalk.Kind;
import dev.berth.broker.witness.LeaseTalk.Verdict;
import dev.berth.broker.witness.WitnessSettings.Pair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import tools.jackson.databind.json.JsonMapper;

/** One witness of two pairs that do not trust each other. */
class WitnessPairsTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final UUID ALIAS = UUID.randomUUID();

    @TempDir
    Path folder;

    private final JdbcClient jdbc;
    private final DataSource database = TestDatabase.fresh();
    private PeerKey korean;
    private PeerKey norwegian;
    private PeerKey common;
    private LeaseDoor door;

    WitnessPairsTest() {
        jdbc = JdbcClient.create(database);
    }

    @BeforeEach
    void begin() throws IOException {
        Path seoulAndBusan = file("seoul-busan", 1);
        Path osloAndBergen = file("oslo-bergen", 2);
        korean = new PeerKey(seoulAndBusan, "the test's");
        norwegian = new PeerKey(osloAndBergen, "the test's");
        common = new PeerKey(file("common", 3), "the test's");
        var settings = new WitnessSettings(
                folder.resolve("common"),
                null,
                List.of(
                        new Pair(List.of("seoul", "busan"), seoulAndBusan),
                        new Pair(List.of("oslo", "bergen"), osloAndBergen)));
        var region = new RegionSettings("witness-w");
        door = new LeaseDoor(
                new LeaseDoor.Keys(common, new WitnessKey(settings), new JdbcPeers(jdbc)),
                new JdbcRegions(jdbc, region),
                new JdbcWatches(jdbc),
                new JdbcGrants(jdbc, new JdbcTransactionManager(database), region));
    }

    @Test
    void aNameIsGoodWithItsPairsSecretAlone() {
        assertThat(verdict("seoul", korean, Kind.RENEW, ALIAS, 1)).contains(Verdict.GRANTED);
        assertThat(verdict("seoul", norwegian, Kind.RENEW, ALIAS, 2)).isEmpty();
        assertThat(verdict("seoul", common, Kind.RENEW, ALIAS, 3)).isEmpty();
        assertThat(verdict("busan", korean, Kind.LOOK, ALIAS, 1)).contains(Verdict.FENCED);
        assertThat(verdict("paris", common, Kind.RENEW, UUID.randomUUID(), 1)).contains(Verdict.GRANTED);
    }

    @Test
    void whatOnePairWasGrantedIsNoOthersBusiness() {
        assertThat(verdict("seoul", korean, Kind.RENEW, ALIAS, 1)).contains(Verdict.GRANTED);
        for (Kind kind : Kind.values()) {
            assertThat(verdict("oslo", norwegian, kind, ALIAS, 7))
                    .as("%s", kind)
                    .contains(Verdict.REFUSED);
            assertThat(verdict("paris", common, kind, ALIAS, 7)).as("%s", kind).contains(Verdict.REFUSED);
        }
        assertThat(verdict("seoul", korean, Kind.RENEW, ALIAS, 2)).contains(Verdict.GRANTED);
        assertThat(asked()).as("nothing is kept of who may not ask").isOne();
    }

    @Test
    void whoeverAsksAboutEverythingIsNotRememberedWithoutEnd() {
        verdict("seoul", korean, Kind.RENEW, ALIAS, 1);
        jdbc.sql("insert into lease_asker select gen_random_uuid(), 'seoul', 1 from generate_series(1, 999)")
                .update();
        assertThat(verdict("seoul", korean, Kind.LOOK, UUID.randomUUID(), 1)).contains(Verdict.REFUSED);
        assertThat(asked()).isEqualTo(1_000);
        assertThat(verdict("seoul", korean, Kind.RENEW, ALIAS, 2))
                .as("what it has")
                .contains(Verdict.GRANTED);
        assertThat(verdict("busan", korean, Kind.LOOK, ALIAS, 1)).as("others").contains(Verdict.FENCED);
        jdbc.sql("update lease_asker set heard_at = now() - interval '91 days'").update();
        assertThat(verdict("seoul", korean, Kind.LOOK, UUID.randomUUID(), 1)).contains(Verdict.SEEN);
        assertThat(asked()).as("the alias's own two, and the new one").isEqualTo(3);
    }

    @Test
    void nobodyFillsAWitnessUpForAnotherPair() {
        jdbc.sql("""
                        insert into lease_asker
                        select gen_random_uuid(), 'name-' || n % 20, 1 from generate_series(1, 20000) n
                        """).update();
        jdbc.sql("""
                        insert into lease_grant (alias_id, epoch, holder, granted_at)
                        select gen_random_uuid(), 1, 'oslo', now() from generate_series(1, 1000)
                        """).update();
        assertThat(verdict("paris", common, Kind.RENEW, ALIAS, 1)).contains(Verdict.REFUSED);
        assertThat(verdict("bergen", norwegian, Kind.RENEW, ALIAS, 1)).contains(Verdict.REFUSED);
        assertThat(verdict("seoul", korean, Kind.RENEW, ALIAS, 1)).contains(Verdict.GRANTED);
    }

    @Test
    void aRegionIsInOnePair() {
        Path key = folder.resolve("common");
        assertThatThrownBy(() -> new WitnessSettings(
                        null,
                        null,
                        List.of(new Pair(List.of("seoul", "busan"), key), new Pair(List.of("busan", "oslo"), key))))
                .hasMessageContaining("names region 'busan' twice");
        assertThatThrownBy(() -> new Pair(List.of("seoul"), key)).hasMessageContaining("names of two regions");
    }

    @Test
    void aPairsSecretIsItsAlone() {
        Path key = folder.resolve("common");
        assertThatThrownBy(() -> new WitnessSettings(key, null, List.of(new Pair(List.of("seoul", "busan"), key))))
                .hasMessageContaining("in common with berth.witness.key-file");
    }

    private int asked() {
        return jdbc.sql("select count(*) from lease_asker").query(Integer.class).single();
    }

    private Optional<Verdict> verdict(String from, PeerKey key, Kind kind, UUID alias, long number) {
        var ask = new Ask(kind, alias, 1, 2, number, "https://witness.example.com");
        byte[] body = JSON.writeValueAsBytes(ask);
        String sum = key.sign(new RegionName(from), WitnessKey.NAME, LeaseTalk.TO_WITNESS, body);
        return door.answer(new Asked(from, LeaseTalk.TO_WITNESS, sum, body))
                .map(answered -> JSON.readValue(answered.body(), Answer.class).verdict());
    }

    private Path file(String name, int filledWith) throws IOException {
        var bytes = new byte[64];
        Arrays.fill(bytes, (byte) filledWith);
        Path file = Files.write(folder.resolve(name), bytes);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        return file;
    }
}
