package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.ImageVersion;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.catalog.JdbcImages;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.pipeline.LogLine;
import dev.berth.broker.pipeline.Manifest;
import dev.berth.broker.pipeline.Manifests;
import dev.berth.broker.pipeline.PipelineRun;
import dev.berth.broker.pipeline.PipelineRunId;
import dev.berth.broker.pipeline.Pipelines;
import dev.berth.broker.pipeline.RollOut;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** A run of an image pipeline while it goes on and afterwards, and what tells two versions apart. */
@Controller
class PipelineRunPages {

    private static final int LOG_LINES = 2_000;
    private static final String RUN = "redirect:/admin/pipelines/runs/";

    private final Pipelines pipelines;
    private final Manifests manifests;
    private final JdbcImages images;
    private final PipelineStream stream;

    PipelineRunPages(Pipelines pipelines, Manifests manifests, JdbcImages images, PipelineStream stream) {
        this.pipelines = pipelines;
        this.manifests = manifests;
        this.images = images;
        this.stream = stream;
    }

    @GetMapping("/admin/pipelines/runs/{id}")
    String run(
            @PathVariable UUID id,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String htmx,
            Model model) {
        PipelineRun run =
                pipelines.run(new PipelineRunId(id)).orElseThrow(() -> new NotFoundException("pipeline run", id));
        model.addAttribute("run", run);
        List<RollOut> rollOuts = pipelines.rollOuts(run.id());
        model.addAttribute("rollOuts", rollOuts);
        model.addAttribute("rolledOut", !rollOuts.isEmpty() && rollOuts.stream().allMatch(RollOut::open));
        model.addAttribute("rollsBack", rollOuts.stream().anyMatch(RollOut::open));
        if (htmx != null) {
            return "admin/pipeline-run :: progress";
        }
        List<LogLine> lines = pipelines.log(run.id(), 0, LOG_LINES);
        model.addAttribute("lines", lines);
        model.addAttribute("position", lines.isEmpty() ? 0 : lines.getLast().position());
        return "admin/pipeline-run";
    }

    /** Server-sent events: each further line of the log, each phase, and the end. */
    @GetMapping(path = "/admin/pipelines/runs/{id}/log", produces = "text/event-stream")
    SseEmitter log(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "0") long after,
            @RequestHeader(name = "Last-Event-ID", required = false) @Nullable String last) {
        return stream.follow(
                new PipelineRunId(id), last != null && last.matches("\\d{1,18}") ? Long.parseLong(last) : after);
    }

    @PostMapping("/admin/pipelines/runs/{id}/cancel")
    String cancel(@PathVariable UUID id, @AuthenticationPrincipal Person person, RedirectAttributes told) {
        return orTell(id, told, () -> pipelines.cancel(new PipelineRunId(id), Actor.of(person)));
    }

    @PostMapping("/admin/pipelines/runs/{id}/roll-out")
    String rollOut(@PathVariable UUID id, @AuthenticationPrincipal Person person, RedirectAttributes told) {
        return orTell(id, told, () -> pipelines.rollOut(new PipelineRunId(id), Actor.of(person)));
    }

    @PostMapping("/admin/pipelines/runs/{id}/roll-back")
    String rollBack(@PathVariable UUID id, @AuthenticationPrincipal Person person, RedirectAttributes told) {
        return orTell(id, told, () -> pipelines.rollBack(new PipelineRunId(id), Actor.of(person)));
    }

    /** Two versions, by what their packages are. */
    @GetMapping("/admin/images/compare")
    String compare(@RequestParam UUID from, @RequestParam UUID to, Model model) {
        ImageVersion earlier = version(from);
        ImageVersion later = version(to);
        model.addAttribute("from", label(earlier));
        model.addAttribute("to", label(later));
        Optional<Manifest> before = manifests.of(earlier.id());
        Optional<Manifest> after = manifests.of(later.id());
        model.addAttribute(
                "comparison",
                before.isPresent() && after.isPresent() ? before.get().comparedTo(after.get()) : null);
        model.addAttribute("unknown", before.isEmpty() ? label(earlier) : label(later));
        return "admin/image-compare";
    }

    private String orTell(UUID id, RedirectAttributes told, Runnable verb) {
        try {
            verb.run();
        } catch (ChangeRefusedException | StaleRevisionException e) {
            told.addFlashAttribute("failed", e.getMessage());
        }
        return RUN + id;
    }

    private ImageVersion version(UUID id) {
        return images.version(new ImageVersionId(id)).orElseThrow(() -> new NotFoundException("image version", id));
    }

    private String label(ImageVersion version) {
        return images.find(version.image()).map(image -> image.name() + " ").orElse("") + version.version();
    }
}
