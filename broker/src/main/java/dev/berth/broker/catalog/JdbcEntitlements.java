package dev.berth.broker.catalog;

import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Entitlements. They are made and deleted, never changed. */
@Component
public class JdbcEntitlements {

    private static final String ENTITLEMENT = """
            select id, subject_kind, subject, subject_label, bundle_id, application_id, created_at from entitlement
            """;

    private final JdbcClient jdbc;
    private final RegionSettings region;

    public JdbcEntitlements(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    public List<Entitlement> list() {
        return jdbc.sql(ENTITLEMENT + " order by subject_kind, lower(subject_label), id")
                .query(JdbcEntitlements::entitlement)
                .list();
    }

    public List<Entitlement> to(Offer offer) {
        return jdbc.sql(ENTITLEMENT + """
                         where bundle_id is not distinct from :bundle and application_id is not distinct from :application
                         order by subject_kind, lower(subject_label), id
                        """)
                .param("bundle", bundle(offer))
                .param("application", application(offer))
                .query(JdbcEntitlements::entitlement)
                .list();
    }

    public Optional<Entitlement> find(EntitlementId id) {
        return jdbc.sql(ENTITLEMENT + " where id = :id")
                .param("id", id.value())
                .query(JdbcEntitlements::entitlement)
                .optional();
    }

    /** False when the subject has the offer already. */
    boolean insert(Entitlement entitlement) {
        return jdbc.sql("""
                        insert into entitlement (id, home_region, subject_kind, subject, subject_label, bundle_id,
                                                 application_id, created_at)
                        values (:id, :region, :kind, :subject, :label, :bundle, :application, :createdAt)
                            on conflict (subject_kind, subject, bundle_id, application_id) do nothing
                        """)
                        .param("id", entitlement.id().value())
                        .param("region", region.name())
                        .param("kind", SubjectColumns.kind(entitlement.subject()))
                        .param("subject", SubjectColumns.key(entitlement.subject()))
                        .param("label", entitlement.subject().label())
                        .param("bundle", bundle(entitlement.offer()))
                        .param("application", application(entitlement.offer()))
                        .param("createdAt", entitlement.createdAt().atOffset(ZoneOffset.UTC))
                        .update()
                == 1;
    }

    boolean delete(EntitlementId id) {
        return jdbc.sql("delete from entitlement where id = :id")
                        .param("id", id.value())
                        .update()
                == 1;
    }

    /** Takes everybody's entitlement to the offer away, because the offer goes. */
    void deleteAllTo(Offer offer) {
        jdbc.sql("""
                        delete from entitlement
                         where bundle_id is not distinct from :bundle and application_id is not distinct from :application
                        """)
                .param("bundle", bundle(offer))
                .param("application", application(offer))
                .update();
    }

    private static @Nullable UUID bundle(Offer offer) {
        return switch (offer) {
            case Offer.OfBundle(BundleId id) -> id.value();
            case Offer.OfApplication _ -> null;
        };
    }

    private static @Nullable UUID application(Offer offer) {
        return switch (offer) {
            case Offer.OfBundle _ -> null;
            case Offer.OfApplication(ApplicationId id) -> id.value();
        };
    }

    private static Entitlement entitlement(ResultSet row, int number) throws SQLException {
        UUID bundle = row.getObject("bundle_id", UUID.class);
        Offer offer = bundle != null
                ? new Offer.OfBundle(new BundleId(bundle))
                : new Offer.OfApplication(new ApplicationId(row.getObject("application_id", UUID.class)));
        return new Entitlement(
                new EntitlementId(row.getObject("id", UUID.class)),
                SubjectColumns.read(row),
                offer,
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
