package dev.berth.broker.desktop;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.NotFoundException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** The tags of desktops. Each change is audited in its transaction; whether the actor may do it was decided before. */
@Component
public class DesktopTags {

    private static final int MOST_AT_ONCE = 1000;
    private static final int KEYS_OFFERED = 500;
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final TypeReference<TreeMap<String, String>> TAGS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final TransactionTemplate transaction;

    DesktopTags(JdbcClient jdbc, AuditLog audit, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    public Tags of(DesktopId desktop) {
        return read(desktop, "");
    }

    /** Those that desktops have, as {@code key=value}, in their order. */
    public List<String> known() {
        return jdbc.sql("""
                        select distinct t.key || case t.value when '' then '' else '=' || t.value end as tag
                          from desktop d
                         cross join lateral jsonb_each_text(d.tags) t
                         where d.tags <> '{}' and d.state <> 'TERMINATED'
                         order by tag
                         limit :limit
                        """).param("limit", KEYS_OFFERED).query(String.class).list();
    }

    /** All of them, as they are to be. */
    public Tags set(DesktopId desktop, Tags tags, Actor actor) {
        return Objects.requireNonNull(
                transaction.execute(status -> write(desktop, before -> new Tags(tags.all()), actor)));
    }

    /** For all of the desktops or for none. */
    public void change(
            Collection<DesktopId> desktops, Map<String, String> set, Collection<String> removed, Actor actor) {
        if (desktops.isEmpty() || desktops.size() > MOST_AT_ONCE) {
            throw new IllegalArgumentException("desktops has " + desktops.size() + " entries; allowed are 1 to "
                    + MOST_AT_ONCE + ". Nothing was changed.");
        }
        if (set.isEmpty() && removed.isEmpty()) {
            throw new IllegalArgumentException(
                    "set is empty, and so is remove; allowed is at least one tag, such as department=sales.");
        }
        transaction.executeWithoutResult(status -> desktops.stream()
                .distinct()
                .sorted((one, other) -> one.value().compareTo(other.value()))
                .forEach(desktop -> write(desktop, before -> before.with(set, removed), actor)));
    }

    private Tags write(DesktopId desktop, UnaryOperator<Tags> verb, Actor actor) {
        Tags before = read(desktop, " for no key update");
        Tags after = verb.apply(before);
        if (!after.equals(before)) {
            jdbc.sql("update desktop set tags = :tags::jsonb where id = :id")
                    .param("tags", JSON.writeValueAsString(after.all()))
                    .param("id", desktop.value())
                    .update();
            audit.record(AuditEntry.of(actor, "desktop.tag", "desktop", desktop, Outcome.DONE, "Tagged.")
                    .changing(Map.of("tags", before.text()), Map.of("tags", after.text())));
        }
        return after;
    }

    private Tags read(DesktopId desktop, String lock) {
        return jdbc.sql("select tags from desktop where id = :id" + lock)
                .param("id", desktop.value())
                .query((row, number) -> new Tags(JSON.readValue(row.getString("tags"), TAGS)))
                .optional()
                .orElseThrow(() -> new NotFoundException("desktop", desktop));
    }
}
