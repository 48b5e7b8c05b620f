package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.maintenance.RunId;
import dev.berth.broker.maintenance.RunLine;
import dev.berth.broker.maintenance.Runs;
import dev.berth.broker.maintenance.UpdateLine;
import dev.berth.broker.maintenance.UpdatePolicy;
import dev.berth.broker.maintenance.Updates;
import dev.berth.broker.update.UpdateChoice;
import dev.berth.broker.update.UpdateSpec;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Which updates are wanted where, and what updates did. */
@RestController
@RequestMapping("/api/v1/maintenance")
class UpdateApi {

    private final Updates updates;
    private final Runs runs;

    UpdateApi(Updates updates, Runs runs) {
        this.updates = updates;
        this.runs = runs;
    }

    /** @param approved names of packages, each of which may end in {@code *}; whatever the choice takes without it */
    record WantedUpdates(UpdateChoice choice, @Nullable List<String> approved) {

        UpdateSpec spec() {
            return new UpdateSpec(choice, approved == null ? List.of() : approved);
        }
    }

    /** Of every window and bundle; revision 0 where nothing is set and the default counts. */
    @GetMapping("/updates")
    List<UpdatePolicy> policies() {
        return updates.policies();
    }

    @GetMapping("/updates/windows/{id}")
    ResponseEntity<UpdatePolicy> ofWindow(@PathVariable UUID id) {
        return tagged(UpdatePolicy.Kind.WINDOW, id);
    }

    @GetMapping("/updates/bundles/{id}")
    ResponseEntity<UpdatePolicy> ofBundle(@PathVariable UUID id) {
        return tagged(UpdatePolicy.Kind.BUNDLE, id);
    }

    @PutMapping("/updates/windows/{id}")
    ResponseEntity<UpdatePolicy> setForWindow(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody WantedUpdates wanted,
            @AuthenticationPrincipal Person person) {
        return Revision.tagged(
                updates.set(UpdatePolicy.Kind.WINDOW, id, wanted.spec(), revision.value(), Actor.of(person)),
                UpdatePolicy::revision);
    }

    @PutMapping("/updates/bundles/{id}")
    ResponseEntity<UpdatePolicy> setForBundle(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody WantedUpdates wanted,
            @AuthenticationPrincipal Person person) {
        return Revision.tagged(
                updates.set(UpdatePolicy.Kind.BUNDLE, id, wanted.spec(), revision.value(), Actor.of(person)),
                UpdatePolicy::revision);
    }

    /** What counts without it counts again. */
    @DeleteMapping("/updates/windows/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void clearForWindow(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @AuthenticationPrincipal Person person) {
        updates.set(UpdatePolicy.Kind.WINDOW, id, null, revision.value(), Actor.of(person));
    }

    /** What counts without it counts again. */
    @DeleteMapping("/updates/bundles/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void clearForBundle(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @AuthenticationPrincipal Person person) {
        updates.set(UpdatePolicy.Kind.BUNDLE, id, null, revision.value(), Actor.of(person));
    }

    /** What the run updated, for the same desktops as the run's own list at the same place. */
    @GetMapping("/runs/{id}/updates")
    List<UpdateLine> ofRun(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "100") int limit,
            @RequestParam(defaultValue = "0") int offset) {
        var run = new RunId(id);
        return updates.in(
                run,
                runs.lines(run, Asked.limit(limit), Asked.offset(offset)).stream()
                        .map(RunLine::desktop)
                        .toList());
    }

    /** What was updated on a desktop, the latest first. */
    @GetMapping("/desktops/{id}/updates")
    List<UpdateLine> ofDesktop(@PathVariable UUID id) {
        return updates.of(new DesktopId(id));
    }

    private ResponseEntity<UpdatePolicy> tagged(UpdatePolicy.Kind kind, UUID id) {
        return Revision.tagged(
                updates.policy(kind, id).orElseThrow(() -> new NotFoundException("updates of", id)),
                UpdatePolicy::revision);
    }
}
