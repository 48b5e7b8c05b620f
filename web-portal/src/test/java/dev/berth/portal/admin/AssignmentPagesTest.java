package dev.berth.portal.admin;

import static dev.berth.broker.directory.Role.ADMIN;
import static dev.berth.broker.directory.Role.AUDITOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.delete;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.put;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.jsonPath;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.assignment.Assignment;
import dev.berth.broker.assignment.JdbcAssignments;
import dev.berth.broker.assignment.LeavingPolicy;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.BundleSpec;
import dev.berth.broker.catalog.Catalog;
import dev.berth.broker.catalog.ClipboardPolicy;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.GuestSystem;
import dev.berth.broker.catalog.Images;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.catalog.Storage;
import dev.berth.broker.directory.DirectoryMatch;
import dev.berth.broker.directory.DirectorySearch;
import dev.berth.portal.PortalTest;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.http.MediaType;

class AssignmentPagesTest extends PortalTest {

    private static final Actor SET_UP = new Actor.Nobody("the test");

    @Autowired
    private Images images;

    @Autowired
    private Catalog catalog;

    @Autowired
    private JdbcAssignments assignments;

    @Autowired
    private DirectorySearch search;

    @TempDir
    private Path folder;

    private Bundle bundle;

    @BeforeEach
    void makeBundle() throws IOException {
        for (String file : List.of("root.qcow2", "user.qcow2", "kernel", "initrd")) {
            Files.write(
                    folder.resolve(file),
                    ByteBuffer.allocate(104).putInt(0, 0x514649fb).putInt(4, 3).array());
        }
        String name = "b" + UUID.randomUUID();
        var image = images.create(name, "", GuestSystem.LINUX, SET_UP);
        var version = images.publish(image.id(), folder, "", true, SET_UP);
        bundle = catalog.createBundle(
                new BundleSpec(
                        name,
                        "",
                        version.id(),
                        new Compute(2, 1024),
                        new Storage(8192, 2048),
                        new RunningPolicy(RunningMode.AUTO_STOP, 60),
                        "isolated",
                        new ClipboardPolicy(true, true),
                        true),
                SET_UP);
    }

    @Test
    void pickerFindsGroupsAndPeopleByHowTheirNamesStart() throws Exception {
        mvc.perform(get("/admin/directory").param("text", "eng").with(a(ADMIN)))
                .andExpect(status().isOk())
                .andExpect(
                        content().string(containsString("GROUP:" + engineering().id() + ":Engineering")));
        mvc.perform(get("/admin/directory").param("text", "alice").with(a(ADMIN)))
                .andExpect(content().string(containsString("Alice Archer")));
        for (String nothing : List.of("", "a", "*", "zz)(objectClass=*", "(|(cn=*", "\\2a")) {
            mvc.perform(get("/admin/directory").param("text", nothing).with(a(ADMIN)))
                    .andExpect(status().isOk())
                    .andExpect(content().string(not(containsString("radio"))));
        }
    }

    @Test
    void assignmentIsMadeChangedAndTakenBackOnTheBundlesPage() throws Exception {
        mvc.perform(post(page() + "/assignments")
                        .param("picked", "GROUP:" + engineering().id() + ":Engineering")
                        .param("runningMode", "")
                        .param("autoStopMinutes", "60")
                        .param("onLeaving", "TERMINATE")
                        .param("leavingDays", "14")
                        .param("revision", "0")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(redirectedUrl(page() + "#assignments"));
        Assignment made = assignments.of(bundle.id()).getFirst();
        assertThat(made.terms().leavingDays()).isEqualTo(14);
        mvc.perform(get(page()).with(a(AUDITOR)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("Engineering")));
        mvc.perform(post("/admin/assignments/" + made.id())
                        .param("revision", "1")
                        .param("onLeaving", "KEEP")
                        .param("leavingDays", "0")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(redirectedUrl(page() + "#assignments"));
        assertThat(assignments.of(bundle.id()).getFirst().terms().onLeaving()).isEqualTo(LeavingPolicy.KEEP);
        mvc.perform(post("/admin/assignments/" + made.id() + "/delete")
                        .param("revision", "2")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andExpect(redirectedUrl(page() + "#assignments"));
        assertThat(assignments.of(bundle.id())).isEmpty();
    }

    @Test
    void pickerEntitlesTooAndAnAssignmentShowsThere() throws Exception {
        var admin = a(ADMIN);
        String picked = "GROUP:" + engineering().id() + ":Engineering";
        mvc.perform(post("/admin/entitlements")
                        .param("offer", "bundle:" + bundle.id())
                        .param("kind", "PICKED")
                        .param("picked", picked)
                        .with(admin)
                        .with(csrf()))
                .andExpect(redirectedUrl("/admin/entitlements"));
        mvc.perform(post("/admin/entitlements")
                        .param("offer", "bundle:" + bundle.id())
                        .param("kind", "PICKED")
                        .with(admin)
                        .with(csrf()))
                .andExpect(content().string(containsString("search for a name")));
        mvc.perform(post("/admin/entitlements")
                        .param("offer", "bundle:" + bundle.id())
                        .param("kind", "ATTRIBUTE")
                        .param("attribute", "DEPARTMENT")
                        .param("value", "")
                        .with(admin)
                        .with(csrf()))
                .andExpect(content().string(containsString("id=\"value-problem\"")))
                .andExpect(content().string(matchesPattern("(?s).*<option[^>]*ATTRIBUTE[^>]*selected.*")));
        mvc.perform(post(page() + "/assignments")
                        .param("picked", picked)
                        .param("runningMode", "ALWAYS_ON")
                        .param("autoStopMinutes", "60")
                        .param("onLeaving", "KEEP")
                        .param("leavingDays", "0")
                        .param("revision", "0")
                        .with(admin)
                        .with(csrf()))
                .andExpect(redirectedUrl(page() + "#assignments"));
        assertThat(assignments.of(bundle.id()).getFirst().broughtEntitlement()).isFalse();
        mvc.perform(get("/admin/entitlements").with(admin)).andExpect(content().string(containsString(">Assigned<")));
    }

    @Test
    void badInputIsToldAtItsField() throws Exception {
        var answer = mvc.perform(post(page() + "/assignments")
                        .param("picked", "")
                        .param("runningMode", "")
                        .param("autoStopMinutes", "60")
                        .param("onLeaving", "KEEP")
                        .param("leavingDays", "x")
                        .param("revision", "0")
                        .with(a(ADMIN))
                        .with(csrf()))
                .andReturn();
        assertThat(answer.getFlashMap().get("problems").toString())
                .contains("picked")
                .contains("search for a name");
        assertThat(assignments.of(bundle.id())).isEmpty();
    }

    @Test
    void apiDoesTheSameWithTheSameChecks() throws Exception {
        var admin = a(ADMIN);
        String body = """
                {"kind": "GROUP", "subject": "%s", "label": "Engineering", "bundle": "%s",
                 "terms": {"running": null, "onLeaving": "SUSPEND", "leavingDays": 7}}
                """.formatted(engineering().id(), bundle.id());
        mvc.perform(post("/api/v1/assignments")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body)
                        .with(admin)
                        .with(csrf()))
                .andExpect(status().isCreated())
                .andExpect(jsonPath("$.terms.leavingDays").value(7));
        mvc.perform(post("/api/v1/assignments")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content(body)
                        .with(admin)
                        .with(csrf()))
                .andExpect(status().isConflict());
        String id = assignments.of(bundle.id()).getFirst().id().toString();
        mvc.perform(put("/api/v1/assignments/" + id)
                        .header("If-Match", "\"1\"")
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"running\": null, \"onLeaving\": \"TERMINATE\", \"leavingDays\": 0}")
                        .with(admin)
                        .with(csrf()))
                .andExpect(status().isBadRequest())
                .andExpect(content().string(containsString("1 to 365")));
        mvc.perform(get("/api/v1/assignments/" + id).with(admin)).andExpect(header().string("ETag", "\"1\""));
        mvc.perform(get("/api/v1/bundles/" + bundle.id() + "/leavings").with(admin))
                .andExpect(status().isOk());
        mvc.perform(get("/api/v1/directory").param("text", "Finance").with(admin))
                .andExpect(jsonPath("$[0].kind").value("GROUP"));
        mvc.perform(delete("/api/v1/assignments/" + id)
                        .header("If-Match", "\"1\"")
                        .with(admin)
                        .with(csrf()))
                .andExpect(status().isNoContent());
    }

    private String page() {
        return "/admin/bundles/" + bundle.id();
    }

    private DirectoryMatch.Group engineering() {
        return (DirectoryMatch.Group) search.find("Engineering").getFirst();
    }
}
