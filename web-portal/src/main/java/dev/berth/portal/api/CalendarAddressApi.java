package dev.berth.portal.api;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.AccessDecision;
import dev.berth.broker.access.Intent;
import dev.berth.broker.access.JdbcPeople;
import dev.berth.broker.access.KnownPerson;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.token.CalendarAddresses;
import dev.berth.broker.token.GuessThrottle;
import dev.berth.broker.token.TokenSecret;
import dev.berth.ipacl.ClientAddress;
import dev.berth.portal.door.AccessRefusedException;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** The calendar at a secret address, for programs that cannot sign in, and the address itself. */
@RestController
class CalendarAddressApi {

    private final CalendarAddresses addresses;
    private final CalendarFeeds feeds;
    private final JdbcPeople people;
    private final Access access;
    private final GuessThrottle guesses;

    CalendarAddressApi(
            CalendarAddresses addresses, CalendarFeeds feeds, JdbcPeople people, Access access, GuessThrottle guesses) {
        this.addresses = addresses;
        this.feeds = feeds;
        this.people = people;
        this.access = access;
        this.guesses = guesses;
    }

    /**
     * @param address to be kept secret; told once, when it is made
     * @param createdAt null with the others where there is none
     */
    record CalendarAddress(
            @Nullable String address,
            @Nullable Instant createdAt,
            @Nullable Instant lastReadAt,
            @Nullable String lastReadFrom) {}

    /** Asked anew each time: whoever may look at the calendar no longer reads it no longer. */
    @GetMapping(path = "/calendar/{secret}.ics", produces = "text/calendar")
    ResponseEntity<String> read(@PathVariable String secret, HttpServletRequest request) {
        ClientAddress from = RequestOrigin.addressOf(request);
        var wait = guesses.wait(from);
        if (wait.isPresent()) {
            long seconds = Math.max(1, wait.get().plusMillis(999).toSeconds());
            return ResponseEntity.status(HttpStatus.TOO_MANY_REQUESTS)
                    .header(HttpHeaders.RETRY_AFTER, Long.toString(seconds))
                    .build();
        }
        Optional<TokenSecret> shown = TokenSecret.parse(secret);
        if (shown.isEmpty()) {
            // Nothing that Berth ever gave out: no guess, and nothing was looked up for it.
            return ResponseEntity.notFound().build();
        }
        Optional<Person> person = addresses
                .recognise(shown.get(), from)
                .flatMap(people::find)
                .filter(known -> known.barred().isEmpty())
                .map(KnownPerson::person);
        if (person.isEmpty()) {
            guesses.failed(from);
            return ResponseEntity.notFound().build();
        }
        if (access.decide(person.get(), from, new Intent.Audit()) instanceof AccessDecision.Refused refused) {
            throw new AccessRefusedException(refused);
        }
        return feeds.of(Optional.empty());
    }

    @GetMapping("/api/v1/maintenance/calendar-address")
    CalendarAddress calendarAddress(@AuthenticationPrincipal Person person) {
        return addresses
                .of(person.id())
                .map(kept -> new CalendarAddress(null, kept.createdAt(), kept.lastReadAt(), kept.lastReadFrom()))
                .orElse(new CalendarAddress(null, null, null, null));
    }

    /** One that was there works no longer. */
    @PostMapping("/api/v1/maintenance/calendar-address")
    ResponseEntity<CalendarAddress> makeCalendarAddress(
            @AuthenticationPrincipal Person person, HttpServletRequest request) {
        String address = make(person, request);
        return ResponseEntity.status(HttpStatus.CREATED)
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .body(new CalendarAddress(
                        address,
                        addresses
                                .of(person.id())
                                .map(CalendarAddresses.Kept::createdAt)
                                .orElse(null),
                        null,
                        null));
    }

    @DeleteMapping("/api/v1/maintenance/calendar-address")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void revokeCalendarAddress(@AuthenticationPrincipal Person person, HttpServletRequest request) {
        if (!addresses.revoke(person, RequestOrigin.addressOf(request))) {
            throw new NotFoundException("calendar address of", person.accountName());
        }
    }

    private String make(Person person, HttpServletRequest request) {
        TokenSecret secret = addresses.make(person, RequestOrigin.addressOf(request));
        return ServletUriComponentsBuilder.fromContextPath(request)
                .path("/calendar/" + secret.reveal() + ".ics")
                .toUriString();
    }
}
