package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ApplicationId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.session.StreamingUrls;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Addresses that open one application for one person, once, to be put into other systems' pages. */
@RestController
@RequestMapping("/api/v1/streaming-urls")
class StreamingUrlApi {

    private static final int USUAL_SECONDS = 60;

    private final StreamingUrls urls;

    StreamingUrlApi(StreamingUrls urls) {
        this.urls = urls;
    }

    /**
     * @param person an objectGUID
     * @param seconds how long it is good for, 1 to 604800; 60 without it
     */
    record WantedUrl(
            UUID person, UUID application, @Nullable Integer seconds) {}

    /** @param path at the portal's address; shown this once */
    record Made(String path, Instant expiresAt) {}

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Made make(@RequestBody WantedUrl wanted, @AuthenticationPrincipal Person person) {
        StreamingUrls.Made made = urls.make(
                new PersonId(wanted.person()),
                new ApplicationId(wanted.application()),
                wanted.seconds() == null ? USUAL_SECONDS : wanted.seconds(),
                Actor.of(person));
        return new Made("/streams/" + made.secret().value(), made.expiresAt());
    }
}
