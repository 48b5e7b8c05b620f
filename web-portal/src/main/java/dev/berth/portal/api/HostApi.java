package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.desktop.HostHoldings;
import dev.berth.broker.desktop.HostTenants;
import dev.berth.broker.directory.Person;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostSpec;
import dev.berth.broker.host.Hosts;
import dev.berth.broker.host.JdbcHosts;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Hypervisor hosts. */
@RestController
@RequestMapping("/api/v1/hosts")
class HostApi {

    private static final int MOST = 1_000;

    private final JdbcHosts store;
    private final Hosts hosts;

    private final HostTenants tenants;
    private final HostHoldings holdings;

    HostApi(JdbcHosts store, Hosts hosts, HostTenants tenants, HostHoldings holdings) {
        this.store = store;
        this.hosts = hosts;
        this.tenants = tenants;
        this.holdings = holdings;
    }

    /** @param shutSavedDown wake desktops whose memory is saved and shut them down, instead of moving it; false unless said */
    record Drain(@Nullable Boolean shutSavedDown) {}

    /**
     * @param name the host's name, typed: this cannot be meant for another
     * @param saidToBeOff the caller says that the machine is off; needed where it does not answer; false unless said
     */
    record Loss(String name, @Nullable Boolean saidToBeOff) {}

    @GetMapping
    List<Host> list() {
        return store.list();
    }

    @GetMapping("/{id}")
    ResponseEntity<Host> one(@PathVariable UUID id) {
        return Revision.tagged(store.find(new HostId(id)), Host::revision, "host", id);
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Host add(@RequestBody HostSpec spec, @AuthenticationPrincipal Person person) {
        return hosts.add(spec, Actor.of(person));
    }

    @PutMapping("/{id}")
    ResponseEntity<Host> change(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody HostSpec spec,
            @AuthenticationPrincipal Person person) {
        return Revision.tagged(hosts.change(new HostId(id), revision.value(), spec, Actor.of(person)), Host::revision);
    }

    @PostMapping("/{id}/drain")
    ResponseEntity<Host> drain(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody(required = false) @Nullable Drain drain,
            @AuthenticationPrincipal Person person) {
        boolean shutSavedDown = drain != null && Boolean.TRUE.equals(drain.shutSavedDown());
        return Revision.tagged(
                hosts.drain(new HostId(id), revision.value(), shutSavedDown, Actor.of(person)), Host::revision);
    }

    /** The desktops that it has, and what each waits for while it is emptied. */
    @GetMapping("/{id}/desktops")
    List<HostTenants.Tenant> tenants(@PathVariable UUID id, @RequestParam(defaultValue = "100") int limit) {
        return tenants.on(new HostId(id), within(limit));
    }

    /** What it holds of desktops that are on other hosts: while there is any, it is not drained. */
    @GetMapping("/{id}/holdings")
    List<HostHoldings.Holding> holdings(@PathVariable UUID id, @RequestParam(defaultValue = "100") int limit) {
        return holdings.on(new HostId(id), within(limit));
    }

    /** What declaring it lost would mean for each of its desktops. */
    @GetMapping("/{id}/loss")
    List<HostTenants.Affected> affected(@PathVariable UUID id, @RequestParam(defaultValue = "100") int limit) {
        return tenants.affected(new HostId(id), within(limit));
    }

    @PostMapping("/{id}/loss")
    ResponseEntity<Host> declareLost(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody Loss loss,
            @AuthenticationPrincipal Person person) {
        return Revision.tagged(
                hosts.declareLost(
                        new HostId(id),
                        revision.value(),
                        loss.name(),
                        Boolean.TRUE.equals(loss.saidToBeOff()),
                        Actor.of(person)),
                Host::revision);
    }

    private static int within(int limit) {
        if (limit < 1 || limit > MOST) {
            throw new IllegalArgumentException("limit is " + limit + "; allowed are 1 to " + MOST + ".");
        }
        return limit;
    }

    @PostMapping("/{id}/activate")
    ResponseEntity<Host> activate(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @AuthenticationPrincipal Person person) {
        return Revision.tagged(hosts.activate(new HostId(id), revision.value(), Actor.of(person)), Host::revision);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void remove(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @AuthenticationPrincipal Person person) {
        hosts.remove(new HostId(id), revision.value(), Actor.of(person));
    }
}
