package dev.berth.portal.api;

import dev.berth.broker.access.SelfServiceBook;
import dev.berth.broker.access.SelfServicePolicy;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.directory.Person;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What the region's directory lets its people do to their own desktops. */
@RestController
@RequestMapping("/api/v1/self-service")
class SelfServiceApi {

    private final SelfServiceBook book;

    SelfServiceApi(SelfServiceBook book) {
        this.book = book;
    }

    @GetMapping
    ResponseEntity<SelfServicePolicy> policy() {
        return tagged(book.kept());
    }

    @PutMapping
    ResponseEntity<SelfServicePolicy> change(
            @RequestHeader("If-Match") Revision revision,
            @RequestBody SelfServicePolicy policy,
            @AuthenticationPrincipal Person person) {
        return tagged(book.change(revision.value(), policy, Actor.of(person)));
    }

    private static ResponseEntity<SelfServicePolicy> tagged(SelfServiceBook.Kept kept) {
        return Revision.tagged(kept.policy(), kept.revision());
    }
}
