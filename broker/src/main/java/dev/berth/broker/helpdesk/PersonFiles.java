package dev.berth.broker.helpdesk;

import dev.berth.broker.access.JdbcPeople;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.directory.GroupId;
import dev.berth.broker.directory.GroupMembership;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.helpdesk.PersonFile.DesktopOf;
import dev.berth.broker.helpdesk.PersonFile.Given;
import dev.berth.broker.helpdesk.PersonFile.SessionOf;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostNames;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.broker.session.Logon;
import dev.berth.broker.session.LogonTimes;
import dev.berth.broker.session.SessionFilter;
import dev.berth.broker.session.SessionView;
import dev.berth.broker.session.Sessions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Gathers what is known of one person. Whoever asks was let in before. */
@Component
public class PersonFiles {

    private static final int SESSIONS = 20;
    private static final int ENTRIES = 40;

    /** What it said names its address and its daemon, and is for those who mend hosts. */
    private static final String SILENT = "Why is on the host's page, for admins, and in Berth's log.";

    private final JdbcPeople people;
    private final Desktops desktops;
    private final JdbcBundles bundles;
    private final JdbcHosts hosts;
    private final HostNames names;
    private final Sessions sessions;
    private final LogonTimes logons;
    private final JdbcHistory history;
    private final JdbcClient jdbc;

    PersonFiles(
            JdbcPeople people,
            Desktops desktops,
            JdbcBundles bundles,
            JdbcHosts hosts,
            HostNames names,
            Sessions sessions,
            LogonTimes logons,
            JdbcHistory history,
            JdbcClient jdbc) {
        this.people = people;
        this.desktops = desktops;
        this.bundles = bundles;
        this.hosts = hosts;
        this.names = names;
        this.sessions = sessions;
        this.logons = logons;
        this.history = history;
        this.jdbc = jdbc;
    }

    /** Empty when Berth has never seen the person. */
    public Optional<PersonFile> find(PersonId id) {
        return people.find(id)
                .map(known -> new PersonFile(
                        known, given(known.person()), desktops(id), sessions(id), history.of(known.person(), ENTRIES)));
    }

    /** The person's own desktop of that id; empty when it is somebody else's, or not there. */
    public Optional<Desktop> desktop(PersonId person, DesktopId desktop) {
        return desktops.find(desktop).filter(found -> found.person().equals(person));
    }

    public Optional<SessionView> session(PersonId person, SessionId session) {
        return sessions.view(session).filter(view -> view.person().id().equals(person));
    }

    private List<SessionOf> sessions(PersonId id) {
        List<SessionView> views = sessions.list(new SessionFilter(id, null, false, null, null, SESSIONS));
        Map<SessionId, Logon> waterfalls = logons.of(id, views);
        return views.stream()
                .map(view -> new SessionOf(view, Objects.requireNonNull(waterfalls.get(view.id()))))
                .toList();
    }

    private List<DesktopOf> desktops(PersonId id) {
        return desktops.of(id).stream()
                .map(desktop -> {
                    Optional<Host> host = desktop.host().flatMap(hosts::find);
                    return new DesktopOf(
                            desktop,
                            bundleName(desktop.bundle()),
                            desktop.reason().map(names::toldToHelpdesk),
                            host.map(Host::name),
                            host.filter(known -> !known.health().reachable()).map(known -> SILENT),
                            desktop.host().map(known -> othersOn(known, id)).orElse(0));
                })
                .toList();
    }

    private String bundleName(BundleId id) {
        return bundles.find(id).map(bundle -> bundle.name()).orElse(id.toString());
    }

    private int othersOn(HostId host, PersonId person) {
        return jdbc.sql("""
                        select count(distinct s.person_id)
                          from session s join desktop d on d.id = s.desktop_id
                         where s.state <> 'ENDED' and d.host_id = :host and s.person_id <> :person
                        """)
                .param("host", host.value())
                .param("person", person.objectGuid())
                .query(Integer.class)
                .single();
    }

    private List<Given> given(Person person) {
        return jdbc.sql("""
                        select o.kind, o.name, o.enabled, e.subject_kind, e.subject, e.subject_label
                          from (select 'bundle' as kind, b.name, b.id as bundle_id, null::uuid as application_id,
                                       b.enabled and b.shows_desktop as enabled
                                  from bundle b
                                union all
                                select 'application', a.name, a.bundle_id, a.id, a.enabled and b.enabled
                                  from application a join bundle b on b.id = a.bundle_id) o
                         cross join lateral entitled_through(:person, o.bundle_id, o.application_id) e
                         order by o.kind desc, lower(o.name)
                        """)
                .param("person", person.id().objectGuid())
                .query((row, number) -> new Given(
                        row.getString("kind"),
                        row.getString("name"),
                        through(
                                person,
                                row.getString("subject_kind"),
                                row.getString("subject"),
                                row.getString("subject_label")),
                        row.getBoolean("enabled")))
                .list();
    }

    private static String through(Person person, String kind, String subject, String label) {
        return switch (kind) {
            case "EVERYONE" -> "everyone";
            case "PERSON" -> person.accountName();
            case "ATTRIBUTE" -> label;
            case "ROLE" -> subject.toLowerCase(Locale.ROOT);
            default ->
                person.membershipOf(new GroupId(subject))
                        .map(GroupMembership::readablePath)
                        .orElse(label);
        };
    }
}
