package dev.berth.portal.admin;

import dev.berth.broker.audit.RecordedEntry;
import dev.berth.broker.console.ThingNames;
import dev.berth.broker.console.ThingNames.NamedThing;
import dev.berth.broker.helpdesk.Noted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.context.NoSuchMessageException;
import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** Entries of the audit log as people read them: what was done in words, and things by their names. */
@Component("toldEntries")
public class ToldEntries {

    private static final String ID = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern WHOLE_ID = Pattern.compile(ID);

    /** Ids, alone or at the head of a volume's name, and the codes that stand beside a sentence for programs. */
    private static final Pattern MARKED =
            Pattern.compile(ID + "(?:-[a-z0-9.-]*[a-z0-9])?|\\((?:data [0-9a-f]+|[A-Z]+(?:_[A-Z]+)*)\\)");

    /** Where a thing has a page of its own. */
    private static final Map<String, String> PAGES = Map.ofEntries(
            Map.entry("desktop", "/admin/desktops/"),
            Map.entry("session", "/admin/sessions/"),
            Map.entry("bundle", "/admin/bundles/"),
            Map.entry("application", "/admin/applications/"),
            Map.entry("package", "/admin/packages/"),
            Map.entry("host", "/admin/hosts/"),
            Map.entry("ip-access-group", "/admin/ip-groups/"),
            Map.entry("maintenance-window", "/admin/maintenance/windows/"),
            Map.entry("maintenance-run", "/admin/maintenance/runs/"),
            Map.entry("power-schedule", "/admin/maintenance/power/"),
            Map.entry("pipeline", "/admin/pipelines/"),
            Map.entry("pipeline-run", "/admin/pipelines/runs/"),
            Map.entry("drill", "/admin/regions/drills/"),
            Map.entry("drill-schedule", "/admin/regions/drills/schedules/"),
            Map.entry("rollout", "/admin/maintenance/rollouts/"));

    /** There is only one of each, so it needs no name. */
    private static final Set<String> ALONE = Set.of("audit", "portal");

    private final ThingNames names;
    private final MessageSource messages;

    ToldEntries(ThingNames names, MessageSource messages) {
        this.names = names;
        this.messages = messages;
    }

    /**
     * @param href null where there is no page
     * @param code whether it is for programs, and stands small beside the words
     */
    public record Part(String text, @Nullable String href, boolean code) {}

    /**
     * @param deed what was done, in words
     * @param thing what it was done to; null where the words say it already
     */
    public record Told<E>(E entry, String deed, @Nullable Part thing, List<Part> reason) {}

    private record Facts(String action, String thingKind, String thing, String reason) {}

    List<Told<RecordedEntry>> tell(List<RecordedEntry> entries) {
        return tell(entries, entry -> new Facts(entry.action(), entry.thingKind(), entry.thing(), entry.reason()));
    }

    /** The same of what helpdesk reads. */
    public List<Told<Noted>> tellNoted(List<Noted> entries) {
        return tell(entries, entry -> new Facts(entry.action(), entry.thingKind(), entry.thing(), entry.reason()));
    }

    private <E> List<Told<E>> tell(List<E> entries, Function<E, Facts> facts) {
        Map<UUID, NamedThing> known = names.of(entries.stream()
                .flatMap(entry -> ids(facts.apply(entry)).stream())
                .collect(Collectors.toSet()));
        return entries.stream()
                .map(entry -> told(entry, facts.apply(entry), known))
                .toList();
    }

    private <E> Told<E> told(E entry, Facts facts, Map<UUID, NamedThing> known) {
        return new Told<>(entry, deed(facts.action()), thing(facts, known), reason(facts, known));
    }

    private static Set<UUID> ids(Facts entry) {
        Set<UUID> ids = new HashSet<>();
        WHOLE_ID.matcher(entry.thing() + " " + entry.reason())
                .results()
                .map(MatchResult::group)
                .map(UUID::fromString)
                .forEach(ids::add);
        return ids;
    }

    /** An action that has no words yet is told by its own: {@code desktop.let-go} as "Desktop: let go". */
    private String deed(String action) {
        Locale locale = LocaleContextHolder.getLocale();
        try {
            return messages.getMessage("deed." + action, null, locale);
        } catch (NoSuchMessageException e) {
            String words = action.replace(".", ": ").replace('-', ' ');
            return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
        }
    }

    private static @Nullable Part thing(Facts entry, Map<UUID, NamedThing> known) {
        if (ALONE.contains(entry.thingKind())) {
            return null;
        }
        return WHOLE_ID.matcher(entry.thing()).matches()
                ? named(entry.thing(), known)
                : new Part(entry.thing(), null, false);
    }

    private static List<Part> reason(Facts entry, Map<UUID, NamedThing> known) {
        List<Part> parts = new ArrayList<>();
        String reason = entry.reason();
        Matcher marked = MARKED.matcher(reason);
        int end = 0;
        while (marked.find()) {
            parts.add(new Part(reason.substring(end, marked.start()), null, false));
            boolean code = marked.group().startsWith("(");
            parts.add(
                    code || !WHOLE_ID.matcher(marked.group()).matches()
                            ? new Part(marked.group(), null, true)
                            : named(marked.group(), known));
            end = marked.end();
        }
        parts.add(new Part(reason.substring(end), null, false));
        parts.removeIf(part -> part.text().isEmpty());
        return parts;
    }

    private static Part named(String id, Map<UUID, NamedThing> known) {
        NamedThing thing = known.get(UUID.fromString(id));
        if (thing == null) {
            return new Part(id, null, true);
        }
        String page = PAGES.get(thing.kind());
        return new Part(thing.name(), page == null ? null : page + id, false);
    }
}
