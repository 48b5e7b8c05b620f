package dev.berth.ipacl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EditPreviewTest {

    private static final Place DIRECTORY = new Place(Place.Kind.DIRECTORY, "d1", "Corp");
    private static final Place BUNDLE = new Place(Place.Kind.BUNDLE, "b1", "Standard desktop");

    private final LiveSession alice = session("alice", "192.0.2.10", DIRECTORY, BUNDLE);
    private final LiveSession bob = session("bob", "198.51.100.7", DIRECTORY);
    private final LiveSession adam = session("adam", "192.0.2.99", DIRECTORY);

    @Test
    void showsWhomTheFirstGroupCutsOff() {
        EditPreview preview =
                EditPreview.of(Attachments.NONE, attached(DIRECTORY, "192.0.2.0/24"), List.of(alice, bob), adam);

        assertThat(preview.cutOff()).extracting(cut -> cut.session().who()).containsExactly("bob");
        assertThat(preview.cutOff().getFirst().because().reason())
                .isEqualTo("198.51.100.7 is refused: no rule of 'Office' at directory 'Corp' matches it.");
        assertThat(preview.authorLockedOut()).isEmpty();
        assertThat(preview.needsConfirmation()).isTrue();
    }

    @Test
    void showsThatTheAuthorIsLockedOut() {
        EditPreview preview =
                EditPreview.of(Attachments.NONE, attached(DIRECTORY, "198.51.100.0/24"), List.of(bob), adam);

        assertThat(preview.cutOff()).isEmpty();
        assertThat(preview.authorLockedOut())
                .hasValueSatisfying(refused -> assertThat(refused.address()).isEqualTo(adam.address()));
        assertThat(preview.needsConfirmation()).isTrue();
    }

    @Test
    void takingTheLastRuleAwayCutsEveryoneOff() {
        EditPreview preview =
                EditPreview.of(attached(DIRECTORY, "0.0.0.0/0"), attached(DIRECTORY), List.of(alice, bob), adam);

        assertThat(preview.cutOff()).extracting(EditPreview.CutOff::session).containsExactly(alice, bob);
        assertThat(preview.authorLockedOut()).isPresent();
    }

    @Test
    void whoWasOutBeforeIsNotCutOffByThisEdit() {
        EditPreview preview = EditPreview.of(
                attached(DIRECTORY, "192.0.2.0/24"), attached(DIRECTORY, "192.0.2.0/25"), List.of(alice, bob), adam);

        assertThat(preview.cutOff()).isEmpty();
        assertThat(preview.needsConfirmation()).isFalse();
    }

    @Test
    void onlySessionsOfThePlaceAreTouched() {
        EditPreview preview =
                EditPreview.of(Attachments.NONE, attached(BUNDLE, "203.0.113.0/24"), List.of(alice, bob), adam);

        assertThat(preview.cutOff()).extracting(EditPreview.CutOff::session).containsExactly(alice);
        assertThat(preview.authorLockedOut()).isEmpty();
    }

    private static Attachments attached(Place place, String... cidrs) {
        List<IpRule> rules = Stream.of(cidrs)
                .map(cidr -> new IpRule(Cidr.parse("cidr", cidr), ""))
                .toList();
        return Attachments.of(Map.of(
                place, List.of(new IpAccessGroup(new IpAccessGroupId(new UUID(1, 2)), "Office", "", rules))));
    }

    private static LiveSession session(String who, String address, Place... places) {
        return new LiveSession(who, ClientAddress.parse("address", address), List.of(places));
    }
}
