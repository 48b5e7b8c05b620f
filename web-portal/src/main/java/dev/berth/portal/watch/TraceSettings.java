package dev.berth.portal.watch;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Where traces of sessions' openings are sent.
 *
 * @param endpoint a collector's address for traces over OTLP, in protobuf over HTTP: {@code http://collector:4318/v1/traces};
 *     none are made without it
 */
@ConfigurationProperties("berth.traces")
public record TraceSettings(@Nullable URI endpoint) {

    public TraceSettings {
        if (endpoint != null
                && (endpoint.getHost() == null
                        || !"http".equals(endpoint.getScheme()) && !"https".equals(endpoint.getScheme())
                        || endpoint.getUserInfo() != null)) {
            throw new IllegalArgumentException("berth.traces.endpoint is '" + endpoint
                    + "'; allowed is the address of a collector, such as http://collector:4318/v1/traces.");
        }
    }

    public Optional<URI> collector() {
        return Optional.ofNullable(endpoint);
    }
}
