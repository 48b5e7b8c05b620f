package dev.berth.portal.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.BundleRow;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.Wanted;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.Role;
import dev.berth.broker.session.ChannelBook;
import dev.berth.broker.session.ChannelRules;
import dev.berth.portal.PortalTest;
import dev.berth.portal.RestingDesktop;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.ResultActions;

/** What may pass between the sessions of a bundle and people's own computers. */
class BundleChannelsTest extends PortalTest {

    private static final String SOME = """
            {"upload": {"allowed": true, "types": ["PDF", "docx", "pdf"], "largestMib": 50},
             "download": {"allowed": false, "types": null, "largestMib": 1024},
             "printing": true, "audioOut": false, "audioIn": false}
            """;

    @Autowired
    private JdbcClient sql;

    @Autowired
    private ChannelBook book;

    private UUID bundle;
    private String path;

    @BeforeEach
    void aBundleAboutWhichNothingWasSaid() {
        bundle = BundleRow.add(sql, "channels " + UUID.randomUUID());
        path = "/api/v1/bundles/" + bundle + "/channels";
    }

    @Test
    void anAdminSaysWhatPassesAndNobodyElse() throws Exception {
        mvc.perform(get(path).with(a(Role.AUDITOR)))
                .andExpect(header().string("ETag", "\"0\""))
                .andExpect(jsonPath("$.upload.allowed").value(true))
                .andExpect(jsonPath("$.audioIn").value(false));
        changed(Role.AUDITOR, 0, SOME).andExpect(status().isForbidden());
        changed(Role.ADMIN, 0, SOME)
                .andExpect(status().isOk())
                .andExpect(header().string("ETag", "\"1\""))
                .andExpect(jsonPath("$.upload.types[0]").value("docx"))
                .andExpect(jsonPath("$.upload.types[1]").value("pdf"))
                .andExpect(jsonPath("$.upload.types.length()").value(2));
        changed(Role.ADMIN, 0, SOME).andExpect(status().isPreconditionFailed());
        assertThat(sql.sql("select count(*) from audit_entry where action = 'bundle.channels' and thing = :bundle")
                        .param("bundle", bundle.toString())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
    }

    @Test
    void nonsenseIsRefusedByItsName() throws Exception {
        refused(SOME.replace("docx", ".docx"), "types has '.docx'");
        refused(SOME.replace("50", "0"), "largestMib is 0");
        mvc.perform(get(path.replace(bundle.toString(), UUID.randomUUID().toString()))
                        .with(a(Role.ADMIN)))
                .andExpect(status().isNotFound());
    }

    @Test
    void thePageSaysTheSame() throws Exception {
        mvc.perform(post("/admin/bundles/" + bundle + "/channels")
                        .with(a(Role.ADMIN))
                        .with(csrf())
                        .param("upload", "on")
                        .param("uploadTypes", ".pdf, docx")
                        .param("uploadMib", "50")
                        .param("downloadTypes", "")
                        .param("downloadMib", "7")
                        .param("audioOut", "on")
                        .param("revision", "0"))
                .andExpect(redirectedUrl("/admin/bundles/" + bundle));
        var rules = book.kept(new BundleId(bundle)).rules();
        assertThat(rules.upload().types()).containsExactly("docx", "pdf");
        assertThat(rules.download().allowed()).isFalse();
        assertThat(rules.printing()).isFalse();
        assertThat(rules.audioOut()).isTrue();
        mvc.perform(get("/admin/bundles/" + bundle).with(a(Role.ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("docx, pdf")));
    }

    @Test
    void aFileThatIsNotTakenIsWrittenDownWithTheAddressThatAskedForIt() throws Exception {
        Person owner = person(Role.EMPLOYEE);
        UUID session = session(owner);
        mvc.perform(post("/api/v1/sessions/" + session + "/uploads")
                        .with(as(owner))
                        .with(csrf())
                        .with(request -> {
                            request.setRemoteAddr("203.0.113.7");
                            return request;
                        })
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"folder\": \"\", \"name\": \"everything.zip\", \"bytes\": 99999999999999}"))
                .andExpect(status().is4xxClientError());
        assertThat(sql.sql("select address from audit_entry where action = 'channel.block' and thing = :session")
                        .param("session", session.toString())
                        .query(String.class)
                        .list())
                .containsExactly("203.0.113.7");
        end(session);
    }

    @Test
    void whatWasPrintedIsForSessionsThatMayPrintAndForPdfsAlone() throws Exception {
        Person owner = person(Role.EMPLOYEE);
        UUID session = session(owner);
        var itsBundle = new BundleId(
                sql.sql("select d.bundle_id from session s join desktop d on d.id = s.desktop_id where s.id = :id")
                        .param("id", session)
                        .query(UUID.class)
                        .single());
        String prints = "/api/v1/sessions/" + session + "/prints";
        mvc.perform(get(prints + "/content").param("name", "a.txt").with(as(owner)))
                .andExpect(status().is4xxClientError())
                .andExpect(content().string(containsString("'a.txt' does not pass")));
        mvc.perform(get(prints + "/content").param("name", "../a.pdf").with(as(owner)))
                .andExpect(status().isBadRequest());

        long revision = book.kept(itsBundle).revision();
        var kept = book.change(itsBundle, revision, ChannelRules.NOTHING, new Actor.Berth());
        mvc.perform(get(prints).with(as(owner)))
                .andExpect(status().is4xxClientError())
                .andExpect(content().string(containsString("Prints do not pass")));
        mvc.perform(get(prints + "/content").param("name", "a.pdf").with(as(owner)))
                .andExpect(status().is4xxClientError())
                .andExpect(content().string(containsString("'a.pdf' does not pass")));
        mvc.perform(get(prints).with(as(person(Role.EMPLOYEE)))).andExpect(status().is4xxClientError());
        book.change(itsBundle, kept.revision(), ChannelRules.DEFAULT, new Actor.Berth());
        end(session);
    }

    private void end(UUID session) {
        sql.sql(
                        "update session set state = 'ENDED', ended_at = now(), termination_reason = 'USER_ENDED' where id = :id")
                .param("id", session)
                .update();
    }

    /** One that is shown at 127.0.0.1, on a desktop that nobody looks at. */
    private UUID session(Person owner) {
        UUID desktop = RestingDesktop.add(sql, owner, RunningMode.MANUAL, Wanted.STOPPED);
        sql.sql("update desktop set state = 'AVAILABLE', wanted = 'RUNNING' where id = :id")
                .param("id", desktop)
                .update();
        UUID session = UUID.randomUUID();
        sql.sql("""
                        insert into session (id, home_region, reference, person_id, desktop_id, client_address, state,
                                             opened_at)
                        values (:id, 'main', :id::text, :person, :desktop, '127.0.0.1', 'CONNECTED', now())
                        """)
                .param("id", session)
                .param("person", owner.id().objectGuid())
                .param("desktop", desktop)
                .update();
        return session;
    }

    private void refused(String body, String sentence) throws Exception {
        changed(Role.ADMIN, 0, body)
                .andExpect(status().isBadRequest())
                .andExpect(jsonPath("$.detail", containsString(sentence)));
    }

    private ResultActions changed(Role role, int revision, String body) throws Exception {
        return mvc.perform(put(path)
                .with(a(role))
                .with(csrf())
                .header("If-Match", "\"" + revision + "\"")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body));
    }
}
