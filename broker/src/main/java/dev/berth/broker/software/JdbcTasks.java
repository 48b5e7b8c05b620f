package dev.berth.broker.software;

import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Packages on desktops, each desktop worked on by the node that holds its claim. What a node writes without it does not count. */
@Component
class JdbcTasks {

    private static final String TASK = """
            select t.desktop_id, t.software_id, s.name, t.rule, t.moment, t.chosen, t.target_version_id,
                   t.held_version_id, s.current_version_id, t.state, t.state_since, t.found, t.generation, t.job,
                   t.job_version_id, t.removing, t.attempts, t.due_at, t.reason,
                   d.generation as root
              from desktop_software t
              join software s on s.id = t.software_id
              join desktop d on d.id = t.desktop_id
            """;

    private static final String HOLDS = """
               and exists (select from desktop_software_claim c
                            where c.desktop_id = t.desktop_id and c.claim = :claim and c.claimed_until >= :now)
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;
    private final JdbcSoftware software;

    JdbcTasks(JdbcClient jdbc, RegionSettings region, JdbcSoftware software) {
        this.jdbc = jdbc;
        this.region = region;
        this.software = software;
    }

    /** What a node signs its writes with. */
    record Claim(UUID node, Instant now, Duration lease) {}

    /** Desktops that run and are due. Two nodes that claim at the same time do it one after the other. */
    List<DesktopId> claim(Claim claim, int atOnce) {
        jdbc.sql("select pg_advisory_xact_lock(hashtext('software:' || :region))")
                .param("region", region.name())
                .query((row, number) -> number)
                .list();
        return jdbc.sql("""
                        insert into desktop_software_claim as c (desktop_id, claim, claimed_until)
                        select d.id, :claim, :until
                          from desktop d
                          left join desktop_software_claim h on h.desktop_id = d.id
                         where d.home_region = :region and d.state = 'AVAILABLE'
                           and (h.claimed_until is null or h.claimed_until < :now)
                           and (h.look_at is null or h.look_at <= :now)
                           and exists (select from desktop_software t
                                        where t.desktop_id = d.id and t.state in ('PLANNED', 'WORKING', 'RETRYING')
                                          and (t.due_at is null or t.due_at <= :now))
                         order by h.look_at nulls first, d.id
                         limit greatest(0, :atOnce - (select count(*)
                                                        from desktop_software_claim b
                                                        join desktop x on x.id = b.desktop_id and x.state = 'AVAILABLE'
                                                       where b.claimed_until >= :now))
                            on conflict (desktop_id) do update
                           set claim = excluded.claim, claimed_until = excluded.claimed_until
                         where c.claimed_until is null or c.claimed_until < :now
                        returning c.desktop_id
                        """)
                .param("claim", claim.node())
                .param("now", utc(claim.now()))
                .param("until", utc(claim.now().plus(claim.lease())))
                .param("region", region.name())
                .param("atOnce", atOnce)
                .query((row, number) -> new DesktopId(row.getObject("desktop_id", UUID.class)))
                .list();
    }

    /** Whether the node has this desktop now, and for another lease. */
    boolean claim(DesktopId desktop, Claim claim) {
        return jdbc.sql("""
                        insert into desktop_software_claim as c (desktop_id, claim, claimed_until)
                        values (:desktop, :claim, :until)
                            on conflict (desktop_id) do update
                           set claim = excluded.claim, claimed_until = excluded.claimed_until
                         where c.claim is null or c.claim = excluded.claim or c.claimed_until < :now
                        """)
                        .param("desktop", desktop.value())
                        .param("claim", claim.node())
                        .param("now", utc(claim.now()))
                        .param("until", utc(claim.now().plus(claim.lease())))
                        .update()
                == 1;
    }

    /** Gives the claim back until then. */
    void release(DesktopId desktop, UUID node, Instant again) {
        jdbc.sql("""
                        update desktop_software_claim set claim = null, claimed_until = null, look_at = :again
                         where desktop_id = :desktop and claim = :claim
                        """)
                .param("desktop", desktop.value())
                .param("claim", node)
                .param("again", utc(again))
                .update();
    }

    /** It is looked at at once. */
    void nudge(DesktopId desktop) {
        jdbc.sql("update desktop_software_claim set look_at = null where desktop_id = :desktop")
                .param("desktop", desktop.value())
                .update();
    }

    boolean hasOpen(DesktopId desktop) {
        return jdbc.sql("""
                        select exists (select from desktop_software
                                        where desktop_id = :desktop and state in ('PLANNED', 'WORKING', 'RETRYING'))
                        """)
                .param("desktop", desktop.value())
                .query(Boolean.class)
                .single();
    }

    /** @param attended whether somebody has a session on it */
    record Surroundings(boolean attended, boolean linux) {}

    Surroundings around(DesktopId desktop) {
        return jdbc.sql("""
                        select exists (select from session where desktop_id = d.id and state <> 'ENDED') as attended,
                               coalesce(m.guest, 'LINUX') = 'LINUX' as linux
                          from desktop d
                          left join image_version v on v.id = d.image_version_id
                          left join image m on m.id = v.image_id
                         where d.id = :desktop
                        """)
                .param("desktop", desktop.value())
                .query((row, number) -> new Surroundings(row.getBoolean("attended"), row.getBoolean("linux")))
                .single();
    }

    List<Task> of(DesktopId desktop) {
        Map<UUID, Optional<Version>> versions = new HashMap<>();
        return jdbc.sql(TASK + " where t.desktop_id = :desktop order by lower(s.name), s.id")
                .param("desktop", desktop.value())
                .query((row, number) -> task(row, versions))
                .list();
    }

    /** What was found; a package that is not there is no longer held. Of one that had another name, the new one is looked for next. */
    void found(Task task, String version, int generation, Claim claim) {
        write(task, claim, """
                        found = case when :found = '' and :other then null else :found end, found_at = :now,
                        generation = :generation,
                        held_version_id = case when :found = '' then null else t.held_version_id end
                        """, Map.of("found", version, "generation", generation, "other", task.isUnderOtherName()));
    }

    /** It is as it is to be. What nothing gives any more and is not there is forgotten. */
    void settle(Task task, TaskState state, Claim claim) {
        write(
                task,
                claim,
                "state = :state, state_since = :now, attempts = 0, due_at = null, reason = null, said = null",
                Map.of("state", state.name()));
        jdbc.sql("""
                        delete from desktop_software t
                         where t.desktop_id = :desktop and t.software_id = :software and t.rule = 'NONE'
                           and t.state = 'ABSENT'
                        """)
                .param("desktop", task.desktop().value())
                .param("software", task.software().value())
                .update();
    }

    /** Written down before the guest hears of it. What is installed counts as held from here on, for it may be left in pieces. */
    void begin(Task task, Task.Job job, Claim claim) {
        write(
                task,
                claim,
                """
                        state = 'WORKING', state_since = :now, job = :job, job_version_id = :version, removing = :removing,
                        generation = :generation, attempts = t.attempts + 1, due_at = null, reason = null, said = null,
                        found = null, held_version_id = case when :removing then t.held_version_id else :version end
                        """,
                Map.of(
                        "job",
                        job.name(),
                        "version",
                        job.version().id().value(),
                        "removing",
                        job.removing(),
                        "generation",
                        job.generation()));
    }

    /** What was under way is over, or was given up; what is there now is looked for. */
    void over(Task task, TaskState state, @Nullable Instant due, String reason, String said, Claim claim) {
        Map<String, Object> values = new HashMap<>();
        values.put("state", state.name());
        values.put("reason", reason);
        values.put("said", said);
        values.put("due", due == null ? "" : due.toString());
        write(task, claim, """
                        state = :state, state_since = :now, job = null, job_version_id = null, removing = false,
                        found = null, due_at = nullif(:due, '')::timestamptz, reason = nullif(:reason, ''),
                        said = nullif(:said, '')
                        """, values);
    }

    void giveUp(Task task, String reason, Claim claim) {
        write(
                task,
                claim,
                "state = 'GIVEN_UP', state_since = :now, due_at = null, reason = :reason",
                Map.of("reason", reason));
    }

    void note(Task task, String reason, Claim claim) {
        if (!reason.equals(task.reason())) {
            write(task, claim, "reason = :reason", Map.of("reason", reason));
        }
    }

    private void write(Task task, Claim claim, String what, Map<String, ?> values) {
        int written = jdbc.sql("update desktop_software t set " + what
                        + " where t.desktop_id = :desktop and t.software_id = :software" + HOLDS)
                .param("desktop", task.desktop().value())
                .param("software", task.software().value())
                .param("claim", claim.node())
                .param("now", utc(claim.now()))
                .params(values)
                .update();
        if (written != 1) {
            throw new ClaimLost(task.desktop());
        }
    }

    /** Somebody else goes on with the desktop, or what was worked on is no more. */
    static final class ClaimLost extends RuntimeException {
        ClaimLost(DesktopId desktop) {
            super("Lost the claim on the packages of desktop " + desktop);
        }
    }

    private Task task(ResultSet row, Map<UUID, Optional<Version>> versions) throws SQLException {
        UUID job = row.getObject("job", UUID.class);
        int generation = row.getInt("generation");
        Version of = version(row, "job_version_id", versions);
        return new Task(
                new DesktopId(row.getObject("desktop_id", UUID.class)),
                new SoftwareId(row.getObject("software_id", UUID.class)),
                row.getString("name"),
                Rule.valueOf(row.getString("rule")),
                Moment.valueOf(row.getString("moment")),
                row.getObject("chosen", Boolean.class),
                version(row, "target_version_id", versions),
                version(row, "held_version_id", versions),
                version(row, "current_version_id", versions),
                TaskState.valueOf(row.getString("state")),
                row.getObject("state_since", OffsetDateTime.class).toInstant(),
                found(row.getString("found"), generation == row.getInt("root")),
                job == null || of == null ? null : new Task.Job(job, of, row.getBoolean("removing"), generation),
                row.getInt("attempts"),
                Optional.ofNullable(row.getObject("due_at", OffsetDateTime.class))
                        .map(OffsetDateTime::toInstant)
                        .orElse(null),
                row.getString("reason"));
    }

    private static Task.Found found(@Nullable String version, boolean sameDisk) {
        return version == null || !sameDisk
                ? new Task.Found.Unknown()
                : version.isEmpty() ? new Task.Found.Absent() : new Task.Found.Present(version);
    }

    private @Nullable Version version(ResultSet row, String column, Map<UUID, Optional<Version>> known)
            throws SQLException {
        UUID id = row.getObject(column, UUID.class);
        return id == null
                ? null
                : known.computeIfAbsent(id, one -> software.version(new VersionId(one)))
                        .orElse(null);
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
