package dev.berth.broker.desktop;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.host.HostId;
import dev.berth.broker.region.RegionSettings;
import dev.berth.hypervisor.MachineId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Desktops, changed by compare and set of their revision; the reconciler's own changes ask for its claim too. */
@Component
class JdbcDesktops {

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcDesktops(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    Optional<Desktop> find(DesktopId id) {
        return jdbc.sql(DesktopRow.SELECT + " where d.id = :id")
                .param("id", id.value())
                .query(DesktopRow::read)
                .optional();
    }

    /** Whether the machine is one that a run of an image pipeline that is not over builds in or tries; such are no desktop's. */
    boolean buildsImages(MachineId machine) {
        return jdbc.sql(
                        "select exists (select from pipeline_run where ended_at is null and (id = :id or trial_id = :id))")
                .param("id", machine.value())
                .query(Boolean.class)
                .single();
    }

    /** The one that is not terminated. */
    Optional<Desktop> find(PersonId person, BundleId bundle) {
        return jdbc.sql(DesktopRow.SELECT
                        + " where d.person_id = :person and d.bundle_id = :bundle and d.fleet_id is null"
                        + " and d.state <> 'TERMINATED'")
                .param("person", person.objectGuid())
                .param("bundle", bundle.value())
                .query(DesktopRow::read)
                .optional();
    }

    /** Whether instances of a fleet serve what is offered of it. */
    boolean isPooled(BundleId bundle) {
        return jdbc.sql("select exists(select 1 from fleet where bundle_id = :bundle)")
                .param("bundle", bundle.value())
                .query(Boolean.class)
                .single();
    }

    List<Desktop> of(PersonId person) {
        return jdbc.sql(DesktopRow.SELECT
                        + " where d.person_id = :person and d.fleet_id is null and d.state <> 'TERMINATED'"
                        + " order by d.created_at")
                .param("person", person.objectGuid())
                .query(DesktopRow::read)
                .list();
    }

    List<Desktop> list(DesktopFilter filter, Page page) {
        return jdbc.sql(DesktopRow.SELECT + """
                          join person p on p.id = d.person_id
                          join bundle b on b.id = d.bundle_id
                         where d.fleet_id is null
                           and (:state::text is null and d.state <> 'TERMINATED' or d.state = :state)
                           and (:person::uuid is null or d.person_id = :person)
                           and (:bundle::uuid is null or d.bundle_id = :bundle)
                           and (:host::uuid is null or d.host_id = :host)
                           and (:text::text is null
                                or strpos(lower(concat_ws(' ', p.account_name, p.display_name, b.name, d.hostname)),
                                          lower(:text)) > 0)
                         order by lower(p.display_name), d.created_at
                         limit :limit offset :offset
                        """)
                .param("state", filter.state() == null ? null : filter.state().name())
                .param(
                        "person",
                        filter.person() == null ? null : filter.person().objectGuid())
                .param(
                        "bundle",
                        filter.bundle() == null ? null : filter.bundle().value())
                .param("host", filter.host() == null ? null : filter.host().value())
                .param("text", filter.text())
                .param("limit", page.limit())
                .param("offset", page.offset())
                .query(DesktopRow::read)
                .list();
    }

    /** False when the person has one of this bundle already, or the hostname is taken. */
    boolean insert(Desktop desktop) {
        return jdbc.sql("""
                        insert into desktop (id, home_region, person_id, bundle_id, fleet_id, home_id, taken_at,
                                             image_version_id, hostname,
                                             generation, user_generation, last_generation, root_volume_mib,
                                             user_volume_mib, vcpus, memory_mib, running_mode, auto_stop_minutes,
                                             state, state_since, wanted, last_used_at, created_at)
                        values (:id, :region, :person, :bundle, :fleet, :home, :taken, :imageVersion, :hostname,
                                :generation, :userGeneration, :lastGeneration, :rootMib,
                                :userMib, :vcpus, :memoryMib, :runningMode, :autoStopMinutes,
                                :state, :stateSince, :wanted, :lastUsed, :created)
                            on conflict do nothing
                        """)
                        .params(DesktopRow.made(desktop))
                        .param("person", desktop.isTaken() ? desktop.person().objectGuid() : null)
                        .param(
                                "fleet",
                                desktop.fleet() == null ? null : desktop.fleet().value())
                        .param(
                                "taken",
                                desktop.isInstance() && desktop.isTaken()
                                        ? utc(desktop.times().created())
                                        : null)
                        .param("hostname", desktop.blueprint().hostname())
                        .param("region", region.name())
                        .param("state", desktop.state().name())
                        .param("stateSince", utc(desktop.times().stateSince()))
                        .param("wanted", desktop.condition().wanted().name())
                        .param("lastUsed", utc(desktop.times().lastUsed()))
                        .param("created", utc(desktop.times().created()))
                        .update()
                == 1;
    }

    /** Sets what a verb made of a desktop; false when somebody was faster. */
    boolean set(Desktop after) {
        return set(after, null);
    }

    /** The same by the holder of the claim; false also when the claim was lost. */
    boolean set(Desktop after, @Nullable UUID claim) {
        Condition condition = after.condition();
        Times times = after.times();
        Map<String, @Nullable Object> columns = DesktopRow.made(after);
        columns.put("state", condition.state().name());
        columns.put("reason", condition.reason());
        columns.put("wanted", condition.wanted().name());
        columns.put("power", condition.power().name());
        columns.put("host", condition.host() == null ? null : condition.host().value());
        columns.put("holdsRoom", condition.holdsRoom());
        columns.put("step", condition.mark() == null ? null : condition.mark().name());
        columns.put("attempts", condition.attempts());
        columns.put("savedStateKept", condition.savedStateKept());
        columns.put("stateSince", utc(times.stateSince()));
        columns.put("started", utc(times.started()));
        columns.put("firstReady", utc(times.firstReady()));
        columns.put("lastUsed", utc(times.lastUsed()));
        columns.put("stopDue", utc(times.stopDue()));
        columns.put("keptUntil", utc(times.keptUntil()));
        columns.put("retry", utc(times.retry()));
        columns.put("claim", claim);
        return jdbc.sql("""
                        update desktop
                           set state = :state, state_reason = :reason, wanted = :wanted, power = :power,
                               host_id = :host, holds_room = :holdsRoom, step = :step, attempts = :attempts,
                               saved_state_kept = :savedStateKept, state_since = :stateSince, started_at = :started,
                               first_ready_at = :firstReady, last_used_at = :lastUsed, stop_due_at = :stopDue,
                               retry_at = :retry, bundle_id = :bundle, image_version_id = :imageVersion,
                               generation = :generation, user_generation = :userGeneration,
                               last_generation = :lastGeneration, root_volume_mib = :rootMib,
                               user_volume_mib = :userMib, vcpus = :vcpus, memory_mib = :memoryMib,
                               running_mode = :runningMode, auto_stop_minutes = :autoStopMinutes,
                               next_vcpus = :nextVcpus, next_memory_mib = :nextMemoryMib,
                               next_root_mib = :nextRootMib, next_user_mib = :nextUserMib,
                               exchange = :exchange::jsonb, relocation = :relocation::jsonb, kept_until = :keptUntil, revision = revision + 1,
                               claim = case when :state = 'TERMINATED' and :keptUntil::timestamptz is null then null
                                            else claim end
                         where id = :id and revision = :revision
                           and (:claim::uuid is null or claim = :claim)
                        """).params(columns).param("revision", after.revision()).update() == 1;
    }

    /**
     * Sets what {@link DesktopDraft#admittedTo} made of many desktops, in one statement. Returns those that nobody
     * changed meanwhile.
     */
    Set<DesktopId> admit(List<Desktop> admitted, UUID claim) {
        if (admitted.isEmpty()) {
            return Set.of();
        }
        Set<DesktopId> set = jdbc.sql("""
                        update desktop d
                           set host_id = a.host, holds_room = true, state_reason = a.reason, attempts = 0,
                               revision = d.revision + 1
                          from unnest(:ids::uuid[], :revisions::bigint[], :hosts::uuid[], :reasons::text[], :homes::uuid[])
                               as a (id, revision, host, reason, home)
                         where d.id = a.id and d.revision = a.revision and d.claim = :claim
                           and (d.home_id is null
                                or exists (select from person_home h
                                            where h.id = d.home_id and coalesce(h.volume_id, h.id) = a.home
                                              and (h.host_id is null or h.host_id = a.host)))
                        returning d.id
                        """)
                .param("ids", array(admitted, desktop -> desktop.id().toString()))
                .param("revisions", array(admitted, desktop -> Long.toString(desktop.revision())))
                .param("hosts", array(admitted, desktop -> desktop.placedOn().toString()))
                .param(
                        "reasons",
                        admitted.stream()
                                .map(desktop -> desktop.condition().reason())
                                .toArray(String[]::new))
                .param("homes", array(admitted, JdbcDesktops::homeVolume))
                .param("claim", claim)
                .query((row, number) -> new DesktopId(row.getObject("id", UUID.class)))
                .set();
        jdbc.sql("""
                        update person_home h
                           set host_id = d.host_id, writings = h.writings + 1, retry_at = null
                          from desktop d
                         where d.home_id = h.id and d.id = any (:ids::uuid[])
                        """)
                .param("ids", set.stream().map(DesktopId::toString).collect(Collectors.joining(",", "{", "}")))
                .update();
        return set;
    }

    private static String homeVolume(Desktop desktop) {
        Home home = desktop.blueprint().disks().home();
        return home == null ? "NULL" : home.volumeId().toString();
    }

    private static String array(List<Desktop> desktops, Function<Desktop, String> element) {
        return desktops.stream().map(element).collect(Collectors.joining(",", "{", "}"));
    }

    /** The database's clock, which is one for all nodes. */
    Instant now() {
        return jdbc.sql("select clock_timestamp()")
                .query((row, number) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .single();
    }

    /** The kept volumes of a terminated one go from now on, if it is time; one that was revived meanwhile is not touched. */
    boolean beginForgetting(Desktop desktop, UUID claim) {
        return jdbc.sql("""
                        update desktop
                           set forgetting_since = now(), revision = revision + 1
                         where id = :id and revision = :revision and claim = :claim
                           and state = 'TERMINATED' and kept_until <= now() and forgetting_since is null
                        """)
                        .param("id", desktop.id().value())
                        .param("revision", desktop.revision())
                        .param("claim", claim)
                        .update()
                == 1;
    }

    /** It is to be looked at, for something that stands in another row; also when somebody works on it just now. */
    void wake(DesktopId id) {
        jdbc.sql("update desktop set retry_at = null, revision = revision + 1 where id = :id")
                .param("id", id.value())
                .update();
    }

    /** Desktops on the host that are not terminated. */
    List<Desktop> on(HostId host) {
        return jdbc.sql(DesktopRow.SELECT + " where d.host_id = :host and d.state <> 'TERMINATED'")
                .param("host", host.value())
                .query(DesktopRow::read)
                .list();
    }

    /** Whether somebody waits at this moment for a desktop to come up. */
    boolean somebodyWaits() {
        return jdbc.sql(
                        "select exists(select 1 from desktop where state in ('PENDING', 'STARTING', 'REBOOTING', 'UPDATING',"
                                + " 'REBUILDING', 'RESTORING'))")
                .query(Boolean.class)
                .single();
    }

    static @Nullable OffsetDateTime utc(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }
}
