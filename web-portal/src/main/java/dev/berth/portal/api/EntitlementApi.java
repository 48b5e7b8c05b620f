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
import dev.berth.broker.directory.Person;
import java.util.List;
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

    /**
     * @param subject empty for everyone
     * @param label what people call the subject
     * @param bundle null when it is an application's; exactly one of the two is given
     */
    record EntitlementResource(
            @Nullable EntitlementId id,
            SubjectResource.Kind kind,
            String subject,
            String label,
            @Nullable BundleId bundle,
            @Nullable ApplicationId application) {

        static EntitlementResource of(Entitlement entitlement) {
            Offer offer = entitlement.offer();
            SubjectResource subject = SubjectResource.of(entitlement.subject());
            return new EntitlementResource(
                    entitlement.id(),
                    subject.kind(),
                    subject.subject(),
                    subject.label(),
                    offer instanceof Offer.OfBundle(BundleId bundle) ? bundle : null,
                    offer instanceof Offer.OfApplication(ApplicationId application) ? application : null);
        }

        Subject who() {
            return new SubjectResource(kind, subject, label).who();
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
