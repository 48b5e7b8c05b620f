package dev.berth.broker.directory;

import com.unboundid.ldap.sdk.SearchResultEntry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A user's entry as the directory holds it.
 *
 * @param primaryGroup the group that membership lists leave out; absent when the entry does not tell
 * @param memberOf DNs of the groups that the account itself is a member of
 */
record AccountEntry(
        PersonId id,
        String dn,
        String accountName,
        @Nullable String userPrincipalName,
        String displayName,
        @Nullable String mail,
        AccountState state,
        @Nullable GroupId primaryGroup,
        List<String> memberOf,
        Map<String, String> attributes) {

    private static final int LONGEST_ATTRIBUTE = 200;

    /** What to read; attributes that a directory makes up on reading are returned only when asked for by name. */
    static final String[] ATTRIBUTES = Stream.concat(
                    PersonAttribute.ldapNames().stream(),
                    Stream.of(
                            "objectGUID",
                            "objectSid",
                            "sAMAccountName",
                            "userPrincipalName",
                            "displayName",
                            "mail",
                            "userAccountControl",
                            "msDS-User-Account-Control-Computed",
                            "accountExpires",
                            "lockoutTime",
                            "pwdLastSet",
                            "primaryGroupID",
                            "memberOf"))
            .toArray(String[]::new);

    private static final long DISABLED = 0x2;
    private static final long LOCKED_OUT = 0x10;
    private static final long PASSWORD_NEVER_EXPIRES = 0x10000;
    private static final long PASSWORD_EXPIRED = 0x800000;

    /** From 1601, where Windows' clock starts, to 1970, in seconds. */
    private static final long WINDOWS_EPOCH_SECONDS = 11_644_473_600L;

    private static final long TICKS_PER_SECOND = 10_000_000L;

    AccountEntry {
        memberOf = List.copyOf(memberOf);
        attributes = Map.copyOf(attributes);
    }

    static AccountEntry of(SearchResultEntry entry, List<String> memberOf, Instant now) {
        byte[] guid = entry.getAttributeValueBytes("objectGUID");
        String accountName = entry.getAttributeValue("sAMAccountName");
        if (guid == null || accountName == null) {
            throw new DirectoryException(
                    "The directory shows '%s' without objectGUID or sAMAccountName. Let the account in berth.directory.bind-dn read both."
                            .formatted(entry.getDN()));
        }
        String displayName = entry.getAttributeValue("displayName");
        return new AccountEntry(
                PersonId.ofDirectory(guid),
                entry.getDN(),
                accountName,
                entry.getAttributeValue("userPrincipalName"),
                displayName == null || displayName.isBlank() ? accountName : displayName,
                entry.getAttributeValue("mail"),
                state(entry, now),
                primaryGroup(entry),
                memberOf,
                attributes(entry));
    }

    private static Map<String, String> attributes(SearchResultEntry entry) {
        Map<String, String> attributes = new TreeMap<>();
        for (String name : PersonAttribute.ldapNames()) {
            String value = entry.getAttributeValue(name);
            if (value != null && !value.isBlank() && value.length() <= LONGEST_ATTRIBUTE) {
                attributes.put(name, value.strip());
            }
        }
        return attributes;
    }

    private static AccountState state(SearchResultEntry entry, Instant now) {
        long control = number(entry, "userAccountControl", 0);
        long computed = number(entry, "msDS-User-Account-Control-Computed", 0);
        long expires = number(entry, "accountExpires", 0);
        if ((control & DISABLED) != 0) {
            return AccountState.DISABLED;
        }
        if (expires != 0 && expires != Long.MAX_VALUE && !instant(expires).isAfter(now)) {
            return AccountState.EXPIRED;
        }
        if ((computed & LOCKED_OUT) != 0) {
            return AccountState.LOCKED;
        }
        if (number(entry, "pwdLastSet", 1) == 0 && (control & PASSWORD_NEVER_EXPIRES) == 0) {
            return AccountState.PASSWORD_MUST_CHANGE;
        }
        return (computed & PASSWORD_EXPIRED) != 0 ? AccountState.PASSWORD_EXPIRED : AccountState.ACTIVE;
    }

    private static Instant instant(long ticks) {
        return Instant.ofEpochSecond(ticks / TICKS_PER_SECOND - WINDOWS_EPOCH_SECONDS, ticks % TICKS_PER_SECOND * 100);
    }

    private static @Nullable GroupId primaryGroup(SearchResultEntry entry) {
        byte[] sid = entry.getAttributeValueBytes("objectSid");
        long rid = number(entry, "primaryGroupID", -1);
        return sid == null || rid < 0 ? null : GroupId.ofDirectory(sid).withRid(rid);
    }

    private static long number(SearchResultEntry entry, String attribute, long otherwise) {
        Long value = entry.getAttributeValueAsLong(attribute);
        return value == null ? otherwise : value;
    }
}
