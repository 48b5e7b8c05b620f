package dev.berth.portal.door;

import dev.berth.broker.region.JdbcRegions;
import dev.berth.broker.region.RegionFacts;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.security.web.header.HeaderWriter;
import org.springframework.stereotype.Component;

/**
 * What a page may load: nothing inline and nothing from elsewhere; {@code data:} and {@code blob:} pictures are the
 * guest's screen. A page may also ask the portals of the other regions of the alias which of them serves its person.
 */
@Component
class ContentPolicy implements HeaderWriter {

    private static final Logger LOG = LoggerFactory.getLogger(ContentPolicy.class);
    private static final String HEADER = "Content-Security-Policy";
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self';"
            + " img-src 'self' data: blob:; media-src 'self' data: blob:; worker-src 'self' blob:; connect-src 'self'%s;"
            + " manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    private static final Duration KEPT = Duration.ofSeconds(10);

    private final JdbcRegions regions;
    private final Clock clock;
    private volatile @Nullable Kept kept;

    ContentPolicy(JdbcRegions regions, Clock clock) {
        this.regions = regions;
        this.clock = clock;
    }

    private record Kept(String text, Instant at) {}

    @Override
    public void writeHeaders(HttpServletRequest request, HttpServletResponse response) {
        if (!response.containsHeader(HEADER)) {
            response.setHeader(HEADER, text());
        }
    }

    private String text() {
        Kept known = kept;
        Instant now = clock.instant();
        if (known != null && known.at().plus(KEPT).isAfter(now)) {
            return known.text();
        }
        String text = known == null ? POLICY.formatted("") : known.text();
        try {
            text = POLICY.formatted(portals());
        } catch (DataAccessException e) {
            // A page without the database says so itself; it may ask whom it could ask before.
            LOG.debug("The portals of the peers could not be read.", e);
        }
        kept = new Kept(text, now);
        return text;
    }

    private String portals() {
        return regions.mapIfServing().stream()
                .flatMap(map -> map.beside().stream())
                .map(RegionFacts::portal)
                .flatMap(Optional::stream)
                .map(ContentPolicy::origin)
                .sorted()
                .collect(Collectors.joining());
    }

    private static String origin(URI portal) {
        return " " + portal.getScheme() + "://" + portal.getAuthority();
    }
}
