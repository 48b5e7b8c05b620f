package dev.berth.portal.api;

import dev.berth.broker.catalog.NotFoundException;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.core.convert.converter.Converter;
import org.springframework.http.ResponseEntity;
import org.springframework.stereotype.Component;

/** Which state of a thing a change was made on: the ETag that it was read with, sent back as If-Match. */
record Revision(long value) {

    /** The thing, with its revision as ETag. */
    static <T> ResponseEntity<T> tagged(T thing, long revision) {
        return ResponseEntity.ok().eTag("\"" + revision + "\"").body(thing);
    }

    static <T> ResponseEntity<T> tagged(T thing, ToLongFunction<T> revision) {
        return tagged(thing, revision.applyAsLong(thing));
    }

    static <T> ResponseEntity<T> tagged(Optional<T> found, ToLongFunction<T> revision, String kind, Object id) {
        return tagged(found.orElseThrow(() -> new NotFoundException(kind, id)), revision);
    }

    /** Reads {@code If-Match: "7"}. */
    @Component
    static final class FromHeader implements Converter<String, Revision> {

        private static final Pattern FORM = Pattern.compile("\"(\\d{1,18})\"");

        @Override
        public Revision convert(String text) {
            Matcher matcher = FORM.matcher(text.strip());
            if (!matcher.matches()) {
                throw new IllegalArgumentException(
                        "If-Match is '%s'; allowed is the ETag that the thing was read with, such as \"7\"."
                                .formatted(text));
            }
            return new Revision(Long.parseLong(matcher.group(1)));
        }
    }
}
