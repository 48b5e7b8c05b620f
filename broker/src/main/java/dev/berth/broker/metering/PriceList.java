package dev.berth.broker.metering;

import dev.berth.broker.catalog.BundleId;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Which price counted when. */
public final class PriceList {

    private final Map<BundleId, TreeMap<Instant, Price>> byBundle = new HashMap<>();

    public PriceList(Collection<Price> prices) {
        prices.forEach(price -> byBundle.computeIfAbsent(price.bundle(), unused -> new TreeMap<>())
                .put(price.validFrom(), price));
    }

    /** Empty while the bundle had no price yet. */
    public Optional<Price> at(BundleId bundle, Instant at) {
        var prices = byBundle.get(bundle);
        var valid = prices == null ? null : prices.floorEntry(at);
        return Optional.ofNullable(valid).map(Map.Entry::getValue);
    }

    /** The first price that counted in the span. */
    Optional<Price> firstIn(BundleId bundle, Instant from, Instant to) {
        Optional<Price> already = at(bundle, from);
        if (already.isPresent()) {
            return already;
        }
        var prices = byBundle.get(bundle);
        var next = prices == null ? null : prices.ceilingEntry(from);
        return next != null && next.getKey().isBefore(to) ? Optional.of(next.getValue()) : Optional.empty();
    }
}
