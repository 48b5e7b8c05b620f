package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.GuestSystem;
import dev.berth.broker.catalog.Image;
import dev.berth.broker.catalog.ImageId;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.JdbcImages;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.pipeline.PackageWatch;
import dev.berth.broker.pipeline.Pipeline;
import dev.berth.broker.pipeline.PipelineId;
import dev.berth.broker.pipeline.PipelineRun;
import dev.berth.broker.pipeline.Pipelines;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Image pipelines and the latest of their runs. */
@Controller
@RequestMapping("/admin/pipelines")
class PipelinePages {

    private static final String BACK = "redirect:/admin/pipelines";
    private static final int RECENT = 20;

    private static final String EXAMPLE = """
            # What this image has that its base has not. Lines beginning with | belong to the file or script above.
            upgrade
            package mc
            file /etc/motd 0644
            | Welcome
            application text-editor
            first-frame 30s
            """;

    private final Pipelines pipelines;
    private final JdbcImages images;
    private final JdbcBundles bundles;
    private final WindowWords words;
    private final PackageWatch watch;

    PipelinePages(Pipelines pipelines, JdbcImages images, JdbcBundles bundles, WindowWords words, PackageWatch watch) {
        this.watch = watch;
        this.pipelines = pipelines;
        this.images = images;
        this.bundles = bundles;
        this.words = words;
    }

    /** @param schedule in words */
    public record Row(
            Pipeline pipeline, String base, String image, Optional<String> schedule, Optional<PipelineRun> latest) {}

    @GetMapping
    String list(Model model, Locale locale) {
        Map<ImageId, String> names = images.list().stream().collect(Collectors.toMap(Image::id, Image::name));
        model.addAttribute(
                "rows",
                pipelines.list().stream()
                        .map(pipeline -> new Row(
                                pipeline,
                                names.getOrDefault(pipeline.spec().base(), ""),
                                names.getOrDefault(pipeline.spec().target(), ""),
                                pipeline.spec()
                                        .schedule()
                                        .map(timing -> words.days(timing, locale) + " " + timing.start()),
                                pipelines.runs(pipeline.id(), 1).stream().findFirst()))
                        .toList());
        model.addAttribute("runs", pipelines.latestRuns(RECENT, 0));
        return "admin/pipelines";
    }

    @GetMapping("/new")
    String fresh(Model model, Locale locale) {
        return form(model, null, PipelineForm.fresh(EXAMPLE), Map.of(), locale);
    }

    @GetMapping("/{id}")
    String edit(@PathVariable UUID id, Model model, Locale locale) {
        Pipeline pipeline = find(id);
        return form(model, pipeline, PipelineForm.of(pipeline), Map.of(), locale);
    }

    @PostMapping
    String create(PipelineForm form, @AuthenticationPrincipal Person person, Model model, Locale locale) {
        return save(model, null, form, () -> pipelines.create(form.spec(), Actor.of(person)), locale);
    }

    @PostMapping("/{id}")
    String change(
            @PathVariable UUID id,
            PipelineForm form,
            @AuthenticationPrincipal Person person,
            Model model,
            Locale locale) {
        Pipeline pipeline = find(id);
        return save(
                model,
                pipeline,
                form,
                () -> pipelines.update(
                        pipeline.id(), form.revision(), form.spec(), form.enabled() != null, Actor.of(person)),
                locale);
    }

    @PostMapping("/{id}/delete")
    String delete(
            @PathVariable UUID id,
            @RequestParam long revision,
            @AuthenticationPrincipal Person person,
            RedirectAttributes told) {
        try {
            pipelines.delete(new PipelineId(id), revision, Actor.of(person));
            return BACK;
        } catch (ChangeRefusedException | StaleRevisionException e) {
            told.addFlashAttribute("failed", e.getMessage());
            return BACK + "/" + id;
        }
    }

    @PostMapping("/{id}/run")
    String run(@PathVariable UUID id, @AuthenticationPrincipal Person person, RedirectAttributes told) {
        try {
            return BACK + "/runs/"
                    + pipelines.start(new PipelineId(id), Actor.of(person)).id();
        } catch (ChangeRefusedException e) {
            told.addFlashAttribute("failed", e.getMessage());
            return BACK + "/" + id;
        }
    }

    @PostMapping("/{id}/look")
    String look(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        watch.lookSoon(new PipelineId(id), Actor.of(person));
        return BACK + "/" + id;
    }

    private String save(
            Model model, @Nullable Pipeline pipeline, PipelineForm form, Supplier<Pipeline> verb, Locale locale) {
        try {
            return BACK + "/" + verb.get().id();
        } catch (IllegalArgumentException | ChangeRefusedException | StaleRevisionException e) {
            return form(model, pipeline, form, Problems.of(e, PipelineForm.FIELDS), locale);
        }
    }

    private String form(
            Model model, @Nullable Pipeline pipeline, PipelineForm form, Map<String, String> problems, Locale locale) {
        model.addAttribute("pipeline", pipeline);
        model.addAttribute("form", form);
        model.addAttribute("problems", problems);
        model.addAttribute("weekdays", WindowWords.weekdays(locale));
        model.addAttribute("zones", new TreeSet<>(ZoneId.getAvailableZoneIds()));
        model.addAttribute(
                "images",
                images.list().stream()
                        .filter(image -> image.guest() == GuestSystem.LINUX)
                        .toList());
        model.addAttribute("bundles", bundles.list());
        model.addAttribute("runs", pipeline == null ? List.of() : pipelines.runs(pipeline.id(), RECENT));
        model.addAttribute(
                "look", pipeline == null ? null : watch.of(pipeline.id()).orElse(null));
        return "admin/pipeline";
    }

    private Pipeline find(UUID id) {
        return pipelines.find(new PipelineId(id)).orElseThrow(() -> new NotFoundException("pipeline", id));
    }
}
