package dev.berth.portal.api;

import dev.berth.broker.assignment.Assignment;
import dev.berth.broker.assignment.Assignments;
import dev.berth.broker.assignment.JdbcAssignments;
import dev.berth.broker.assignment.JdbcLeavings;
import dev.berth.broker.assignment.Leaving;
import dev.berth.broker.assignment.LeavingPolicy;
import dev.berth.broker.assignment.Terms;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.EntitlementId;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.GroupId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import java.time.Instant;
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

/** Who is given a desktop of a bundle at sign-in, and who has left. An assignment's id is its entitlement's. */
@RestController
@RequestMapping("/api/v1")
class AssignmentApi {

    private static final int MOST = 1000;

    private final JdbcAssignments assignments;
    private final JdbcLeavings leavings;
    private final Assignments verbs;

    AssignmentApi(JdbcAssignments assignments, JdbcLeavings leavings, Assignments verbs) {
        this.assignments = assignments;
        this.leavings = leavings;
        this.verbs = verbs;
    }

    /** Whom an assignment is for. */
    enum AssigneeKind {
        /** A group's security identifier. */
        GROUP,
        /** A person's objectGUID. */
        PERSON
    }

    /** @param running null for as the bundle says */
    record TermsResource(@Nullable RunningPolicy running, LeavingPolicy onLeaving, int leavingDays) {

        Terms terms() {
            return new Terms(running, onLeaving, leavingDays);
        }
    }

    record NewAssignment(AssigneeKind kind, String subject, String label, BundleId bundle, TermsResource terms) {

        Subject who() {
            return switch (kind) {
                case GROUP -> new Subject.OfGroup(new GroupId(subject), label);
                case PERSON -> new Subject.OfPerson(PersonId.of(subject), label);
            };
        }
    }

    record AssignmentResource(
            EntitlementId id,
            AssigneeKind kind,
            String subject,
            String label,
            BundleId bundle,
            TermsResource terms,
            Instant createdAt,
            long revision) {

        static AssignmentResource of(Assignment assignment) {
            Subject subject = assignment.subject();
            Terms terms = assignment.terms();
            return new AssignmentResource(
                    assignment.id(),
                    subject instanceof Subject.OfGroup ? AssigneeKind.GROUP : AssigneeKind.PERSON,
                    switch (subject) {
                        case Subject.OfGroup(GroupId group, String label) -> group.toString();
                        case Subject.OfPerson(PersonId person, String label) -> person.toString();
                        case Subject.OfAttribute attribute -> attribute.text();
                        case Subject.Everyone everyone -> "";
                        case Subject.OfRole(var role) -> role.name();
                    },
                    subject.label(),
                    assignment.bundle(),
                    new TermsResource(terms.running(), terms.onLeaving(), terms.leavingDays()),
                    assignment.createdAt(),
                    assignment.revision());
        }
    }

    @GetMapping("/assignments")
    List<AssignmentResource> list(@RequestParam(required = false) @Nullable UUID bundle) {
        List<Assignment> found = bundle == null ? assignments.list() : assignments.of(new BundleId(bundle));
        return found.stream().map(AssignmentResource::of).toList();
    }

    @GetMapping("/assignments/{id}")
    ResponseEntity<AssignmentResource> find(@PathVariable UUID id) {
        return Revision.tagged(
                assignments.find(new EntitlementId(id)).map(AssignmentResource::of),
                AssignmentResource::revision,
                "assignment",
                id);
    }

    @PostMapping("/assignments")
    @ResponseStatus(HttpStatus.CREATED)
    AssignmentResource assign(@RequestBody NewAssignment wanted, @AuthenticationPrincipal Person person) {
        return AssignmentResource.of(
                verbs.assign(wanted.who(), wanted.bundle(), wanted.terms().terms(), Actor.of(person)));
    }

    @PutMapping("/assignments/{id}")
    ResponseEntity<AssignmentResource> change(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @RequestBody TermsResource terms,
            @AuthenticationPrincipal Person person) {
        return Revision.tagged(
                AssignmentResource.of(
                        verbs.change(new EntitlementId(id), revision.value(), terms.terms(), Actor.of(person))),
                AssignmentResource::revision);
    }

    @DeleteMapping("/assignments/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void withdraw(
            @PathVariable UUID id,
            @RequestHeader("If-Match") Revision revision,
            @AuthenticationPrincipal Person person) {
        verbs.withdraw(new EntitlementId(id), revision.value(), Actor.of(person));
    }

    /** Desktops of the bundle whose people have left, the first to be acted on first. */
    @GetMapping("/bundles/{id}/leavings")
    List<Leaving> leavings(@PathVariable UUID id) {
        return leavings.of(new BundleId(id), MOST);
    }

    /** Whether the desktop's person has left, and what becomes of it; 404 when they have not. */
    @GetMapping("/desktops/{id}/leaving")
    Leaving leaving(@PathVariable UUID id) {
        return leavings.find(new DesktopId(id)).orElseThrow(() -> new NotFoundException("leaving of desktop", id));
    }
}
