package dev.berth.portal.api;

import dev.berth.broker.console.DesktopList;
import dev.berth.broker.console.ListedAccount;
import dev.berth.broker.console.ListedDesktop;
import dev.berth.broker.console.ListedSession;
import dev.berth.broker.console.PeopleList;
import dev.berth.broker.console.SessionList;
import dev.berth.portal.admin.DesktopFilters;
import dev.berth.portal.admin.PeopleFilters;
import dev.berth.portal.admin.SessionFilters;
import dev.berth.portal.list.ListAddress;
import java.time.Clock;
import java.util.List;
import org.springframework.http.ResponseEntity;
import org.springframework.util.MultiValueMap;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/**
 * The long lists, a page at a time. {@code sort} names a column, downwards with '-' in front; {@code limit} is 1 to 500, 100
 * unless told. The header {@code Link} says where the next page is.
 */
@RestController
class ListApi {

    private static final int USUAL = 100;

    private final DesktopList desktops;
    private final SessionList sessions;
    private final PeopleList people;
    private final Clock clock;

    ListApi(DesktopList desktops, SessionList sessions, PeopleList people, Clock clock) {
        this.desktops = desktops;
        this.sessions = sessions;
        this.people = people;
        this.clock = clock;
    }

    /**
     * Everybody's desktops, narrowed by {@code text}, {@code state} (several), {@code bundle}, {@code host}, {@code mode},
     * {@code person}, {@code group} (name or SID), {@code unused} (days) and {@code tag} (a key, or a key, = and a value).
     */
    @GetMapping("/api/v1/desktops")
    ResponseEntity<List<ListedDesktop>> desktops(@RequestParam MultiValueMap<String, String> parameters) {
        ListAddress address = DesktopFilters.address("/api/v1/desktops", parameters);
        return Pages.answer(
                address,
                desktops.page(
                        DesktopFilters.query(address, clock.instant()),
                        DesktopFilters.order(address),
                        address.at(),
                        address.limit(USUAL)));
    }

    /**
     * Everybody's sessions, those that live unless {@code live=false}; narrowed by {@code text}, {@code state},
     * {@code reason}, {@code person}, {@code desktop}, {@code bundle}, {@code host}, {@code since} and {@code until}.
     */
    @GetMapping("/api/v1/sessions")
    ResponseEntity<List<ListedSession>> sessions(@RequestParam MultiValueMap<String, String> parameters) {
        ListAddress address = SessionFilters.address("/api/v1/sessions", parameters);
        return Pages.answer(
                address,
                sessions.page(
                        SessionFilters.query(address),
                        SessionFilters.order(address),
                        address.at(),
                        address.limit(USUAL)));
    }

    /** Everybody whom Berth knows, narrowed by {@code text}, {@code role}, {@code group}, {@code barred}, {@code unseen} (days). */
    @GetMapping("/api/v1/accounts")
    ResponseEntity<List<ListedAccount>> accounts(@RequestParam MultiValueMap<String, String> parameters) {
        ListAddress address = PeopleFilters.address("/api/v1/accounts", parameters);
        return Pages.answer(
                address,
                people.page(
                        PeopleFilters.query(address, clock.instant()),
                        PeopleFilters.order(address),
                        address.at(),
                        address.limit(USUAL)));
    }
}
