package dev.berth.portal.admin;

import static dev.berth.broker.directory.Role.ADMIN;
import static dev.berth.broker.directory.Role.AUDITOR;
import static dev.berth.broker.directory.Role.HELPDESK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.Wanted;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostConnections;
import dev.berth.broker.host.HostSpec;
import dev.berth.broker.host.HostWatch;
import dev.berth.broker.host.Hosts;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.VolumeSpec;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import dev.berth.portal.PortalTest;
import dev.berth.portal.RestingDesktop;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a host that was lost holds of a desktop which went on elsewhere, and the copies that let it. */
class HostLeftoverPagesTest extends PortalTest {

    private static final Actor SET_UP = new Actor.Nobody("the test");

    /** No desktop that waits for room gets it here: the hosts go again. */
    private static final long ALL_OF_IT = 1024 * 1024;

    @Autowired
    private Hosts hosts;

    @Autowired
    private HostWatch watch;

    @Autowired
    private HostConnections connections;

    @Autowired
    private JdbcClient sql;

    private final SimulatedWorld lostWorld = SimulatedWorld.named("left-" + UUID.randomUUID());
    private final SimulatedWorld world = SimulatedWorld.named("left-" + UUID.randomUUID());
    private final String hostname = "left-" + UUID.randomUUID().toString().substring(0, 8);
    private UUID desktop;
    private Host lost;
    private Host own;

    @BeforeEach
    void desktopThatWentOn() {
        lost = host(lostWorld);
        own = host(world);
        desktop = RestingDesktop.add(sql, person(), RunningMode.MANUAL, Wanted.STOPPED);
        sql.sql("""
                        with d as (update desktop
                                      set hostname = :name, host_id = :own, first_ready_at = now(), generation = 2,
                                          user_generation = 2, last_generation = 2
                                    where id = :id
                                   returning id, image_version_id, bundle_id)
                        insert into desktop_snapshot (id, home_region, desktop_id, kind, state, asked_at, taken_at, host_id,
                                                      root_volume, user_volume, root_generation, user_generation,
                                                      image_version_id, bundle_id, root_volume_mib, user_volume_mib)
                        select gen_random_uuid(), 'main', d.id, 'LEFT_BEHIND', 'READY', now(), now(), :lost,
                               d.id || '-root-g1', d.id || '-user', 1, 1, d.image_version_id, d.bundle_id, 1024, 1024
                          from d
                        """)
                .param("id", desktop)
                .param("name", hostname)
                .param("own", own.id().value())
                .param("lost", lost.id().value())
                .update();
        for (VolumeName volume : volumes()) {
            connections.on(lost.id()).ensureVolume(new VolumeSpec.Blank(volume, 64));
        }
    }

    @AfterEach
    void remove() {
        sql.sql("delete from desktop where id = ?").param(desktop).update();
        sql.sql("delete from hypervisor_host where id in (?, ?)")
                .params(lost.id().value(), own.id().value())
                .update();
    }

    @Test
    void listNamesWhatIsLeftAndHelpdeskDoesNotSeeIt() throws Exception {
        mvc.perform(get(page()).with(a(AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString(hostname)))
                .andExpect(content().string(containsString(own.name())))
                .andExpect(content().string(not(containsString("??"))));
        mvc.perform(get(page()).with(a(HELPDESK))).andExpect(status().isForbidden());
        mvc.perform(get(page() + "/" + desktop).with(a(HELPDESK))).andExpect(status().isForbidden());
        mvc.perform(get(page() + "/" + desktop).with(a(AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString(desktop + "-user")))
                .andExpect(content().string(not(containsString("Delete it for good"))))
                .andExpect(content().string(not(containsString("??"))));
        mvc.perform(get("/admin/hosts/" + own.id() + "/leftovers").with(a(ADMIN)))
                .andExpect(content().string(containsString("Nothing is left")));
    }

    @Test
    void hostThatIsDrainedNamesWhatItHoldsOfOtherDesktops() throws Exception {
        hosts.drain(lost.id(), lost.revision(), false, SET_UP);
        mvc.perform(get("/admin/hosts/" + lost.id()).with(a(ADMIN)))
                .andExpect(content().string(containsString(hostname)))
                .andExpect(content().string(containsString("It is on " + own.name())))
                .andExpect(content().string(not(containsString("??"))));
        mvc.perform(get("/api/v1/hosts/" + lost.id() + "/holdings").with(a(AUDITOR)))
                .andExpect(jsonPath("$[0].kind").value("LEFT_BEHIND"));
    }

    @Test
    void deletingNeedsTheNameAndIsAudited() throws Exception {
        mvc.perform(post(page() + "/" + desktop + "/delete")
                        .param("hostname", "another")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("allowed is &#39;" + hostname)));
        mvc.perform(post(page() + "/" + desktop + "/keep").with(a(ADMIN)).with(csrf()))
                .andExpect(redirectedUrl(page()));
        mvc.perform(get(page()).with(a(ADMIN))).andExpect(content().string(containsString("Kept")));
        assertThat(lostWorld.allVolumes()).containsKeys(volumes().toArray(VolumeName[]::new));
        mvc.perform(post(page() + "/" + desktop + "/delete")
                        .param("hostname", hostname)
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(redirectedUrl(page()));
        assertThat(lostWorld.allVolumes()).doesNotContainKeys(volumes().toArray(VolumeName[]::new));
        assertThat(sql.sql("select action from audit_entry where thing = :host order by at")
                        .param("host", lost.id().toString())
                        .query(String.class)
                        .list())
                .contains("host.keep-leftovers", "host.delete-leftovers");
        mvc.perform(get(page() + "/" + desktop).with(a(ADMIN))).andExpect(status().isNotFound());
    }

    @Test
    void silentHostsLeftoversAreGivenUpByItsName() throws Exception {
        String api = "/api/v1/hosts/" + lost.id() + "/leftovers/giving-up";
        mvc.perform(post(api)
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"name\": \"" + lost.name() + "\"}")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(status().is4xxClientError())
                .andExpect(content().string(containsString("does not answer")));
        mvc.perform(get(page()).with(a(ADMIN))).andExpect(content().string(not(containsString("give-up"))));

        lostWorld.unreachable(true);
        watch.ask(lost.id());
        sql.sql(
                        "update hypervisor_host set state = 'LOST', lost_at = now(), lost_by = 'test', said_to_be_off = true where id = ?")
                .param(lost.id().value())
                .update();
        for (String language : List.of("en", "ko")) {
            mvc.perform(get(page()).with(a(ADMIN)).header("Accept-Language", language))
                    .andExpect(content().string(containsString("/leftovers/give-up")))
                    .andExpect(content().string(not(containsString("??"))));
        }
        mvc.perform(get(page()).with(a(AUDITOR))).andExpect(content().string(not(containsString("give-up"))));
        mvc.perform(post(page() + "/give-up")
                        .param("name", "another")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("allowed is &#39;" + lost.name())));
        mvc.perform(post(page() + "/give-up")
                        .param("name", lost.name())
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(redirectedUrl(page()));
        mvc.perform(get(page()).with(a(ADMIN))).andExpect(content().string(containsString("Nothing is left")));
        mvc.perform(post(api)
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"name\": \"" + lost.name() + "\"}")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.desktops").value(0));
        assertThat(lostWorld.allVolumes()).containsKeys(volumes().toArray(VolumeName[]::new));
    }

    @Test
    void apiDoesTheSameWithTheSameChecks() throws Exception {
        String path = "/api/v1/hosts/" + lost.id() + "/leftovers";
        mvc.perform(get(path).with(a(ADMIN)))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$[0].hostname").value(hostname))
                .andExpect(jsonPath("$[0].goesOnAt").value(own.name()))
                .andExpect(jsonPath("$[0].volumes.length()").value(2));
        mvc.perform(post(path + "/" + desktop + "/deletion")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"hostname\": \"" + hostname + "\"}")
                        .with(a(HELPDESK))
                        .with(csrf()))
                .andExpect(status().isForbidden());
        mvc.perform(post(path + "/" + desktop + "/deletion")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"hostname\": \"another\"}")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(status().is4xxClientError());
        mvc.perform(post(path + "/" + desktop + "/deletion")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"hostname\": \"" + hostname + "\"}")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(status().isNoContent());
        assertThat(lostWorld.allVolumes()).doesNotContainKeys(volumes().toArray(VolumeName[]::new));
    }

    @Test
    void ageOfTheCopyIsOnTheDesktopsPageAndAMetric() throws Exception {
        sql.sql("""
                        insert into desktop_copy (desktop_id, snapshot_id, host_id, state, taken_at, bytes, image_version_id,
                                                  root_volume_mib, user_volume_mib, begun_at, whole_at)
                        select id, gen_random_uuid(), :host, 'WHOLE', now() - interval '2 days', 1048576, image_version_id,
                               1024, 1024, now(), now()
                          from desktop where id = :desktop
                        """).param("host", lost.id().value()).param("desktop", desktop).update();
        mvc.perform(get("/admin/desktops/" + desktop).with(a(ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("On " + lost.name())))
                .andExpect(content().string(containsString(page() + "/" + desktop)))
                .andExpect(content().string(not(containsString("??"))));
        mvc.perform(get("/api/v1/desktops/" + desktop + "/copy").with(a(ADMIN)))
                .andExpect(jsonPath("$.host").value(lost.name()))
                .andExpect(jsonPath("$.late").value(true));
        mvc.perform(get("/actuator/prometheus").with(a(ADMIN)))
                .andExpect(content().string(containsString("berth_copies_late")))
                .andExpect(content().string(containsString("berth_copies_oldest_seconds")));
    }

    @Test
    void bundleTurnsItsCopiesOff() throws Exception {
        UUID bundle = sql.sql("select bundle_id from desktop where id = ?")
                .param(desktop)
                .query(UUID.class)
                .single();
        String path = "/api/v1/bundles/" + bundle + "/copies";
        mvc.perform(get(path).with(a(ADMIN)))
                .andExpect(header().string("ETag", "\"0\""))
                .andExpect(jsonPath("$.policy").value("OTHER_HOST"));
        mvc.perform(put(path)
                        .header("If-Match", "\"0\"")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"policy\": \"OFF\"}")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.policy").value("OFF"));
        mvc.perform(get("/admin/bundles/" + bundle).with(a(ADMIN)))
                .andExpect(content().string(containsString("Keep the newest snapshot on a second host")));
        mvc.perform(post("/admin/bundles/" + bundle + "/copies")
                        .param("revision", "1")
                        .param("otherHost", "on")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(redirectedUrl("/admin/bundles/" + bundle));
        mvc.perform(get(path).with(a(ADMIN))).andExpect(jsonPath("$.policy").value("OTHER_HOST"));
    }

    private Host host(SimulatedWorld where) {
        var connection = new HostConnection(URI.create("simulated:" + where.name()), "berth", "127.0.0.1");
        Host host = hosts.add(
                new HostSpec("h" + UUID.randomUUID().toString().substring(0, 8), connection, 4, ALL_OF_IT), SET_UP);
        watch.ask(host.id());
        return host;
    }

    private List<VolumeName> volumes() {
        return List.of(new VolumeName(desktop + "-user"), new VolumeName(desktop + "-root-g1"));
    }

    private String page() {
        return "/admin/hosts/" + lost.id() + "/leftovers";
    }
}
