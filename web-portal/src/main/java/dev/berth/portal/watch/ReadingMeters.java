package dev.berth.portal.watch;

import dev.berth.broker.console.Figures;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.host.HostState;
import dev.berth.broker.maintenance.Run;
import dev.berth.broker.maintenance.UpdateStage;
import dev.berth.broker.session.SessionState;
import dev.berth.broker.session.Stage;
import dev.berth.portal.NodeRole;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** The region's figures as gauges, those of single hosts and fleets included; docs/metrics.md has the table of them. */
@Component
class ReadingMeters implements MeterBinder {

    private static final double MILLIS = 1_000;

    private final Readings readings;

    ReadingMeters(Readings readings) {
        this.readings = readings;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        var rows = new RowMeters(registry);
        var gauges = new Gauges(registry, () -> {
            Optional<Reading> last = readings.last();
            rows.show(last);
            return last;
        });
        Gauge.builder("berth.readings.failed", readings, known -> known.last().isPresent() ? 0 : 1)
                .description("Whether this node cannot read the region's figures: 1, or else 0")
                .register(registry);
        people(gauges);
        machines(gauges);
        upkeep(gauges);
        gauges.one(
                "berth.audit.unsealed",
                "entries",
                "Entries of the audit log that are not in its chain yet",
                r -> r.work().unsealed());
        gauges.one(
                "berth.audit.unsealed.age",
                "seconds",
                "How long the oldest of them has waited",
                r -> r.work().unsealedFor().toSeconds());
        gauges.each("berth.nodes", null, "Nodes that run, by role", "role", Gauges.names(NodeRole.class), (r, role) ->
                (double) r.nodes().getOrDefault(role, 0));
        gauges.one(
                "berth.schema.refused",
                null,
                "Whether the schema is too new for this node to work on: 1, or else 0",
                r -> r.refused() ? 1 : 0);
    }

    private static void people(Gauges gauges) {
        gauges.perState(
                "berth.sessions",
                "Sessions that are not over, by state",
                SessionState.class,
                r -> r.figures().live());
        gauges.perName(
                "berth.openings",
                "Sessions asked for in the last 15 minutes, by how it went",
                "result",
                List.of("WAITING", "OPENED", "FAILED", "GIVEN_UP"),
                r -> r.work().openings());
        for (Stage stage : Stage.values()) {
            quantile(gauges, stage, "0.5", Figures.StageFigure::medianMs);
            quantile(gauges, stage, "0.95", Figures.StageFigure::p95Ms);
        }
    }

    private static void quantile(
            Gauges gauges, Stage stage, String quantile, ToDoubleFunction<Figures.StageFigure> millis) {
        gauges.gauge(
                "berth.opening.stage",
                "seconds",
                "What a stage of opening a session took, of the latest 500",
                Tags.of("stage", stage.name(), "quantile", quantile),
                reading -> reading.figures().stages().stream()
                                .filter(figure -> figure.stage() == stage)
                                .mapToDouble(millis)
                                .findFirst()
                                .orElse(Double.NaN)
                        / MILLIS);
    }

    private static void machines(Gauges gauges) {
        gauges.perState(
                "berth.desktops",
                "Desktops and instances, by state",
                DesktopState.class,
                r -> r.figures().desktops());
        gauges.perState("berth.hosts", "Hosts, by state", HostState.class, ReadingMeters::hosts);
        gauges.one(
                "berth.copies.late",
                null,
                "Desktops whose copy is older than it may be",
                r -> r.copies().late());
        gauges.one(
                "berth.copies.missing",
                null,
                "Desktops that have no copy on a second host",
                r -> r.copies().without());
        gauges.one(
                "berth.copies.oldest",
                "seconds",
                "Age of the oldest copy of a desktop that has run since",
                r -> r.copies().oldest().toSeconds());
    }

    private static Map<HostState, Integer> hosts(Reading reading) {
        return reading.hosts().stream().collect(Collectors.toMap(host -> host.state(), host -> 1, Integer::sum));
    }

    private static void upkeep(Gauges gauges) {
        gauges.perName(
                "berth.maintenance.runs",
                "Maintenance windows that opened within a day or are open, by state",
                "state",
                Gauges.names(Run.State.class),
                r -> r.work().maintenanceRuns());
        gauges.perName(
                "berth.maintenance.desktops",
                "Desktops in those windows, by outcome",
                "outcome",
                List.of("UNDER_WAY", "DONE", "FAILED", "SKIPPED", "CANCELLED"),
                r -> r.work().maintenanceItems());
        gauges.perName(
                "berth.updates",
                "Desktops that are or were updated in those windows, by stage",
                "stage",
                Gauges.names(UpdateStage.class),
                r -> r.work().updates());
        gauges.perName(
                "berth.rollouts",
                "Roll-outs that are not over, by state",
                "state",
                List.of("RUNNING", "PAUSED", "STOPPED"),
                r -> r.work().rollouts());
        gauges.perName(
                "berth.pipelines",
                "Image pipelines, by how their latest run ended",
                "latest",
                List.of("UNDER_WAY", "PUBLISHED", "UNCHANGED", "FAILED", "CANCELLED"),
                r -> r.work().pipelines());
        gauges.one(
                "berth.notices.overdue",
                null,
                "Notices to people that were to be sent a minute ago",
                r -> r.work().noticesOverdue());
        gauges.one(
                "berth.notices.failed",
                null,
                "Notices of a day's windows that could not be sent",
                r -> r.work().noticesFailed());
    }
}
