package dev.berth.broker.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.directory.PersonId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class DesktopListTest {

    private static final Order<DesktopColumn> BY_PERSON = Order.ascending(DesktopColumn.PERSON);
    private static final Instant NOON = Instant.parse("2026-11-20T12:00:00Z");

    private final Company company = new Company();
    private final DesktopList list = new DesktopList(company.database);

    @ParameterizedTest
    @EnumSource(DesktopColumn.class)
    void pagesTogetherAreTheWholeListOnceWhateverItIsSortedBy(DesktopColumn column) {
        for (boolean descending : new boolean[] {false, true}) {
            List<DesktopId> met = walk(new Order<>(column, descending), 97, () -> {});
            assertThat(met).hasSize(Company.DESKTOPS).doesNotHaveDuplicates();
        }
    }

    @Test
    void rowsThatStayAreMetOnceWhileOthersComeAndGo() {
        List<DesktopId> gone = new ArrayList<>();
        int[] pages = {0};
        List<DesktopId> met = walk(BY_PERSON, 50, () -> {
            pages[0]++;
            gone.add(new DesktopId(company.of("desktop" + pages[0] * 20)));
            company.jdbc
                    .sql("update desktop set state = 'TERMINATED' where id = md5('desktop' || :n)::uuid")
                    .param("n", pages[0] * 20)
                    .update();
        });
        Set<DesktopId> stayed = new HashSet<>(walk(BY_PERSON, 500, () -> {}));
        assertThat(met).doesNotHaveDuplicates().containsAll(stayed);
        assertThat(stayed).doesNotContainAnyElementsOf(gone);
    }

    @Test
    void thePreviousPageIsTheOneThatWasThereBefore() {
        var first = list.page(DesktopQuery.ALL, BY_PERSON, null, 60);
        var second = list.page(DesktopQuery.ALL, BY_PERSON, first.next().orElseThrow(), 60);
        var third = list.page(DesktopQuery.ALL, BY_PERSON, second.next().orElseThrow(), 60);
        assertThat(list.page(DesktopQuery.ALL, BY_PERSON, third.previous().orElseThrow(), 60)
                        .rows())
                .isEqualTo(second.rows());
        var back = list.page(DesktopQuery.ALL, BY_PERSON, second.previous().orElseThrow(), 60);
        assertThat(back.rows()).isEqualTo(first.rows());
        assertThat(back.previous()).isEmpty();
        assertThat(first.previous()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "_", "'", "\\", "100%", "%'; drop table desktop; --", "O'Br_n\\ 100%"})
    void signsOfSqlMeanThemselvesInASearch(String typed) {
        company.rename("person7", "O'Br_n\\ 100%'; drop table desktop; --");
        List<ListedDesktop> found = list.page(DesktopQuery.ALL.matching(typed), BY_PERSON, null, 100)
                .rows();
        assertThat(found)
                .hasSize(3)
                .allMatch(desktop -> desktop.person().accountName().equals("account7"));
    }

    @Test
    void eachWordMayStandAnywhereInTheNames() {
        company.rename("person9", "Äda van der Lovelace");
        assertThat(names("lovelace ada")).isEmpty();
        assertThat(names("lovelace VAN")).containsOnly("Äda van der Lovelace");
        assertThat(names("account9@corp love")).containsOnly("Äda van der Lovelace");
        company.rename("person11", "김철수");
        assertThat(names("철수")).containsOnly("김철수");
    }

    @Test
    void manyAndFewHitsAreFoundAlike() {
        assertThat(list.count(DesktopQuery.ALL.matching("person"))).isEqualTo(new Count(1_000, true));
        assertThat(list.count(DesktopQuery.ALL.matching("person 49"))).isEqualTo(new Count(24, false));
        assertThat(list.count(DesktopQuery.ALL.matching("vm-11"))).isEqualTo(new Count(111, false));
        assertThat(list.count(DesktopQuery.ALL.matching("nobody"))).isEqualTo(new Count(0, false));
    }

    @Test
    void filtersNarrowTogether() {
        var query = new DesktopQuery(
                null,
                Set.of(DesktopState.STOPPED, DesktopState.ERROR),
                new BundleId(company.of("bundle2")),
                "kvm4",
                RunningMode.AUTO_STOP,
                null,
                "Team 4",
                NOON.minusSeconds(10 * 86_400),
                null);
        List<ListedDesktop> found = list.page(query, BY_PERSON, null, 500).rows();
        assertThat(found).isNotEmpty().allSatisfy(desktop -> {
            assertThat(desktop.state()).isIn(DesktopState.STOPPED, DesktopState.ERROR);
            assertThat(desktop.bundleName()).isEqualTo("Bundle 2");
            assertThat(desktop.hostName()).isEqualTo("kvm4");
            assertThat(desktop.mode()).isEqualTo(RunningMode.AUTO_STOP);
            assertThat(desktop.person().accountName()).endsWith("4");
            assertThat(desktop.lastUsed() == null || desktop.lastUsed().isBefore(NOON.minusSeconds(10 * 86_400)))
                    .isTrue();
        });
        assertThat(list.count(query).number()).isEqualTo(found.size());
    }

    @Test
    void aGroupIsFoundByItsNameAndByItsIdentifier() {
        assertThat(list.count(inGroup("Team 3")).number()).isEqualTo(120);
        assertThat(list.count(inGroup("S-1-5-21-3")).number()).isEqualTo(120);
        assertThat(list.count(inGroup("Team 3\"}]")).number()).isZero();
    }

    @Test
    void tagsAreFoundByTheirKeyAndWithTheirValue() {
        List<ListedDesktop> some =
                list.page(DesktopQuery.ALL, BY_PERSON, null, 3).rows();
        tag(some.get(0), "{\"team\": \"design\"}");
        tag(some.get(1), "{\"team\": \"sales\", \"floor\": \"2\"}");
        assertThat(tagged("team"))
                .containsExactlyInAnyOrder(some.get(0).id(), some.get(1).id());
        assertThat(tagged("team=sales")).containsExactly(some.get(1).id());
        assertThat(tagged("team = design")).containsExactly(some.get(0).id());
        assertThat(tagged("team=\"}' or true")).isEmpty();
        assertThat(tagged("=")).isEmpty();
    }

    @Test
    void onesOwnAndThoseAskedForByIdAreThere() {
        var person = new PersonId(company.of("person5"));
        var query = new DesktopQuery(null, Set.of(), null, null, null, person, null, null, null);
        List<ListedDesktop> own = list.page(query, BY_PERSON, null, 10).rows();
        assertThat(own).hasSize(3).allMatch(desktop -> desktop.person().id().equals(person));
        assertThat(list.find(own.stream().map(ListedDesktop::id).toList())).containsExactlyInAnyOrderElementsOf(own);
        assertThat(list.find(List.of())).isEmpty();
    }

    @Test
    void whoIsConnectedShows() {
        var query = new DesktopQuery(null, Set.of(), null, null, null, null, null, null, null);
        long used = list.page(query, BY_PERSON, null, 1_000).rows().stream()
                .filter(ListedDesktop::inUse)
                .count();
        assertThat(used).isPositive().isLessThanOrEqualTo(Company.LIVE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "PGh0dHA6Ly9l", "../../etc/passwd", "Pm5vdC1hLXV1aWQtYnV0LWxvbmctZW5vdWdoLXRvLWJlLW9uZQ"
            })
    void aPlaceThatNoListGaveIsRefused(String text) {
        assertThatThrownBy(() -> Place.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("at is '" + text + "'");
    }

    @Test
    void aPlaceIsReadBackAsItWasWritten() {
        var place = new Place(Place.Direction.BEFORE, "김 <&%\"' key", company.of("x"));
        assertThat(Place.parse(place.toString())).isEqualTo(place);
        assertThat(place.toString()).matches("[A-Za-z0-9_-]+");
    }

    private Set<String> names(String typed) {
        Set<String> names = new HashSet<>();
        list.page(DesktopQuery.ALL.matching(typed), BY_PERSON, null, 100)
                .rows()
                .forEach(desktop -> names.add(desktop.person().displayName()));
        return names;
    }

    private void tag(ListedDesktop desktop, String tags) {
        company.jdbc
                .sql("update desktop set tags = cast(? as jsonb) where id = ?")
                .params(tags, desktop.id().value())
                .update();
    }

    private List<DesktopId> tagged(String tag) {
        var query = new DesktopQuery(null, Set.of(), null, null, null, null, null, null, tag);
        return list.page(query, BY_PERSON, null, 10).rows().stream()
                .map(ListedDesktop::id)
                .toList();
    }

    private static DesktopQuery inGroup(String group) {
        return new DesktopQuery(null, Set.of(), null, null, null, null, group, null, null);
    }

    private List<DesktopId> walk(Order<DesktopColumn> order, int limit, Runnable between) {
        List<DesktopId> met = new ArrayList<>();
        @Nullable Place at = null;
        do {
            var slice = list.page(DesktopQuery.ALL, order, at, limit);
            slice.rows().forEach(desktop -> met.add(desktop.id()));
            at = slice.next().orElse(null);
            between.run();
        } while (at != null);
        return met;
    }
}
