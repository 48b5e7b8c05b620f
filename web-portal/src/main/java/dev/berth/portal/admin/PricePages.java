package dev.berth.portal.admin;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.metering.Costs;
import dev.berth.broker.metering.Price;
import dev.berth.broker.metering.PriceId;
import dev.berth.broker.metering.Prices;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;

/** What bundles cost. */
@Controller
@RequestMapping("/admin/metering/prices")
class PricePages {

    private static final String BACK = "redirect:/admin/metering/prices";

    private final Prices prices;
    private final Costs costs;
    private final JdbcBundles bundles;
    private final Names names;
    private final Clock clock;

    PricePages(Prices prices, Costs costs, JdbcBundles bundles, Names names, Clock clock) {
        this.prices = prices;
        this.costs = costs;
        this.bundles = bundles;
        this.names = names;
        this.clock = clock;
    }

    /** Whether a price counts. */
    public enum When {
        PAST,
        NOW,
        PLANNED
    }

    /** @param from in the region's time zone */
    public record Row(
            UUID id, String bundle, String monthly, String base, String hour, LocalDateTime from, When when) {}

    @GetMapping
    String list(Locale locale, Model model) {
        return page(model, locale, PriceForm.fresh(usualCurrency(), prices.today()), Map.of());
    }

    @PostMapping
    String add(PriceForm form, @AuthenticationPrincipal Person person, Locale locale, Model model) {
        try {
            prices.add(form.spec(), Actor.of(person));
            return BACK;
        } catch (IllegalArgumentException | ChangeRefusedException | NotFoundException e) {
            return page(model, locale, form, Problems.of(e, PriceForm.FIELDS));
        }
    }

    @PostMapping("/{id}/withdraw")
    String withdraw(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        prices.withdraw(new PriceId(id), Actor.of(person));
        return BACK;
    }

    private String page(Model model, Locale locale, PriceForm form, Map<String, String> problems) {
        model.addAttribute("rows", rows(locale));
        model.addAttribute("bundles", bundles.list());
        model.addAttribute("form", form);
        model.addAttribute("problems", problems);
        model.addAttribute("today", prices.today());
        model.addAttribute("zone", costs.zone());
        return "admin/prices";
    }

    private List<Row> rows(Locale locale) {
        Map<BundleId, String> bundleNames = names.bundles();
        Instant now = clock.instant();
        Set<BundleId> counting = new HashSet<>();
        return prices.list().stream()
                .map(price -> new Row(
                        price.id().value(),
                        bundleNames.getOrDefault(price.bundle(), price.bundle().toString()),
                        Money.text(price.currency(), price.monthly(), locale),
                        Money.text(price.currency(), price.base(), locale),
                        Money.text(price.currency(), price.hour(), locale),
                        LocalDateTime.ofInstant(price.validFrom(), costs.zone()).truncatedTo(ChronoUnit.MINUTES),
                        when(price, now, counting)))
                .sorted(Comparator.comparing(Row::bundle).thenComparing(Row::from, Comparator.reverseOrder()))
                .toList();
    }

    /** Prices come with the latest first: of those that began, the first one of a bundle is the one that counts. */
    private static When when(Price price, Instant now, Set<BundleId> counting) {
        if (price.validFrom().isAfter(now)) {
            return When.PLANNED;
        }
        return counting.add(price.bundle()) ? When.NOW : When.PAST;
    }

    private String usualCurrency() {
        return prices.list().stream()
                .max(Comparator.comparing(Price::validFrom))
                .map(price -> price.currency().getCurrencyCode())
                .orElse("EUR");
    }
}
