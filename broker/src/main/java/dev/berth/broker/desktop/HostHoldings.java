package dev.berth.broker.desktop;

import dev.berth.broker.host.HostId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What a host holds of desktops that are on others: while it holds anything, it is not drained. */
@Component
public class HostHoldings {

    private final JdbcClient jdbc;

    HostHoldings(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Why it is there. */
    public enum Kind {
        /** A copy of its newest snapshot. It goes once another host has one. */
        COPY,
        /** The same, and its own host is lost or does not answer: it may be all that is left, and stays. */
        ONLY_COPY,
        /** Volumes that it left here when this host was lost. They stay until an admin deletes them. */
        LEFT_BEHIND,
        /** It moved away, or was to come: what is left is deleted as soon as this host answers. */
        BEING_DELETED
    }

    /**
     * Something of one desktop.
     *
     * @param on the name of the host that the desktop is on; empty while it has none
     * @param note why its copy is not elsewhere yet; null while nothing is wrong
     */
    public record Holding(
            UUID desktop,
            String hostname,
            Kind kind,
            String on,
            @Nullable String note) {}

    /** What stays for the longest first: at most so many. */
    public List<Holding> on(HostId host, int limit) {
        return jdbc.sql("""
                        with held as (
                            select c.desktop_id, 'COPY' as kind from desktop_copy c where c.host_id = :host
                             union
                            select s.desktop_id, 'LEFT_BEHIND' from desktop_snapshot s join desktop d on d.id = s.desktop_id
                             where s.host_id = :host and s.host_id is distinct from d.host_id
                             union
                            select r.desktop_id, 'BEING_DELETED' from host_remains r where r.host_id = :host)
                        select d.id, d.hostname, coalesce(h.name, '') as host,
                               case when held.kind = 'COPY' and (h.state = 'LOST' or not h.reachable) then 'ONLY_COPY'
                                    else held.kind end as kind,
                               case when held.kind = 'COPY' then w.note end as note
                          from held
                          join desktop d on d.id = held.desktop_id
                          left join hypervisor_host h on h.id = d.host_id
                          left join desktop_copying w on w.desktop_id = d.id
                         order by array_position(array['ONLY_COPY', 'LEFT_BEHIND', 'COPY', 'BEING_DELETED'],
                                                 case when held.kind = 'COPY' and (h.state = 'LOST' or not h.reachable)
                                                      then 'ONLY_COPY' else held.kind end),
                                  d.hostname, d.id
                         limit :limit
                        """)
                .param("host", host.value())
                .param("limit", limit)
                .query((row, number) -> new Holding(
                        row.getObject("id", UUID.class),
                        row.getString("hostname"),
                        Kind.valueOf(row.getString("kind")),
                        row.getString("host"),
                        row.getString("note")))
                .list();
    }
}
