package dev.berth.portal.admin;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.console.Order;
import dev.berth.broker.console.SessionColumn;
import dev.berth.broker.console.SessionQuery;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.session.SessionState;
import dev.berth.broker.session.TerminationReason;
import dev.berth.portal.list.Column;
import dev.berth.portal.list.ListAddress;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.util.MultiValueMap;

/** What the address of the list of sessions means. Pages and the API read it alike. */
public final class SessionFilters {

    static final List<Column> COLUMNS = List.of(
            new Column("thing", "session.thing", null, true),
            new Column("state", "column.state", null, true),
            new Column("address", "session.address", null, true),
            new Column("host", "column.host", null, false),
            new Column("opened", "session.opened", "OPENED", true),
            new Column("ended", "session.ended", null, false));

    private SessionFilters() {}

    public static ListAddress address(String path, MultiValueMap<String, String> parameters) {
        return ListAddress.of(
                path,
                parameters,
                "text",
                "past",
                "live",
                "state",
                "reason",
                "person",
                "desktop",
                "bundle",
                "host",
                "since",
                "until");
    }

    /** Asking for how sessions ended asks for past ones. */
    public static SessionQuery query(ListAddress address) {
        SessionState state = address.choice("state", SessionState.class);
        TerminationReason reason = address.choice("reason", TerminationReason.class);
        boolean past = Boolean.TRUE.equals(address.flag("past"))
                || Boolean.FALSE.equals(address.flag("live"))
                || reason != null
                || state == SessionState.ENDED;
        return new SessionQuery(
                address.text("text"),
                past,
                state,
                reason,
                id(address, "person", PersonId::new),
                id(address, "desktop", DesktopId::new),
                id(address, "bundle", BundleId::new),
                address.text("host"),
                new SessionQuery.Span(address.moment("since"), address.moment("until")));
    }

    public static Order<SessionColumn> order(ListAddress address) {
        return address.order(SessionColumn.class, Order.descending(SessionColumn.OPENED));
    }

    private static <T> @Nullable T id(ListAddress address, String name, Function<UUID, T> type) {
        UUID id = address.id(name);
        return id == null ? null : type.apply(id);
    }
}
