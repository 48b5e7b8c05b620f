package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.directory.Person;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostSpec;
import dev.berth.broker.host.Hosts;
import dev.berth.broker.host.JdbcHosts;
import java.util.List;
import java.util.UUID;
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
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Hypervisor hosts. */
@RestController
@RequestMapping("/api/v1/hosts")
class HostApi {

    private final JdbcHosts store;
    private final Hosts hosts;

    HostApi(JdbcHosts store, Hosts hosts) {
        this.store = store;
        this.hosts = hosts;
    }

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
            @AuthenticationPrincipal Person person) {
        return Revision.tagged(hosts.drain(new HostId(id), revision.value(), Actor.of(person)), Host::revision);
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
