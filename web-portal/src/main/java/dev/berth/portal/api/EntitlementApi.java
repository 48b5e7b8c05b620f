package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.ApplicationId;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.Catalog;
import dev.berth.broker.catalog.Entitlement;
import dev.berth.broker.catalog.EntitlementId;
import dev.berth.broker.catalog.JdbcEntitlements;
import dev.berth.broker.catalog.Offer;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.directory.GroupId;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Who may have what. */
@RestController
@RequestMapping("/api/v1/entitlements")
class EntitlementApi {

    private final JdbcEntitlements entitlements;
    private final Catalog catalog;

    EntitlementApi(JdbcEntitlements entitlements, Catalog catalog) {
        this.entitlements = entitlements;
        this.catalog = catalog;
    }

    /** What {@code subject} names. */
    enum SubjectKind {
        /** Nothing: it is for everyone. */
        EVERYONE,
        /** A role. */
        ROLE,
        /** A group's security identifier. */
        GROUP,
        /** What the directory says of people, such as {@code department=Finance}. */
        ATTRIBUTE,
        /** A person's objectGUID. */
        PERSON
    }

    /**
     * @param subject empty for everyone
     * @param label what people call the subject
     * @param bundle null when it is an application's; exactly one of the two is given
     */
    record EntitlementResource(
            @Nullable EntitlementId id,
            SubjectKind kind,
            String subject,
            String label,
            @Nullable BundleId bundle,
            @Nullable ApplicationId application) {

        static EntitlementResource of(Entitlement entitlement) {
            Offer offer = entitlement.offer();
            Subject subject = entitlement.subject();
            return new EntitlementResource(
                    entitlement.id(),
                    switch (subject) {
                        case Subject.Everyone everyone -> SubjectKind.EVERYONE;
                        case Subject.OfRole role -> SubjectKind.ROLE;
                        case Subject.OfGroup group -> SubjectKind.GROUP;
                        case Subject.OfAttribute attribute -> SubjectKind.ATTRIBUTE;
                        case Subject.OfPerson person -> SubjectKind.PERSON;
                    },
                    switch (subject) {
                        case Subject.Everyone everyone -> "";
                        case Subject.OfRole(Role role) -> role.name();
                        case Subject.OfGroup(GroupId group, String label) -> group.toString();
                        case Subject.OfAttribute attribute -> attribute.text();
                        case Subject.OfPerson(PersonId person, String label) -> person.toString();
                    },
                    subject.label(),
                    offer instanceof Offer.OfBundle(BundleId bundle) ? bundle : null,
                    offer instanceof Offer.OfApplication(ApplicationId application) ? application : null);
        }

        Subject who() {
            return switch (kind) {
                case EVERYONE -> new Subject.Everyone();
                case ROLE -> new Subject.OfRole(role(subject));
                case GROUP -> new Subject.OfGroup(new GroupId(subject), label);
                case ATTRIBUTE -> Subject.OfAttribute.parse(subject);
                case PERSON -> new Subject.OfPerson(PersonId.of(subject), label);
            };
        }

        Offer what() {
            if (bundle != null && application == null) {
                return new Offer.OfBundle(bundle);
            }
            if (application != null && bundle == null) {
                return new Offer.OfApplication(application);
            }
            throw new IllegalArgumentException("bundle is '%s' and application is '%s'; allowed is exactly one of them."
                    .formatted(bundle, application));
        }

        private static Role role(String text) {
            try {
                return Role.valueOf(text.toUpperCase(Locale.ROOT));
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "subject is '%s'; allowed for a role are %s.".formatted(text, List.of(Role.values())), e);
            }
        }
    }

    @GetMapping
    List<EntitlementResource> list() {
        return entitlements.list().stream().map(EntitlementResource::of).toList();
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    EntitlementResource entitle(@RequestBody EntitlementResource wanted, @AuthenticationPrincipal Person person) {
        return EntitlementResource.of(catalog.entitle(wanted.who(), wanted.what(), Actor.of(person)));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void withdraw(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        catalog.withdraw(new EntitlementId(id), Actor.of(person));
    }
}
