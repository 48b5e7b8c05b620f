package dev.berth.broker.maintenance;

import dev.berth.broker.desktop.DesktopId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** When each desktop's turn would have come in a window that is not kept yet, by the plan that opens windows. */
@Component
public class WindowTurns {

    private static final int SAMPLE = 200;
    private static final Duration UNMEASURED = Duration.ofMinutes(5);

    private final JdbcWindows windows;
    private final Coverage coverage;
    private final JdbcClient jdbc;
    private final MaintenanceSettings settings;

    WindowTurns(JdbcWindows windows, Coverage coverage, JdbcClient jdbc, MaintenanceSettings settings) {
        this.windows = windows;
        this.coverage = coverage;
        this.jdbc = jdbc;
        this.settings = settings;
    }

    /**
     * As many at a time as the region works on, one after the other, each for as long as one takes. What would not have
     * been begun before the window closed has no turn.
     */
    public Map<DesktopId, List<Occurrence>> of(
            WindowSpec spec, MaintenanceWindow.Kind kind, Instant after, Instant upTo) {
        var draft = new MaintenanceWindow(new WindowId(new UUID(0, 0)), kind, spec, true, upTo, 0);
        var plan = new MaintenancePlan(List.of(draft), census(draft));
        Duration takes = usual();
        Map<DesktopId, List<Occurrence>> turns = new HashMap<>();
        for (MaintenanceWindow local : plan.local(draft)) {
            for (Occurrence one : MaintenanceCalendar.starting(local.spec().timing(), after, upTo)) {
                add(turns, one, plan.desktops(local, one.day()), takes);
            }
        }
        return turns;
    }

    private void add(Map<DesktopId, List<Occurrence>> turns, Occurrence one, List<DesktopId> desktops, Duration takes) {
        for (int i = 0; i < desktops.size(); i++) {
            Instant from = one.from().plus(takes.multipliedBy(i / settings.atOnce()));
            if (from.isBefore(one.until())) {
                turns.computeIfAbsent(desktops.get(i), unused -> new ArrayList<>())
                        .add(new Occurrence(one.day(), from, from.plus(takes)));
            }
        }
    }

    /** How long the middle one of the latest took, from being woken to being put back. */
    public Duration usual() {
        return jdbc.sql("""
                        with done as (
                            select extract(epoch from ended_at - begun_at) as took
                              from maintenance_item
                             where phase = 'DONE' and begun_at is not null
                             order by ended_at desc
                             limit :sample)
                        select percentile_cont(0.5) within group (order by took) as took from done
                        """)
                .param("sample", SAMPLE)
                .query((row, number) -> {
                    double seconds = row.getDouble("took");
                    return row.wasNull() ? UNMEASURED : Duration.ofSeconds(Math.max(1, Math.round(seconds)));
                })
                .single();
    }

    private List<Census> census(MaintenanceWindow draft) {
        return switch (draft.kind()) {
            case OWN ->
                coverage.of(draft.spec().scope()).stream()
                        .map(one -> new Census(
                                one.desktop(), one.mode(), draft.spec().timing().zone(), Set.of(draft.id())))
                        .toList();
            case ALWAYS_ON, AUTO_STOP -> windows.census(null);
        };
    }
}
