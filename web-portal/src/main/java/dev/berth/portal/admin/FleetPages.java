package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.fleet.Fleet;
import dev.berth.broker.fleet.FleetUse;
import dev.berth.broker.fleet.Fleets;
import dev.berth.portal.chart.FleetChart;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Fleets: how many instances wait for people, and who has which. */
@Controller
@RequestMapping("/admin/fleets")
class FleetPages {

    private static final String BACK = "redirect:/admin/fleets";
    private static final Duration SHOWN = Duration.ofHours(24);

    private final Fleets fleets;
    private final JdbcBundles bundles;
    private final Names names;
    private final Clock clock;

    FleetPages(Fleets fleets, JdbcBundles bundles, Names names, Clock clock) {
        this.fleets = fleets;
        this.bundles = bundles;
        this.names = names;
        this.clock = clock;
    }

    /** A fleet, by its bundle's name, as it is used now. */
    public record Row(Fleet fleet, String name, FleetUse use) {}

    @GetMapping
    String list(@RequestHeader(name = "HX-Request", required = false) @Nullable String htmx, Model model) {
        Map<BundleId, String> called = names.bundles();
        model.addAttribute(
                "rows",
                fleets.list().stream()
                        .map(fleet ->
                                new Row(fleet, called.getOrDefault(fleet.spec().bundle(), ""), fleets.use(fleet.id())))
                        .toList());
        return htmx == null ? "admin/fleets" : "admin/fleets :: list";
    }

    @GetMapping("/new")
    String fresh(Model model) {
        return form(model, null, FleetForm.fresh(ZoneId.systemDefault().getId()), Map.of());
    }

    @PostMapping
    String add(FleetForm form, @AuthenticationPrincipal Person person, Model model) {
        try {
            return BACK + "/" + fleets.create(form.spec(), Actor.of(person)).id();
        } catch (IllegalArgumentException | ChangeRefusedException | NotFoundException e) {
            return form(model, null, form, Problems.of(e, FleetForm.FIELDS));
        }
    }

    @GetMapping("/{id}")
    String fleet(
            @PathVariable UUID id,
            @RequestHeader(name = "HX-Request", required = false) @Nullable String htmx,
            Model model) {
        Fleet fleet = require(id);
        model.addAttribute("name", name(fleet));
        model.addAttribute("fleet", fleet);
        model.addAttribute("use", fleets.use(fleet.id()));
        model.addAttribute("instances", fleets.instances(fleet.id()));
        Instant now = clock.instant();
        var history = fleets.history(fleet.id());
        model.addAttribute("chart", FleetChart.of(history, now.minus(SHOWN), now));
        model.addAttribute(
                "scalings",
                history.reversed().stream()
                        .filter(sample -> !sample.why().isEmpty())
                        .limit(50)
                        .toList());
        return htmx == null ? "admin/fleet" : "admin/fleet :: live";
    }

    @GetMapping("/{id}/edit")
    String edit(@PathVariable UUID id, Model model) {
        Fleet fleet = require(id);
        return form(model, fleet, FleetForm.of(fleet), Map.of());
    }

    /** With {@code preview}, what the change would do is shown, and nothing is changed. */
    @PostMapping("/{id}")
    String change(
            @PathVariable UUID id,
            FleetForm form,
            @RequestParam(required = false) @Nullable String preview,
            @AuthenticationPrincipal Person person,
            Model model) {
        Fleet fleet = require(id);
        try {
            if (preview != null) {
                model.addAttribute("preview", fleets.preview(fleet.id(), form.spec(), form.on()));
                return form(model, fleet, form, Map.of());
            }
            fleets.update(fleet.id(), form.revision(), form.spec(), form.on(), Actor.of(person));
            return BACK + "/" + id;
        } catch (IllegalArgumentException | ChangeRefusedException | StaleRevisionException e) {
            return form(model, fleet, form, Problems.of(e, FleetForm.FIELDS));
        }
    }

    private String form(Model model, @Nullable Fleet fleet, FleetForm form, Map<String, String> problems) {
        model.addAttribute("fleet", fleet);
        model.addAttribute("name", fleet == null ? "" : name(fleet));
        model.addAttribute("form", form);
        model.addAttribute("problems", problems);
        model.addAttribute("bundles", bundles.list());
        model.addAttribute("zones", zones());
        return "admin/fleet-form";
    }

    private static List<String> zones() {
        return ZoneId.getAvailableZoneIds().stream().sorted().toList();
    }

    private String name(Fleet fleet) {
        return names.bundles().getOrDefault(fleet.spec().bundle(), "");
    }

    private Fleet require(UUID id) {
        return fleets.find(new FleetId(id)).orElseThrow(() -> new NotFoundException("fleet", id));
    }
}
