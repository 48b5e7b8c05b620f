package dev.berth.portal.helpdesk;

import dev.berth.broker.directory.GroupMembership;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.SignInRefusal;
import dev.berth.broker.directory.Standing;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the directory says at this moment, as pages and the API show it.
 *
 * @param state the account's, GONE, or UNKNOWN when the directory does not answer
 * @param sentence what is wrong; null when nothing is
 * @param code of the runbook; null when nothing is wrong
 * @param joined groups that Berth does not count yet
 * @param left groups that Berth still counts
 */
record DirectoryState(
        String state, @Nullable String sentence, @Nullable String code, List<String> joined, List<String> left) {

    static DirectoryState of(Standing standing, Person kept) {
        return switch (standing) {
            case Standing.Known known -> {
                Set<String> now = names(known.account().person().groups());
                Set<String> before = names(kept.groups());
                yield new DirectoryState(
                        known.account().state().name(),
                        known.account()
                                .state()
                                .refusal()
                                .map(SignInRefusal::sentence)
                                .orElse(null),
                        known.account()
                                .state()
                                .refusal()
                                .map(SignInRefusal::code)
                                .orElse(null),
                        without(now, before),
                        without(before, now));
            }
            case Standing.Gone gone ->
                new DirectoryState(
                        "GONE", "The account is not in the directory any more.", "account-gone", List.of(), List.of());
            case Standing.Unknown unknown ->
                new DirectoryState("UNKNOWN", unknown.reason(), "directory-unavailable", List.of(), List.of());
        };
    }

    private static Set<String> names(Collection<GroupMembership> groups) {
        return groups.stream().map(GroupMembership::name).collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> without(Set<String> some, Set<String> others) {
        return some.stream().filter(name -> !others.contains(name)).toList();
    }
}
