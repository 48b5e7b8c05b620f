package dev.berth.broker.drill;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.maintenance.Occurrence;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * When drills are: the verbs of admins, and the turns that are due. What would have begun before a schedule was made or
 * enabled is not made up for. Whether the actor may do it was decided before.
 */
@Component
public class DrillSchedules {

    private static final String KIND = "drill-schedule";

    private final JdbcDrillSchedules rows;
    private final Drills drills;
    private final AuditLog audit;
    private final Clock clock;
    private final TransactionTemplate transaction;

    DrillSchedules(
            JdbcDrillSchedules rows,
            Drills drills,
            AuditLog audit,
            Clock clock,
            PlatformTransactionManager transactions) {
        this.rows = rows;
        this.drills = drills;
        this.audit = audit;
        this.clock = clock;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** By name. */
    public List<DrillSchedule> list() {
        return rows.list();
    }

    public DrillSchedule require(UUID id) {
        return rows.find(id).orElseThrow(() -> new NotFoundException("drill schedule", id));
    }

    /** Since when drills are to pass; empty while none is scheduled. */
    public Optional<Instant> first() {
        return list().stream()
                .filter(DrillSchedule::enabled)
                .map(DrillSchedule::createdAt)
                .min(Instant::compareTo);
    }

    public DrillSchedule create(DrillSchedule.Terms terms, Actor actor) {
        return change(terms.name(), () -> {
            Instant now = clock.instant();
            var made = new DrillSchedule(UUID.randomUUID(), terms, true, now, null, null, 1, now);
            if (!rows.insert(made)) {
                throw new ChangeRefusedException(taken(terms.name()));
            }
            record(actor, "create", made.id(), null, made);
            return made;
        });
    }

    public DrillSchedule update(UUID id, long revision, DrillSchedule.Terms terms, Actor actor) {
        return change(terms.name(), () -> {
            DrillSchedule before = require(id);
            return set(before, terms, before.enabled(), revision, actor);
        });
    }

    public DrillSchedule enable(UUID id, long revision, boolean enabled, Actor actor) {
        return change(id.toString(), () -> {
            DrillSchedule before = require(id);
            return set(before, before.terms(), enabled, revision, actor);
        });
    }

    /** Drills that it began stay. */
    public void delete(UUID id, long revision, Actor actor) {
        change(id.toString(), () -> {
            DrillSchedule before = require(id);
            if (!rows.delete(id, revision)) {
                throw new StaleRevisionException("drill schedule", id, revision);
            }
            record(actor, "delete", id, before, null);
            return before;
        });
    }

    private DrillSchedule set(
            DrillSchedule before, DrillSchedule.Terms terms, boolean enabled, long revision, Actor actor) {
        // What it would have begun while it was off is past.
        Instant planned = before.enabled() ? before.plannedUntil() : clock.instant();
        if (!rows.update(
                new DrillSchedule(before.id(), terms, enabled, planned, null, null, revision, before.createdAt()))) {
            throw new StaleRevisionException("drill schedule", before.id(), revision);
        }
        DrillSchedule after = require(before.id());
        record(actor, "update", before.id(), before, after);
        return after;
    }

    private DrillSchedule change(String name, Supplier<DrillSchedule> verb) {
        try {
            return Objects.requireNonNull(transaction.execute(status -> verb.get()));
        } catch (DuplicateKeyException e) {
            throw new ChangeRefusedException(taken(name), e);
        }
    }

    private static String taken(String name) {
        return "name is '" + name + "'; another schedule has it already. Choose another.";
    }

    /** Begins what is due, as early as its people are to be told. Each turn is begun once, or told as missed. */
    void plan() {
        for (DrillSchedule schedule : list()) {
            if (schedule.enabled() && due(schedule, clock.instant()).isPresent()) {
                plan(schedule.id());
            }
        }
    }

    private static Optional<Occurrence> due(DrillSchedule schedule, Instant now) {
        return schedule.next(schedule.plannedUntil())
                .filter(turn ->
                        !turn.from().isAfter(now.plus(schedule.terms().spec().notice())));
    }

    private void plan(UUID id) {
        try {
            transaction.executeWithoutResult(status -> rows.lock(id)
                    .ifPresent(schedule -> due(schedule, clock.instant()).ifPresent(turn -> begin(schedule, turn))));
        } catch (ChangeRefusedException e) {
            transaction.executeWithoutResult(status -> rows.lock(id)
                    .flatMap(schedule -> due(schedule, clock.instant()))
                    .filter(turn -> isLate(turn, clock.instant()))
                    .ifPresent(turn -> rows.missed(id, turn.from(), String.valueOf(e.getMessage()))));
        }
    }

    private void begin(DrillSchedule schedule, Occurrence turn) {
        if (isLate(turn, clock.instant())) {
            rows.missed(schedule.id(), turn.from(), "No node with the role scheduler ran when it was due.");
            return;
        }
        drills.begin(schedule.terms().spec(), schedule.id(), turn.from(), new Actor.Berth());
        rows.planned(schedule.id(), turn.from());
    }

    /** A drill that begins in the second half of its window would not come far. */
    private static boolean isLate(Occurrence turn, Instant now) {
        Instant middle =
                turn.from().plus(Duration.between(turn.from(), turn.until()).dividedBy(2));
        return now.isAfter(middle);
    }

    private void record(
            Actor actor, String verb, UUID id, @Nullable DrillSchedule before, @Nullable DrillSchedule after) {
        String name =
                Objects.requireNonNull(after != null ? after : before).terms().name();
        audit.record(AuditEntry.of(actor, KIND + "." + verb, KIND, id, Outcome.DONE, "Drill schedule '" + name + "'.")
                .changing(shown(before), shown(after)));
    }

    private static @Nullable Map<String, ?> shown(@Nullable DrillSchedule schedule) {
        return schedule == null
                ? null
                : Map.of(
                        "terms", schedule.terms().toString(),
                        "enabled", Boolean.toString(schedule.enabled()));
    }
}
