package dev.berth.portal.admin;

import static dev.berth.broker.directory.Role.ADMIN;
import static dev.berth.broker.directory.Role.AUDITOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.BundleRow;
import dev.berth.broker.directory.Role;
import dev.berth.portal.PortalTest;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.ResultActions;

/** Prices of bundles, on their page and as API. */
class PricePagesTest extends PortalTest {

    private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);

    @Autowired
    private JdbcClient jdbc;

    private UUID bundle;

    @BeforeEach
    void aBundle() {
        bundle = BundleRow.add(jdbc, "Priced " + UUID.randomUUID());
    }

    @Test
    void aPriceIsNeverSetForThePastAndNeverChanged() throws Exception {
        set("25.50", TODAY.minusDays(1), ADMIN)
                .andExpect(status().isBadRequest())
                .andExpect(content().string(containsString("validFrom is")));
        set("25.505", TODAY, ADMIN)
                .andExpect(status().isBadRequest())
                .andExpect(content().string(containsString("monthly is '25.505'")));
        set("-1", TODAY, ADMIN).andExpect(status().isBadRequest());
        set("25.50", TODAY, AUDITOR).andExpect(status().isForbidden());
        set("25.50", TODAY, ADMIN)
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.monthly").value(2550));
        set("26", TODAY.plusDays(5), ADMIN).andExpect(status().isCreated());
        set("27", TODAY.plusDays(5), ADMIN).andExpect(status().isConflict());
        UUID planned = price("valid_from > now()");
        mvc.perform(delete("/api/v1/metering/prices/{id}", planned).with(csrf()).with(a(AUDITOR)))
                .andExpect(status().isForbidden());
        mvc.perform(delete("/api/v1/metering/prices/{id}", planned).with(csrf()).with(a(ADMIN)))
                .andExpect(status().isNoContent());
        mvc.perform(delete(
                                "/api/v1/metering/prices/{id}",
                                price("valid_from <= now() order by valid_from desc limit 1"))
                        .with(csrf())
                        .with(a(ADMIN)))
                .andExpect(status().isConflict());
        assertThat(jdbc.sql("select count(*) from audit_entry where action in ('price.create', 'price.withdraw')")
                        .query(Long.class)
                        .single())
                .isGreaterThanOrEqualTo(3);
    }

    @Test
    void pricesAreSetOnTheirPage() throws Exception {
        mvc.perform(post("/admin/metering/prices")
                        .param("bundle", bundle.toString())
                        .param("currency", "krw")
                        .param("monthly", "30000")
                        .param("base", "9000")
                        .param("hour", "1.5")
                        .param("validFrom", TODAY.plusDays(2).toString())
                        .with(csrf())
                        .with(a(ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("hour is &#39;1.5&#39;")));
        mvc.perform(post("/admin/metering/prices")
                        .param("bundle", bundle.toString())
                        .param("currency", "krw")
                        .param("monthly", "30000")
                        .param("base", "9000")
                        .param("hour", "150")
                        .param("validFrom", TODAY.plusDays(2).toString())
                        .with(csrf())
                        .with(a(ADMIN)))
                .andExpect(redirectedUrl("/admin/metering/prices"));
        mvc.perform(get("/admin/metering/prices").with(a(ADMIN)))
                .andExpect(content().string(containsString("₩30,000")))
                .andExpect(content().string(containsString("/withdraw")))
                .andExpect(content().string(not(containsString("??"))));
        mvc.perform(get("/admin/metering/prices").with(a(AUDITOR)).header("Accept-Language", "ko"))
                .andExpect(content().string(not(containsString("/withdraw"))))
                .andExpect(content().string(not(containsString("??"))));
    }

    private ResultActions set(String monthly, LocalDate from, Role role) throws Exception {
        return mvc.perform(post("/api/v1/metering/prices")
                .contentType(MediaType.APPLICATION_JSON)
                .content("""
                        {"bundle": "%s", "currency": "EUR", "monthly": %s, "base": 9.75, "hour": 0.3, "validFrom": "%s"}
                        """.formatted(bundle, monthly, from))
                .with(csrf())
                .with(a(role)));
    }

    private UUID price(String condition) {
        return jdbc.sql("select id from bundle_price where bundle_id = ? and " + condition)
                .param(bundle)
                .query(UUID.class)
                .single();
    }
}
