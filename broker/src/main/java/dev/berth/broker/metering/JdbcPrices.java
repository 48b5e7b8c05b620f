package dev.berth.broker.metering;

import static dev.berth.broker.metering.JdbcUsage.utc;

import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.region.RegionSettings;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Prices as rows. */
@Component
class JdbcPrices {

    private static final String SELECT =
            "select id, bundle_id, currency, monthly_minor, base_minor, hour_minor, valid_from from bundle_price ";

    private final JdbcClient jdbc;
    private final RegionSettings region;

    JdbcPrices(JdbcClient jdbc, RegionSettings region) {
        this.jdbc = jdbc;
        this.region = region;
    }

    List<Price> list() {
        return jdbc.sql(SELECT + "order by bundle_id, valid_from desc")
                .query(JdbcPrices::price)
                .list();
    }

    Optional<Price> find(PriceId id) {
        return jdbc.sql(SELECT + "where id = :id")
                .param("id", id.value())
                .query(JdbcPrices::price)
                .optional();
    }

    /** False when the bundle has one from the same moment. */
    boolean insert(Price price, String author, Instant now) {
        return jdbc.sql("""
                        insert into bundle_price (id, home_region, bundle_id, currency, monthly_minor, base_minor,
                                                  hour_minor, valid_from, author, created_at)
                        values (:id, :region, :bundle, :currency, :monthly, :base, :hour, :from, :author, :now)
                            on conflict do nothing
                        """)
                        .param("id", price.id().value())
                        .param("region", region.name())
                        .param("bundle", price.bundle().value())
                        .param("currency", price.currency().getCurrencyCode())
                        .param("monthly", price.monthly())
                        .param("base", price.base())
                        .param("hour", price.hour())
                        .param("from", utc(price.validFrom()))
                        .param("author", author)
                        .param("now", utc(now))
                        .update()
                == 1;
    }

    /** Only while it does not count yet. */
    boolean delete(PriceId id, Instant now) {
        return jdbc.sql("delete from bundle_price where id = :id and valid_from > :now")
                        .param("id", id.value())
                        .param("now", utc(now))
                        .update()
                == 1;
    }

    private static Price price(ResultSet row, int number) throws SQLException {
        return new Price(
                new PriceId(row.getObject("id", UUID.class)),
                new BundleId(row.getObject("bundle_id", UUID.class)),
                Currency.getInstance(row.getString("currency")),
                row.getLong("monthly_minor"),
                row.getLong("base_minor"),
                row.getLong("hour_minor"),
                JdbcUsage.instant(row, "valid_from"));
    }
}
