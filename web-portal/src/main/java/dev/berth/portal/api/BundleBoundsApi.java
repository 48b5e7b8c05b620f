package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.selfservice.BundleBounds;
import dev.berth.broker.selfservice.BundleBoundsBook;
import java.util.UUID;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What people may choose for their own desktops of a bundle, where the region lets them choose at all. */
@RestController
@RequestMapping("/api/v1/bundles/{id}/self-service")
class BundleBoundsApi {

    private final BundleBoundsBook book;
    private final JdbcBundles bundles;

    BundleBoundsApi(BundleBoundsBook book, JdbcBundles bundles) {
        this.book = book;
        this.bundles = bundles;
    }

    @GetMapping
    ResponseEntity<BundleBounds> bounds(@PathVariable UUID id) {
        return tagged(book.kept(existing(id)));
    }

    /** Counts from the next wish on; what people chose before stays. */
    @PutMapping
    ResponseEntity<BundleBounds> change(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody BundleBounds bounds,
            @AuthenticationPrincipal Person person) {
        return tagged(book.change(existing(id), revision.value(), bounds, Actor.of(person)));
    }

    private BundleId existing(UUID id) {
        var bundle = new BundleId(id);
        if (bundles.find(bundle).isEmpty()) {
            throw new NotFoundException("bundle", id);
        }
        return bundle;
    }

    private static ResponseEntity<BundleBounds> tagged(BundleBoundsBook.Kept kept) {
        return ResponseEntity.ok().eTag("\"" + kept.revision() + "\"").body(kept.bounds());
    }
}
