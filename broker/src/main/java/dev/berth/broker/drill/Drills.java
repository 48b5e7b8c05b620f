package dev.berth.broker.drill;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.drill.Sight.Seen;
import dev.berth.broker.region.ConnectionAlias;
import dev.berth.broker.region.RegionMap;
import dev.berth.broker.region.RegionName;
import dev.berth.broker.region.RegionPlanner;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Drills of this region: what one would mean, and the verbs. Whether the actor may do it was decided before. */
@Component
public class Drills {

    private static final int MOST_DESKTOPS = 1000;
    private static final int LOOKED_BACK = 50;

    private final DrillWork.Rows rows;
    private final DrillWork work;
    private final DrillSight sight;
    private final DrillSettings settings;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    Drills(
            DrillWork.Rows rows,
            DrillWork work,
            DrillSight sight,
            DrillSettings settings,
            AuditLog audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.rows = rows;
        this.work = work;
        this.sight = sight;
        this.settings = settings;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** The latest first. */
    public List<DrillReport> list(int most) {
        return rows.drills().list(most).stream().map(this::report).toList();
    }

    public DrillReport report(DrillId id) {
        return report(rows.drills().find(id).orElseThrow(() -> new NotFoundException("drill", id)));
    }

    /** The one that is announced or under way. */
    public Optional<DrillReport> present() {
        return rows.drills().present().map(this::report);
    }

    private DrillReport report(Drill drill) {
        return new DrillReport(
                drill,
                rows.drills().stages(drill.id()),
                rows.canaries().of(drill.id()),
                rows.canaries().mails(drill.id()));
    }

    /** What a drill with these would mean now. */
    public DrillPreview preview(Subject subject) {
        RegionMap map = rows.regions().map();
        Optional<ConnectionAlias> alias = map.own();
        Optional<RegionName> peer = alias.flatMap(one -> peer(map, one));
        List<Canary> canaries = rows.canaries().of(subject, MOST_DESKTOPS);
        List<String> obstacles = new ArrayList<>();
        Optional<Sight> seen = alias.isEmpty() || peer.isEmpty()
                ? Optional.empty()
                : Optional.of(sight.look(alias.get(), peer.get(), canaries, Map.of(), null));
        long people = canaries.stream().map(Canary::person).distinct().count();
        obstacles(obstacles, seen, people);
        peer.filter(one -> seen.isPresent() && !sight.isKnownTo(one))
                .ifPresent(
                        one -> obstacles.add(
                                "Region " + one + " runs a version that knows of no drills, or does not let"
                                        + " its table drill_answer be read here. Update it, and let its account for peers read that table."));
        rows.drills()
                .present()
                .ifPresent(one ->
                        obstacles.add("A drill is under way already, with " + one.canary() + ". Wait for its end."));
        return new DrillPreview(
                alias.map(ConnectionAlias::name).orElse(null),
                peer.orElse(null),
                obstacles,
                people,
                canaries.stream()
                        .map(canary ->
                                line(canary, seen.map(one -> one.of(canary)).orElse(null)))
                        .toList(),
                seen.map(Sight::freeMib).orElse(0L),
                canaries.stream().mapToLong(Canary::memoryMib).sum(),
                rows.drills().latestPassed().flatMap(Drill::took).orElse(null));
    }

    private void obstacles(List<String> obstacles, Optional<Sight> seen, long people) {
        if (seen.isEmpty()) {
            obstacles.add("This region serves no alias that names another region too. Associate one with both.");
        } else if (!seen.get().serves()) {
            obstacles.add("This region does not serve its alias just now. Drill from the region that does.");
        }
        if (people == 0) {
            obstacles.add("Nobody who was chosen has a desktop here.");
        } else if (people > settings.mostPeople()) {
            obstacles.add(people + " people were chosen; allowed are " + settings.mostPeople()
                    + ", as berth.drill.most-people says. Choose a smaller group.");
        }
    }

    private static DrillPreview.Line line(Canary canary, @Nullable Seen seen) {
        String missing =
                seen == null ? null : seen.working() ? "Its person is working: it is waited for." : seen.obstacle();
        return new DrillPreview.Line(
                canary.displayName(),
                canary.hostname(),
                canary.bundle(),
                missing,
                seen != null && seen.working(),
                seen == null ? null : seen.rpo());
    }

    private static Optional<RegionName> peer(RegionMap map, ConnectionAlias alias) {
        return alias.regions().stream()
                .filter(region -> !region.equals(map.self()))
                .findFirst();
    }

    /** Begins after the notice. One at a time. */
    public Drill start(DrillSpec spec, Actor actor) {
        return begin(spec, null, clock.instant().plus(spec.notice()), actor);
    }

    /** @param schedule that asked for it */
    Drill begin(DrillSpec spec, @Nullable UUID schedule, Instant beginsAt, Actor actor) {
        DrillPreview preview = preview(spec.canary());
        if (!preview.obstacles().isEmpty()) {
            throw new ChangeRefusedException("Cannot begin a drill: " + String.join(" ", preview.obstacles()));
        }
        return Objects.requireNonNull(transaction.execute(status -> {
            RegionMap map = rows.regions().map();
            ConnectionAlias alias =
                    map.own().orElseThrow(() -> new NotFoundException("alias", String.valueOf(preview.alias())));
            Instant now = clock.instant();
            var drill = new Drill(
                    new DrillId(UUID.randomUUID()),
                    schedule,
                    alias.id(),
                    alias.name(),
                    RegionPlanner.standing(map, alias).epoch(),
                    Objects.requireNonNull(preview.peer()),
                    spec.canary().label(),
                    beginsAt,
                    spec.limit(),
                    DrillStage.ANNOUNCED,
                    null,
                    null,
                    null,
                    actor.name(),
                    now,
                    null);
            if (!rows.drills().insert(drill)) {
                throw new ChangeRefusedException(
                        "Cannot begin a drill: one was begun at this moment. Wait for its end.");
            }
            rows.drills().begin(drill.id(), DrillStage.ANNOUNCED, now);
            rows.canaries()
                    .of(spec.canary(), MOST_DESKTOPS)
                    .forEach(canary -> rows.canaries().insert(drill.id(), canary, now));
            record(
                    actor,
                    "drill.start",
                    drill,
                    "Leads %s of %s to region %s and back, from %s on, within %d minutes."
                            .formatted(drill.canary(), alias.name(), drill.peer(), beginsAt, spec.limitMinutes()));
            return drill;
        }));
    }

    /** Whoever is away is led back; one that has not begun is over at once. */
    public void callOff(DrillId id, Actor actor) {
        transaction.executeWithoutResult(status -> {
            Drill drill = rows.drills()
                    .await(id)
                    .orElseThrow(() -> new ChangeRefusedException("Cannot call off drill " + id + ": it is over."));
            String why = "Called off by " + actor.name() + ".";
            work.fail(drill, rows.canaries().of(id), new DrillStep.Fail(Verdict.CALLED_OFF, why), clock.instant());
            record(actor, "drill.call-off", drill, why);
        });
    }

    private void record(Actor actor, String action, Drill drill, String sentence) {
        audit.record(AuditEntry.of(actor, action, "drill", drill.id(), Outcome.DONE, sentence));
    }

    /**
     * For alarms.
     *
     * @param sincePassed since the latest that passed, or since the first schedule was made while none did; null where
     *     neither is
     * @param failed whether the latest that is over failed
     * @param rto of the latest that passed; null while none did
     */
    public record Summary(
            @Nullable Duration sincePassed,
            boolean failed,
            boolean underWay,
            @Nullable Duration rto,
            @Nullable Duration rpo) {}

    public Summary summary(Optional<Instant> firstSchedule) {
        List<Drill> drills = rows.drills().list(LOOKED_BACK);
        Optional<Drill> passed = rows.drills().latestPassed();
        Optional<DrillReport> report = passed.map(this::report);
        return new Summary(
                passed.map(Drill::endedAt)
                        .or(() -> firstSchedule)
                        .map(at -> Duration.between(at, clock.instant()))
                        .orElse(null),
                drills.stream()
                        .filter(drill -> drill.over() && drill.verdict() != Verdict.CALLED_OFF)
                        .findFirst()
                        .filter(drill -> drill.verdict() == Verdict.FAILED)
                        .isPresent(),
                drills.stream().anyMatch(drill -> !drill.over()),
                report.flatMap(DrillReport::rto).orElse(null),
                report.flatMap(DrillReport::rpo).orElse(null));
    }
}
