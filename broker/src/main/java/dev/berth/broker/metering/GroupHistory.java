package dev.berth.broker.metering;

import dev.berth.broker.directory.PersonId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Who was in which groups when, as the directory told it. */
final class GroupHistory {

    private final Map<PersonId, TreeMap<Instant, List<Group>>> byPerson = new HashMap<>();

    /** A group of the directory, as it was called. */
    record Group(String sid, String name) {}

    void add(PersonId person, Instant since, List<Group> groups) {
        byPerson.computeIfAbsent(person, unused -> new TreeMap<>()).put(since, groups);
    }

    /** Before the first that is known of a person, that. */
    List<Group> at(PersonId person, Instant at) {
        TreeMap<Instant, List<Group>> history = byPerson.get(person);
        if (history == null) {
            return List.of();
        }
        var valid = history.floorEntry(at);
        return (valid == null ? history.firstEntry() : valid).getValue();
    }
}
