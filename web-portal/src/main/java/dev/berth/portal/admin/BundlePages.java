package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.Catalog;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.desktop.Copies;
import dev.berth.broker.desktop.DesktopFilter;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.Page;
import dev.berth.broker.directory.Person;
import dev.berth.broker.selfservice.BundleBoundsBook;
import dev.berth.broker.session.ChannelBook;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;

/** Bundles: what desktops are made of. */
@Controller
@RequestMapping("/admin/bundles")
class BundlePages {

    private static final int COUNTED = 500;
    private static final String BACK = "redirect:/admin/bundles";

    private final JdbcBundles bundles;
    private final Catalog catalog;
    private final Desktops desktops;
    private final ImageChoices images;
    private final AssignmentSection assignments;
    private final BundleBoundsBook choices;
    private final ChannelBook channels;
    private final Copies copies;

    BundlePages(
            JdbcBundles bundles,
            Catalog catalog,
            Desktops desktops,
            ImageChoices images,
            AssignmentSection assignments,
            BundleBoundsBook choices,
            ChannelBook channels,
            Copies copies) {
        this.bundles = bundles;
        this.catalog = catalog;
        this.desktops = desktops;
        this.images = images;
        this.assignments = assignments;
        this.choices = choices;
        this.channels = channels;
        this.copies = copies;
    }

    @GetMapping
    String list(Model model) {
        model.addAttribute("bundles", bundles.list());
        model.addAttribute("versions", images.labels());
        return "admin/bundles";
    }

    @GetMapping("/new")
    String fresh(Model model) {
        return form(model, null, BundleForm.fresh(), Map.of());
    }

    @GetMapping("/{id}")
    String edit(@PathVariable UUID id, Model model) {
        Bundle bundle = find(id);
        return form(model, bundle, BundleForm.of(bundle), Map.of());
    }

    @PostMapping
    String create(BundleForm form, @AuthenticationPrincipal Person person, Model model) {
        return save(model, null, form, actor -> catalog.createBundle(form.spec(), actor), person);
    }

    @PostMapping("/{id}")
    String change(@PathVariable UUID id, BundleForm form, @AuthenticationPrincipal Person person, Model model) {
        Bundle bundle = find(id);
        return save(
                model,
                bundle,
                form,
                actor -> catalog.updateBundle(bundle.id(), form.revision(), form.spec(), actor),
                person);
    }

    @PostMapping("/{id}/enable")
    String enable(
            @PathVariable UUID id,
            @RequestParam long revision,
            @RequestParam boolean enabled,
            @AuthenticationPrincipal Person person) {
        catalog.enableBundle(new BundleId(id), revision, enabled, Actor.of(person));
        return BACK;
    }

    @PostMapping("/{id}/delete")
    String delete(@PathVariable UUID id, @RequestParam long revision, @AuthenticationPrincipal Person person) {
        catalog.deleteBundle(new BundleId(id), revision, Actor.of(person));
        return BACK;
    }

    private String save(Model model, @Nullable Bundle bundle, BundleForm form, Consumer<Actor> verb, Person person) {
        try {
            verb.accept(Actor.of(person));
            return BACK;
        } catch (IllegalArgumentException | ChangeRefusedException | StaleRevisionException e) {
            return form(model, bundle, form, Problems.of(e, BundleForm.FIELDS));
        }
    }

    private String form(Model model, @Nullable Bundle bundle, BundleForm form, Map<String, String> problems) {
        model.addAttribute("bundle", bundle);
        model.addAttribute("form", form);
        if (!problems.isEmpty() || !model.containsAttribute("problems")) {
            model.addAttribute("problems", problems);
        }
        model.addAttribute("modes", RunningMode.values());
        model.addAttribute("versions", images.labels());
        if (bundle != null) {
            var made = new DesktopFilter(null, null, null, bundle.id(), null);
            model.addAttribute("made", desktops.list(made, Page.first(COUNTED)).size());
            assignments.fill(model, bundle.id());
            model.addAttribute("copies", copies.policy(bundle.id()));
            if (!model.containsAttribute("choices")) {
                model.addAttribute("choices", BundleChoicesForm.of(choices.kept(bundle.id())));
            }
            if (!model.containsAttribute("channels")) {
                model.addAttribute("channels", BundleChannelsForm.of(channels.kept(bundle.id())));
            }
        }
        return "admin/bundle";
    }

    private Bundle find(UUID id) {
        return bundles.require(new BundleId(id));
    }
}
