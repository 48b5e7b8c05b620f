package dev.berth.broker.directory;

import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.SearchResultEntry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds groups and people by how their names start, for those who give things to them. What was typed goes into filters
 * as a value, never as text.
 */
public final class DirectorySearch {

    /** The most groups, and the most people, that one search brings. */
    public static final int MOST = 20;

    private static final int SHORTEST = 2;
    private static final String[] ATTRIBUTES = {
        "objectGUID", "objectSid", "sAMAccountName", "displayName", "cn", "mail", "description"
    };
    private static final List<String> NAMES_OF_GROUPS = List.of("cn", "sAMAccountName", "displayName");
    private static final List<String> NAMES_OF_PEOPLE =
            List.of("cn", "sAMAccountName", "userPrincipalName", "displayName", "mail", "givenName", "sn");
    private static final Filter GROUPS = Filter.createEqualityFilter("objectClass", "group");
    private static final Filter PEOPLE = Filter.createANDFilter(
            Filter.createEqualityFilter("objectClass", "user"),
            Filter.createNOTFilter(Filter.createEqualityFilter("objectClass", "computer")));

    private static final Comparator<DirectoryMatch> BY_LABEL =
            Comparator.comparing(DirectoryMatch::label, String.CASE_INSENSITIVE_ORDER);

    private final ActiveDirectory directory;

    public DirectorySearch(ActiveDirectory directory) {
        this.directory = directory;
    }

    /**
     * Groups, then people, each by name. Fewer than two characters find nothing: they would find half of everybody.
     *
     * @throws DirectoryException when the directory does not answer
     */
    public List<DirectoryMatch> find(String text) {
        String start = text.strip();
        if (start.codePointCount(0, start.length()) < SHORTEST || start.length() > LoginName.MAX_LENGTH) {
            return List.of();
        }
        return directory.ask((base, connection) -> {
            DirectoryReader reader = new DirectoryReader(connection, base);
            List<DirectoryMatch> found = new ArrayList<>();
            reader.some(MOST, starting(GROUPS, NAMES_OF_GROUPS, start), ATTRIBUTES).stream()
                    .map(DirectorySearch::group)
                    .sorted(BY_LABEL)
                    .forEach(found::add);
            reader.some(MOST, starting(PEOPLE, NAMES_OF_PEOPLE, start), ATTRIBUTES).stream()
                    .map(DirectorySearch::somebody)
                    .sorted(BY_LABEL)
                    .forEach(found::add);
            return List.copyOf(found);
        });
    }

    private static Filter starting(Filter kind, List<String> names, String start) {
        Stream<Filter> any = names.stream().map(name -> Filter.createSubInitialFilter(name, start));
        return Filter.createANDFilter(kind, Filter.createORFilter(any.toList()));
    }

    private static DirectoryMatch group(SearchResultEntry entry) {
        byte[] sid = entry.getAttributeValueBytes("objectSid");
        if (sid == null) {
            throw new DirectoryException(
                    "The group '%s' shows no objectSid. Let the account in berth.directory.bind-dn read it."
                            .formatted(entry.getDN()));
        }
        return new DirectoryMatch.Group(
                GroupId.ofDirectory(sid), first(entry, "sAMAccountName", "cn"), first(entry, "description", "cn"));
    }

    private static DirectoryMatch somebody(SearchResultEntry entry) {
        byte[] guid = entry.getAttributeValueBytes("objectGUID");
        if (guid == null) {
            throw new DirectoryException(
                    "The account '%s' shows no objectGUID. Let the account in berth.directory.bind-dn read it."
                            .formatted(entry.getDN()));
        }
        return new DirectoryMatch.Somebody(
                PersonId.ofDirectory(guid),
                first(entry, "displayName", "sAMAccountName"),
                first(entry, "mail", "sAMAccountName"));
    }

    private static String first(SearchResultEntry entry, String attribute, String otherwise) {
        @Nullable String value = entry.getAttributeValue(attribute);
        if (value != null && !value.isBlank()) {
            return value;
        }
        @Nullable String fallback = entry.getAttributeValue(otherwise);
        return fallback == null ? entry.getDN() : fallback;
    }
}
