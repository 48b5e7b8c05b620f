package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.desktop.Copies;
import dev.berth.broker.desktop.CopyPolicy;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

/** Copies of snapshots on second hosts. */
@RestController
class CopiesApi {

    private final Copies copies;
    private final JdbcBundles bundles;

    CopiesApi(Copies copies, JdbcBundles bundles) {
        this.copies = copies;
        this.bundles = bundles;
    }

    /** @param policy OFF, or OTHER_HOST: the newest snapshot of each desktop is kept on a second host too */
    record Policy(CopyPolicy policy) {}

    /** The newest copy of a desktop, and whether it is late. */
    @GetMapping("/api/v1/desktops/{id}/copy")
    Copies.Newest newest(@PathVariable UUID id) {
        return copies.newest(new DesktopId(id));
    }

    @GetMapping("/api/v1/bundles/{id}/copies")
    ResponseEntity<Policy> policy(@PathVariable UUID id) {
        return tagged(copies.policy(existing(id)));
    }

    /** Counts at once: with OFF, the copies that are there go. */
    @PutMapping("/api/v1/bundles/{id}/copies")
    ResponseEntity<Policy> change(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody Policy policy,
            @AuthenticationPrincipal Person person) {
        return tagged(copies.change(existing(id), revision.value(), policy.policy(), Actor.of(person)));
    }

    private BundleId existing(UUID id) {
        return bundles.require(new BundleId(id)).id();
    }

    private static ResponseEntity<Policy> tagged(Copies.Kept kept) {
        return Revision.tagged(new Policy(kept.policy()), kept.revision());
    }
}
