package dev.berth.broker.session;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditEntry;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.StaleRevisionException;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Keeps which channels the sessions of each bundle have. */
@Component
public class ChannelBook {

    /** Of {@code channel_policy c}, for whoever joins it. */
    static final String COLUMNS = """
            c.id as policy, c.upload, c.upload_types, c.upload_largest_mib, c.download, c.download_types,
            c.download_largest_mib, c.printing, c.audio_out, c.audio_in
            """;

    private final JdbcClient jdbc;
    private final AuditLog audit;
    private final TransactionTemplate transaction;

    ChannelBook(JdbcClient jdbc, AuditLog audit, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.audit = audit;
        this.transaction = new TransactionTemplate(transactions);
    }

    /** @param revision 0 where nothing was ever set */
    public record Kept(ChannelRules rules, long revision) {}

    public Kept kept(BundleId bundle) {
        return jdbc.sql("select " + COLUMNS + ", c.revision from channel_policy c where c.bundle_id = :bundle")
                .param("bundle", bundle.value())
                .query((row, number) -> new Kept(rules(row), row.getLong("revision")))
                .optional()
                .orElse(new Kept(ChannelRules.DEFAULT, 0));
    }

    /** Those of a session's bundle; nothing for a session that is not there. */
    public ChannelRules of(SessionId session) {
        return jdbc.sql("select " + COLUMNS + """
                          from session s
                          join desktop d on d.id = s.desktop_id
                          left join channel_policy c on c.bundle_id = d.bundle_id
                         where s.id = :session
                        """)
                .param("session", session.value())
                .query((row, number) -> rules(row))
                .optional()
                .orElse(ChannelRules.NOTHING);
    }

    /** Counts from the next connection on, for files from the next file on. */
    public Kept change(BundleId bundle, long revision, ChannelRules rules, Actor actor) {
        transaction.executeWithoutResult(status -> set(bundle, revision, rules, actor));
        return kept(bundle);
    }

    /** What stands in a row that was joined with {@link #COLUMNS}; the default where none was. */
    static ChannelRules rules(ResultSet row) throws SQLException {
        if (row.getObject("policy") == null) {
            return ChannelRules.DEFAULT;
        }
        return new ChannelRules(
                new FileRule(
                        row.getBoolean("upload"),
                        types(row.getArray("upload_types")),
                        row.getLong("upload_largest_mib")),
                new FileRule(
                        row.getBoolean("download"),
                        types(row.getArray("download_types")),
                        row.getLong("download_largest_mib")),
                row.getBoolean("printing"),
                row.getBoolean("audio_out"),
                row.getBoolean("audio_in"));
    }

    private void set(BundleId bundle, long revision, ChannelRules rules, Actor actor) {
        Kept before = kept(bundle);
        if (before.revision() != revision || write(bundle, revision, rules) != 1) {
            throw new StaleRevisionException("channels of bundle", bundle.toString(), revision);
        }
        audit.record(AuditEntry.of(actor, "bundle.channels", "bundle", bundle, Outcome.DONE, "Changed by hand.")
                .changing(Map.of("channels", before.rules().toString()), Map.of("channels", rules.toString())));
    }

    private int write(BundleId bundle, long revision, ChannelRules rules) {
        try {
            return jdbc.sql("""
                            insert into channel_policy as c (id, bundle_id, upload, upload_types, upload_largest_mib,
                                                             download, download_types, download_largest_mib, printing,
                                                             audio_out, audio_in)
                            values (:id, :bundle, :upload, :uploadTypes::text[], :uploadMib, :download,
                                    :downloadTypes::text[], :downloadMib, :printing, :audioOut, :audioIn)
                                on conflict (bundle_id) do update
                               set upload = excluded.upload, upload_types = excluded.upload_types,
                                   upload_largest_mib = excluded.upload_largest_mib, download = excluded.download,
                                   download_types = excluded.download_types,
                                   download_largest_mib = excluded.download_largest_mib,
                                   printing = excluded.printing, audio_out = excluded.audio_out,
                                   audio_in = excluded.audio_in, revision = c.revision + 1
                             where c.revision = :revision
                            """)
                    .param("id", UUID.randomUUID())
                    .param("bundle", bundle.value())
                    .param("upload", rules.upload().allowed())
                    .param("uploadTypes", array(rules.upload().types()))
                    .param("uploadMib", rules.upload().largestMib())
                    .param("download", rules.download().allowed())
                    .param("downloadTypes", array(rules.download().types()))
                    .param("downloadMib", rules.download().largestMib())
                    .param("printing", rules.printing())
                    .param("audioOut", rules.audioOut())
                    .param("audioIn", rules.audioIn())
                    .param("revision", revision)
                    .update();
        } catch (DataIntegrityViolationException e) {
            throw new NotFoundException("bundle", bundle);
        }
    }

    /** As PostgreSQL writes an array of plain words. */
    private static @Nullable String array(@Nullable List<String> types) {
        return types == null ? null : "{" + String.join(",", types) + "}";
    }

    private static @Nullable List<String> types(@Nullable Array types) throws SQLException {
        return types == null ? null : Arrays.stream((String[]) types.getArray()).toList();
    }
}
