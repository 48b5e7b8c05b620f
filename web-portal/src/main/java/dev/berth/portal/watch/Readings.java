package dev.berth.portal.watch;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.console.FigureReader;
import dev.berth.broker.console.Span;
import dev.berth.broker.console.WorkReader;
import dev.berth.broker.contract.SchemaContract;
import dev.berth.broker.fleet.Fleet;
import dev.berth.broker.fleet.Fleets;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.broker.session.NodeRegistry;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Reads the region's figures when somebody scrapes them, at most as often as {@link MetricsSettings} says. */
@Component
class Readings {

    private static final Logger LOG = LoggerFactory.getLogger(Readings.class);

    private final Sources sources;
    private final Kept<Optional<Reading>> last;

    Readings(Sources sources, MetricsSettings settings, Clock clock) {
        this.sources = sources;
        this.last = new Kept<>(settings.readEvery(), clock, this::read);
    }

    /** Whom it asks. */
    @Component
    record Sources(
            FigureReader figures,
            WorkReader work,
            JdbcHosts hosts,
            Fleets fleets,
            JdbcBundles bundles,
            CopyFigures copies,
            NodeRegistry nodes,
            SchemaContract contract) {}

    /** Empty while the database does not answer: old figures are not passed off as new ones. */
    Optional<Reading> last() {
        return last.get();
    }

    private Optional<Reading> read() {
        try {
            return Optional.of(new Reading(
                    sources.figures().recent(Span.DAY),
                    sources.work().read(),
                    sources.hosts().list(),
                    fleets(),
                    sources.copies().summary(),
                    nodes(),
                    sources.contract().refusal().isPresent()));
        } catch (DataAccessException | TransactionException e) {
            LOG.warn("The figures for metrics could not be read, so they are not told: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private List<Reading.InFleet> fleets() {
        List<Fleet> fleets = sources.fleets().list();
        if (fleets.isEmpty()) {
            return List.of();
        }
        Map<BundleId, String> names = new HashMap<>();
        sources.bundles().list().forEach(bundle -> names.put(bundle.id(), bundle.name()));
        return fleets.stream()
                .map(fleet -> new Reading.InFleet(
                        names.getOrDefault(fleet.spec().bundle(), fleet.id().toString()),
                        fleet,
                        sources.fleets().use(fleet.id())))
                .toList();
    }

    private Map<String, Integer> nodes() {
        Map<String, Integer> byRole = new HashMap<>();
        sources.nodes().live().forEach(node -> node.roles().forEach(role -> byRole.merge(role, 1, Integer::sum)));
        return byRole;
    }
}
