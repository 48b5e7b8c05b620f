package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.session.ChannelBook;
import dev.berth.broker.session.ChannelRules;
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

/** Files, prints and sound of a bundle's sessions, each direction by itself. Clipboard text stands with the bundle. */
@RestController
@RequestMapping("/api/v1/bundles/{id}/channels")
class BundleChannelsApi {

    private final ChannelBook book;
    private final JdbcBundles bundles;

    BundleChannelsApi(ChannelBook book, JdbcBundles bundles) {
        this.book = book;
        this.bundles = bundles;
    }

    @GetMapping
    ResponseEntity<ChannelRules> channels(@PathVariable UUID id) {
        return tagged(book.kept(existing(id)));
    }

    /** Counts from the next connection on, for files from the next file on. */
    @PutMapping
    ResponseEntity<ChannelRules> change(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody ChannelRules rules,
            @AuthenticationPrincipal Person person) {
        return tagged(book.change(existing(id), revision.value(), rules, Actor.of(person)));
    }

    private BundleId existing(UUID id) {
        var bundle = new BundleId(id);
        if (bundles.find(bundle).isEmpty()) {
            throw new NotFoundException("bundle", id);
        }
        return bundle;
    }

    private static ResponseEntity<ChannelRules> tagged(ChannelBook.Kept kept) {
        return ResponseEntity.ok().eTag("\"" + kept.revision() + "\"").body(kept.rules());
    }
}
