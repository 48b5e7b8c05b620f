package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.directory.Person;
import dev.berth.broker.selfservice.BundleBounds;
import dev.berth.broker.selfservice.BundleBoundsBook;
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

/**
 * Files, prints and sound of a bundle's sessions, each direction by itself; clipboard text stands with the bundle. And what
 * people may choose for their own desktops of it, where the region lets them choose at all.
 */
@RestController
@RequestMapping("/api/v1/bundles/{id}")
class BundleRulesApi {

    private final JdbcBundles bundles;
    private final ChannelBook channels;
    private final BundleBoundsBook bounds;

    BundleRulesApi(JdbcBundles bundles, ChannelBook channels, BundleBoundsBook bounds) {
        this.bundles = bundles;
        this.channels = channels;
        this.bounds = bounds;
    }

    @GetMapping("/channels")
    ResponseEntity<ChannelRules> channels(@PathVariable UUID id) {
        return tagged(channels.kept(existing(id)));
    }

    /** Counts from the next connection on, for files from the next file on. */
    @PutMapping("/channels")
    ResponseEntity<ChannelRules> changeChannels(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody ChannelRules rules,
            @AuthenticationPrincipal Person person) {
        return tagged(channels.change(existing(id), revision.value(), rules, Actor.of(person)));
    }

    @GetMapping("/self-service")
    ResponseEntity<BundleBounds> bounds(@PathVariable UUID id) {
        return tagged(bounds.kept(existing(id)));
    }

    /** Counts from the next wish on; what people chose before stays. */
    @PutMapping("/self-service")
    ResponseEntity<BundleBounds> changeBounds(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody BundleBounds wanted,
            @AuthenticationPrincipal Person person) {
        return tagged(bounds.change(existing(id), revision.value(), wanted, Actor.of(person)));
    }

    private BundleId existing(UUID id) {
        return bundles.require(new BundleId(id)).id();
    }

    private static ResponseEntity<ChannelRules> tagged(ChannelBook.Kept kept) {
        return Revision.tagged(kept.rules(), kept.revision());
    }

    private static ResponseEntity<BundleBounds> tagged(BundleBoundsBook.Kept kept) {
        return Revision.tagged(kept.bounds(), kept.revision());
    }
}
