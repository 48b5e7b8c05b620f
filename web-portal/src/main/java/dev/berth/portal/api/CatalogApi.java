package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.Application;
import dev.berth.broker.catalog.ApplicationId;
import dev.berth.broker.catalog.ApplicationSpec;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.BundleSpec;
import dev.berth.broker.catalog.Catalog;
import dev.berth.broker.catalog.JdbcApplications;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.directory.Person;
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

/** Bundles and applications. A change names the ETag that it was made on. */
@RestController
@RequestMapping("/api/v1")
class CatalogApi {

    private final JdbcBundles bundles;
    private final JdbcApplications applications;
    private final Catalog catalog;

    CatalogApi(JdbcBundles bundles, JdbcApplications applications, Catalog catalog) {
        this.bundles = bundles;
        this.applications = applications;
        this.catalog = catalog;
    }

    record Enabling(boolean enabled) {}

    @GetMapping("/bundles")
    List<Bundle> bundles() {
        return bundles.list();
    }

    @GetMapping("/bundles/{id}")
    ResponseEntity<Bundle> bundle(@PathVariable UUID id) {
        return Revision.tagged(bundles.find(new BundleId(id)), Bundle::revision, "bundle", id);
    }

    @PostMapping("/bundles")
    @ResponseStatus(HttpStatus.CREATED)
    Bundle createBundle(@RequestBody BundleSpec spec, @AuthenticationPrincipal Person person) {
        return catalog.createBundle(spec, Actor.of(person));
    }

    @PutMapping("/bundles/{id}")
    ResponseEntity<Bundle> changeBundle(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody BundleSpec spec,
            @AuthenticationPrincipal Person person) {
        return Revision.tagged(
                catalog.updateBundle(new BundleId(id), revision.value(), spec, Actor.of(person)), Bundle::revision);
    }

    @PutMapping("/bundles/{id}/enabled")
    ResponseEntity<Bundle> enableBundle(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody Enabling enabling,
            @AuthenticationPrincipal Person person) {
        return Revision.tagged(
                catalog.enableBundle(new BundleId(id), revision.value(), enabling.enabled(), Actor.of(person)),
                Bundle::revision);
    }

    @DeleteMapping("/bundles/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteBundle(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @AuthenticationPrincipal Person person) {
        catalog.deleteBundle(new BundleId(id), revision.value(), Actor.of(person));
    }

    @GetMapping("/applications")
    List<Application> applications() {
        return applications.list();
    }

    @GetMapping("/applications/{id}")
    ResponseEntity<Application> application(@PathVariable UUID id) {
        return Revision.tagged(applications.find(new ApplicationId(id)), Application::revision, "application", id);
    }

    @PostMapping("/applications")
    @ResponseStatus(HttpStatus.CREATED)
    Application createApplication(@RequestBody ApplicationSpec spec, @AuthenticationPrincipal Person person) {
        return catalog.createApplication(spec, Actor.of(person));
    }

    @PutMapping("/applications/{id}")
    ResponseEntity<Application> changeApplication(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody ApplicationSpec spec,
            @AuthenticationPrincipal Person person) {
        return Revision.tagged(
                catalog.updateApplication(new ApplicationId(id), revision.value(), spec, Actor.of(person)),
                Application::revision);
    }

    @PutMapping("/applications/{id}/enabled")
    ResponseEntity<Application> enableApplication(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody Enabling enabling,
            @AuthenticationPrincipal Person person) {
        return Revision.tagged(
                catalog.enableApplication(
                        new ApplicationId(id), revision.value(), enabling.enabled(), Actor.of(person)),
                Application::revision);
    }

    @DeleteMapping("/applications/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void deleteApplication(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @AuthenticationPrincipal Person person) {
        catalog.deleteApplication(new ApplicationId(id), revision.value(), Actor.of(person));
    }
}
