package dev.berth.broker.access;

import dev.berth.broker.access.AccessFacts.Grant;
import dev.berth.broker.access.AccessFacts.Weighed;
import dev.berth.broker.desktop.DesktopState;
import dev.berth.broker.directory.Person;
import dev.berth.ipacl.Cidr;
import dev.berth.ipacl.ClientAddress;
import dev.berth.ipacl.Finding;
import dev.berth.ipacl.IpAccessGroup;
import dev.berth.ipacl.IpDecision;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What would have to change for a finding not to refuse, in sentences for whoever may change it. Any one sentence of a
 * finding is enough, but for an address, where each place that stops it has to change. Pure.
 *
 * @param openSessions what the person has open, as helpdesk names it
 */
record Remedies(Person person, ClientAddress address, List<Weighed> entitlements, List<String> openSessions) {

    List<String> of(AccessFinding finding) {
        return finding.refusal().isEmpty()
                ? List.of()
                : switch (finding) {
                    case AccessFinding.Address refused -> address(refused.decision());
                    case PersonFinding.AccountBarred barred ->
                        List.of(
                                "Put the account of " + person.accountName()
                                        + " in order in the directory: enable or extend it. Berth looks again when they sign in.");
                    case PersonFinding.Roles roles ->
                        List.of("Make " + person.accountName() + " a member of a group that gives the role "
                                + roles.wanted().stream()
                                        .map(role -> role.name().toLowerCase(Locale.ROOT))
                                        .sorted()
                                        .collect(Collectors.joining(" or "))
                                + "; berth.directory.roles names them.");
                    case PersonFinding.NotEntitled missing -> entitlement(missing.thing());
                    case ThingFinding.SwitchedOff off ->
                        List.of(
                                "An admin switches '" + off.thing()
                                        + "' on; if it is an application, its bundle has to be on too; if it is a bundle, it has to be offered as a desktop.");
                    case ThingFinding.State state -> state(state.thing(), state.state());
                    case ThingFinding.FleetRoom full ->
                        List.of(
                                "An admin raises how many instances the fleet of " + quoted(full.thing())
                                        + " may have at most, at this time.",
                                "Wait until somebody ends a session of it.");
                    case PersonFinding.Quota quota ->
                        List.of(
                                "End one of the open sessions: " + String.join(", ", openSessions) + ".",
                                "Raise berth.access.live-sessions-per-person, which is " + quota.allowed() + ".");
                    case ThingFinding.NotThere missing ->
                        List.of("Check the id: this region has no " + missing.kind() + " of that id.");
                    case ThingFinding.SomebodyElses other ->
                        List.of("Nothing gives one person's " + other.kind() + " to another: ask for one of "
                                + person.accountName() + "'s own. This one is " + other.owner() + "'s.");
                    case ThingFinding.SessionNotUsable session ->
                        List.of("Open the desktop or application anew; that makes a new session.");
                    case ThingFinding.Sharing sharing ->
                        List.of("Its owner shares the session anew, or helpdesk asks again and they consent.");
                    case SelfServiceFinding.Allowed self ->
                        List.of(
                                "An admin lets people do this themselves, on the page of self-service; or helpdesk does it.");
                    case SelfServiceFinding.Guard guard -> state(guard.thing(), guard.state());
                    case SelfServiceFinding.Waits waits ->
                        List.of("Wait until " + waits.until() + ", or let an admin or helpdesk do it now.");
                    case TokenFinding.Scopes scopes ->
                        List.of("Make a token with the scope "
                                + scopes.wanted().stream()
                                        .map(scope -> scope.name().toLowerCase(Locale.ROOT))
                                        .sorted()
                                        .collect(Collectors.joining(" or "))
                                + "; a token's scopes do not change.");
                    case TokenFinding.State over ->
                        List.of("Make a new token in place of " + quoted(over.name()) + ".");
                    case TokenFinding.Networks networks ->
                        List.of("Use the token from one of its networks, or make one that may come from "
                                + networks.address() + ".");
                    case PersonFinding.ServedElsewhere elsewhere ->
                        List.of(
                                "Have them go on at region "
                                        + elsewhere.stance().active()
                                        + elsewhere
                                                .stance()
                                                .portal()
                                                .map(address -> ", " + address)
                                                .orElse("")
                                        + ".",
                                "If that region is lost, redirect "
                                        + elsewhere.stance().alias() + " to this one, on the page of aliases.");
                    case PersonFinding.Entitled given ->
                        throw new IllegalStateException(given + " refuses nothing, and has no remedy");
                };
    }

    private List<String> address(IpDecision decision) {
        List<String> remedies = new ArrayList<>();
        String rule = Cidr.only(address).toString();
        for (Finding finding : decision.findings()) {
            switch (finding) {
                case Finding.NoRuleMatches none ->
                    remedies.add("Add " + rule + " to a rule of a group attached to " + none.place() + ": "
                            + none.groups().stream()
                                    .map(group -> quoted(group.name()))
                                    .collect(Collectors.joining(" or "))
                            + ".");
                case Finding.EmptyGroup empty -> remedies.add(emptyGroup(empty.group(), finding, rule));
                case Finding.NothingAttached _, Finding.Matched _ -> {}
            }
        }
        return List.copyOf(remedies);
    }

    private static String emptyGroup(IpAccessGroup.Named group, Finding finding, String rule) {
        return "Give the group " + quoted(group.name()) + " a rule that matches " + rule + ", or detach it from "
                + finding.place() + ": attached without rules it blocks everyone.";
    }

    private List<String> entitlement(String thing) {
        List<String> remedies = new ArrayList<>();
        for (Weighed weighed : entitlements) {
            Grant grant = weighed.grant();
            if (grant.kind().equals("ATTRIBUTE")) {
                remedies.add("Let the directory say " + quoted(grant.label()) + " of " + person.accountName() + ".");
            }
            if (grant.kind().equals("GROUP")) {
                remedies.add("Make " + person.accountName() + " a member of " + quoted(grant.label())
                        + ", directly or through another group.");
            }
        }
        remedies.add("Entitle " + person.accountName() + ", or a group they are in, to " + quoted(thing) + ".");
        return List.copyOf(remedies);
    }

    private static List<String> state(String thing, DesktopState state) {
        String words = state.words();
        return switch (state) {
            case REBUILDING, RESTORING, UPDATING, MAINTENANCE, TERMINATING ->
                List.of("Wait until the desktop of " + quoted(thing) + " is through with " + words + ".");
            case ADMIN_MAINTENANCE ->
                List.of("An admin takes the desktop of " + quoted(thing) + " out of admin maintenance.");
            case SUSPENDED -> List.of("An admin resumes the suspended desktop of " + quoted(thing) + ".");
            case PENDING, AVAILABLE, STARTING, STOPPING, STOPPED, REBOOTING, UNHEALTHY, ERROR, TERMINATED ->
                List.of("An admin looks at the desktop of " + quoted(thing) + ", which is " + words + ".");
        };
    }

    private static String quoted(String name) {
        return "'" + name + "'";
    }
}
