package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.pipeline.LogLine;
import dev.berth.broker.pipeline.Manifest;
import dev.berth.broker.pipeline.Manifests;
import dev.berth.broker.pipeline.PackageWatch;
import dev.berth.broker.pipeline.Pipeline;
import dev.berth.broker.pipeline.PipelineId;
import dev.berth.broker.pipeline.PipelineRunId;
import dev.berth.broker.pipeline.Pipelines;
import dev.berth.broker.pipeline.RollOut;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Image pipelines, their runs, and what versions of images hold. */
@RestController
@RequestMapping("/api/v1/pipelines")
class PipelineApi {

    private final Pipelines pipelines;
    private final Manifests manifests;
    private final PackageWatch watch;

    PipelineApi(Pipelines pipelines, Manifests manifests, PackageWatch watch) {
        this.pipelines = pipelines;
        this.manifests = manifests;
        this.watch = watch;
    }

    @GetMapping
    List<PipelineResource> list() {
        return pipelines.list().stream().map(PipelineResource::of).toList();
    }

    @GetMapping("/{id}")
    ResponseEntity<PipelineResource> one(@PathVariable UUID id) {
        return Revision.tagged(
                pipelines.find(new PipelineId(id)).map(PipelineResource::of),
                PipelineResource::revision,
                "pipeline",
                id);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    PipelineResource create(
            @RequestBody PipelineResource.WantedPipeline wanted, @AuthenticationPrincipal Person person) {
        return PipelineResource.of(pipelines.create(wanted.spec(), Actor.of(person)));
    }

    @PutMapping("/{id}")
    ResponseEntity<PipelineResource> change(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody PipelineResource.WantedPipeline wanted,
            @AuthenticationPrincipal Person person) {
        var changed =
                pipelines.update(new PipelineId(id), revision.value(), wanted.spec(), wanted.on(), Actor.of(person));
        return Revision.tagged(PipelineResource.of(changed), PipelineResource::revision);
    }

    /** Refused while a run is under way; what was published stays. */
    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @AuthenticationPrincipal Person person) {
        pipelines.delete(new PipelineId(id), revision.value(), Actor.of(person));
    }

    /** What its sources have newer than its newest version. */
    @GetMapping("/{id}/packages")
    PipelineResource.Packages packages(@PathVariable UUID id) {
        Pipeline pipeline = pipelines.find(new PipelineId(id)).orElseThrow(() -> new NotFoundException("pipeline", id));
        return PipelineResource.Packages.of(watch.of(pipeline.id()));
    }

    /** Asks its sources within some seconds, where it follows its packages. */
    @PostMapping("/{id}/packages/look")
    PipelineResource.Packages look(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        watch.lookSoon(new PipelineId(id), Actor.of(person));
        return packages(id);
    }

    /** The latest first. */
    @GetMapping("/{id}/runs")
    List<PipelineResource.PipelineRunResource> runs(
            @PathVariable UUID id, @RequestParam(defaultValue = "50") int limit) {
        return pipelines.runs(new PipelineId(id), Asked.limit(limit)).stream()
                .map(PipelineResource.PipelineRunResource::of)
                .toList();
    }

    /** Starts one. */
    @PostMapping("/{id}/runs")
    @ResponseStatus(HttpStatus.CREATED)
    PipelineResource.PipelineRunResource start(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        return PipelineResource.PipelineRunResource.of(pipelines.start(new PipelineId(id), Actor.of(person)));
    }

    @GetMapping("/runs/{id}")
    PipelineResource.PipelineRunResource run(@PathVariable UUID id) {
        return PipelineResource.PipelineRunResource.of(
                pipelines.run(new PipelineRunId(id)).orElseThrow(() -> new NotFoundException("pipeline run", id)));
    }

    /** Its log after a position; 0 for all of it, then that of the last line that was read. */
    @GetMapping("/runs/{id}/log")
    List<LogLine> log(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "0") long after,
            @RequestParam(defaultValue = "500") int limit) {
        return pipelines.log(new PipelineRunId(id), after, Asked.limit(limit));
    }

    /** The bundles that it moved to its version. */
    @GetMapping("/runs/{id}/roll-outs")
    List<RollOut> rollOuts(@PathVariable UUID id) {
        return pipelines.rollOuts(new PipelineRunId(id));
    }

    @PostMapping("/runs/{id}/cancel")
    PipelineResource.PipelineRunResource cancel(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        return PipelineResource.PipelineRunResource.of(pipelines.cancel(new PipelineRunId(id), Actor.of(person)));
    }

    /** Moves the pipeline's bundles to the run's version. */
    @PostMapping("/runs/{id}/roll-out")
    PipelineResource.PipelineRunResource rollOut(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        return PipelineResource.PipelineRunResource.of(pipelines.rollOut(new PipelineRunId(id), Actor.of(person)));
    }

    /** Moves the bundles that it moved back to the versions that they had. */
    @PostMapping("/runs/{id}/roll-back")
    PipelineResource.PipelineRunResource rollBack(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        return PipelineResource.PipelineRunResource.of(pipelines.rollBack(new PipelineRunId(id), Actor.of(person)));
    }

    /** What tells the packages of two versions of images apart. */
    @GetMapping("/comparison")
    Manifest.Comparison compare(@RequestParam UUID from, @RequestParam UUID to) {
        return manifest(from).comparedTo(manifest(to));
    }

    private Manifest manifest(UUID version) {
        return manifests
                .of(new ImageVersionId(version))
                .orElseThrow(() -> new NotFoundException("list of packages of image version", version));
    }
}
