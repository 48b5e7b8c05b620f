package dev.berth.broker.access;

import dev.berth.broker.access.AccessFacts.Grant;
import dev.berth.broker.access.AccessFacts.Weighed;
import dev.berth.broker.directory.GroupId;
import dev.berth.broker.directory.GroupMembership;
import dev.berth.broker.directory.Person;
import dev.berth.ipacl.ClientAddress;
import dev.berth.ipacl.Finding;
import dev.berth.ipacl.IpAccessGroup;
import dev.berth.ipacl.IpRule;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * A decision opened up for helpdesk.
 *
 * @param findings everything that was looked at, in order, each with what would change it if it refuses
 * @param places which IP access groups had a say, rule by rule; empty when no address was asked about
 * @param entitlements every entitlement to the thing, those that give it to the person first
 */
public record Explanation(
        Intent intent,
        AccessDecision decision,
        List<Looked> findings,
        List<PlaceLooked> places,
        List<EntitlementLooked> entitlements) {

    public Explanation {
        findings = List.copyOf(findings);
        places = List.copyOf(places);
        entitlements = List.copyOf(entitlements);
    }

    /** @param remedies what would have to change, any one of them; empty when the finding does not refuse */
    public record Looked(AccessFinding finding, List<String> remedies) {

        public Optional<RefusalCode> refusal() {
            return finding.refusal();
        }
    }

    /** @param groups empty when nothing is attached, which lets everyone pass */
    public record PlaceLooked(String place, boolean passes, String sentence, List<GroupLooked> groups) {

        static List<PlaceLooked> of(AccessDecision decision) {
            return decision.findings().stream()
                    .filter(AccessFinding.Address.class::isInstance)
                    .map(AccessFinding.Address.class::cast)
                    .flatMap(address -> address.decision().findings().stream().map(place -> of(place, address)))
                    .toList();
        }

        private static PlaceLooked of(Finding finding, AccessFinding.Address address) {
            return new PlaceLooked(
                    finding.place().toString(),
                    finding instanceof Finding.Passed,
                    finding.reason(),
                    address.rules().at(finding.place()).stream()
                            .map(group ->
                                    GroupLooked.of(group, address.decision().address()))
                            .toList());
        }
    }

    /**
     * @param rules those that match, then those that come nearest to the address; at most {@link #SHOWN}
     * @param more how many rules are not among them; none of those matches
     */
    public record GroupLooked(UUID id, String name, List<RuleLooked> rules, int more) {

        static final int SHOWN = 12;

        static GroupLooked of(IpAccessGroup group, ClientAddress address) {
            List<RuleLooked> rules = group.rules().stream()
                    .sorted(Comparator.comparingInt((IpRule rule) -> rule.cidr().bitsInCommon(address))
                            .reversed())
                    .sorted(Comparator.comparing((IpRule rule) -> !rule.matches(address)))
                    .limit(SHOWN)
                    .map(rule -> new RuleLooked(rule.cidr().toString(), rule.description(), rule.matches(address)))
                    .toList();
            return new GroupLooked(
                    group.id().value(), group.name(), rules, group.rules().size() - rules.size());
        }
    }

    public record RuleLooked(String cidr, String description, boolean matches) {}

    /**
     * @param subject who has it, as it was called when the entitlement was made
     * @param how why it counts for the person, or does not: the role, or the path to the group
     */
    public record EntitlementLooked(String kind, String subject, boolean gives, String how) {

        static EntitlementLooked of(Person person, Weighed weighed) {
            Grant grant = weighed.grant();
            return new EntitlementLooked(grant.kind(), grant.label(), weighed.gives(), how(person, grant));
        }

        private static String how(Person person, Grant grant) {
            String name = person.accountName();
            return switch (grant.kind()) {
                case "EVERYONE" -> "Everyone has it.";
                case "PERSON" ->
                    grant.subject().equals(person.id().toString())
                            ? "It is for " + name + " alone."
                            : "It is for " + grant.label() + " alone, who is not " + name + ".";
                case "ROLE" ->
                    person.roles().stream().anyMatch(role -> role.name().equals(grant.subject()))
                            ? name + " holds this role."
                            : name + " does not hold this role.";
                case "ATTRIBUTE" ->
                    "The directory says of " + name + ": "
                            + Optional.ofNullable(person.attributes()
                                            .get(grant.subject().split("=", 2)[0]))
                                    .map(value -> grant.subject().split("=", 2)[0] + " = " + value)
                                    .orElse("nothing of that")
                            + ".";
                case "GROUP" ->
                    person.membershipOf(new GroupId(grant.subject()))
                            .map(membership -> member(name, membership))
                            .orElse(name + " is not a member, neither directly nor through another group.");
                default ->
                    throw new IllegalStateException("entitlement has the subject kind '" + grant.kind()
                            + "'; allowed are EVERYONE, ROLE, GROUP, ATTRIBUTE and PERSON.");
            };
        }

        private static String member(String name, GroupMembership membership) {
            return membership.direct()
                    ? name + " is a direct member."
                    : name + " is a member through " + membership.readablePath() + ".";
        }
    }
}
