package dev.berth.broker.power;

import dev.berth.broker.catalog.Field;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.maintenance.ArrayColumns;
import dev.berth.broker.maintenance.Coverage;
import dev.berth.broker.maintenance.MaintenanceWindow;
import dev.berth.broker.maintenance.Occurrence;
import dev.berth.broker.maintenance.WindowSpec;
import dev.berth.broker.maintenance.WindowTurns;
import dev.berth.broker.metering.Effect;
import dev.berth.broker.metering.Policy;
import dev.berth.broker.metering.Span;
import dev.berth.broker.metering.TrialResult;
import dev.berth.broker.metering.WhatIf;
import dev.berth.broker.power.PolicyTrial.Affected;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Tries windows and power schedules on what is recorded, before they are saved. Nothing is changed. */
@Component
public class PolicyTrials {

    public static final int USUAL_DAYS = 90;

    private static final int MOST_DAYS = 366;
    private static final int SHOWN = 500;

    private final WhatIf whatIf;
    private final Coverage coverage;
    private final WindowTurns windowTurns;
    private final JdbcClient jdbc;
    private final Clock clock;

    PolicyTrials(WhatIf whatIf, Coverage coverage, WindowTurns windowTurns, JdbcClient jdbc, Clock clock) {
        this.whatIf = whatIf;
        this.coverage = coverage;
        this.windowTurns = windowTurns;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** A schedule for the desktops that it would be for today, on the last so many days. */
    public PolicyTrial schedule(PowerSpec spec, int days) {
        Span span = last(days);
        Map<DesktopId, Optional<Duration>> idle = new HashMap<>();
        for (Coverage.Covered one : coverage.of(spec.scope())) {
            switch (one.mode()) {
                case AUTO_STOP -> idle.put(one.desktop(), Optional.of(Duration.ofMinutes(one.autoStopMinutes())));
                case MANUAL -> idle.put(one.desktop(), Optional.empty());
                case ALWAYS_ON -> {
                    // It is on whatever a schedule says.
                }
            }
        }
        Duration start = whatIf.usualStart(spec.scope().bundles()).orElse(Warming.UNMEASURED);
        Duration lead = spec.warming().lead(idle.size(), start);
        List<Policy.Hold> holds = spec.hours().starting(span.from().minus(Hours.LONGEST), span.to()).stream()
                .filter(one -> one.until().isAfter(span.from()))
                .map(one -> new Policy.Hold(one.from().minus(lead), one.from(), one.until()))
                .toList();
        var policy = new Policy(desktop -> idle.getOrDefault(desktop, Optional.empty()), holds, spec.grace(), start);
        return told(span, whatIf.ask(span, idle.keySet(), policy), start);
    }

    /** A window for the desktops that it would be for today, on the last so many days. */
    public PolicyTrial window(WindowSpec spec, MaintenanceWindow.Kind kind, int days) {
        Span span = last(days);
        Map<DesktopId, List<Span>> turns = windowTurns.of(spec, kind, span.from(), span.to()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey,
                        entry -> entry.getValue().stream()
                                .map(PolicyTrials::span)
                                .toList()));
        return told(span, whatIf.ask(span, turns), windowTurns.usual());
    }

    /** The first of those whom it would have had an effect on, with their names. */
    public List<Affected> named(TrialResult result) {
        List<Effect> first = result.effects().stream().limit(SHOWN).toList();
        Map<UUID, String> hostnames = names(
                "select id, hostname as name from desktop where id = any (:ids::uuid[])",
                first.stream().map(effect -> effect.desktop().value()).collect(Collectors.toSet()));
        Map<UUID, String> people = names(
                "select id, display_name as name from person where id = any (:ids::uuid[])",
                first.stream().map(effect -> effect.person().objectGuid()).collect(Collectors.toSet()));
        return first.stream()
                .map(effect -> {
                    UUID desktop = effect.desktop().value();
                    UUID person = effect.person().objectGuid();
                    return new Affected(
                            effect.kind(),
                            desktop,
                            hostnames.getOrDefault(desktop, desktop.toString()),
                            person,
                            people.getOrDefault(person, person.toString()),
                            effect.at(),
                            effect.delay());
                })
                .toList();
    }

    private PolicyTrial told(Span span, TrialResult result, Duration measured) {
        List<Affected> affected = named(result);
        return new PolicyTrial(
                span,
                result,
                measured,
                whatIf.recordedFrom(),
                affected,
                result.effects().size() - affected.size());
    }

    private Span last(int days) {
        Field.within("days", days, 1, MOST_DAYS, "days");
        Instant now = clock.instant();
        return new Span(now.minus(Duration.ofDays(days)), now);
    }

    private Map<UUID, String> names(String sql, Set<UUID> ids) {
        return jdbc
                .sql(sql)
                .param("ids", ArrayColumns.literal(ids.stream()))
                .query((row, number) -> Map.entry(row.getObject("id", UUID.class), row.getString("name")))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static Span span(Occurrence one) {
        return new Span(one.from(), one.until());
    }
}
