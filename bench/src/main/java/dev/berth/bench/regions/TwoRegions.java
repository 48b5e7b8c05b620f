package dev.berth.bench.regions;

import dev.berth.bench.bed.ClearedOnce;
import dev.berth.bench.bed.Scratch;
import dev.berth.bench.bed.UnpackedJar;
import dev.berth.bench.raw.Waiting;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import tools.jackson.databind.JsonNode;

/** Two paired regions with one alias, and an office beside them; nothing of them is left when this is closed, also by Ctrl-C. */
public final class TwoRegions implements AutoCloseable {

    public static final String ALIAS = "desktops.example.com";

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final Duration POLL = Duration.ofMillis(250);
    private static final int KEY_BYTES = 64;

    private final Scratch scratch;
    private final WideArea area;
    private final Region seoul;
    private final Region busan;
    private final ClearedOnce cleared;

    private TwoRegions(Scratch scratch, WideArea area, Region seoul, Region busan) {
        this.scratch = scratch;
        this.area = area;
        this.seoul = seoul;
        this.busan = busan;
        cleared = new ClearedOnce("regions-clear", this::clear);
    }

    /**
     * Starts both, pairs them, and associates the alias with both, Seoul first.
     *
     * @param every between points of a user volume that are sent to the other region
     * @param settings of both, as on the command line
     */
    public static TwoRegions make(Path jar, Path imageDir, Duration every, List<String> settings) {
        Scratch scratch = Scratch.make("berth-regions-");
        WideArea area = WideArea.make();
        TwoRegions made = null;
        try {
            Path folder = scratch.folder();
            Authority authority = Authority.make(folder);
            Path programs = SiteDatabase.programs(folder);
            var of = new Region.Made(UnpackedJar.of(jar), imageDir, key(folder), settings);
            made = new TwoRegions(
                    scratch,
                    area,
                    region(area, authority, programs, of, "seoul", 2),
                    region(area, authority, programs, of, "busan", 3));
            made.each(Region::powerOn);
            made.pair();
            made.associate();
            made.policy(every);
            made.each(Region::awaitTemplate);
            return made;
        } catch (RuntimeException e) {
            if (made != null) {
                made.close();
            } else {
                area.close();
                scratch.close();
            }
            throw e;
        }
    }

    public Region seoul() {
        return seoul;
    }

    public Region busan() {
        return busan;
    }

    public WideArea area() {
        return area;
    }

    public Path folder() {
        return scratch.folder();
    }

    /** The alias, as a region sees it. */
    public static JsonNode alias(Region region) {
        for (JsonNode alias : region.get("/api/v1/aliases")) {
            if (alias.path("name").asString().equals(ALIAS)) {
                return alias;
            }
        }
        throw new IllegalStateException("Region " + region.name() + " knows no alias " + ALIAS);
    }

    @Override
    public void close() {
        cleared.close();
    }

    private void clear() {
        try (scratch;
                area;
                busan;
                seoul) {
            // Both sites end first, then the network between them.
        }
    }

    private void each(Consumer<Region> work) {
        try {
            CompletableFuture.allOf(
                            CompletableFuture.runAsync(() -> work.accept(seoul)),
                            CompletableFuture.runAsync(() -> work.accept(busan)))
                    .join();
        } catch (CompletionException e) {
            throw new IllegalStateException("A region cannot be set up: " + e.getCause(), e);
        }
    }

    private void pair() {
        each(Region::admitPeer);
        seoul.pairWith(busan);
        busan.pairWith(seoul);
        Waiting.until("both regions to hear each other", POLL, LIMIT, () -> flows(seoul) && flows(busan));
    }

    /** Whether rows flow between the region and its peer, both ways. */
    public static boolean flows(Region region) {
        JsonNode peer = region.get("/api/v1/regions").path("peers").path(0);
        return peer.path("incoming").asString("").equals("FLOWING")
                && peer.path("outgoing").asString("").equals("FLOWING");
    }

    private void associate() {
        JsonNode alias = seoul.send("POST", "/api/v1/aliases", "{\"name\": \"" + ALIAS + "\"}");
        seoul.send(
                "PUT",
                "/api/v1/aliases/" + alias.path("id").asString() + "/regions",
                "{\"regions\": [\"" + seoul.name() + "\", \"" + busan.name() + "\"]}",
                alias.path("revision").asLong());
        Waiting.until(
                "both regions to serve the alias",
                POLL,
                LIMIT,
                () -> alias(seoul).path("state").asString().equals("ASSOCIATED")
                        && !busan.get("/api/v1/aliases").isEmpty()
                        && alias(busan).path("state").asString().equals("ASSOCIATED"));
    }

    private void policy(Duration every) {
        each(region -> region.send(
                "POST", "/api/v1/regions/standby-policies", "{\"everySeconds\": " + every.toSeconds() + "}"));
    }

    private static Region region(
            WideArea area, Authority authority, Path programs, Region.Made of, String name, int number) {
        var site = new Site(area, name, number, folderOf(authority.folder(), name), programs);
        authority.certify(name, site.address());
        var database = new SiteDatabase(site, authority);
        database.make(programs, area.all());
        return new Region(site, database, authority, of);
    }

    private static Path folderOf(Path folder, String name) {
        try {
            return Files.createDirectory(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make a folder for " + name, e);
        }
    }

    private static Path key(Path folder) {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        try {
            Path file = Files.write(folder.resolve("peer.key"), key);
            return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the regions' secret", e);
        }
    }
}
