package dev.berth.broker.maintenance;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.region.RegionSettings;
import dev.berth.broker.update.UpdateChoice;
import dev.berth.broker.update.UpdateSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which updates are wanted where, and what updates did. Whether the actor may was decided before. */
@Component
public class Updates {

    private static final int MOST_SHOWN = 50;
    private static final String POLICIES = """
            select s.kind, s.subject, s.name, p.choice, p.approved, coalesce(p.revision, 0) as revision
              from (select 'WINDOW' as kind, id as subject, name from maintenance_window where home_region = :region
                     union all
                    select 'BUNDLE', id, name from bundle where home_region = :region) s
              left join update_policy p on p.kind = s.kind and p.subject = s.subject
            """;

    private final JdbcClient jdbc;
    private final JdbcUpdates updates;
    private final RegionSettings region;
    private final UpdateSettings settings;
    private final MaintenanceNotes notes;

    Updates(
            JdbcClient jdbc,
            JdbcUpdates updates,
            RegionSettings region,
            UpdateSettings settings,
            MaintenanceNotes notes) {
        this.jdbc = jdbc;
        this.updates = updates;
        this.region = region;
        this.settings = settings;
        this.notes = notes;
    }

    /** What counts where neither a window nor a bundle says. */
    public UpdateSpec otherwise() {
        return new UpdateSpec(settings.choice(), List.of());
    }

    /** Of every window and bundle; windows first, then by name. */
    public List<UpdatePolicy> policies() {
        return jdbc.sql(POLICIES + " order by s.kind desc, lower(s.name)")
                .param("region", region.name())
                .query((row, number) -> policy(row))
                .list();
    }

    public Optional<UpdatePolicy> policy(UpdatePolicy.Kind kind, UUID subject) {
        return jdbc.sql(POLICIES + " where s.kind = :kind and s.subject = :subject")
                .param("region", region.name())
                .param("kind", kind.name())
                .param("subject", subject)
                .query((row, number) -> policy(row))
                .optional();
    }

    /**
     * Counts for turns that begin from now on.
     *
     * @param spec null for what counts otherwise
     * @param revision 0 where nothing is set
     */
    public UpdatePolicy set(
            UpdatePolicy.Kind kind, UUID subject, @Nullable UpdateSpec spec, long revision, Actor actor) {
        notes.transaction().executeWithoutResult(status -> {
            UpdatePolicy before = require(kind, subject);
            int changed = spec == null ? clear(before, revision) : write(before, spec, revision);
            if (before.revision() != revision || changed != 1) {
                throw new StaleRevisionException("updates of " + words(kind), subject.toString(), revision);
            }
            notes.record(AuditEntry.of(
                            actor,
                            "maintenance-updates.set",
                            kind == UpdatePolicy.Kind.WINDOW ? "maintenance-window" : "bundle",
                            subject,
                            Outcome.DONE,
                            "Updates of " + words(kind) + " '" + before.name() + "'.")
                    .changing(
                            Map.of("updates", shown(before.own() ? before.spec() : null)),
                            Map.of("updates", shown(spec))));
        });
        return require(kind, subject);
    }

    /** What the run updated in these desktops; those whose turn did not come are left out. */
    public List<UpdateLine> in(RunId run, List<DesktopId> desktops) {
        return desktops.isEmpty() ? List.of() : updates.in(run, desktops);
    }

    /** The desktop's, the latest first. */
    public List<UpdateLine> of(DesktopId desktop) {
        return updates.of(desktop, MOST_SHOWN);
    }

    private int write(UpdatePolicy before, UpdateSpec spec, long revision) {
        return jdbc.sql("""
                        insert into update_policy as p (kind, subject, home_region, choice, approved)
                        values (:kind, :subject, :region, :choice, string_to_array(:approved, ' '))
                            on conflict (kind, subject) do update
                           set choice = excluded.choice, approved = excluded.approved, revision = p.revision + 1
                         where p.revision = :revision
                        """)
                .param("kind", before.kind().name())
                .param("subject", before.subject())
                .param("region", region.name())
                .param("choice", spec.choice().name())
                .param("approved", String.join(" ", spec.approved()))
                .param("revision", revision)
                .update();
    }

    private int clear(UpdatePolicy before, long revision) {
        return jdbc.sql("delete from update_policy where kind = :kind and subject = :subject and revision = :revision")
                .param("kind", before.kind().name())
                .param("subject", before.subject())
                .param("revision", revision)
                .update();
    }

    private UpdatePolicy require(UpdatePolicy.Kind kind, UUID subject) {
        return policy(kind, subject).orElseThrow(() -> new NotFoundException(words(kind), subject));
    }

    private UpdatePolicy policy(ResultSet row) throws SQLException {
        String choice = row.getString("choice");
        return new UpdatePolicy(
                UpdatePolicy.Kind.valueOf(row.getString("kind")),
                row.getObject("subject", UUID.class),
                row.getString("name"),
                choice == null
                        ? otherwise()
                        : new UpdateSpec(UpdateChoice.valueOf(choice), List.of((String[])
                                row.getArray("approved").getArray())),
                row.getLong("revision"));
    }

    private static String words(UpdatePolicy.Kind kind) {
        return switch (kind) {
            case WINDOW -> "maintenance window";
            case BUNDLE -> "bundle";
        };
    }

    private static String shown(@Nullable UpdateSpec spec) {
        return spec == null ? "as everywhere" : spec.toString();
    }
}
