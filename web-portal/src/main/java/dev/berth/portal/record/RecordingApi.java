package dev.berth.portal.record;

import dev.berth.broker.access.Author;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.recording.Players;
import dev.berth.broker.recording.Plays;
import dev.berth.broker.recording.RecordingId;
import dev.berth.broker.recording.RecordingPolicies;
import dev.berth.broker.recording.RecordingPolicy;
import dev.berth.broker.recording.Recordings;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** Recordings: what is recorded, the list, playing with a reason, keeping and deleting. */
@RestController
@RequestMapping("/api/v1")
class RecordingApi {

    private final Recordings recordings;
    private final RecordingPolicies policies;
    private final Plays plays;
    private final StoredRecordings files;

    RecordingApi(Recordings recordings, RecordingPolicies policies, Plays plays, StoredRecordings files) {
        this.recordings = recordings;
        this.policies = policies;
        this.plays = plays;
        this.files = files;
    }

    /** @param reason one line; the audit log keeps it */
    record Reason(@Nullable String reason) {

        String text() {
            return reason == null ? "" : reason;
        }
    }

    /** @param stream where the instructions are had, for an hour and by this person only */
    record Play(UUID play, String stream) {}

    record PolicyOf(UUID bundle, String name, RecordingPolicy policy) {}

    /** @param text a session's reference, or part of a person's name */
    @GetMapping("/recordings")
    List<RecordingResource> list(
            @RequestParam(defaultValue = "") String text, @RequestParam(defaultValue = "100") int limit) {
        if (limit < 1 || limit > 1_000) {
            throw new IllegalArgumentException("limit is " + limit + "; allowed are 1 to 1000.");
        }
        return recordings.latest(text, limit).stream()
                .map(RecordingResource::of)
                .toList();
    }

    @GetMapping("/recordings/{id}")
    RecordingResource one(@PathVariable UUID id) {
        return RecordingResource.of(recordings.require(new RecordingId(id)));
    }

    /** Reads the whole file and says whether it is as it was written. */
    @GetMapping("/recordings/{id}/check")
    StoredRecordings.Check check(@PathVariable UUID id) {
        return files.check(new RecordingId(id));
    }

    /** Asks to play it; granted or not, that is written down. */
    @PostMapping("/recordings/{id}/plays")
    @ResponseStatus(HttpStatus.CREATED)
    Play play(
            @PathVariable UUID id,
            @RequestBody Reason reason,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        UUID play = plays.grant(new RecordingId(id), reason.text(), author(person, request));
        return new Play(play, "/api/v1/recordings/" + id + "/stream?play=" + play);
    }

    /** The Guacamole instructions, with the times at which they came. */
    @GetMapping(path = "/recordings/{id}/stream", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    ResponseEntity<StreamingResponseBody> stream(
            @PathVariable UUID id, @RequestParam UUID play, @AuthenticationPrincipal Person person) {
        var recording = new RecordingId(id);
        plays.require(recording, play, person.id());
        return ResponseEntity.ok()
                .cacheControl(CacheControl.noStore())
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .body(to -> files.stream(recording, to, () -> plays.require(recording, play, person.id())));
    }

    /** Keeps it beyond its time. */
    @PutMapping("/recordings/{id}/hold")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void hold(
            @PathVariable UUID id,
            @RequestBody Reason reason,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        recordings.hold(new RecordingId(id), reason.text(), author(person, request));
    }

    @DeleteMapping("/recordings/{id}/hold")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void letGo(@PathVariable UUID id, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        recordings.letGo(new RecordingId(id), author(person, request));
    }

    @DeleteMapping("/recordings/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID id, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        recordings.delete(new RecordingId(id), author(person, request));
    }

    @GetMapping("/recording-policies")
    List<PolicyOf> policies() {
        return policies.all().stream()
                .map(said -> new PolicyOf(said.bundle().value(), said.name(), said.policy()))
                .toList();
    }

    /** Counts from the next connection on. */
    @PutMapping("/bundles/{id}/recording")
    RecordingPolicy set(
            @PathVariable UUID id,
            @RequestBody WantedRecording wanted,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        RecordingPolicy policy = wanted.policy();
        policies.set(new BundleId(id), policy, author(person, request));
        return policy;
    }

    /** @param required no session without a recording */
    record WantedRecording(RecordingPolicy.Mode mode, boolean required, Players players, int keepDays) {

        RecordingPolicy policy() {
            return new RecordingPolicy(mode, required, players, keepDays);
        }
    }

    private static Author author(Person person, HttpServletRequest request) {
        return new Author(person, RequestOrigin.addressOf(request));
    }
}
