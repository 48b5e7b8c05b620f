package dev.berth.bench.regions;

import dev.berth.bench.bed.PortalClient;
import dev.berth.bench.raw.Guacd;
import dev.berth.bench.raw.Virsh;
import dev.berth.bench.raw.Waiting;
import dev.berth.hypervisor.Guest;
import dev.berth.hypervisor.GuestUnavailableException;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.libvirt.LibvirtDriver;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A Berth in a site of its own, over that site's PostgreSQL, libvirtd and guacd, behind a certificate. Its directory is
 * its own as well, and knows the same people as the other region's: alice works, helen helps, adam administers.
 */
public final class Region implements AutoCloseable {

    /** Everybody's, in the directories of both regions. */
    public static final String PASSWORD = "Correct-h0rse-Battery";

    static final String POOL = "berth";

    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration TEMPLATE_LIMIT = Duration.ofMinutes(8);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(40);
    private static final Duration GUEST_LIMIT = Duration.ofSeconds(40);
    private static final int GUACD_PORT = 4822;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Site site;
    private final SiteDatabase database;
    private final Authority authority;
    private final Made made;
    private @Nullable Process berth;
    private @Nullable PortalClient admin;

    /**
     * What every region of a run is made from.
     *
     * @param jar as it is run: unpacked
     */
    record Made(Path jar, Path imageDir, Path peerKey, List<String> settings) {}

    Region(Site site, SiteDatabase database, Authority authority, Made made) {
        this.site = site;
        this.database = database;
        this.authority = authority;
        this.made = made;
        SamePeople.in(data());
    }

    public String name() {
        return site.name();
    }

    public URI address() {
        return URI.create("https://" + site.address());
    }

    public Guacd guacd() {
        return new Guacd(site.address(), GUACD_PORT);
    }

    /** What a script prints that is run in the guest of a desktop, as root; waits while the guest's agent takes none. */
    public String inGuest(String desktop, String script) {
        try (Hypervisor hypervisor =
                new LibvirtDriver().open(new HostConnection(URI.create(libvirt()), POOL, site.address()))) {
            Guest guest = hypervisor.guest(new MachineId(UUID.fromString(desktop)));
            var said = new StringBuilder();
            Waiting.until("the guest of " + desktop + " to run '" + script + "'", POLL, GUEST_LIMIT, () -> {
                try {
                    said.append(guest.exec(List.of("sh", "-c", script), "", GUEST_LIMIT)
                            .output()
                            .strip());
                    return true;
                } catch (GuestUnavailableException frozenOrNotUpYet) {
                    return false;
                }
            });
            return said.toString();
        }
    }

    /** Where its libvirtd answers, for whoever is on this machine; another address after each power cut. */
    public String libvirt() {
        return site.libvirt();
    }

    /** Turns the site on, if it is off, and Berth with it; returns once Berth is ready. */
    public void powerOn() {
        site.boot();
        startBerth();
    }

    void startBerth() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-Dspring.aot.enabled=true",
                "-jar",
                made.jar().toString()));
        command.addAll(settings());
        command.addAll(made.settings());
        Process started = site.start(log(), command);
        berth = started;
        try (PortalClient client = client()) {
            Waiting.until("Berth of " + name() + " to be ready, see " + log(), POLL, LIMIT, () -> {
                if (!started.isAlive()) {
                    throw new IllegalStateException("Berth of " + name() + " ended while it started, see " + log());
                }
                return isReady(client);
            });
        }
    }

    /** Stops Berth alone, as an administrator would; desktops run on. */
    public void stopBerth() {
        Process running = berth;
        berth = null;
        closeAdmin();
        if (running != null && running.isAlive()) {
            running.children().forEach(ProcessHandle::destroy);
            if (!ended(running)) {
                running.children().forEach(ProcessHandle::destroyForcibly);
            }
        }
    }

    /** Ends everything that runs at the site at one moment; nothing from there reaches anybody any more. */
    public void cutPower() {
        berth = null;
        closeAdmin();
        site.cutPower();
    }

    /** Somebody at this region's portal. */
    public PortalClient signIn(String account) {
        PortalClient client = client();
        HttpResponse<String> answer = client.signIn(account, PASSWORD);
        if (answer.statusCode() != 302
                || answer.headers().firstValue("Location").orElse("").contains("sign-in")) {
            client.close();
            throw new IllegalStateException(
                    account + " cannot sign in to " + name() + ": Berth answered " + answer.statusCode());
        }
        return client;
    }

    /** Somebody who has not signed in. */
    public PortalClient client() {
        return new PortalClient(address(), authority.context());
    }

    public JsonNode get(String path) {
        return answer("GET", path, admin().get(path));
    }

    public JsonNode send(String method, String path, String json) {
        return answer(method, path, admin().send(method, path, json));
    }

    JsonNode send(String method, String path, String json, long revision) {
        return answer(method, path, admin().send(method, path, json, Map.of("If-Match", "\"" + revision + "\"")));
    }

    /** Waits until the host has what first desktops are cloned from: whoever comes before that has to boot. */
    void awaitTemplate() {
        var virsh = new Virsh(libvirt());
        Waiting.until("the template of " + name() + ", see " + log(), POLL, TEMPLATE_LIMIT, () -> {
            List<String> volumes = virsh.attempt("vol-list", POOL)
                    .output()
                    .lines()
                    .map(line -> line.strip().split("\\s+", 2)[0])
                    .toList();
            return volumes.stream()
                    .anyMatch(volume -> volume.startsWith("template-")
                            && volume.endsWith(".memory")
                            && !volumes.contains(volume + ".making"));
        });
    }

    void admitPeer() {
        database.admitPeer();
    }

    void pairWith(Region peer) {
        send("PUT", "/api/v1/regions/" + peer.name(), database.connectionTo(peer.site));
    }

    public Path log() {
        return site.folder().resolve("berth.log");
    }

    @Override
    public void close() {
        cutPower();
    }

    private PortalClient admin() {
        PortalClient known = admin;
        if (known == null) {
            known = signIn("adam");
            admin = known;
        }
        return known;
    }

    private void closeAdmin() {
        PortalClient known = admin;
        admin = null;
        if (known != null) {
            known.close();
        }
    }

    private static JsonNode answer(String method, String path, HttpResponse<String> answer) {
        if (answer.statusCode() >= 300) {
            throw new IllegalStateException(
                    method + " " + path + " answered " + answer.statusCode() + ": " + answer.body());
        }
        return answer.body().isBlank() ? JSON.createObjectNode() : JSON.readTree(answer.body());
    }

    private static boolean isReady(PortalClient client) {
        try {
            return client.get("/actuator/health/readiness").statusCode() == 200;
        } catch (UncheckedIOException notListeningYet) {
            return false;
        }
    }

    private static boolean ended(Process process) {
        try {
            return process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private List<String> settings() {
        return List.of(
                "--server.address=" + site.address(),
                "--server.port=443",
                "--server.ssl.certificate=file:" + authority.certificate(name()),
                "--server.ssl.certificate-private-key=file:" + authority.key(name()),
                "--berth.public-url=" + address(),
                "--berth.gateway.origins=" + address(),
                "--berth.region.name=" + name(),
                "--berth.data-dir=" + data(),
                "--berth.database.url=" + database.url(),
                "--berth.database.username=" + SiteDatabase.OWNER,
                "--berth.database.password-file=" + database.passwordFile(),
                "--berth.database.tls=verify-full",
                "--berth.database.root-certificate=" + authority.root(),
                "--berth.evaluation.seed=true",
                "--berth.evaluation.host-pool=" + POOL,
                "--berth.evaluation.image-dir=" + made.imageDir(),
                "--berth.standby.key-file=" + made.peerKey(),
                "--berth.standby.root-certificate=" + authority.root());
    }

    private Path data() {
        return site.folder().resolve("data");
    }
}
