package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.pipeline.PipelineRunId;
import dev.berth.broker.pipeline.TestPipelines;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two nodes, killed with -9 at random lines while an image is built, tried, published and rolled out, with a database that
 * is away at times: the run ends well, once, its version is published once, what the guest said is written down once, and
 * nothing is left on the host or in folders.
 */
class PipelinesKilledTest {

    private static final Seeds SEEDS = Seeds.of("pipeline", 40);
    private static final TestRegion.Server SERVER = TestRegion.Server.fresh();
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void noRunIsLostDoubledOrStuck() {
        var kills = new AtomicInteger();
        SEEDS.each(folder, SERVER, (region, seed) -> {
            var history = new History(new PipelineRegion(region), new Random(seed));
            history.act(16);
            history.converge();
            history.check("seed " + seed + ": " + history.told);
            kills.addAndGet(history.kills);
            history.all.forget();
        });
        assertThat(kills.get()).as("nodes killed").isGreaterThan(SEEDS.count());
    }

    private static final class Worker {

        final TestNode node;
        final TestPipelines pipelines;

        Worker(PipelineRegion all, Life life) {
            node = all.region.node(life, TestRegion.settings());
            // What happens inside a driver's call would kill whichever node began last.
            all.region.world.faults().watch(boundary -> {});
            pipelines = all.pipelines(node);
        }
    }

    private static final class History {

        final PipelineRegion all;
        final Random random;
        final List<String> told = new ArrayList<>();
        final Worker[] workers = new Worker[2];
        int kills;

        History(PipelineRegion all, Random random) {
            this.all = all;
            this.random = random;
            var admin = new Worker(all, Life.endless());
            var pipeline = all.make(admin.pipelines, "package mc\napplication text-editor", Optional.empty(), false);
            admin.pipelines.pipelines.start(pipeline.id(), TestPipelines.ADMIN);
            admin.node.close();
            for (int i = 0; i < workers.length; i++) {
                workers[i] = new Worker(all, nextLife());
            }
        }

        Life nextLife() {
            return Life.endingAt(1 + random.nextInt(60));
        }

        void act(int times) {
            for (int i = 0; i < times; i++) {
                int which = random.nextInt(workers.length);
                Worker worker = workers[which];
                boolean away = random.nextInt(12) == 0;
                worker.node.database.lost(away);
                try {
                    worker.pipelines.rounds.openDue();
                    worker.pipelines.rounds.advance();
                } catch (Life.Killed | RuntimeException e) {
                    if (!worker.node.life.isOver() && !away) {
                        throw e;
                    }
                }
                assertThat(worker.pipelines.awaitIdle(LIMIT)).as("%s", told).isTrue();
                worker.node.database.lost(false);
                if (worker.node.life.isOver()) {
                    kills++;
                    told.add("killed " + worker.node.life.endedAt());
                    worker.node.close();
                    workers[which] = new Worker(all, nextLife());
                }
                all.region.clock.advance(Duration.ofSeconds(5 + random.nextInt(15)));
            }
        }

        void converge() {
            for (int i = 0; i < workers.length; i++) {
                workers[i].node.close();
                workers[i] = new Worker(all, Life.endless());
            }
            for (int i = 0; i < 20 && live() > 0; i++) {
                all.region.clock.advance(Duration.ofSeconds(25));
                Worker worker = workers[i % workers.length];
                worker.pipelines.rounds.advance();
                worker.pipelines.awaitIdle(LIMIT);
            }
        }

        private int live() {
            return all.number("select count(*) from pipeline_run where ended_at is null");
        }

        void check(String what) {
            assertThat(live()).as("live, %s", what).isZero();
            assertThat(all.text("select ending || ' ' || coalesce(reason, '') from pipeline_run"))
                    .as("ending, %s", what)
                    .startsWith("PUBLISHED");
            assertThat(all.number("select count(*) from image_version v join image i on i.id = v.image_id"
                            + " where i.name = 'Office PC'"))
                    .as("versions, %s", what)
                    .isEqualTo(1);
            assertThat(all.number("select count(*) from image_manifest"))
                    .as("lists of packages, %s", what)
                    .isEqualTo(1);
            assertThat(all.number("select count(*) from pipeline_log where guest"))
                    .as("lines of the guest, %s", what)
                    .isEqualTo(PipelineRegion.LINES);
            assertThat(all.number("select count(*) from pipeline_log where line like 'It is published%'"))
                    .as("published once, %s", what)
                    .isEqualTo(1);
            assertThat(all.number("select count(*) from audit_entry where action = 'pipeline-run.end'"))
                    .as("written down once, %s", what)
                    .isEqualTo(1);
            assertThat(onTheNew()).as("rolled out, %s", what).isEqualTo(1);
            all.requireTidy(what);
            var run = new PipelineRunId(UUID.fromString(all.text("select id::text from pipeline_run")));
            workers[0].pipelines.pipelines.rollBack(run, TestPipelines.ADMIN);
            assertThat(onTheNew()).as("rolled back, %s", what).isZero();
        }

        private int onTheNew() {
            return all.number(
                    "select count(*) from bundle b join pipeline_run r on r.image_version_id = b.image_version_id");
        }
    }
}
