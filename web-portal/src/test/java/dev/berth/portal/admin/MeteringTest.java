package dev.berth.portal.admin;

import static dev.berth.broker.directory.Role.ADMIN;
import static dev.berth.broker.directory.Role.AUDITOR;
import static dev.berth.broker.directory.Role.EMPLOYEE;
import static dev.berth.broker.directory.Role.HELPDESK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.portal.PortalTest;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.ResultActions;

/** Costs and "what if", as pages and as API. */
class MeteringTest extends PortalTest {

    private static final LocalDate TODAY = LocalDate.now(ZoneOffset.UTC);
    private static final LocalDate LAST_MONTH = TODAY.withDayOfMonth(1).minusDays(10);

    @Autowired
    private JdbcClient jdbc;

    private UUID bundle;
    private UUID desktop;
    private Person owner;

    /** A desktop that ran for 90 minutes ten days before this month, and an expired session on it. */
    @BeforeEach
    void aDesktopThatRan() {
        bundle = UUID.randomUUID();
        desktop = UUID.randomUUID();
        owner = person(EMPLOYEE);
        UUID image = UUID.randomUUID();
        UUID version = UUID.randomUUID();
        jdbc.sql("insert into image values (?, 'main', ?, '', 'LINUX', now())")
                .params(image, "i" + image)
                .update();
        jdbc.sql("insert into image_version values (?, 'main', ?, 1, '/nowhere', '', true, now())")
                .params(version, image)
                .update();
        jdbc.sql("""
                        insert into bundle (id, home_region, name, description, image_version_id, vcpus, memory_mib,
                                            root_volume_mib, user_volume_mib, running_mode, auto_stop_minutes, network,
                                            copy_out, paste_in, shows_desktop, enabled, created_at)
                        values (?, 'main', ?, '', ?, 1, 512, 1024, 256, 'AUTO_STOP', 60, 'isolated', true, true, true,
                                true, now())
                        """).params(bundle, "=Bundle " + bundle, version).update();
        // Made stopped and never ready: what ran is put into the record by hand.
        jdbc.sql("""
                        insert into desktop (id, home_region, person_id, bundle_id, image_version_id, hostname, vcpus,
                                             memory_mib, running_mode, auto_stop_minutes, state, state_since, wanted,
                                             retry_at, created_at)
                        values (?, 'main', ?, ?, ?, ?, 1, 512, 'AUTO_STOP', 60, 'STOPPED', now(), 'STOPPED', 'infinity', now())
                        """)
                .params(desktop, owner.id().objectGuid(), bundle, version, "berth-" + desktop)
                .update();
        record("KEPT", 0, null);
        record("RUN", 9 * 60, 10 * 60 + 30);
        jdbc.sql("""
                        insert into session (id, home_region, reference, person_id, desktop_id, client_address, state,
                                             termination_reason, opened_at, disconnected_at, ended_at)
                        values (?, 'main', ?, ?, ?, '127.0.0.1', 'ENDED', 'USER_ENDED', :day + interval '9 hours',
                                :day + interval '9 hours 30 minutes', :day + interval '9 hours 30 minutes')
                        """.replace(":day", "timestamptz '" + LAST_MONTH + " 00:00Z'"))
                .params(UUID.randomUUID(), "R" + desktop, owner.id().objectGuid(), desktop)
                .update();
        jdbc.sql("""
                        insert into bundle_price values (?, 'main', ?, 'EUR', 2500, 975, 30, '2020-01-01Z', 'test', now())
                        """).params(UUID.randomUUID(), bundle).update();
        jdbc.sql("delete from metering_day").update();
    }

    @Test
    void aMonthShowsWhatRanByEachBreakdown() throws Exception {
        for (String by : new String[] {"PERSON", "GROUP", "BUNDLE", "DESKTOP"}) {
            String path = "/admin/metering?month=" + LAST_MONTH.toString().substring(0, 7) + "&by=" + by;
            mvc.perform(get(path).with(a(ADMIN)))
                    .andExpect(status().isOk())
                    .andExpect(content().string(containsString("€")))
                    .andExpect(content().string(not(containsString("??"))));
            mvc.perform(get(path).with(a(AUDITOR)).header("Accept-Language", "ko"))
                    .andExpect(status().isOk())
                    .andExpect(content().string(containsString("시작된 시간")))
                    .andExpect(content().string(not(containsString("??"))));
        }
        report("DESKTOP")
                .andExpect(jsonPath("$.rows[?(@.key == '%s')].tally.hours".formatted(desktop))
                        .value(2))
                .andExpect(jsonPath("$.rows[?(@.key == '%s')].tally.hourly.minor.EUR".formatted(desktop))
                        .value(60))
                .andExpect(jsonPath("$.rows[?(@.key == '%s')].tally.base.minor.EUR".formatted(desktop))
                        .value(975));
        report("PERSON")
                .andExpect(jsonPath("$.rows[?(@.key == '%s')].name".formatted(owner.id()))
                        .value(owner.displayName()));
        report("GROUP")
                .andExpect(jsonPath("$.rows[?(@.key == '')].tally.unpriced").value(0));
    }

    @Test
    void aMonthsCsvSaysTheSameAndRunsNoFormula() throws Exception {
        String csv = mvc.perform(get(
                                "/api/v1/metering/months/{month}.csv",
                                LAST_MONTH.toString().substring(0, 7))
                        .param("by", "BUNDLE")
                        .with(a(AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(header().string("Content-Type", startsWith("text/csv")))
                .andExpect(header().string("Content-Disposition", containsString("berth-costs-")))
                .andReturn()
                .getResponse()
                .getContentAsString();
        assertThat(csv.lines().filter(line -> line.contains(bundle.toString())))
                .singleElement()
                .asString()
                .contains(",'=Bundle " + bundle + ",,1,2,EUR,0,9.75,0.60,10.35,0");
    }

    @Test
    void aDaysFileHoldsWhatEndedOnItAndStaysAsItWas() throws Exception {
        String first = day(LAST_MONTH);
        assertThat(first.lines().filter(line -> line.contains(desktop.toString())))
                .hasSize(3)
                .anyMatch(line -> line.startsWith("session,") && line.contains(",1800,USER_ENDED,"))
                .anyMatch(line -> line.startsWith("run,") && line.contains(",5400,STOPPED,2,0.30,0.60,EUR,"))
                .anyMatch(line -> line.startsWith("month,") && line.contains(",1,9.75,9.75,EUR,"));
        jdbc.sql("update person set display_name = 'Renamed' where id = ?")
                .param(owner.id().objectGuid())
                .update();
        assertThat(day(LAST_MONTH)).isEqualTo(first);
        assertThat(day(TODAY)).startsWith("record,day,");
        mvc.perform(get("/api/v1/metering/daily/{day}.csv", TODAY.plusDays(1)).with(a(ADMIN)))
                .andExpect(status().isBadRequest())
                .andExpect(content().string(containsString("allowed are UTC days")));
        mvc.perform(get("/api/v1/metering/daily/yesterday.csv").with(a(ADMIN))).andExpect(status().isBadRequest());
    }

    @Test
    void whatIfTellsSavedHoursAndWhoWaits() throws Exception {
        mvc.perform(get("/api/v1/metering/what-if")
                        .param("bundle", bundle.toString())
                        .param("minutes", "15")
                        .param("from", LAST_MONTH.toString())
                        .param("to", LAST_MONTH.toString())
                        .with(a(ADMIN)))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.desktops").value(1))
                // 9:00–10:30 was; 9:00–9:45 would have been.
                .andExpect(jsonPath("$.ran").value("PT1H30M"))
                .andExpect(jsonPath("$.wouldRun").value("PT45M"))
                .andExpect(jsonPath("$.saved.minor.EUR").value(30))
                .andExpect(jsonPath("$.openings").value(1));
        for (String language : new String[] {"en", "ko"}) {
            mvc.perform(get("/admin/metering/what-if")
                            .param("bundle", bundle.toString())
                            .param("minutes", "15")
                            .param("from", LAST_MONTH.toString())
                            .param("to", LAST_MONTH.toString())
                            .header("Accept-Language", language)
                            .with(a(AUDITOR)))
                    .andExpect(status().isOk())
                    .andExpect(content().string(containsString("€0.30")))
                    .andExpect(content().string(not(containsString("??"))));
        }
        mvc.perform(get("/admin/metering/what-if").param("minutes", "0").with(a(ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("allowed are 1 to 43200")));
    }

    @Test
    void costsAreNobodysBusinessButAdminsAndAuditors() throws Exception {
        for (Role role : new Role[] {HELPDESK, EMPLOYEE}) {
            for (String path : new String[] {
                "/admin/metering",
                "/admin/metering/prices",
                "/admin/metering/what-if",
                "/api/v1/metering/prices",
                "/api/v1/metering/daily/2026-11-21.csv",
                "/api/v1/metering/months/2026-11",
                "/api/v1/metering/months/2026-11.csv"
            }) {
                mvc.perform(get(path).with(a(role))).andExpect(status().isForbidden());
            }
        }
    }

    private ResultActions report(String by) throws Exception {
        return mvc.perform(get(
                                "/api/v1/metering/months/{month}",
                                LAST_MONTH.toString().substring(0, 7))
                        .param("by", by)
                        .with(a(ADMIN)))
                .andExpect(status().isOk());
    }

    private String day(LocalDate day) throws Exception {
        return mvc.perform(get("/api/v1/metering/daily/{day}.csv", day).with(a(AUDITOR)))
                .andExpect(status().isOk())
                .andReturn()
                .getResponse()
                .getContentAsString();
    }

    /** @param until null for one that goes on */
    private void record(String kind, int from, Integer until) {
        String day = "timestamptz '" + LAST_MONTH + " 00:00Z'";
        jdbc.sql("""
                        insert into usage_interval (home_region, kind, desktop_id, person_id, bundle_id, running_mode,
                                                    chain_id, began_at, seen_at, ended_at, ended_because, closed_at)
                        values ('main', :kind, :desktop, :person, :bundle, 'AUTO_STOP', :chain,
                                :day + :from * interval '1 minute', now(), :day + :until * interval '1 minute',
                                case when :until::int is not null then 'STOPPED' end, :day + :until * interval '1 minute')
                        """.replace(":day", day))
                .param("kind", kind)
                .param("desktop", desktop)
                .param("person", owner.id().objectGuid())
                .param("bundle", bundle)
                .param("chain", UUID.randomUUID())
                .param("from", from)
                .param("until", until, java.sql.Types.INTEGER)
                .update();
    }
}
