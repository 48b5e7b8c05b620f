package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.FleetId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.fleet.Fleet;
import dev.berth.broker.fleet.FleetPreview;
import dev.berth.broker.fleet.FleetSample;
import dev.berth.broker.fleet.Fleets;
import dev.berth.broker.fleet.InstanceView;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Fleets: pools of instances that serve one session each and are destroyed. */
@RestController
@RequestMapping("/api/v1/fleets")
class FleetApi {

    private final Fleets fleets;

    FleetApi(Fleets fleets) {
        this.fleets = fleets;
    }

    /**
     * An instance that is there.
     *
     * @param person who has it
     * @param session the reference of the session that it serves
     */
    record InstanceResource(
            UUID id,
            String hostname,
            @Nullable String host,
            String state,
            @Nullable String reason,
            Instant created,
            @Nullable UUID person,
            @Nullable String session,
            @Nullable Instant taken,
            @Nullable Instant spent) {

        static InstanceResource of(InstanceView view) {
            return new InstanceResource(
                    view.id().value(),
                    view.hostname(),
                    view.host().orElse(null),
                    view.state().name(),
                    view.reason().orElse(null),
                    view.created(),
                    view.person().map(person -> person.objectGuid()).orElse(null),
                    view.session().orElse(null),
                    view.taken().orElse(null),
                    view.spent().orElse(null));
        }
    }

    @GetMapping
    List<FleetResource> list() {
        return fleets.list().stream().map(this::resource).toList();
    }

    @GetMapping("/{id}")
    ResponseEntity<FleetResource> fleet(@PathVariable UUID id) {
        return tagged(require(id));
    }

    /** From now on, what is offered of the bundle is served by instances; the bundle has no desktops of people's own. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    FleetResource create(@RequestBody FleetResource.WantedFleet wanted, @AuthenticationPrincipal Person person) {
        return resource(fleets.create(wanted.spec(), Actor.of(person)));
    }

    /** Instances that serve go on, whatever the change. */
    @PutMapping("/{id}")
    ResponseEntity<FleetResource> change(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody FleetResource.WantedFleet wanted,
            @AuthenticationPrincipal Person person) {
        return tagged(fleets.update(new FleetId(id), revision.value(), wanted.spec(), wanted.on(), Actor.of(person)));
    }

    /** What such a change would do at once; nothing is changed. */
    @PostMapping("/{id}/preview")
    FleetPreview preview(@PathVariable UUID id, @RequestBody FleetResource.WantedFleet wanted) {
        return fleets.preview(new FleetId(id), wanted.spec(), wanted.on());
    }

    @GetMapping("/{id}/instances")
    List<InstanceResource> instances(@PathVariable UUID id) {
        return fleets.instances(require(id).id()).stream()
                .map(InstanceResource::of)
                .toList();
    }

    /** Its size and use over the last day; a sample holds until the next. */
    @GetMapping("/{id}/history")
    List<FleetSample> history(@PathVariable UUID id) {
        return fleets.history(require(id).id());
    }

    private Fleet require(UUID id) {
        return fleets.find(new FleetId(id)).orElseThrow(() -> new NotFoundException("fleet", id));
    }

    private FleetResource resource(Fleet fleet) {
        return FleetResource.of(fleet, fleets.use(fleet.id()));
    }

    private ResponseEntity<FleetResource> tagged(Fleet fleet) {
        return Revision.tagged(resource(fleet), FleetResource::revision);
    }
}
