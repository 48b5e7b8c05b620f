package dev.berth.portal.admin;

import dev.berth.broker.console.ListKind;
import dev.berth.portal.list.ListAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.springframework.util.LinkedMultiValueMap;

/** Reads what was kept of a list's address, or is to be: only what means something to that list is taken over. */
public final class SavedViewAddress {

    private SavedViewAddress() {}

    public static String path(ListKind list) {
        return switch (list) {
            case DESKTOPS -> "/admin/desktops";
            case SESSIONS -> "/admin/sessions";
            case PEOPLE -> "/admin/people";
        };
    }

    /** @param query with or without a leading question mark */
    public static ListAddress read(ListKind list, String query) {
        var parameters = new LinkedMultiValueMap<String, String>();
        for (String part : query.replaceFirst("^[?]", "").split("&")) {
            int equals = part.indexOf('=');
            if (equals > 0) {
                parameters.add(
                        decoded("query", part.substring(0, equals)), decoded("query", part.substring(equals + 1)));
            }
        }
        return switch (list) {
            case DESKTOPS -> DesktopFilters.address(path(list), parameters);
            case SESSIONS -> SessionFilters.address(path(list), parameters);
            case PEOPLE -> PeopleFilters.address(path(list), parameters);
        };
    }

    private static String decoded(String field, String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s has '%s' in it; allowed is what stands behind the question mark of a list's address."
                            .formatted(field, text),
                    e);
        }
    }
}
