package dev.berth.broker.helpdesk;

import dev.berth.broker.access.Intent;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.access.ShareId;
import dev.berth.broker.catalog.ApplicationId;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.helpdesk.Thing.Trace;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which bundle, application, desktop or session is meant by a name, a reference or an id as somebody typed it. */
@Component
class ThingLookup {

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");

    /** Each row: the thing's id, what to call it, and the bundle and desktop behind it, where there are such. */
    private static final String BUNDLES = """
            select id, name, id as bundle_id, null::uuid as desktop_id, null::uuid as application_id from bundle
             where id::text = lower(:text) or lower(name) = lower(:text) order by name
            """;

    private static final String APPLICATIONS = """
            select a.id, a.name || ' (' || b.name || ')' as name, b.id as bundle_id, null::uuid as desktop_id,
                   a.id as application_id
              from application a join bundle b on b.id = a.bundle_id
             where a.id::text = lower(:text) or lower(a.name) = lower(:text)
                or lower(a.name || ' (' || b.name || ')') = lower(:text)
             order by name
            """;

    private static final String DESKTOPS = """
            select d.id, d.hostname || ' (' || b.name || ')' as name, b.id as bundle_id, d.id as desktop_id,
                   null::uuid as application_id
              from desktop d join bundle b on b.id = d.bundle_id
             where d.id = :id::uuid
                or d.hostname = lower(:text) and d.state <> 'TERMINATED'
            """;

    private static final String SESSIONS = """
            select s.id, s.reference as name, d.bundle_id, d.id as desktop_id, s.application_id
              from session s join desktop d on d.id = s.desktop_id
             where s.id = :id::uuid or s.reference = :reference
            """;

    private static final String SHARES = """
            select h.id, s.reference || ' (' || p.account_name || ')' as name, d.bundle_id, d.id as desktop_id,
                   s.application_id
              from session_share h
              join session s on s.id = h.session_id
              join person p on p.id = s.person_id
              join desktop d on d.id = s.desktop_id
             where h.id = :id::uuid
            """;

    private final JdbcClient jdbc;

    ThingLookup(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    private record Row(UUID id, String name, UUID bundle, Optional<UUID> desktop, Optional<UUID> application) {}

    /** @throws IllegalArgumentException naming the field, the value and what is allowed */
    Thing find(ThingKind kind, String field, String typed) {
        return switch (kind) {
            case SIGN_IN ->
                new Thing(
                        kind, "", "", List.of(new Intent.SignIn()), List.of(new Trace("portal", "portal")), List.of());
            case BUNDLE -> one(kind, field, typed, BUNDLES, ThingLookup::bundle);
            case APPLICATION -> one(kind, field, typed, APPLICATIONS, ThingLookup::application);
            case DESKTOP -> one(kind, field, typed, DESKTOPS, ThingLookup::desktop);
            case SESSION -> one(kind, field, typed, SESSIONS, ThingLookup::session);
            case SHARE -> one(kind, field, typed, SHARES, ThingLookup::share);
        };
    }

    private Thing one(
            ThingKind kind, String field, String typed, String sql, BiFunction<UUID, Optional<Row>, Thing> made) {
        String allowed = switch (kind) {
            case BUNDLE -> "the name or id of a bundle";
            case APPLICATION -> "the name or id of an application";
            case DESKTOP -> "the host name or id of a desktop";
            case SESSION -> "the reference or id of a session, such as K7Q-2MX";
            case SHARE -> "the id of a sharing, which its page's address and the audit log name";
            case SIGN_IN -> throw new IllegalArgumentException("sign-in names no thing");
        };
        String text = Typed.line(field, typed, allowed);
        boolean isId = ID.matcher(text.toLowerCase(Locale.ROOT)).matches();
        List<Row> rows = jdbc.sql(sql)
                .param("text", text)
                .param("id", isId ? UUID.fromString(text) : null)
                .param("reference", reference(text))
                .query((row, number) -> new Row(
                        row.getObject("id", UUID.class),
                        row.getString("name"),
                        row.getObject("bundle_id", UUID.class),
                        Optional.ofNullable(row.getObject("desktop_id", UUID.class)),
                        Optional.ofNullable(row.getObject("application_id", UUID.class))))
                .list();
        if (rows.size() > 1) {
            throw new IllegalArgumentException("%s is '%s'; there are %d of that name. Write one of: %s."
                    .formatted(
                            field,
                            Typed.shown(text),
                            rows.size(),
                            rows.stream().map(Row::name).collect(Collectors.joining(", "))));
        }
        if (rows.isEmpty() && !isId) {
            throw new IllegalArgumentException("%s is '%s'; there is none in this region. Allowed is %s."
                    .formatted(field, Typed.shown(text), allowed));
        }
        return made.apply(
                rows.isEmpty() ? UUID.fromString(text) : rows.getFirst().id(),
                rows.stream().findFirst());
    }

    private static Thing bundle(UUID id, Optional<Row> row) {
        return new Thing(
                ThingKind.BUNDLE,
                id.toString(),
                row.map(Row::name).orElse(id.toString()),
                List.of(new Intent.OpenDesktop(new BundleId(id))),
                List.of(new Trace("bundle", id.toString())),
                List.of(new Trace("bundle", id.toString())));
    }

    private static Thing application(UUID id, Optional<Row> row) {
        return new Thing(
                ThingKind.APPLICATION,
                id.toString(),
                row.map(Row::name).orElse(id.toString()),
                List.of(new Intent.OpenApplication(new ApplicationId(id))),
                List.of(new Trace("application", id.toString())),
                row.map(known -> List.of(
                                new Trace("application", id.toString()),
                                new Trace("bundle", known.bundle().toString())))
                        .orElse(List.of()));
    }

    /** To see it is one question, to open it another. */
    private static Thing desktop(UUID id, Optional<Row> row) {
        Intent use = new Intent.UseDesktop(new DesktopId(id));
        Trace itself = new Trace("desktop", id.toString());
        return row.map(known -> new Thing(
                        ThingKind.DESKTOP,
                        id.toString(),
                        known.name(),
                        List.of(use, new Intent.OpenDesktop(new BundleId(known.bundle()))),
                        List.of(itself, new Trace("bundle", known.bundle().toString())),
                        List.of(itself, new Trace("bundle", known.bundle().toString()))))
                .orElse(new Thing(
                        ThingKind.DESKTOP, id.toString(), id.toString(), List.of(use), List.of(itself), List.of()));
    }

    private static Thing session(UUID id, Optional<Row> row) {
        Intent use = new Intent.UseSession(new SessionId(id));
        Trace itself = new Trace("session", id.toString());
        return row.map(known -> new Thing(
                        ThingKind.SESSION,
                        id.toString(),
                        known.name(),
                        List.of(use),
                        List.of(itself),
                        List.of(
                                itself,
                                new Trace(
                                        "desktop", known.desktop().orElseThrow().toString()),
                                new Trace("bundle", known.bundle().toString()),
                                new Trace(
                                        "application",
                                        known.application().map(UUID::toString).orElse("")))))
                .orElse(new Thing(
                        ThingKind.SESSION, id.toString(), id.toString(), List.of(use), List.of(itself), List.of()));
    }

    private static Thing share(UUID id, Optional<Row> row) {
        Trace itself = new Trace("share", id.toString());
        return new Thing(
                ThingKind.SHARE,
                id.toString(),
                row.map(Row::name).orElse(id.toString()),
                List.of(new Intent.JoinShare(new ShareId(id))),
                List.of(itself),
                row.map(known -> List.of(
                                itself, new Trace("bundle", known.bundle().toString())))
                        .orElse(List.of(itself)));
    }

    /** People leave the dash out, or write small letters. */
    static String reference(String text) {
        String plain = text.replace("-", "").toUpperCase(Locale.ROOT);
        return plain.length() == 6 ? plain.substring(0, 3) + "-" + plain.substring(3) : plain;
    }
}
