package dev.berth.broker.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import dev.berth.broker.region.RegionSettings;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SavedViewsTest {

    private final Company company = new Company();
    private final AuditLog audit = new AuditLog(company.jdbc, Clock.systemUTC());
    private final SavedViews views = new SavedViews(company.jdbc, audit, new RegionSettings("main"), Clock.systemUTC());
    private final Person ada = person("person1");
    private final Person ben = person("person2");

    @Test
    void othersSeeWhatIsSharedAndNothingElse() {
        views.save(ada, ListKind.DESKTOPS, "Broken", "state=ERROR", true);
        views.save(ada, ListKind.DESKTOPS, "Mine", "text=ada", false);
        assertThat(views.of(ada.id(), ListKind.DESKTOPS))
                .extracting(SavedView::name)
                .containsExactly("Broken", "Mine");
        assertThat(views.of(ben.id(), ListKind.DESKTOPS)).singleElement().satisfies(view -> {
            assertThat(view.query()).isEqualTo("state=ERROR");
            assertThat(view.mine()).isFalse();
        });
        assertThat(views.of(ada.id(), ListKind.SESSIONS)).isEmpty();
    }

    @Test
    void theSameNameIsTheSameView() {
        UUID first = views.save(ada, ListKind.PEOPLE, "Team", "group=A", false);
        UUID second = views.save(ada, ListKind.PEOPLE, " team ", "group=B", false);
        assertThat(second).isEqualTo(first);
        assertThat(views.of(ada.id(), ListKind.PEOPLE))
                .extracting(SavedView::query)
                .containsExactly("group=B");
    }

    @Test
    void onlyItsOwnerDeletesAView() {
        UUID id = views.save(ada, ListKind.DESKTOPS, "Broken", "state=ERROR", true);
        assertThatThrownBy(() -> views.delete(ben, id)).isInstanceOf(NotFoundException.class);
        views.delete(ada, id);
        assertThat(views.of(ada.id(), ListKind.DESKTOPS)).isEmpty();
        assertThat(audit.latest(AuditFilter.of("view", id, 10))).hasSize(2);
    }

    @Test
    void aNameWithoutALetterIsRefused() {
        assertThatThrownBy(() -> views.save(ada, ListKind.DESKTOPS, "  ", "", false))
                .hasMessageStartingWith("name is");
    }

    @Test
    void columnsAreRememberedByPersonAndList() {
        var columns = new ChosenColumns(company.jdbc);
        assertThat(columns.of(ada.id(), ListKind.DESKTOPS)).isEmpty();
        columns.choose(ada.id(), ListKind.DESKTOPS, List.of("state", "host"));
        columns.choose(ada.id(), ListKind.DESKTOPS, List.of("host"));
        assertThat(columns.of(ada.id(), ListKind.DESKTOPS)).contains(List.of("host"));
        assertThat(columns.of(ben.id(), ListKind.DESKTOPS)).isEmpty();
        assertThat(columns.of(ada.id(), ListKind.SESSIONS)).isEmpty();
    }

    private Person person(String name) {
        return new Person(new PersonId(company.of(name)), name, null, name, null, Set.of(), Set.of(Role.ADMIN));
    }
}
