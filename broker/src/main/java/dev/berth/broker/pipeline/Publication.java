package dev.berth.broker.pipeline;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.Image;
import dev.berth.broker.catalog.ImageVersion;
import dev.berth.broker.catalog.Images;
import dev.berth.broker.catalog.JdbcImages;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.hypervisor.Hypervisor;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.springframework.stereotype.Component;

/** From a built disk to a version that bundles can have. */
@Component
class Publication {

    private static final Actor BERTH = new Actor.Berth();

    private final JdbcPipelineRuns runs;
    private final Shelf shelf;
    private final RollOuts rollOuts;
    private final Examiner examiner;

    Publication(JdbcPipelineRuns runs, Shelf shelf, RollOuts rollOuts, Examiner examiner) {
        this.runs = runs;
        this.shelf = shelf;
        this.rollOuts = rollOuts;
        this.examiner = examiner;
    }

    /** Where versions stand. */
    @Component
    record Shelf(JdbcImages store, Images images, Manifests manifests, PipelineSettings settings, Clock clock) {}

    /** What the run starts from. */
    ImageVersion base(PipelineRun run) {
        return run.base()
                .flatMap(shelf.store()::version)
                .orElseThrow(() -> new NotFoundException("base version any more for run", run.label()));
    }

    /** A kernel that the hypervisor hands over is the base's, and no package of the guest's. */
    Manifest withKernel(PipelineRun run, Manifest installed) {
        ImageVersion base = base(run);
        return base.directKernel()
                ? shelf.manifests().of(base.id()).map(installed::withKernelOf).orElse(installed)
                : installed;
    }

    void examine(PipelineRun run, Hypervisor hypervisor, BiConsumer<PipelineRun, String> log) {
        examiner.examine(hypervisor, RunNames.trial(run), run.recipe(), line -> log.accept(run, line));
    }

    void export(PipelineRun run, Hypervisor hypervisor) {
        new ImageExport(folder(run))
                .make(
                        hypervisor,
                        RunNames.volume(run.id(), "root"),
                        base(run),
                        stock(run),
                        shelf.clock().instant());
    }

    boolean rolls(PipelineRun run) {
        return run.aim().rollOut() && !run.aim().bundles().isEmpty();
    }

    /** To be called in a transaction. */
    ImageVersion publish(PipelineRun run) {
        ImageVersion base = base(run);
        ImageVersion version =
                shelf.images().publish(target(run).id(), folder(run), base.commandLine(), base.directKernel(), BERTH);
        shelf.manifests().record(version.id(), stock(run));
        return version;
    }

    /** To be called in a transaction. */
    void rollOut(PipelineRun run) {
        run.version()
                .ifPresent(
                        version -> rollOuts.forward(run.id(), version, run.aim().bundles(), BERTH));
    }

    /** A folder that no version names goes. */
    void dropUnpublished(PipelineRun run) {
        Optional<ImageVersion> base = run.base().flatMap(shelf.store()::version);
        if (base.isEmpty() || run.digest().isEmpty()) {
            return;
        }
        var export = new ImageExport(folder(run));
        if (run.version().isPresent() || run.progress().ending() == Ending.PUBLISHED) {
            export.dropParts();
        } else {
            export.drop();
        }
    }

    private Manifest stock(PipelineRun run) {
        return runs.stock(run.id()).orElseThrow(() -> new NotFoundException("list of packages of run", run.label()));
    }

    private Path folder(PipelineRun run) {
        Path own = shelf.settings().imageDir();
        Path beside = base(run).directory().getParent();
        Path images = own != null ? own : beside != null ? beside : base(run).directory();
        return RunNames.folder(images, target(run).name(), run.id());
    }

    private Image target(PipelineRun run) {
        return shelf.store()
                .find(run.aim().image())
                .orElseThrow(() -> new NotFoundException("image for run", run.label()));
    }
}
