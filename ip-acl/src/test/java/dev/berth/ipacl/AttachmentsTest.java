package dev.berth.ipacl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AttachmentsTest {

    private static final Place DIRECTORY = new Place(Place.Kind.DIRECTORY, "d1", "Corp");
    private static final Place BUNDLE = new Place(Place.Kind.BUNDLE, "b1", "Standard desktop");
    private static final Place STACK = new Place(Place.Kind.STACK, "s1", "Editors");
    private static final Place ROLE = new Place(Place.Kind.ROLE, "admin", "admin");

    private final IpAccessGroup office = aGroup("Office", "192.0.2.0/24", "2001:db8::/32");
    private final IpAccessGroup vpn = aGroup("VPN", "198.51.100.7");
    private final IpAccessGroup empty = aGroup("Nobody yet");

    @Test
    void nothingAttachedAllowsAll() {
        IpDecision decision = Attachments.NONE.decide(address("203.0.113.9"), List.of(DIRECTORY));

        assertThat(decision.isAllowed()).isTrue();
        assertThat(decision.reason())
                .isEqualTo("203.0.113.9 is allowed: no IP access group is attached to directory 'Corp'.");
    }

    @Test
    void anEmptyListOfGroupsIsNothingAttached() {
        assertThat(Attachments.of(Map.of(DIRECTORY, List.of()))
                        .decide(address("203.0.113.9"), List.of(DIRECTORY))
                        .isAllowed())
                .isTrue();
    }

    @Test
    void somethingAttachedAllowsOnlyWhatARuleMatches() {
        Attachments attachments = Attachments.of(Map.of(DIRECTORY, List.of(office, vpn)));

        assertThat(attachments
                        .decide(address("198.51.100.7"), List.of(DIRECTORY))
                        .reason())
                .isEqualTo("198.51.100.7 is allowed: rule 198.51.100.7/32 (about 198.51.100.7) of group 'VPN'"
                        + " at directory 'Corp' matches it.");
        assertThat(attachments
                        .decide(address("2001:db8:1::1"), List.of(DIRECTORY))
                        .isAllowed())
                .isTrue();
        assertThat(attachments
                        .decide(address("::ffff:192.0.2.9"), List.of(DIRECTORY))
                        .isAllowed())
                .isTrue();
        IpDecision refused = attachments.decide(address("203.0.113.9"), List.of(DIRECTORY));
        assertThat(refused.isAllowed()).isFalse();
        assertThat(refused.reason())
                .isEqualTo("203.0.113.9 is refused: no rule of 'Office', 'VPN' at directory 'Corp' matches it.");
    }

    @Test
    void aGroupWithoutRulesBlocksEveryone() {
        Attachments attachments = Attachments.of(Map.of(DIRECTORY, List.of(empty)));

        assertThat(attachments.decide(address("192.0.2.1"), List.of(DIRECTORY)).reason())
                .isEqualTo("192.0.2.1 is refused: group 'Nobody yet' at directory 'Corp' has no rules,"
                        + " which blocks everyone.");
    }

    @Test
    void aGroupWithoutRulesBlocksEvenWhomAnotherGroupMatches() {
        Attachments attachments = Attachments.of(Map.of(DIRECTORY, List.of(office, empty)));

        assertThat(attachments.decide(address("192.0.2.1"), List.of(DIRECTORY))).isInstanceOf(IpDecision.Refused.class);
    }

    @Test
    void allPlacesMustAllow() {
        Attachments attachments =
                Attachments.of(Map.of(DIRECTORY, List.of(office), BUNDLE, List.of(office, vpn), ROLE, List.of(vpn)));

        assertThat(attachments
                        .decide(address("192.0.2.1"), List.of(DIRECTORY, BUNDLE, STACK))
                        .isAllowed())
                .isTrue();
        IpDecision refused = attachments.decide(address("192.0.2.1"), List.of(DIRECTORY, BUNDLE, ROLE, STACK));
        assertThat(refused.findings()).extracting(Finding::place).containsExactly(DIRECTORY, BUNDLE, ROLE, STACK);
        assertThat(refused)
                .isInstanceOfSatisfying(
                        IpDecision.Refused.class,
                        refusal -> assertThat(refusal.stops())
                                .containsExactly(new Finding.NoRuleMatches(ROLE, List.of(vpn.named()))));
        assertThat(refused.reason()).isEqualTo("192.0.2.1 is refused: no rule of 'VPN' at role 'admin' matches it.");
    }

    @Test
    void theReasonNamesTheMostSpecificRuleOfTheGroup() {
        IpAccessGroup nested = aGroup("Nested", "10.0.0.0/8", "10.1.0.0/16");

        assertThat(Attachments.of(Map.of(DIRECTORY, List.of(nested)))
                        .decide(address("10.1.2.3"), List.of(DIRECTORY))
                        .findings())
                .containsExactly(new Finding.Matched(
                        DIRECTORY, nested.named(), nested.rules().get(1)));
    }

    @Test
    void aPlaceThatWasRenamedKeepsItsGroups() {
        Attachments attachments = Attachments.of(Map.of(DIRECTORY, List.of(office)));
        Place renamed = new Place(Place.Kind.DIRECTORY, "d1", "Headquarters");

        assertThat(attachments.decide(address("203.0.113.9"), List.of(renamed)).isAllowed())
                .isFalse();
        assertThat(attachments
                        .decide(address("203.0.113.9"), List.of(new Place(Place.Kind.BUNDLE, "d1", "Corp")))
                        .isAllowed())
                .as("another kind of place with the same id")
                .isTrue();
    }

    @Test
    void aQuestionAboutNowhereIsRefused() {
        assertThatThrownBy(() -> Attachments.NONE.decide(address("192.0.2.1"), List.of()))
                .hasMessageContaining("places is empty");
    }

    @Test
    void aGroupWithTwoContentsIsRefused() {
        IpAccessGroup other = new IpAccessGroup(office.id(), "Office", "", List.of());

        assertThatThrownBy(() -> Attachments.of(Map.of(DIRECTORY, List.of(office), BUNDLE, List.of(other))))
                .hasMessageContaining("two different contents");
    }

    @Test
    void namesAndDescriptionsAreOneVisibleLine() {
        IpAccessGroupId id = new IpAccessGroupId(UUID.randomUUID());
        Cidr cidr = Cidr.parse("cidr", "10.0.0.0/8");

        assertThat(new IpAccessGroup(id, "서울 <b>사무실</b> 🏢", "", List.of()).name())
                .isEqualTo("서울 <b>사무실</b> 🏢");
        for (String name : new String[] {"", " ", " Office", "Office ", "a\nb", "a\u0000b", "a\u202Eb", "\uD800"}) {
            assertThatThrownBy(() -> new IpAccessGroup(id, name, "", List.of()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("name is '");
        }
        assertThatThrownBy(() -> new IpAccessGroup(id, "a".repeat(101), "", List.of()))
                .hasMessageContaining("at most 100");
        assertThatThrownBy(() -> new IpRule(cidr, "a".repeat(256)))
                .hasMessageContaining("description of rule 10.0.0.0/8")
                .hasMessageContaining("at most 255");
        assertThatThrownBy(() -> new Place(Place.Kind.ROLE, "", "admin")).hasMessageContaining("role 'admin'");
    }

    private static IpAccessGroup aGroup(String name, String... cidrs) {
        List<IpRule> rules = Stream.of(cidrs)
                .map(cidr -> new IpRule(Cidr.parse("cidr", cidr), "about " + cidr))
                .toList();
        return new IpAccessGroup(new IpAccessGroupId(UUID.randomUUID()), name, "", rules);
    }

    private static ClientAddress address(String text) {
        return ClientAddress.parse("address", text);
    }
}
