package dev.berth.broker.directory;

import com.unboundid.asn1.ASN1OctetString;
import com.unboundid.ldap.sdk.Attribute;
import com.unboundid.ldap.sdk.Filter;
import com.unboundid.ldap.sdk.LDAPConnection;
import com.unboundid.ldap.sdk.LDAPException;
import com.unboundid.ldap.sdk.LDAPSearchException;
import com.unboundid.ldap.sdk.ResultCode;
import com.unboundid.ldap.sdk.SearchRequest;
import com.unboundid.ldap.sdk.SearchResultEntry;
import com.unboundid.ldap.sdk.SearchScope;
import com.unboundid.ldap.sdk.controls.SimplePagedResultsControl;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads entries over one bound connection: whole results, page by page, and whole attributes, range by range. */
final class DirectoryReader {

    private static final int PAGE = 500;

    /** Active Directory returns at most 1,500 values of an attribute at once, under a name that says which. */
    private static final Pattern RANGE = Pattern.compile("range=(\\d{1,9})-(\\d{1,9}|\\*)");

    private final LDAPConnection connection;
    private final String base;

    DirectoryReader(LDAPConnection connection, String base) {
        this.connection = connection;
        this.base = base;
    }

    List<SearchResultEntry> all(Filter filter, String... attributes) throws LDAPException {
        List<SearchResultEntry> entries = new ArrayList<>();
        ASN1OctetString cookie = null;
        do {
            SearchRequest request = new SearchRequest(base, SearchScope.SUB, filter, attributes);
            request.addControl(new SimplePagedResultsControl(PAGE, cookie));
            var result = connection.search(request);
            entries.addAll(result.getSearchEntries());
            SimplePagedResultsControl page = SimplePagedResultsControl.get(result);
            cookie = page != null && page.moreResultsToReturn() ? page.getCookie() : null;
        } while (cookie != null);
        return entries;
    }

    /** At most that many entries; which ones is the directory's choice. */
    List<SearchResultEntry> some(int limit, Filter filter, String... attributes) throws LDAPException {
        SearchRequest request = new SearchRequest(base, SearchScope.SUB, filter, attributes);
        request.setSizeLimit(limit);
        try {
            return connection.search(request).getSearchEntries();
        } catch (LDAPSearchException e) {
            if (e.getResultCode().equals(ResultCode.SIZE_LIMIT_EXCEEDED)) {
                return e.getSearchEntries();
            }
            throw e;
        }
    }

    /** The entry of this name; empty when it does not exist here or may not be seen. */
    Optional<SearchResultEntry> at(String dn, String... attributes) throws LDAPException {
        try {
            SearchRequest request =
                    new SearchRequest(dn, SearchScope.BASE, Filter.createPresenceFilter("objectClass"), attributes);
            return connection.search(request).getSearchEntries().stream().findFirst();
        } catch (LDAPSearchException e) {
            ResultCode code = e.getResultCode();
            if (code.equals(ResultCode.NO_SUCH_OBJECT)
                    || code.equals(ResultCode.REFERRAL)
                    || code.equals(ResultCode.INSUFFICIENT_ACCESS_RIGHTS)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Every value of an attribute of which the entry may hold the first range only. */
    List<String> values(SearchResultEntry entry, String attribute) throws LDAPException {
        List<String> values = new ArrayList<>();
        Attribute part = part(entry, attribute);
        while (part != null) {
            values.addAll(List.of(part.getValues()));
            Matcher range = RANGE.matcher(part.getName().toLowerCase(Locale.ROOT));
            if (!range.find() || range.group(2).equals("*")) {
                return values;
            }
            String next = "%s;range=%d-*".formatted(attribute, Integer.parseInt(range.group(2)) + 1);
            part = at(entry.getDN(), next).map(more -> part(more, attribute)).orElse(null);
        }
        return values;
    }

    private static @Nullable Attribute part(SearchResultEntry entry, String attribute) {
        for (Attribute candidate : entry.getAttributes()) {
            if (candidate.getBaseName().equalsIgnoreCase(attribute) && candidate.size() > 0) {
                return candidate;
            }
        }
        return null;
    }
}
