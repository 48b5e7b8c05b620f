package dev.berth.broker.access;

import dev.berth.broker.access.AccessFacts.Offered;
import dev.berth.broker.access.AccessFacts.Opened;
import dev.berth.broker.access.AccessFacts.Shared;
import dev.berth.broker.access.AccessFacts.Weighed;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import dev.berth.ipacl.Attachments;
import dev.berth.ipacl.ClientAddress;
import dev.berth.ipacl.InvalidAddressException;
import dev.berth.ipacl.Place;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/**
 * The one answer to: may this person, from this address, now, do this? Pages, API, tickets, tunnels and live sessions
 * all ask here. Groups and roles are those that the directory last told, whatever the caller's {@link Person} says.
 */
@Component
public class Access {

    private final JdbcAccessFacts facts;
    private final JdbcShareFacts shares;
    private final JdbcPeople people;
    private final PeopleRecord record;
    private final AttachedGroups groups;
    private final RefusalLog refusals;
    private final SelfServiceRules selfService;
    private final ServingRegions regions;
    private final AccessSettings settings;

    Access(
            JdbcAccessFacts facts,
            JdbcShareFacts shares,
            JdbcPeople people,
            PeopleRecord record,
            AttachedGroups groups,
            RefusalLog refusals,
            SelfServiceRules selfService,
            ServingRegions regions,
            AccessSettings settings) {
        this.facts = facts;
        this.shares = shares;
        this.people = people;
        this.record = record;
        this.groups = groups;
        this.refusals = refusals;
        this.selfService = selfService;
        this.regions = regions;
        this.settings = settings;
    }

    /** Decides, and writes a refusal to the audit log. */
    public AccessDecision decide(Person person, ClientAddress address, Intent intent) {
        if (intent instanceof Intent.SignIn) {
            record.remember(person);
        } else {
            people.seen(person.id());
        }
        AccessDecision decision = explain(person, address, intent);
        if (decision instanceof AccessDecision.Refused refused) {
            refusals.record(person, address, intent, refused);
        } else if (intent instanceof Intent.SignIn) {
            people.cameIn(person.id());
        }
        return decision;
    }

    /** The same decision for somebody who asks why; nothing is written down. */
    public AccessDecision explain(Person asking, ClientAddress address, Intent intent) {
        Optional<KnownPerson> known = known(asking, intent);
        Person person = known.map(KnownPerson::person).orElse(asking);
        List<AccessFinding> findings = new ArrayList<>();
        known.flatMap(KnownPerson::barred).map(PersonFinding.AccountBarred::new).ifPresent(findings::add);
        findings.addAll(
                switch (intent) {
                    case Intent.SignIn signIn -> List.of(address(person, address));
                    case Intent.UsePortal usePortal -> List.of(address(person, address));
                    case Intent.OpenDesktop open ->
                        facts.bundle(open.bundle(), person)
                                .map(offered -> offered(person, address, offered))
                                .orElse(nothing("bundle", open.bundle()));
                    case Intent.OpenApplication open ->
                        facts.application(open.application(), person)
                                .map(offered -> offered(person, address, offered))
                                .orElse(nothing("application", open.application()));
                    case Intent.UseDesktop use ->
                        facts.desktop(use.desktop())
                                .map(owned -> owned(person, address, owned, "desktop", use.desktop()))
                                .orElse(nothing("desktop", use.desktop()));
                    case Intent.ServeOneself serve ->
                        facts.served(serve.desktop())
                                .map(served -> served(person, address, served, serve))
                                .orElse(nothing("desktop", serve.desktop()));
                    case Intent.UseSession use ->
                        facts.session(use.session())
                                .map(opened -> opened(person, address, opened, regions.look()))
                                .orElse(nothing("session", use.session()));
                    case Intent.JoinShare join ->
                        shares.share(join.share())
                                .map(shared -> shared(person, address, shared))
                                .orElse(nothing("sharing", join.share()));
                    case Intent.Administer administer -> roles(person, address, EnumSet.of(Role.ADMIN));
                    case Intent.Audit audit -> roles(person, address, EnumSet.of(Role.ADMIN, Role.AUDITOR));
                    case Intent.HelpPeople help -> roles(person, address, EnumSet.of(Role.ADMIN, Role.HELPDESK));
                });
        return AccessDecision.of(findings);
    }

    /** The same decision opened up: every rule, group path and entitlement that was looked at, and what would help. */
    public Explanation why(Person asking, ClientAddress address, Intent intent) {
        AccessDecision decision = explain(asking, address, intent);
        Person person = known(asking, intent).map(KnownPerson::person).orElse(asking);
        List<Weighed> entitlements = entitlements(person, intent);
        List<String> openSessions = facts.openSessions(person.id());
        var remedies = new Remedies(person, address, entitlements, openSessions);
        return new Explanation(
                intent,
                decision,
                decision.findings().stream()
                        .map(finding -> new Explanation.Looked(finding, remedies.of(finding)))
                        .toList(),
                Explanation.PlaceLooked.of(decision),
                entitlements.stream()
                        .map(weighed -> Explanation.EntitlementLooked.of(person, weighed))
                        .toList());
    }

    /** Whoever comes in was read from the directory a moment ago, and counts as they were read. */
    private Optional<KnownPerson> known(Person asking, Intent intent) {
        return intent instanceof Intent.SignIn ? Optional.empty() : people.find(asking.id());
    }

    private List<Weighed> entitlements(Person person, Intent intent) {
        return switch (intent) {
            case Intent.OpenDesktop open -> facts.entitlements(person, open.bundle(), Optional.empty());
            case Intent.OpenApplication open ->
                facts.bundleOf(open.application())
                        .map(bundle -> facts.entitlements(person, bundle, Optional.of(open.application())))
                        .orElse(List.of());
            case Intent.UseSession use ->
                facts.session(use.session())
                        .filter(opened -> opened.owned().owner().equals(person.id()))
                        .map(opened -> facts.entitlements(person, opened.owned().bundle(), opened.application()))
                        .orElse(List.of());
            case Intent.SignIn _,
                    Intent.UsePortal _,
                    Intent.UseDesktop _,
                    Intent.ServeOneself _,
                    Intent.JoinShare _,
                    Intent.Administer _,
                    Intent.Audit _,
                    Intent.HelpPeople _ -> List.of();
        };
    }

    /** The live sessions that are not allowed any more, each with the reason; one pass over everything, made to be quick. */
    public Map<SessionId, AccessDecision.Refused> refusedSessions() {
        ServingRegions.Look look = regions.look();
        List<Opened> live = facts.liveSessions();
        Map<PersonId, KnownPerson> owners =
                people.find(live.stream().map(opened -> opened.owned().owner()).collect(Collectors.toSet()));
        return live.stream()
                .filter(opened -> owners.containsKey(opened.owned().owner()))
                .map(opened -> Map.entry(opened.session(), stillAllowed(owners, opened, look)))
                .filter(entry -> entry.getValue() instanceof AccessDecision.Refused)
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> (AccessDecision.Refused) entry.getValue()));
    }

    /** The guests in others' sessions who may not be there any more, each with the reason. */
    public Map<ShareId, AccessDecision.Refused> refusedShares() {
        List<Shared> admitted = shares.admitted();
        Map<PersonId, KnownPerson> guests = people.find(
                admitted.stream().flatMap(shared -> shared.guest().stream()).collect(Collectors.toSet()));
        Map<ShareId, AccessDecision.Refused> refused = new HashMap<>();
        for (Shared shared : admitted) {
            KnownPerson guest = shared.guest().map(guests::get).orElse(null);
            if (guest != null && stillAllowed(guest, shared) instanceof AccessDecision.Refused no) {
                refused.put(shared.share(), no);
            }
        }
        return Map.copyOf(refused);
    }

    private AccessDecision stillAllowed(KnownPerson guest, Shared shared) {
        List<AccessFinding> findings = new ArrayList<>();
        guest.barred().map(PersonFinding.AccountBarred::new).ifPresent(findings::add);
        ClientAddress address = written(shared.guestAddress().orElseThrow(), "Sharing " + shared.share());
        findings.addAll(shared(guest.person(), address, shared));
        return AccessDecision.of(findings);
    }

    private static ClientAddress written(String address, String of) {
        try {
            return ClientAddress.parse("client_address", address);
        } catch (InvalidAddressException e) {
            throw new IllegalStateException(of + " has an address that Berth did not write", e);
        }
    }

    private AccessDecision stillAllowed(Map<PersonId, KnownPerson> owners, Opened opened, ServingRegions.Look look) {
        KnownPerson owner = owners.get(opened.owned().owner());
        if (owner == null) {
            throw new IllegalStateException("Session " + opened.session() + " has no owner, which its row forbids");
        }
        List<AccessFinding> findings = new ArrayList<>();
        owner.barred().map(PersonFinding.AccountBarred::new).ifPresent(findings::add);
        ClientAddress address = written(opened.clientAddress(), "Session " + opened.session());
        findings.addAll(opened(owner.person(), address, opened, look));
        return AccessDecision.of(findings);
    }

    private AccessFinding address(Person person, ClientAddress address) {
        return address(address, Places.of(person));
    }

    private AccessFinding address(ClientAddress address, List<Place> places) {
        Attachments rules = groups.current();
        return new AccessFinding.Address(rules.decide(address, places), rules);
    }

    private List<AccessFinding> roles(Person person, ClientAddress address, Set<Role> wanted) {
        Set<Role> held = person.roles().stream().filter(wanted::contains).collect(Collectors.toSet());
        return List.of(address(person, address), new PersonFinding.Roles(wanted, held));
    }

    private List<AccessFinding> offered(Person person, ClientAddress address, Offered offered) {
        List<AccessFinding> findings = new ArrayList<>();
        findings.add(address(address, Places.of(person, offered.bundle(), offered.bundleName())));
        findings.addAll(regions.look().findings(person));
        findings.add(Grants.finding(person, offered.name(), offered.grant()));
        if (!offered.enabled()) {
            findings.add(new ThingFinding.SwitchedOff(offered.name()));
        }
        findings.addAll(Grants.fleet(offered));
        offered.desktop()
                .map(state -> new ThingFinding.State(offered.name(), state, Grants.usable(state)))
                .ifPresent(findings::add);
        findings.add(new PersonFinding.Quota(offered.otherSessions(), settings.liveSessionsPerPerson()));
        return findings;
    }

    private List<AccessFinding> owned(
            Person person, ClientAddress address, AccessFacts.Owned owned, String kind, Object id) {
        if (!owned.owner().equals(person.id())) {
            return List.of(new ThingFinding.SomebodyElses(kind, id.toString(), owned.ownerName()));
        }
        return List.of(address(address, Places.of(person, owned.bundle(), owned.bundleName())));
    }

    private List<AccessFinding> served(
            Person person, ClientAddress address, AccessFacts.Served served, Intent.ServeOneself serve) {
        List<AccessFinding> findings =
                new ArrayList<>(owned(person, address, served.owned(), "desktop", serve.desktop()));
        if (served.owned().owner().equals(person.id())) {
            findings.add(Grants.finding(person, served.owned().bundleName(), served.grant()));
            findings.addAll(selfService.findings(served, serve));
        }
        return findings;
    }

    /** A session that is over may still be looked at by its owner; one that lives needs its entitlement. */
    private List<AccessFinding> opened(Person person, ClientAddress address, Opened opened, ServingRegions.Look look) {
        List<AccessFinding> findings =
                new ArrayList<>(owned(person, address, opened.owned(), "session", opened.session()));
        boolean mine = opened.owned().owner().equals(person.id());
        if (mine && opened.live()) {
            findings.addAll(look.findings(person));
            findings.add(Grants.finding(person, opened.name(), opened.grant()));
        }
        return findings;
    }

    /** A guest needs no entitlement of their own; helpdesk needs to be helpdesk still. */
    private List<AccessFinding> shared(Person person, ClientAddress address, Shared shared) {
        if (shared.guest().filter(person.id()::equals).isEmpty()) {
            return List.of(new ThingFinding.SomebodyElses(
                    "sharing", shared.share().toString(), shared.owned().ownerName()));
        }
        List<AccessFinding> findings = new ArrayList<>();
        findings.add(address(
                address,
                Places.of(person, shared.owned().bundle(), shared.owned().bundleName())));
        if (shared.shadowing()) {
            findings.addAll(roles(person, address, EnumSet.of(Role.ADMIN, Role.HELPDESK)));
        }
        findings.add(new ThingFinding.Sharing(shared.name(), shared.closed()));
        return findings;
    }

    private static List<AccessFinding> nothing(String kind, Object id) {
        return List.of(new ThingFinding.NotThere(kind, id.toString()));
    }
}
