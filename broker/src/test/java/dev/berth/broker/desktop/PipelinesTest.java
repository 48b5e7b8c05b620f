package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.apt.TestMirror;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.maintenance.Rhythm;
import dev.berth.broker.maintenance.Timing;
import dev.berth.broker.pipeline.Ending;
import dev.berth.broker.pipeline.Manifest;
import dev.berth.broker.pipeline.PackageLook;
import dev.berth.broker.pipeline.Pipeline;
import dev.berth.broker.pipeline.PipelineRun;
import dev.berth.broker.pipeline.TestPipelines;
import dev.berth.broker.pipeline.Trigger;
import java.nio.file.Path;
import java.time.DayOfWeek;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Image pipelines on a simulated host, with somebody at work beside them. */
class PipelinesTest {

    private static final TestRegion.Server SERVER = TestRegion.Server.fresh();
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String RECIPE = "package mc\napplication text-editor\nfirst-frame 1s";

    @TempDir
    Path folder;

    private PipelineRegion all;
    private TestPipelines on;

    @BeforeEach
    void begin() {
        all = new PipelineRegion(new TestRegion(folder, SERVER));
        on = all.pipelines(all.region.node());
    }

    @AfterEach
    void leaveNothing() {
        all.forget();
        all.region.close();
    }

    @Test
    void aRecipeBecomesAVersionThatBundlesHave() {
        Pipeline pipeline = all.make(on, RECIPE, Optional.empty(), false);
        PipelineRun run = worked(on.pipelines.start(pipeline.id(), TestPipelines.ADMIN));
        assertThat(run.progress().ending()).isEqualTo(Ending.PUBLISHED);
        ImageVersionId version = run.version().orElseThrow();
        assertThat(on.manifests.of(version).orElseThrow().packages()).containsEntry("mc", "4.8");
        assertThat(on.pipelines.rollOuts(run.id()))
                .singleElement()
                .matches(one -> one.open() && one.to().equals(version));
        assertThat(on.pipelines.log(run.id(), 0, 100))
                .anyMatch(line -> line.guest() && line.line().equals("line 2"))
                .anyMatch(line -> line.line().startsWith("Application 'text-editor' showed its first picture"));
        all.requireTidy("published");
        on.pipelines.rollBack(run.id(), TestPipelines.ADMIN);
        assertThatThrownBy(() -> on.pipelines.rollBack(run.id(), TestPipelines.ADMIN))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("nothing to roll back");
        on.pipelines.rollOut(run.id(), TestPipelines.ADMIN);
        assertThat(on.pipelines.rollOuts(run.id())).singleElement().matches(one -> one.open());
    }

    @Test
    void anImageWhoseApplicationShowsNoWindowIsNotPublished() {
        all.windows = 1;
        PipelineRun run = worked(started());
        assertThat(run.progress().ending()).isEqualTo(Ending.FAILED);
        assertThat(run.progress().reason()).startsWith("Application 'text-editor' shows no window within 1 s.");
        assertThat(run.version()).isEmpty();
        all.requireTidy("no window");
    }

    @Test
    void aRecipeThatFailsPublishesNothing() {
        all.recipeCode = 1;
        PipelineRun run = worked(started());
        assertThat(run.progress().ending()).isEqualTo(Ending.FAILED);
        assertThat(run.progress().reason()).startsWith("The recipe failed in the guest");
        all.requireTidy("failed");
    }

    @Test
    void logsOfRunsThatEndedLongAgoAreForgotten() {
        Pipeline pipeline = all.make(on, RECIPE, Optional.empty(), false);
        PipelineRun old = worked(on.pipelines.start(pipeline.id(), TestPipelines.ADMIN));
        PipelineRun recent = worked(on.pipelines.start(pipeline.id(), TestPipelines.ADMIN));
        all.region
                .jdbc
                .sql("update pipeline_run set ended_at = ended_at - interval '91 days' where id = ?")
                .param(old.id().value())
                .update();

        on.rounds.openDue();

        assertThat(on.pipelines.log(old.id(), 0, 10)).isEmpty();
        assertThat(on.pipelines.log(recent.id(), 0, 10)).isNotEmpty();
        assertThat(on.pipelines.runs(pipeline.id(), 10)).hasSize(2);
    }

    /** What a run is for was decided when it began. */
    @Test
    void aPipelineThatIsChangedMeanwhileChangesNoRun() {
        Pipeline pipeline = all.make(on, RECIPE, Optional.empty(), false);
        PipelineRun begun = on.pipelines.start(pipeline.id(), TestPipelines.ADMIN);
        all.region.jdbc.sql("""
                        with other as (insert into image (id, home_region, name, description, guest, created_at)
                                       values (gen_random_uuid(), 'main', 'Another', '', 'LINUX', now()) returning id)
                        update pipeline set image_id = (select id from other), roll_out = false, bundles = '{}'
                        """).update();
        all.region
                .jdbc
                .sql("update image set name = 'Renamed' where id = ?")
                .param(all.target.value())
                .update();

        PipelineRun run = worked(begun);

        assertThat(run.progress().ending()).isEqualTo(Ending.PUBLISHED);
        assertThat(all.region
                        .jdbc
                        .sql("select image_id from image_version where id = ?")
                        .param(run.version().orElseThrow().value())
                        .query(UUID.class)
                        .single())
                .isEqualTo(all.target.value());
        assertThat(on.pipelines.rollOuts(run.id())).hasSize(1);
    }

    @Test
    void aCancelledRunLeavesNothing() {
        PipelineRun run = started();
        assertThatThrownBy(() -> on.pipelines.start(run.pipeline(), TestPipelines.ADMIN))
                .hasMessageContaining("has a run under way");
        on.pipelines.cancel(run.id(), TestPipelines.ADMIN);
        assertThat(worked(run).progress().ending()).isEqualTo(Ending.CANCELLED);
        all.requireTidy("cancelled");
    }

    @Test
    void aScheduleMakesAVersionOnlyOfPackagesThatChanged() {
        var daily = new Timing(
                java.time.ZoneOffset.UTC,
                new Rhythm.Weekly(EnumSet.allOf(DayOfWeek.class)),
                java.time.LocalTime.of(3, 0),
                15);
        Pipeline pipeline = all.make(on, RECIPE, Optional.of(daily), false);
        assertThat(next(pipeline).progress().ending()).isEqualTo(Ending.PUBLISHED);
        assertThat(next(pipeline).progress().ending()).isEqualTo(Ending.UNCHANGED);
        all.packages = "bash\t5.2\nmc\t4.9\n";
        assertThat(next(pipeline).progress().ending()).isEqualTo(Ending.PUBLISHED);
        all.requireTidy("by schedule");
    }

    @Test
    void aNewVersionOfTheBaseStartsARun() {
        Pipeline pipeline = all.make(on, RECIPE, Optional.empty(), true);
        worked(on.pipelines.start(pipeline.id(), TestPipelines.ADMIN));
        on.rounds.openDue();
        assertThat(on.pipelines.runs(pipeline.id(), 10)).hasSize(1);
        all.region.jdbc.sql("""
                        insert into image_version (id, home_region, image_id, version, directory, command_line,
                                                   direct_kernel, created_at)
                        select ?, 'main', image_id, 2, directory, command_line, direct_kernel, now()
                          from image_version where version = 1 and image_id <> ?
                        """).params(UUID.randomUUID(), all.target.value()).update();
        on.rounds.openDue();
        PipelineRun run = on.pipelines.runs(pipeline.id(), 10).getFirst();
        assertThat(run.trigger()).isEqualTo(Trigger.BASE_CHANGED);
        assertThat(worked(run).progress().ending()).isEqualTo(Ending.PUBLISHED);
    }

    @Test
    void newerPackagesInItsSourcesStartOneRunForEachChange() {
        try (var mirror = new TestMirror()) {
            all.sources =
                    mirror.line() + "file:/cdrom/dists/stable/main/binary-amd64/Packages\tmain/binary-amd64/Packages\n";
            mirror.offers(Map.of("mc", "4.8", "bash", "5.3"));
            Pipeline pipeline = all.following(on, RECIPE);
            looked(pipeline);
            assertThat(on.pipelines.runs(pipeline.id(), 10)).isEmpty();
            worked(on.pipelines.start(pipeline.id(), TestPipelines.ADMIN));
            // Of what is newer, the recipe takes mc alone.
            assertThat(looked(pipeline).changes()).isEmpty();
            int asked = mirror.asked.get();
            on.rounds.openDue();
            assertThat(on.awaitIdle(LIMIT)).isTrue();
            assertThat(mirror.asked).hasValue(asked);

            mirror.offers(Map.of("mc", "4.9", "bash", "5.3"));
            all.region.clock.advance(Duration.ofHours(8));
            assertThat(looked(pipeline).changes()).containsExactly(new Manifest.Change("mc", "4.8", "4.9"));
            on.rounds.openDue();
            PipelineRun run = on.pipelines.runs(pipeline.id(), 1).getFirst();
            assertThat(run.trigger()).isEqualTo(Trigger.PACKAGES_CHANGED);
            // The guest's apt keeps it back: nothing is published, and it is not begun for that again.
            assertThat(worked(run).progress().ending()).isEqualTo(Ending.UNCHANGED);
            all.region.clock.advance(Duration.ofHours(8));
            assertThat(looked(pipeline).changes()).hasSize(1);
            on.rounds.openDue();
            assertThat(on.pipelines.runs(pipeline.id(), 10)).hasSize(2);

            mirror.offers(Map.of("mc", "4.10"));
            all.packages = "bash\t5.2\nmc\t4.10\n";
            all.region.clock.advance(Duration.ofHours(8));
            looked(pipeline);
            on.rounds.openDue();
            PipelineRun next = on.pipelines.runs(pipeline.id(), 1).getFirst();
            assertThat(on.pipelines.log(next.id(), 0, 1).getFirst().line()).contains("newer packages: mc 4.10");
            assertThat(worked(next).progress().ending()).isEqualTo(Ending.PUBLISHED);
            assertThat(looked(pipeline).changes()).isEmpty();
        }
        all.region.clock.advance(Duration.ofHours(8));
        PackageLook away = looked(on.pipelines.list().getFirst());
        assertThat(away.problem()).contains("does not answer");
        on.rounds.openDue();
        assertThat(on.pipelines.latestRuns(10, 0)).hasSize(3);
    }

    @Test
    void aLookThatToldNothingStartsNoRunForWhatAnEarlierOneTold() {
        Pipeline pipeline;
        try (var mirror = new TestMirror()) {
            all.sources = mirror.line();
            mirror.offers(Map.of("mc", "4.8"));
            pipeline = all.following(on, RECIPE);
            worked(on.pipelines.start(pipeline.id(), TestPipelines.ADMIN));
            mirror.offers(Map.of("mc", "4.9"));
            assertThat(looked(pipeline).changes()).hasSize(1);
            all.recipeCode = 1;
            worked(on.pipelines.start(pipeline.id(), TestPipelines.ADMIN));
        }
        all.region.clock.advance(Duration.ofHours(8));
        assertThat(looked(pipeline).problem()).contains("does not answer");
        on.rounds.openDue();
        assertThat(on.pipelines.runs(pipeline.id(), 10)).hasSize(2);
    }

    private PackageLook looked(Pipeline pipeline) {
        on.rounds.openDue();
        assertThat(on.awaitIdle(LIMIT)).isTrue();
        return on.watch
                .of(pipeline.id())
                .orElse(new PackageLook(List.of(), null, null, null, null, List.of(), List.of()));
    }

    /** A day later. */
    private PipelineRun next(Pipeline pipeline) {
        all.region.clock.advance(Duration.ofDays(1));
        on.rounds.openDue();
        PipelineRun run = on.pipelines.runs(pipeline.id(), 1).getFirst();
        assertThat(run.trigger()).isEqualTo(Trigger.SCHEDULE);
        return worked(run);
    }

    private PipelineRun started() {
        return on.pipelines.start(all.make(on, RECIPE, Optional.empty(), false).id(), TestPipelines.ADMIN);
    }

    private PipelineRun worked(PipelineRun run) {
        for (int i = 0; i < 20 && !now(run).over(); i++) {
            on.rounds.advance();
            assertThat(on.awaitIdle(LIMIT)).isTrue();
            all.region.clock.advance(Duration.ofSeconds(10));
        }
        assertThat(now(run).over()).as("%s", now(run)).isTrue();
        return now(run);
    }

    private PipelineRun now(PipelineRun run) {
        return on.pipelines.run(run.id()).orElseThrow();
    }
}
