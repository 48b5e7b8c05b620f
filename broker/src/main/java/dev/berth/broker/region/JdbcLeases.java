package dev.berth.broker.region;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The leases by which this region serves aliases that fail over by themselves. While there is one, the region serves only
 * until it ends, by the clock of its database.
 */
@Component
public class JdbcLeases {

    private final JdbcClient jdbc;

    public JdbcLeases(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A lease.
     *
     * @param epoch that it is for; with another one it means nothing
     * @param until by the database's clock: for telling whether it is the same, not for comparing with a node's clock
     * @param left how long it lasts yet; negative once it is over
     */
    public record Lease(AliasId alias, long epoch, Instant until, Duration left) {
        public boolean over() {
            return !left.isPositive();
        }
    }

    /** The database's clock, of which a lease is counted from the moment before it was asked for. */
    public Instant now() {
        return jdbc.sql("select clock_timestamp()")
                .query((row, number) -> RegionRows.at(row, "clock_timestamp"))
                .single();
    }

    public List<Lease> list() {
        return jdbc.sql("""
                        select alias_id, epoch, valid_until,
                               extract(epoch from valid_until - clock_timestamp()) * 1000 as left_millis
                          from alias_lease
                        """)
                .query((row, number) -> new Lease(
                        new AliasId(row.getObject("alias_id", UUID.class)),
                        row.getLong("epoch"),
                        RegionRows.at(row, "valid_until"),
                        Duration.ofMillis(row.getLong("left_millis"))))
                .list();
    }

    public Optional<Lease> find(AliasId alias) {
        return list().stream().filter(lease -> lease.alias().equals(alias)).findFirst();
    }

    /** Those that are over, with their epochs. */
    Map<AliasId, Long> over() {
        return list().stream().filter(Lease::over).collect(Collectors.toMap(Lease::alias, Lease::epoch));
    }

    /** From now on this region serves the alias by a lease alone. */
    public void bind(AliasId alias, long epoch, Instant asked, Duration length) {
        jdbc.sql("""
                        insert into alias_lease (alias_id, epoch, valid_until) values (:alias, :epoch, :until)
                        on conflict (alias_id) do update
                           set epoch = excluded.epoch, valid_until = excluded.valid_until
                        """)
                .param("alias", alias.value())
                .param("epoch", epoch)
                .param("until", JdbcRegions.stamp(asked.plus(length)))
                .update();
    }

    /** Somebody granted it; one that was longer stays so, but for one that a clock moved back made longer than any is. */
    public void renew(AliasId alias, long epoch, Instant asked, Duration length) {
        jdbc.sql("""
                        update alias_lease
                           set valid_until = case when valid_until > clock_timestamp() + make_interval(secs => :length)
                                                  then :until
                                                  else greatest(valid_until, :until) end
                         where alias_id = :alias and epoch = :epoch
                        """)
                .param("length", length.toSeconds())
                .param("alias", alias.value())
                .param("epoch", epoch)
                .param("until", JdbcRegions.stamp(asked.plus(length)))
                .update();
    }

    /** From now on it serves the alias whatever anybody grants. */
    public boolean unbind(AliasId alias) {
        return jdbc.sql("delete from alias_lease where alias_id = :alias")
                        .param("alias", alias.value())
                        .update()
                == 1;
    }
}
