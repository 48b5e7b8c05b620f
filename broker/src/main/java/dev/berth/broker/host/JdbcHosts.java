package dev.berth.broker.host;

import dev.berth.broker.region.RegionSettings;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.HostFacts;
import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
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

/** Hosts, changed by compare and set of their revision; what a host says of itself is written past that. */
@Component
public class JdbcHosts {

    private static final String HOST = """
            select id, name, uri, pool, forward_address, state, vcpu_overcommit, reserved_memory_mib, cpus, memory_mib,
                   free_memory_mib, virtualisation, hypervisor_version, reachable, unreachable_reason, observed_at,
                   storage_mib, free_storage_mib, shared_storage, shuts_saved_down, lost_at, lost_by, said_to_be_off,
                   revision, created_at
              from hypervisor_host
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;

    public JdbcHosts(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    /** By name. */
    public List<Host> list() {
        return jdbc.sql(HOST + " order by lower(name)").query(JdbcHosts::host).list();
    }

    public Optional<Host> find(HostId id) {
        return jdbc.sql(HOST + " where id = :id")
                .param("id", id.value())
                .query(JdbcHosts::host)
                .optional();
    }

    /** Every host, locked until the transaction ends: whoever places machines does it one after the other. */
    public List<Host> lockAll() {
        return jdbc.sql(HOST + " order by id for update").query(JdbcHosts::host).list();
    }

    /** What the desktops of each host hold; a host without any is not in the map. */
    public Map<HostId, HostLoad> loads() {
        Map<HostId, HostLoad> loads = new HashMap<>();
        jdbc.sql("""
                        select d.host_id, sum(d.vcpus) as vcpus, sum(d.memory_mib) as memory_mib,
                               coalesce(sum(d.memory_mib) filter (
                                   where d.power <> 'RUNNING' or d.started_at is null
                                      or h.observed_at is null or d.started_at > h.observed_at), 0) as unseen_mib
                          from desktop d
                          join hypervisor_host h on h.id = d.host_id
                         where d.holds_room
                         group by d.host_id
                        """)
                .query((row, number) -> loads.put(
                        new HostId(row.getObject("host_id", UUID.class)),
                        new HostLoad(row.getInt("vcpus"), row.getLong("memory_mib"), row.getLong("unseen_mib"))))
                .list();
        return loads;
    }

    void insert(Host host) {
        jdbc.sql("""
                        insert into hypervisor_host (id, home_region, name, uri, pool, forward_address, state,
                                                     vcpu_overcommit, reserved_memory_mib, shared_storage, reachable,
                                                     unreachable_reason, created_at)
                        values (:id, :region, :name, :uri, :pool, :forwardAddress, :state, :vcpuOvercommit,
                                :reservedMemoryMib, :sharedStorage, false, 'It was not asked yet.', :createdAt)
                        """)
                .params(columns(host.spec()))
                .param("id", host.id().value())
                .param("region", region.name())
                .param("state", host.state().name())
                .param("createdAt", host.createdAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    boolean update(HostId id, long revision, HostSpec spec, HostState state) {
        return jdbc.sql("""
                        update hypervisor_host
                           set name = :name, uri = :uri, pool = :pool, forward_address = :forwardAddress,
                               state = :state, vcpu_overcommit = :vcpuOvercommit, shared_storage = :sharedStorage,
                               reserved_memory_mib = :reservedMemoryMib, revision = revision + 1
                         where id = :id and revision = :revision
                        """)
                        .params(columns(spec))
                        .param("id", id.value())
                        .param("state", state.name())
                        .param("revision", revision)
                        .update()
                == 1;
    }

    /** Another state, and what goes with it. */
    boolean move(HostId id, long revision, HostState state, boolean shutsSavedDown, Host.@Nullable Loss loss) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("id", id.value());
        columns.put("revision", revision);
        columns.put("state", state.name());
        columns.put("shuts", shutsSavedDown);
        columns.put("lostAt", loss == null ? null : loss.at().atOffset(ZoneOffset.UTC));
        columns.put("lostBy", loss == null ? null : loss.by());
        columns.put("off", loss != null && loss.saidToBeOff());
        return jdbc.sql("""
                        update hypervisor_host
                           set state = :state, shuts_saved_down = :shuts, lost_at = :lostAt, lost_by = :lostBy,
                               said_to_be_off = :off, revision = revision + 1
                         where id = :id and revision = :revision
                        """).params(columns).update() == 1;
    }

    /** Every desktop on it is to be looked at, also those that somebody works on just now. */
    void wakeDesktops(HostId id) {
        jdbc.sql("""
                        update desktop set retry_at = null, revision = revision + 1
                         where host_id = :id and (state <> 'TERMINATED' or kept_until is not null)
                        """).param("id", id.value()).update();
    }

    /** Whether machines may still run on it that were started elsewhere. */
    boolean hasUnfenced(HostId id) {
        return jdbc.sql("""
                        select exists(select 1 from host_remains
                                       where host_id = :id and kind = 'FENCED' and fenced_at is null)
                        """).param("id", id.value()).query(Boolean.class).single();
    }

    /** Only a drained or lost host goes, and only with nothing left on it. Desktops that are no more forget it. */
    boolean delete(HostId id, long revision) {
        jdbc.sql("""
                        update desktop set host_id = null
                         where host_id = :id and state = 'TERMINATED' and kept_until is null
                        """).param("id", id.value()).update();
        jdbc.sql("update person_home set host_id = null where host_id = :id and deleted_at is not null")
                .param("id", id.value())
                .update();
        // Of a lost host, copies are not waited for: nothing but them was on it.
        for (String table : List.of("desktop_copy", "home_volume")) {
            jdbc.sql("delete from " + table
                            + " where host_id = (select id from hypervisor_host where id = :id and state = 'LOST')")
                    .param("id", id.value())
                    .update();
        }
        return jdbc.sql("""
                        delete from hypervisor_host
                         where id = :id and revision = :revision and state in ('DRAINED', 'LOST')
                        """).param("id", id.value()).param("revision", revision).update() == 1;
    }

    boolean hasDesktops(HostId id) {
        return jdbc.sql("""
                        select exists(select 1 from desktop
                                       where host_id = :id and (state <> 'TERMINATED' or kept_until is not null))
                            or exists(select 1 from desktop_snapshot where host_id = :id)
                            or exists(select 1 from desktop_copy where host_id = :id)
                            or exists(select 1 from host_remains where host_id = :id)
                            or exists(select 1 from person_home where host_id = :id and deleted_at is null)
                            or exists(select 1 from home_volume where host_id = :id)
                            or exists(select 1 from desktop where relocation -> 'to' ->> 'value' = :id::text)
                        """).param("id", id.value()).query(Boolean.class).single();
    }

    /** Marks hosts drained that are draining and hold nothing of any desktop. */
    void markDrained() {
        jdbc.sql("""
                        update hypervisor_host h
                           set state = 'DRAINED', revision = revision + 1
                         where state = 'DRAINING'
                           and not exists (select 1 from desktop d
                                            where d.host_id = h.id
                                              and (d.state <> 'TERMINATED' or d.kept_until is not null))
                           and not exists (select 1 from desktop_snapshot s where s.host_id = h.id)
                           and not exists (select 1 from desktop_copy c where c.host_id = h.id)
                           and not exists (select 1 from host_remains r where r.host_id = h.id)
                           and not exists (select 1 from person_home p where p.host_id = h.id and p.deleted_at is null)
                           and not exists (select 1 from home_volume v where v.host_id = h.id)
                        """).update();
    }

    void answered(HostId id, HostReport report, Instant at) {
        jdbc.sql("""
                        update hypervisor_host
                           set cpus = :cpus, memory_mib = :memoryMib, free_memory_mib = :freeMemoryMib,
                               virtualisation = :virtualisation, hypervisor_version = :version,
                               storage_mib = :storageMib, free_storage_mib = :freeStorageMib, reachable = true,
                               unreachable_reason = null, observed_at = :at
                         where id = :id
                        """)
                .param("id", id.value())
                .param("cpus", report.cpus())
                .param("memoryMib", report.memoryMib())
                .param("freeMemoryMib", report.freeMemoryMib())
                .param("virtualisation", report.virtualisation().name())
                .param("version", report.hypervisorVersion())
                .param("storageMib", report.storageMib())
                .param("freeStorageMib", report.freeStorageMib())
                .param("at", at.atOffset(ZoneOffset.UTC))
                .update();
    }

    void unreachable(HostId id, String reason) {
        jdbc.sql("""
                        update hypervisor_host set reachable = false, unreachable_reason = :reason
                         where id = :id and (reachable or unreachable_reason is distinct from :reason)
                        """).param("id", id.value()).param("reason", reason).update();
    }

    private static Map<String, @Nullable Object> columns(HostSpec spec) {
        Map<String, @Nullable Object> columns = new HashMap<>();
        columns.put("name", spec.name());
        columns.put("uri", spec.connection().uri().toString());
        columns.put("pool", spec.connection().pool());
        columns.put("forwardAddress", spec.connection().forwardAddress());
        columns.put("vcpuOvercommit", spec.vcpuOvercommit());
        columns.put("reservedMemoryMib", spec.reservedMemoryMib());
        columns.put("sharedStorage", spec.sharedStorage());
        return columns;
    }

    private static Host host(ResultSet row, int number) throws SQLException {
        var connection = new HostConnection(
                URI.create(row.getString("uri")), row.getString("pool"), row.getString("forward_address"));
        return new Host(
                new HostId(row.getObject("id", UUID.class)),
                new HostSpec(
                        row.getString("name"),
                        connection,
                        row.getDouble("vcpu_overcommit"),
                        row.getLong("reserved_memory_mib"),
                        row.getString("shared_storage")),
                HostState.valueOf(row.getString("state")),
                row.getBoolean("shuts_saved_down"),
                loss(row),
                health(row),
                row.getLong("revision"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }

    private static Host.@Nullable Loss loss(ResultSet row) throws SQLException {
        OffsetDateTime at = row.getObject("lost_at", OffsetDateTime.class);
        return at == null
                ? null
                : new Host.Loss(at.toInstant(), row.getString("lost_by"), row.getBoolean("said_to_be_off"));
    }

    private static HostHealth health(ResultSet row) throws SQLException {
        OffsetDateTime observedAt = row.getObject("observed_at", OffsetDateTime.class);
        HostReport report = observedAt == null
                ? null
                : new HostReport(
                        row.getInt("cpus"),
                        row.getLong("memory_mib"),
                        row.getLong("free_memory_mib"),
                        HostFacts.Virtualisation.valueOf(row.getString("virtualisation")),
                        row.getString("hypervisor_version"),
                        row.getLong("storage_mib"),
                        row.getLong("free_storage_mib"));
        return new HostHealth(
                row.getBoolean("reachable"),
                Optional.ofNullable(row.getString("unreachable_reason")),
                Optional.ofNullable(report),
                Optional.ofNullable(observedAt).map(OffsetDateTime::toInstant));
    }
}
