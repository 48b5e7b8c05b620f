package dev.berth.broker.pipeline;

import dev.berth.broker.apt.AptMirrors;
import dev.berth.broker.apt.DebianVersion;
import dev.berth.broker.apt.IndexRefusedException;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ImageVersion;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.AtWork;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Asks the sources that a pipeline's packages come from whether they have newer ones than its newest version. What they
 * say starts a run at most, once for each change; what is installed is apt's to check, in the guest.
 */
@Component
public class PackageWatch {

    private static final Logger LOG = LoggerFactory.getLogger(PackageWatch.class);
    private static final int AT_ONCE = 2;
    private static final int MOST_CHANGES = 2_000;
    private static final int PERCENT_EITHER_WAY = 10;

    private final JdbcPipelines store;
    private final JdbcPipelineWatch watches;
    private final Pipelines pipelines;
    private final Offers offers;
    private final WatchSettings settings;
    private final AtWork<PipelineId> atWork = new AtWork<>();

    PackageWatch(
            JdbcPipelines store,
            JdbcPipelineWatch watches,
            Pipelines pipelines,
            Offers offers,
            WatchSettings settings) {
        this.store = store;
        this.watches = watches;
        this.pipelines = pipelines;
        this.offers = offers;
        this.settings = settings;
    }

    /** What is there, and what is offered. */
    @Component
    record Offers(Manifests manifests, AptMirrors mirrors, Pipelines.Writing writing) {}

    /** Empty before the first run of a pipeline that follows its packages. */
    public Optional<PackageLook> of(PipelineId id) {
        return watches.find(id);
    }

    /** Asks its sources soon, whatever their turn. */
    public void lookSoon(PipelineId id, Actor actor) {
        offers.writing().change("pipeline " + id, () -> {
            Pipeline pipeline = store.find(id).orElseThrow(() -> new NotFoundException("pipeline", id));
            watches.soon(id);
            offers.writing()
                    .note(actor, "look", "pipeline", id, "Asked for newer packages of '" + pipeline.name() + "'.");
            return pipeline;
        });
    }

    /** Looks wherever it is time, each on a thread of its own, a few at once; returns at once. */
    void lookAtDue() {
        if (!atWork.awaitIdle(Duration.ZERO)) {
            return;
        }
        Instant now = now();
        watches.claim(AT_ONCE, now, around(now, settings.retry()))
                .forEach(id -> atWork.begin(id, "packages-" + id, () -> look(id)));
    }

    boolean awaitIdle(Duration limit) {
        return atWork.awaitIdle(limit);
    }

    /**
     * What no run was begun for; nothing where that was found before its latest run, or of another version, or where the
     * last look told nothing: what an earlier one told may have been installed since.
     */
    List<Manifest.Change> news(Pipeline pipeline) {
        Optional<PackageLook> look = watches.find(pipeline.id()).filter(one -> one.problem() == null);
        Instant at = look.map(PackageLook::at).orElse(null);
        boolean fresh = at != null
                && pipelines.runs(pipeline.id(), 1).stream()
                        .allMatch(run -> run.askedAt().isBefore(at));
        return fresh
                ? look.filter(one -> newest(pipeline).map(ImageVersion::id).equals(Optional.ofNullable(one.version())))
                        .map(PackageLook::news)
                        .orElse(List.of())
                : List.of();
    }

    /** To be called in the transaction that began it. */
    void begun(Pipeline pipeline, PipelineRun run, List<Manifest.Change> news) {
        watches.begun(
                pipeline.id(),
                watches.find(pipeline.id()).map(PackageLook::changes).orElse(news));
        pipelines.say(
                run,
                "Its sources have newer packages: "
                        + news.stream()
                                .limit(20)
                                .map(one -> one.name() + " " + one.to())
                                .collect(Collectors.joining(", "))
                        + (news.size() > 20 ? " and " + (news.size() - 20) + " more." : "."));
    }

    private void look(PipelineId id) {
        try {
            Optional<Pipeline> pipeline = store.find(id);
            if (pipeline.isPresent()) {
                look(pipeline.get());
            }
        } catch (IndexRefusedException e) {
            LOG.warn("The sources of pipeline {} told nothing of its packages.", id, e);
            watches.failed(id, String.valueOf(e.getMessage()), now());
        } catch (RuntimeException e) {
            LOG.warn("Looking at the sources of pipeline {} was cut off; it is done again.", id, e);
        }
    }

    private void look(Pipeline pipeline) throws IndexRefusedException {
        Optional<ImageVersion> version = newest(pipeline);
        Optional<Manifest> manifest = version.flatMap(one -> offers.manifests().of(one.id()));
        PackageLook before = watches.find(pipeline.id()).orElseThrow();
        Optional<String> hindrance = hindrance(pipeline, before, manifest);
        if (hindrance.isPresent() || version.isEmpty() || manifest.isEmpty()) {
            watches.failed(pipeline.id(), hindrance.orElse(""), now());
            return;
        }
        List<Manifest.Change> changes = newer(pipeline, before, version.get(), manifest.get());
        Instant now = now();
        watches.found(pipeline.id(), version.get().id(), changes, now, around(now, settings.every()));
    }

    private List<Manifest.Change> newer(Pipeline pipeline, PackageLook look, ImageVersion version, Manifest manifest)
            throws IndexRefusedException {
        Set<String> followed = pipeline
                .spec()
                .recipe()
                .follows(manifest.packages().keySet())
                .stream()
                .filter(name -> !version.directKernel() || !Manifest.isKernel(name))
                .collect(Collectors.toSet());
        Map<String, DebianVersion> newest = offers.mirrors().newest(look.sources(), followed);
        return manifest.packages().entrySet().stream()
                .flatMap(there -> Optional.ofNullable(newest.get(there.getKey()))
                        .filter(offered -> offered.compareTo(new DebianVersion(there.getValue())) > 0)
                        .map(offered -> new Manifest.Change(there.getKey(), there.getValue(), offered.text()))
                        .stream())
                .limit(MOST_CHANGES)
                .toList();
    }

    private static Optional<String> hindrance(Pipeline pipeline, PackageLook look, Optional<Manifest> manifest) {
        if (!pipeline.spec().recipe().takesPackages()) {
            return Optional.of("The recipe takes no packages from sources, so newer ones would change nothing.");
        }
        if (look.sources().isEmpty()) {
            return Optional.of("Its sources are known after its next run.");
        }
        return manifest.isEmpty()
                ? Optional.of("Its image has no version whose packages are known.")
                : Optional.empty();
    }

    private Optional<ImageVersion> newest(Pipeline pipeline) {
        return pipelines.latest(pipeline.spec().target());
    }

    private Instant now() {
        return offers.writing().clock().instant();
    }

    private static Instant around(Instant now, Duration duration) {
        int percent = 100 + ThreadLocalRandom.current().nextInt(-PERCENT_EITHER_WAY, PERCENT_EITHER_WAY + 1);
        return now.plus(duration.multipliedBy(percent).dividedBy(100));
    }
}
