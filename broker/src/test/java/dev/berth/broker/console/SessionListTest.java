package dev.berth.broker.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.directory.Role;
import dev.berth.broker.session.SessionState;
import dev.berth.broker.session.TerminationReason;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SessionListTest {

    private static final Order<SessionColumn> LATEST = Order.descending(SessionColumn.OPENED);

    private final Company company = new Company();
    private final SessionList list = new SessionList(company.database);

    @ParameterizedTest
    @EnumSource(SessionColumn.class)
    void pagesTogetherAreTheWholeListOnce(SessionColumn column) {
        for (boolean descending : new boolean[] {false, true}) {
            List<SessionId> met = new ArrayList<>();
            @Nullable Place at = null;
            do {
                var slice = list.page(SessionQuery.LIVE.withPast(), new Order<>(column, descending), at, 173);
                slice.rows().forEach(session -> met.add(session.id()));
                at = slice.next().orElse(null);
            } while (at != null);
            assertThat(met).hasSize(Company.SESSIONS + Company.LIVE).doesNotHaveDuplicates();
        }
    }

    @Test
    void onlyLiveOnesAreShownUnlessPastOnesAreAskedFor() {
        assertThat(list.count(SessionQuery.LIVE)).isEqualTo(new Count(Company.LIVE, false));
        assertThat(list.count(SessionQuery.LIVE.withPast())).isEqualTo(new Count(SessionList.COUNTED, true));
        assertThat(list.page(SessionQuery.LIVE, LATEST, null, 100).rows()).allMatch(ListedSession::live);
    }

    @Test
    void personReferenceAndAddressAreFound() {
        assertThat(references("account5@corp")).isNotEmpty();
        assertThat(references("ref-1234")).containsExactly("REF-1234");
        assertThat(references("192.0.2.7")).containsExactly("LIVE-7");
        assertThat(references("192.0.2.%")).isEmpty();
        assertThat(references("nobody at all")).isEmpty();
    }

    @Test
    void manyPeoplesSessionsAreFoundToo() {
        assertThat(references("person")).hasSize(500);
        assertThat(list.count(SessionQuery.LIVE.withPast().matching("person")).more())
                .isTrue();
        assertThat(list.count(SessionQuery.LIVE.matching("person"))).isEqualTo(new Count(Company.LIVE, false));
    }

    @Test
    void filtersNarrowTogether() {
        var since = Instant.parse("2026-11-01T00:00:00Z");
        var query = new SessionQuery(
                null,
                true,
                SessionState.ENDED,
                TerminationReason.USER_ENDED,
                null,
                null,
                new BundleId(company.of("bundle2")),
                company.of("host3").toString(),
                new SessionQuery.Span(since, Instant.parse("2026-11-10T00:00:00Z")));
        List<ListedSession> found = list.page(query, LATEST, null, 500).rows();
        assertThat(found).isNotEmpty().allSatisfy(session -> {
            assertThat(session.bundleName()).isEqualTo("Bundle 2");
            assertThat(session.hostName()).isEqualTo("kvm3");
            assertThat(session.reason()).isEqualTo(TerminationReason.USER_ENDED);
            assertThat(session.opened()).isBetween(since, Instant.parse("2026-11-10T00:00:00Z"));
        });
    }

    @Test
    void peopleAreListedByRoleGroupAndWhenTheyWereHere() {
        var people = new PeopleList(company.database);
        assertThat(people.count(PeopleQuery.ALL)).isEqualTo(new Count(Company.PEOPLE, false));
        assertThat(people.count(new PeopleQuery(null, Role.HELPDESK, null, null, null))
                        .number())
                .isEqualTo(10);
        assertThat(people.count(new PeopleQuery(null, null, "Team 2", false, null))
                        .number())
                .isEqualTo(40);
        var unseen = new PeopleQuery(null, null, null, null, Instant.parse("2026-01-01T00:00:00Z"));
        var slice = people.page(unseen, Order.ascending(PersonColumn.LAST_SEEN), null, 10);
        assertThat(slice.rows())
                .hasSize(10)
                .isSortedAccordingTo((a, b) -> a.lastSeen().compareTo(b.lastSeen()));
        var account = people.page(
                        new PeopleQuery("account1@", null, null, null, null),
                        Order.ascending(PersonColumn.NAME),
                        null,
                        10)
                .rows()
                .getFirst();
        assertThat(account.desktops()).isEqualTo(3);
        assertThat(account.live()).isEqualTo(1);
    }

    private List<String> references(String typed) {
        return list.page(SessionQuery.LIVE.withPast().matching(typed), LATEST, null, 500).rows().stream()
                .map(ListedSession::reference)
                .toList();
    }
}
