package dev.berth.broker.desktop;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import java.time.ZoneId;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The clocks that desktops go by, where one was chosen: the desktop's own, else its bundle's, else the region's. Whether the
 * actor may choose was decided before.
 */
@Component
public class DesktopZones {

    private static final String DESKTOP = "desktop";
    private static final String BUNDLE = "bundle";
    private static final int WAIT_DAYS = 30;

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final TransactionTemplate transaction;

    DesktopZones(JdbcClient jdbc, AuditLog audit, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** Empty for its bundle's. */
    public Optional<ZoneId> of(DesktopId desktop) {
        return of(DESKTOP, desktop.value());
    }

    /** Empty for the region's. */
    public Optional<ZoneId> of(BundleId bundle) {
        return of(BUNDLE, bundle.value());
    }

    /**
     * For whoever looks after desktops.
     *
     * @param zone as it was typed; nothing for its bundle's
     */
    public void set(DesktopId desktop, String zone, Actor actor) {
        change(DESKTOP, desktop.value(), zone, actor, () -> {});
    }

    /** @param zone as it was typed; nothing for the region's */
    public void set(BundleId bundle, String zone, Actor actor) {
        change(BUNDLE, bundle.value(), zone, actor, () -> {});
    }

    /**
     * For the person whose desktop it is, once in a while: whoever moves the clock on each time that a window is about to
     * open would never be maintained.
     *
     * @throws ChangeRefusedException if they chose one lately
     */
    public void choose(DesktopId desktop, String zone, Actor actor) {
        change(DESKTOP, desktop.value(), zone, actor, () -> {
            int chosen = jdbc.sql("""
                            update desktop set zone_chosen_at = now()
                             where id = :id and (zone_chosen_at is null or zone_chosen_at < now() - :days * interval '1 day')
                            """)
                    .param("id", desktop.value())
                    .param("days", WAIT_DAYS)
                    .update();
            if (chosen != 1) {
                throw new ChangeRefusedException("Another time zone for the desktop was chosen less than " + WAIT_DAYS
                        + " days ago; allowed is once in that time. Ask your helpdesk if you have moved again.");
            }
        });
    }

    /** @param table of the two, which is also what the log calls a thing of it */
    private Optional<ZoneId> of(String table, UUID id) {
        return jdbc.sql("select coalesce(zone, '') as zone from " + table + " where id = :id")
                .param("id", id)
                .query((row, number) -> Optional.of(row.getString("zone")).filter(zone -> !zone.isEmpty()))
                .optional()
                .orElseThrow(() -> new NotFoundException(table, id))
                .map(ZoneId::of);
    }

    private void change(String table, UUID id, String zone, Actor actor, Runnable allowed) {
        Optional<ZoneId> after = parse(zone.strip());
        transaction.executeWithoutResult(status -> {
            Optional<ZoneId> before = of(table, id);
            if (!after.equals(before)) {
                allowed.run();
                jdbc.sql("update " + table + " set zone = nullif(:zone, '') where id = :id")
                        .param("zone", after.map(ZoneId::getId).orElse(""))
                        .param("id", id)
                        .update();
                audit.record(AuditEntry.of(actor, table + ".zone", table, id, Outcome.DONE, "Its time zone was set.")
                        .changing(
                                Map.of("zone", before.map(ZoneId::getId).orElse("")),
                                Map.of("zone", after.map(ZoneId::getId).orElse(""))));
            }
        });
    }

    private static Optional<ZoneId> parse(String zone) {
        // An offset is no place: each would be a clock of its own.
        if (!zone.isEmpty() && !ZoneId.getAvailableZoneIds().contains(zone)) {
            throw new IllegalArgumentException(
                    "zone is '%s'; allowed is a time zone such as Europe/Berlin, Asia/Seoul or UTC.".formatted(zone));
        }
        return zone.isEmpty() ? Optional.empty() : Optional.of(ZoneId.of(zone));
    }
}
