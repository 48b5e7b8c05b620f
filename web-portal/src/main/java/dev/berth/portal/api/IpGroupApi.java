package dev.berth.portal.api;

import dev.berth.broker.access.Author;
import dev.berth.broker.access.ConfirmationToken;
import dev.berth.broker.access.EditResult;
import dev.berth.broker.access.IpAccessEdit;
import dev.berth.broker.access.IpAccessGroups;
import dev.berth.broker.access.KeptGroup;
import dev.berth.broker.directory.Person;
import dev.berth.ipacl.EditPreview;
import dev.berth.ipacl.IpAccessGroupId;
import dev.berth.ipacl.IpDecision;
import dev.berth.ipacl.Place;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
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
import org.springframework.web.bind.annotation.RestController;

/**
 * IP access groups. An edit that would disconnect somebody or lock its author out answers 409 with a preview and a
 * token; the same request with the token in {@value #CONFIRMATION} is saved.
 */
@RestController
@RequestMapping("/api/v1/ip-groups")
class IpGroupApi {

    private static final String CONFIRMATION = "Berth-Confirmation";

    private final IpAccessGroups groups;

    IpGroupApi(IpAccessGroups groups) {
        this.groups = groups;
    }

    record Rule(String cidr, String description) {}

    /** @param id of a bundle or a role's name; empty for the directory */
    record PlaceResource(Place.Kind kind, String id) {

        IpAccessEdit.Target target() {
            return new IpAccessEdit.Target(kind, id);
        }
    }

    record Content(String name, String description, List<Rule> rules) {

        IpAccessEdit.Content typed() {
            return new IpAccessEdit.Content(
                    name,
                    description,
                    rules.stream()
                            .map(rule -> new IpAccessEdit.RuleText(rule.cidr(), rule.description()))
                            .toList());
        }
    }

    record GroupResource(
            UUID id, String name, String description, List<Rule> rules, List<PlaceResource> attachedTo, long revision) {

        static GroupResource of(KeptGroup kept) {
            return new GroupResource(
                    kept.id().value(),
                    kept.group().name(),
                    kept.group().description(),
                    kept.group().rules().stream()
                            .map(rule -> new Rule(rule.cidr().toString(), rule.description()))
                            .toList(),
                    kept.attachedTo().stream()
                            .map(place -> new PlaceResource(
                                    place.kind(), place.kind() == Place.Kind.DIRECTORY ? "" : place.id()))
                            .toList(),
                    kept.revision());
        }
    }

    /**
     * @param cutOff the sessions that the edit would end, each with its reason
     * @param lockedOut why the author could not come in any more; null when they could
     * @param confirmation the token that saves it all the same; null where nothing needs confirming
     */
    record Preview(
            List<String> cutOff,
            @Nullable String lockedOut,
            @Nullable String confirmation) {

        static Preview of(EditPreview preview, @Nullable ConfirmationToken token) {
            return new Preview(
                    preview.cutOff().stream()
                            .map(cut ->
                                    cut.session().who() + ": " + cut.because().reason())
                            .toList(),
                    preview.authorLockedOut().map(IpDecision::reason).orElse(null),
                    token == null ? null : token.value());
        }
    }

    /** What is to be previewed: a change of {@code group}, or with null a new group. */
    record Draft(@Nullable UUID group, long revision, Content content) {}

    @GetMapping
    List<GroupResource> list() {
        return groups.list().stream().map(GroupResource::of).toList();
    }

    @GetMapping("/{id}")
    ResponseEntity<GroupResource> one(@PathVariable UUID id) {
        return Revision.tagged(
                groups.find(new IpAccessGroupId(id)).map(GroupResource::of),
                GroupResource::revision,
                "IP access group",
                id);
    }

    @PostMapping("/preview")
    Preview preview(@RequestBody Draft draft, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        IpAccessEdit edit = draft.group() == null
                ? new IpAccessEdit.Create(
                        new IpAccessGroupId(UUID.randomUUID()), draft.content().typed())
                : new IpAccessEdit.Change(
                        new IpAccessGroupId(draft.group()),
                        draft.revision(),
                        draft.content().typed());
        return Preview.of(groups.preview(edit, author(person, request)), null);
    }

    @PostMapping
    ResponseEntity<?> create(
            @RequestBody Content content, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        var edit = new IpAccessEdit.Create(new IpAccessGroupId(UUID.randomUUID()), content.typed());
        return apply(edit, author(person, request), null, HttpStatus.CREATED);
    }

    @PutMapping("/{id}")
    ResponseEntity<?> change(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestHeader(name = CONFIRMATION, required = false) @Nullable String token,
            @RequestBody Content content,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        var edit = new IpAccessEdit.Change(new IpAccessGroupId(id), revision.value(), content.typed());
        return apply(edit, author(person, request), token, HttpStatus.OK);
    }

    @PostMapping("/{id}/attachments")
    ResponseEntity<?> attach(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestHeader(name = CONFIRMATION, required = false) @Nullable String token,
            @RequestBody PlaceResource place,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        var edit = new IpAccessEdit.Attach(new IpAccessGroupId(id), revision.value(), place.target());
        return apply(edit, author(person, request), token, HttpStatus.OK);
    }

    @DeleteMapping("/{id}/attachments")
    ResponseEntity<?> detach(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestHeader(name = CONFIRMATION, required = false) @Nullable String token,
            @RequestBody PlaceResource place,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        var edit = new IpAccessEdit.Detach(new IpAccessGroupId(id), revision.value(), place.target());
        return apply(edit, author(person, request), token, HttpStatus.OK);
    }

    @DeleteMapping("/{id}")
    ResponseEntity<?> delete(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestHeader(name = CONFIRMATION, required = false) @Nullable String token,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request) {
        var edit = new IpAccessEdit.Delete(new IpAccessGroupId(id), revision.value());
        return apply(edit, author(person, request), token, HttpStatus.OK);
    }

    private ResponseEntity<?> apply(IpAccessEdit edit, Author author, @Nullable String token, HttpStatus saved) {
        return switch (groups.apply(edit, author, Optional.ofNullable(token).map(ConfirmationToken::new))) {
            case EditResult.Saved(KeptGroup group) ->
                ResponseEntity.status(saved)
                        .eTag("\"" + group.revision() + "\"")
                        .body(GroupResource.of(group));
            case EditResult.Deleted deleted -> ResponseEntity.noContent().build();
            case EditResult.NeedsConfirmation(EditPreview preview, ConfirmationToken needed) ->
                ResponseEntity.status(HttpStatus.CONFLICT).body(Preview.of(preview, needed));
        };
    }

    private static Author author(Person person, HttpServletRequest request) {
        return new Author(person, RequestOrigin.addressOf(request));
    }
}
