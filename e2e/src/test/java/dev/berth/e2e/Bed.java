package dev.berth.e2e;

import dev.berth.bench.bed.BerthProcess;
import dev.berth.bench.bed.PortalClient;
import dev.berth.bench.bed.Scratch;
import dev.berth.broker.directory.SambaDomain;
import dev.berth.hypervisor.Guest;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.Observation;
import dev.berth.hypervisor.TemplateKey;
import dev.berth.hypervisor.VolumeName;
import dev.berth.hypervisor.libvirt.LibvirtDriver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Berth over real parts: a Samba domain of its own, PostgreSQL, libvirt with a pool of its own, guacd, and the golden
 * image. What the tests make in libvirt is taken away again, through Berth itself.
 */
final class Bed implements AutoCloseable {

    static final String PASSWORD = "Correct-h0rse-Battery";

    private static final URI HOST = URI.create("qemu:///system");
    /** With the beans that the build worked out, as {@code ./berth up} starts it. */
    private static final List<String> JVM = List.of("-Xmx512m", "-XX:+UseSerialGC", "-Dspring.aot.enabled=true");

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Scratch scratch;
    private final SambaDomain domain;
    private final List<String> settings;
    private List<String> more = List.of();
    private final PortalClient admin;
    private final Hypervisor hypervisor;
    private BerthProcess berth;

    private Bed(String pool, Scratch scratch, SambaDomain domain, BerthProcess berth, List<String> settings) {
        this.scratch = scratch;
        this.domain = domain;
        this.berth = berth;
        this.settings = settings;
        this.admin = new PortalClient(berth.address());
        this.hypervisor = new LibvirtDriver().open(new HostConnection(HOST, pool, "127.0.0.1"));
        signIn(admin, "adam");
    }

    /**
     * @param pool of its own on the host
     * @param more settings of Berth's, as on the command line
     */
    static Bed make(String pool, String... more) {
        try {
            var scratch = new Scratch(Files.createTempDirectory(Path.of("/var/tmp"), "berth-e2e-"));
            SambaDomain domain = SambaDomain.start(scratch.folder().resolve("samba"));
            people(domain);
            List<String> settings = settings(domain, pool, more);
            BerthProcess berth = BerthProcess.start(jar(), scratch.folder().resolve("data"), JVM, settings);
            try {
                return new Bed(pool, scratch, domain, berth, settings);
            } catch (RuntimeException | AssertionError e) {
                berth.close();
                domain.close();
                scratch.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a folder for the tests", e);
        }
    }

    BerthProcess berth() {
        return berth;
    }

    /** Ends Berth as a power cut would, and starts it again over the same data, at the same address. */
    void crash() {
        berth.kill();
        begin();
    }

    /** Stops Berth as an administrator would, and starts it with other settings besides. */
    void restart(String... settings) {
        berth.close();
        more = List.of(settings);
        begin();
    }

    private void begin() {
        List<String> all = new ArrayList<>(settings);
        all.addAll(more);
        berth = BerthProcess.start(jar(), berth.data(), JVM, all, berth.port());
    }

    /** Waits until the host has what the first desktops of every bundle are cloned from. */
    void awaitTemplates(Duration limit) {
        for (JsonNode bundle : get("/api/v1/bundles")) {
            JsonNode spec = bundle.get("spec");
            JsonNode compute = spec.get("compute");
            var key = new TemplateKey("t%s-%dx%d"
                    .formatted(
                            spec.get("imageVersion").asString().substring(0, 8),
                            compute.get("vcpus").asInt(),
                            compute.get("memoryMib").asInt()));
            await("the host has template " + key, limit, () -> hypervisor.hasTemplate(key));
        }
    }

    SambaDomain domain() {
        return domain;
    }

    JsonNode get(String path) {
        return JSON.readTree(require(admin.get(path), path));
    }

    JsonNode send(String method, String path, String json) {
        return answer(path, admin.send(method, path, json));
    }

    /** A change of what has a revision. */
    JsonNode change(String method, String path, JsonNode changed, String json) {
        return answer(
                path,
                admin.send(
                        method,
                        path,
                        json,
                        Map.of("If-Match", '"' + changed.get("revision").asString() + '"')));
    }

    /** Makes every bundle save its desktops so many minutes after the person left. */
    void stopAfter(int minutes) {
        for (JsonNode bundle : get("/api/v1/bundles")) {
            ObjectNode spec = (ObjectNode) bundle.get("spec").deepCopy();
            ((ObjectNode) spec.get("running")).put("autoStopMinutes", minutes);
            change("PUT", "/api/v1/bundles/" + bundle.get("id").asString(), bundle, spec.toString());
        }
    }

    /** The one desktop of the person. */
    JsonNode desktopOf(String accountName) {
        for (JsonNode session : get("/api/v1/sessions?live=false&text=" + accountName)) {
            return get("/api/v1/desktops/" + session.get("desktop").asString());
        }
        throw new AssertionError(accountName + " has had no session yet");
    }

    Guest guest(JsonNode desktop) {
        return hypervisor.guest(machine(desktop));
    }

    Observation observe(JsonNode desktop) {
        return hypervisor.observe(machine(desktop));
    }

    /** Takes the machine's power away behind Berth's back. */
    void destroy(JsonNode desktop) {
        hypervisor.powerOff(machine(desktop));
    }

    /** What the host's pool holds of the desktop. */
    List<VolumeName> volumesOf(JsonNode desktop) {
        return hypervisor.volumes().stream()
                .filter(volume -> volume.value().startsWith(desktop.get("id").asString()))
                .toList();
    }

    /** The host's port behind which the desktop's guest listens while its session is open. */
    int doorOf(JsonNode desktop, int guestPort) {
        return hypervisor.openForward(machine(desktop), guestPort).port();
    }

    /** What a program in the guest prints, run as root. */
    String inGuest(JsonNode desktop, String... command) {
        return guest(desktop).exec(List.of(command), "", Duration.ofSeconds(20)).output();
    }

    /** Waits for what comes true by itself. */
    static void await(String what, Duration limit, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("Not within " + limit + ": " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(200).toNanos());
        }
    }

    @Override
    public void close() {
        try (domain;
                hypervisor;
                admin) {
            terminateDesktops();
        } finally {
            berth.close();
            scratch.close();
        }
    }

    /** What people had is gone, as they would find it on their first day. */
    void terminateDesktops() {
        for (JsonNode desktop : get("/api/v1/desktops")) {
            if (!desktop.get("state").asString().equals("TERMINATED")) {
                admin.send("POST", "/api/v1/desktops/" + desktop.get("id").asString() + "/terminate", "");
            }
        }
        await("every machine of the tests is gone", Duration.ofMinutes(2), () -> {
            for (JsonNode desktop : get("/api/v1/desktops")) {
                if (!(observe(desktop) instanceof Observation.Absent)) {
                    return false;
                }
            }
            return true;
        });
    }

    private static MachineId machine(JsonNode desktop) {
        return new MachineId(UUID.fromString(desktop.get("id").asString()));
    }

    private static void people(SambaDomain domain) {
        domain.addMember("Berth Employees", "Berth Helpdesk");
        domain.addMember("Berth Employees", "Berth Admins");
        domain.addUser("alice", PASSWORD, "Berth Employees");
        domain.addUser("bob", PASSWORD, "Berth Employees");
        domain.addUser("clara", PASSWORD, "Berth Employees");
        domain.addUser("helen", PASSWORD, "Berth Helpdesk");
        domain.addUser("adam", PASSWORD, "Berth Admins");
    }

    private static List<String> settings(SambaDomain domain, String pool, String... more) {
        List<String> settings = new ArrayList<>(List.of(
                "--berth.directory.urls=" + domain.url(),
                "--berth.directory.domain=" + SambaDomain.DOMAIN,
                "--berth.directory.bind-dn=" + domain.bindDn(),
                "--berth.directory.bind-password-file=" + domain.bindPasswordFile(),
                "--berth.directory.ca-file=" + domain.caFile(),
                "--berth.trusted-proxies=127.0.0.1",
                "--berth.lifecycle.keep-terminated=0s",
                "--berth.evaluation.host-pool=" + pool,
                "--berth.evaluation.image-dir=" + imageFolder()));
        settings.addAll(List.of(more));
        return List.copyOf(settings);
    }

    static Path jar() {
        Path target = Path.of("..", "web-portal", "target");
        try (var files = Files.list(target)) {
            return files.filter(file -> file.toString().endsWith("-boot.jar"))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("No Berth jar in " + target.toAbsolutePath()));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look for the Berth jar in " + target.toAbsolutePath(), e);
        }
    }

    static Path imageFolder() {
        String told = System.getenv("BERTH_IMAGE_DIR");
        return Path.of(told == null ? "/var/lib/berth/images/desktop" : told);
    }

    private static void signIn(PortalClient client, String name) {
        HttpResponse<String> answer = client.signIn(name, PASSWORD);
        if (answer.statusCode() != 302) {
            throw new AssertionError(name + " could not sign in: " + answer.statusCode() + "\n" + answer.body());
        }
    }

    private static JsonNode answer(String path, HttpResponse<String> answer) {
        String body = require(answer, path);
        return body.isEmpty() ? JSON.createObjectNode() : JSON.readTree(body);
    }

    private static String require(HttpResponse<String> answer, String path) {
        if (answer.statusCode() >= 300) {
            throw new AssertionError(path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body();
    }
}
