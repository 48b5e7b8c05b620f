package dev.berth.broker.helpdesk;

import dev.berth.broker.access.KnownPerson;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.session.Logon;
import dev.berth.broker.session.SessionView;
import java.util.List;
import java.util.Optional;

/**
 * Everything that helpdesk needs to know of somebody, at one moment.
 *
 * @param given what the person may open, and through what
 * @param sessions the latest first, live and past
 * @param history what was decided on the person, what they did, and what was done to what is theirs
 */
public record PersonFile(
        KnownPerson known, List<Given> given, List<DesktopOf> desktops, List<SessionOf> sessions, List<Noted> history) {

    public PersonFile {
        given = List.copyOf(given);
        desktops = List.copyOf(desktops);
        sessions = List.copyOf(sessions);
        history = List.copyOf(history);
    }

    /**
     * @param kind {@code bundle} or {@code application}
     * @param through the entitlement that is nearest to the person
     * @param enabled whether it can be opened at all at present
     */
    public record Given(String kind, String name, String through, boolean enabled) {}

    /**
     * @param reason why it is in its state; empty when there is nothing to say
     * @param host what its host is called; empty until it is placed
     * @param hostSilent why its host does not answer; empty while it does
     * @param othersOnHost people who have a live session on the same host
     */
    public record DesktopOf(
            Desktop desktop,
            String bundle,
            Optional<String> reason,
            Optional<String> host,
            Optional<String> hostSilent,
            int othersOnHost) {}

    public record SessionOf(SessionView view, Logon logon) {}

    public List<SessionOf> live() {
        return sessions.stream().filter(session -> session.view().live()).toList();
    }
}
