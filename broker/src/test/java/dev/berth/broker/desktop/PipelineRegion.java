package dev.berth.broker.desktop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.TestDisks;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ImageId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.maintenance.Timing;
import dev.berth.broker.pipeline.Pipeline;
import dev.berth.broker.pipeline.PipelineSpec;
import dev.berth.broker.pipeline.Recipe;
import dev.berth.broker.pipeline.TestPipelines;
import dev.berth.hypervisor.Guest.ExecResult;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.simulated.SimulatedWorld.Execution;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/** A region with somebody at work on its host, an image to build from, and guests in which recipes run. */
final class PipelineRegion {

    static final int LINES = 3;

    final TestRegion region;
    final Path folder;
    final Bundle bundle;
    final Desktop inUse;
    final UUID memory;
    final ImageId target = new ImageId(UUID.randomUUID());
    volatile String packages = "bash\t5.2\nmc\t4.8\n";
    volatile String sources = "";
    volatile int recipeCode;
    volatile int windows;

    PipelineRegion(TestRegion region) {
        this.region = region;
        folder = region.images.resolve("base");
        for (String table : List.of("pipeline", "image_manifest")) {
            region.jdbc.sql("delete from " + table).update();
        }
        try {
            TestDisks.layImage(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        region.jdbc
                .sql("update image_version set directory = ?")
                .param(folder.toString())
                .update();
        region.jdbc.sql("""
                        insert into image (id, home_region, name, description, guest, created_at)
                        values (?, 'main', 'Office PC', '', 'LINUX', now())
                        """).param(target.value()).update();
        region.world.programs(this::run);
        bundle = region.bundle(RunningMode.MANUAL);
        TestNode node = region.node();
        region.addHost(node);
        inUse = node.desktops.open(region.person(), bundle);
        region.settle(node);
        memory = region.world.memory(machine());
        node.close();
    }

    TestPipelines pipelines(TestNode node) {
        return new TestPipelines(
                node.database,
                node.transactions,
                node.connections,
                region.clock,
                target -> node.life.pass("during a trial"));
    }

    Pipeline make(TestPipelines on, String recipe, Optional<Timing> schedule, boolean onBaseChange) {
        return make(on, recipe, schedule, onBaseChange, false);
    }

    /** One that starts when its sources have newer packages. */
    Pipeline following(TestPipelines on, String recipe) {
        return make(on, recipe, Optional.empty(), false, true);
    }

    private Pipeline make(
            TestPipelines on, String recipe, Optional<Timing> schedule, boolean onBaseChange, boolean onPackageChange) {
        var base = region.jdbc
                .sql("select id from image where name = 'desktop'")
                .query(UUID.class)
                .single();
        return on.pipelines.create(
                new PipelineSpec(
                        "Office",
                        new ImageId(base),
                        target,
                        Recipe.parse(recipe),
                        schedule,
                        onBaseChange,
                        onPackageChange,
                        true,
                        Set.<BundleId>of(bundle.id())),
                TestPipelines.ADMIN);
    }

    int number(String sql) {
        return region.jdbc.sql(sql).query(Integer.class).single();
    }

    String text(String sql) {
        return region.jdbc.sql(sql).query(String.class).single();
    }

    /** Neither hosts nor folders hold anything but what was published, and nobody's desktop was touched. */
    void requireTidy(String what) {
        assertThat(region.world.allMachines()).as("machines, %s", what).containsExactly(machine());
        assertThat(region.world.memory(machine())).as("who worked, %s", what).isEqualTo(memory);
        assertThat(region.world.allVolumes().keySet())
                .as("volumes, %s", what)
                .noneMatch(name -> name.value().startsWith("pipeline-"));
        List<String> published = region.jdbc
                .sql("select directory from image_version where image_id = ?")
                .param(target.value())
                .query(String.class)
                .list();
        try (Stream<Path> there = Files.list(region.images)) {
            assertThat(there.filter(Files::isDirectory).map(Path::toString).filter(path -> path.contains("office-pc")))
                    .as("folders, %s", what)
                    .containsExactlyInAnyOrderElementsOf(published);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing of it is left for the next one in the same database and folder. */
    void forget() {
        for (String table : List.of("pipeline", "image_manifest", "session", "desktop", "bundle")) {
            region.jdbc.sql("delete from " + table).update();
        }
        try (Stream<Path> there = Files.list(region.images)) {
            for (Path path :
                    there.filter(path -> path.toString().contains("office-pc")).toList()) {
                org.springframework.util.FileSystemUtils.deleteRecursively(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private MachineId machine() {
        return new MachineId(inUse.id().value());
    }

    private ExecResult run(Execution execution) {
        String script = execution.command().size() > 2 ? execution.command().get(2) : "";
        if (script.contains("dpkg-query")) {
            return new ExecResult(0, packages, "");
        }
        if (script.contains("berth-build/sources")) {
            return new ExecResult(0, sources, "");
        }
        if (script.contains("_NET_CLIENT_LIST")) {
            return new ExecResult(windows, "WM_CLASS(STRING) = \"mousepad\"", "");
        }
        if (script.contains("exit 76")) {
            int line = Integer.parseInt(execution.command().getLast());
            return line <= LINES
                    ? new ExecResult(75, "line " + line + ": 5%\rline " + line + "\r\n", "")
                    : new ExecResult(recipeCode, "", "");
        }
        return new ExecResult(0, "", "");
    }
}
