package dev.berth.broker.computer;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which desktops want an account made or removed. A row that is taken is left alone by other nodes until its time. */
@Component
class JdbcComputers {

    private final JdbcClient jdbc;

    JdbcComputers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    record Wish(UUID desktop, String name) {}

    /** What a desktop's row says, for the sweep. */
    record Known(
            String state,
            @Nullable UUID objectGuid,
            @Nullable Instant madeAt) {}

    /** New desktops without an account, and those that came back after theirs was removed. */
    List<Wish> toMake(Instant now) {
        return jdbc.sql("""
                        select d.id, d.hostname
                          from desktop d
                          left join computer_account c on c.desktop_id = d.id
                         where c.desktop_id is null and d.state = 'PENDING' and d.first_ready_at is null
                            or (c.made_at is null and d.state = 'PENDING'
                                or c.removed_at is not null and d.state not in ('TERMINATING', 'TERMINATED', 'ERROR'))
                               and c.conflict is null and c.retry_at <= :now
                         order by d.created_at
                         limit 200
                        """)
                .param("now", utc(now))
                .query((row, number) -> new Wish(row.getObject("id", UUID.class), row.getString("hostname")))
                .list();
    }

    /** Those of terminated desktops, also where making one may have been cut off before it was written down. */
    List<Wish> toRemove(Instant now) {
        return jdbc.sql("""
                        select c.desktop_id as id, c.name as hostname
                          from computer_account c
                          join desktop d on d.id = c.desktop_id
                         where d.state = 'TERMINATED' and c.removed_at is null and c.retry_at <= :now
                         order by c.retry_at
                         limit 200
                        """)
                .param("now", utc(now))
                .query((row, number) -> new Wish(row.getObject("id", UUID.class), row.getString("hostname")))
                .list();
    }

    /** Takes it for so long, unless another node has. */
    boolean take(Wish wish, Instant now, Duration lease) {
        return jdbc.sql("""
                        insert into computer_account as c (desktop_id, name, retry_at)
                        values (:desktop, :name, :until)
                            on conflict (desktop_id) do update set name = excluded.name, retry_at = excluded.retry_at
                                    where c.retry_at <= :now
                        """)
                        .param("desktop", wish.desktop())
                        .param("name", wish.name())
                        .param("now", utc(now))
                        .param("until", utc(now.plus(lease)))
                        .update()
                == 1;
    }

    void made(UUID desktop, UUID objectGuid, Instant now) {
        jdbc.sql("""
                        update computer_account
                           set object_guid = :guid, made_at = :now, removed_at = null, hindrance = null, conflict = null,
                               retry_at = :now
                         where desktop_id = :desktop
                        """)
                .param("desktop", desktop)
                .param("guid", objectGuid)
                .param("now", utc(now))
                .update();
    }

    void removed(UUID desktop, Instant now) {
        jdbc.sql(
                        "update computer_account set removed_at = :now, hindrance = null, retry_at = :now where desktop_id = :desktop")
                .param("desktop", desktop)
                .param("now", utc(now))
                .update();
    }

    void hindered(UUID desktop, String why, Instant again) {
        jdbc.sql("update computer_account set hindrance = :why, retry_at = :again where desktop_id = :desktop")
                .param("desktop", desktop)
                .param("why", why)
                .param("again", utc(again))
                .update();
    }

    void conflict(UUID desktop, String why, boolean nameTaken, Instant now) {
        jdbc.sql("""
                        update computer_account
                           set conflict = :why, name_taken = :nameTaken, hindrance = null, retry_at = :now
                         where desktop_id = :desktop
                        """)
                .param("desktop", desktop)
                .param("why", why)
                .param("nameTaken", nameTaken)
                .param("now", utc(now))
                .update();
    }

    Optional<Known> known(UUID desktop) {
        return jdbc.sql("""
                        select d.state, c.object_guid, c.made_at
                          from desktop d
                          left join computer_account c on c.desktop_id = d.id
                         where d.id = :desktop
                        """)
                .param("desktop", desktop)
                .query((row, number) -> new Known(
                        row.getString("state"),
                        row.getObject("object_guid", UUID.class),
                        instant(row.getObject("made_at", OffsetDateTime.class))))
                .optional();
    }

    /** The accounts that live desktops are known to have had for longer than that, by desktop. */
    Map<UUID, UUID> madeBefore(Instant then) {
        return jdbc
                .sql("""
                        select c.desktop_id, c.object_guid
                          from computer_account c
                          join desktop d on d.id = c.desktop_id and d.state not in ('TERMINATING', 'TERMINATED')
                         where c.made_at < :then and c.removed_at is null
                        """)
                .param("then", utc(then))
                .query((row, number) ->
                        Map.entry(row.getObject("desktop_id", UUID.class), row.getObject("object_guid", UUID.class)))
                .list()
                .stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}
