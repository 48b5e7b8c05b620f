package dev.berth.portal.admin;

import static dev.berth.broker.directory.Role.ADMIN;
import static dev.berth.broker.directory.Role.AUDITOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostSpec;
import dev.berth.broker.host.HostState;
import dev.berth.broker.host.HostWatch;
import dev.berth.broker.host.Hosts;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.simulated.SimulatedWorld;
import dev.berth.portal.PortalTest;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;

class HostPagesTest extends PortalTest {

    private static final Actor SET_UP = new Actor.Nobody("the test");

    @Autowired
    private Hosts hosts;

    @Autowired
    private JdbcHosts store;

    @Autowired
    private HostWatch watch;

    private final SimulatedWorld world = SimulatedWorld.named("pages-" + UUID.randomUUID());
    private Host host;

    @BeforeEach
    void addHost() {
        var connection = new HostConnection(URI.create("simulated:" + world.name()), "berth", "127.0.0.1");
        host = hosts.add(new HostSpec("h" + UUID.randomUUID().toString().substring(0, 8), connection, 4, 0), SET_UP);
        watch.ask(host.id());
    }

    @AfterEach
    void removeHost() {
        world.unreachable(false);
        watch.ask(host.id());
        Host now = now();
        if (now.state() != HostState.DRAINED && now.state() != HostState.LOST) {
            hosts.drain(host.id(), now.revision(), false, SET_UP);
            watch.markDrained();
        }
        hosts.remove(host.id(), now().revision(), SET_UP);
    }

    @Test
    void listShowsDiskAndSinceWhenAHostIsSilent() throws Exception {
        mvc.perform(get("/admin/hosts").with(a(AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("1024.0 GiB of disk free")))
                .andExpect(content().string(not(containsString("??"))));
        world.unreachable(true);
        watch.ask(host.id());
        mvc.perform(get("/admin/hosts").with(a(AUDITOR)))
                .andExpect(content().string(containsString("Last answered")))
                .andExpect(content().string(containsString("did not answer")));
    }

    @Test
    void hostIsDrainedOnItsPageAndSaysWhatIsLeft() throws Exception {
        mvc.perform(post(page() + "/drain")
                        .param("revision", Long.toString(now().revision()))
                        .param("shutSavedDown", "on")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(redirectedUrl(page()));
        assertThat(now().shutsSavedDown()).isTrue();
        mvc.perform(get(page()).with(a(AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(not(containsString("??"))))
                .andExpect(content().string(containsString("No desktops are on it.")));
        mvc.perform(get("/api/v1/hosts/" + host.id() + "/desktops").with(a(AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$").isEmpty());
    }

    @Test
    void silentHostIsNotLostOnAWordThatWasNotGiven() throws Exception {
        world.unreachable(true);
        watch.ask(host.id());
        mvc.perform(get(page() + "/lost").with(a(ADMIN)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("see that it is off first")))
                .andExpect(content().string(not(containsString("??"))));
        mvc.perform(post(page() + "/lost")
                        .param("revision", Long.toString(now().revision()))
                        .param("name", host.name())
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("See that it is off, and say so")));
        mvc.perform(post(page() + "/lost")
                        .param("revision", Long.toString(now().revision()))
                        .param("name", "another")
                        .param("saidToBeOff", "on")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(content().string(containsString("the name of the host that is to be declared lost")));
        assertThat(now().state()).isEqualTo(HostState.ACTIVE);
        mvc.perform(post(page() + "/lost")
                        .param("revision", Long.toString(now().revision()))
                        .param("name", host.name())
                        .param("saidToBeOff", "on")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(redirectedUrl(page()));
        assertThat(now().state()).isEqualTo(HostState.LOST);
        mvc.perform(get(page()).with(a(ADMIN)))
                .andExpect(content().string(containsString("says that its machine is off")));
        mvc.perform(get("/admin/hosts").with(a(ADMIN))).andExpect(content().string(containsString("Declared lost")));
    }

    @Test
    void apiDrainsAndDeclaresLostWithTheSameChecks() throws Exception {
        String path = "/api/v1/hosts/" + host.id();
        var admin = a(ADMIN);
        mvc.perform(post(path + "/drain").header("If-Match", tag()).with(admin).with(csrf()))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.shutsSavedDown").value(false));
        mvc.perform(get(path + "/loss").with(admin)).andExpect(status().isOk());
        mvc.perform(post(path + "/loss")
                        .header("If-Match", tag())
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"name\": \"another\"}")
                        .with(admin)
                        .with(csrf()))
                .andExpect(status().is4xxClientError());
        mvc.perform(post(path + "/loss")
                        .header("If-Match", tag())
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"name\": \"" + host.name() + "\"}")
                        .with(admin)
                        .with(csrf()))
                .andExpect(status().isOk())
                .andExpect(jsonPath("$.state").value("LOST"));
    }

    @Test
    void addressThatRunsAProgramIsRefusedByItsName() throws Exception {
        mvc.perform(post("/admin/hosts")
                        .param("name", "evil")
                        .param("uri", "qemu+ssh://kvm1/system?command=/bin/sh")
                        .param("pool", "berth")
                        .param("forwardAddress", "127.0.0.1")
                        .param("vcpuOvercommit", "4")
                        .param("reservedMemoryMib", "0")
                        .param("revision", "0")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("&#39;command&#39; is none of")));
        assertThat(store.list()).noneMatch(known -> known.name().equals("evil"));
    }

    private String page() {
        return "/admin/hosts/" + host.id();
    }

    private String tag() {
        return "\"" + now().revision() + "\"";
    }

    private Host now() {
        return store.find(host.id()).orElseThrow();
    }
}
