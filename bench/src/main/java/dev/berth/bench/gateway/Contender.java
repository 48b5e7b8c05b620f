package dev.berth.bench.gateway;

import dev.berth.bench.bed.Scratch;
import dev.berth.bench.raw.Virsh;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** What is measured between a guacd and browsers. */
enum Contender {
    BERTH("Berth"),
    STOCK("guacamole-common"),
    LITE("guacamole-lite"),
    RELAY("bare relay"),
    /** Browsers at guacd itself: what a line without a gateway takes. */
    NOBODY("no gateway");

    private static final Path PEERS = Path.of("bench-peers");
    private static final Path LITE_SOURCES = PEERS.resolve(Path.of("src", "main", "node"));
    private static final Duration NPM_LIMIT = Duration.ofMinutes(2);
    private static final String LITE_KEY = "the-key-that-lite-is-measured-wi";

    /** The same for each JVM; a heap that follows what is held, for memory is counted as the kernel sees it. */
    private static final List<String> JVM = List.of(
            "--enable-native-access=ALL-UNNAMED",
            "-XX:+UseSerialGC",
            "-Xms16m",
            "-Xmx1500m",
            "-XX:MinHeapFreeRatio=10",
            "-XX:MaxHeapFreeRatio=25");

    private final String words;

    Contender(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** @param scratch for its files */
    GatewayProcess start(int guacdPort, Scratch scratch) {
        Path log = Path.of("target", "bench", "gateway-" + name().toLowerCase(Locale.ROOT) + ".log");
        String port = Integer.toString(guacdPort);
        return switch (this) {
            case BERTH ->
                GatewayProcess.start(
                        java(scratch, ownClasses(), "dev.berth.gateway.MeasuredGateway", port), jcmd(), log);
            case STOCK ->
                GatewayProcess.start(
                        java(scratch, peersClasses(), "dev.berth.bench.peers.StockGateway", port), jcmd(), log);
            case RELAY ->
                GatewayProcess.start(java(scratch, ownClasses(), BareRelay.class.getName(), port), jcmd(), log);
            case LITE ->
                GatewayProcess.start(
                        List.of(
                                "node",
                                "--expose-gc",
                                LITE_SOURCES.resolve("lite.cjs").toString(),
                                port,
                                LITE_KEY),
                        List.of("kill", "-USR2", GatewayProcess.PID),
                        log);
            case NOBODY -> throw new IllegalStateException("Where there is no gateway, none is started.");
        };
    }

    Entrance entrance(int port) {
        return switch (this) {
            case BERTH -> Entrance.ofBerth(port);
            case STOCK -> new Entrance(port, "/websocket-tunnel", List.of("guacamole"));
            case LITE -> new Entrance(port, "/?token=" + token(), List.of("guacamole"));
            case RELAY -> new Entrance(port, "/", List.of("guacamole"));
            case NOBODY -> Entrance.direct(port);
        };
    }

    /** Brings guacamole-lite from npm, as the lock file says, unless it is there. */
    static void install() {
        if (Files.isDirectory(LITE_SOURCES.resolve(Path.of("node_modules", "guacamole-lite")))) {
            return;
        }
        Virsh.Answer npm = Virsh.execute(
                List.of(
                        "npm",
                        "ci",
                        "--ignore-scripts",
                        "--no-audit",
                        "--no-fund",
                        "--prefix",
                        LITE_SOURCES.toString()),
                NPM_LIMIT);
        if (!npm.ok()) {
            throw new IllegalStateException("npm did not bring guacamole-lite: "
                    + npm.output().strip() + ". Check that npm can reach its registry.");
        }
    }

    private static List<String> java(Scratch scratch, String classPath, String main, String port) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(JVM);
        command.add("-Djava.io.tmpdir=" + scratch.folder());
        command.addAll(List.of("-cp", classPath, main, port));
        return command;
    }

    private static List<String> jcmd() {
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(), GatewayProcess.PID, "GC.run");
    }

    private static String ownClasses() {
        return System.getProperty("java.class.path");
    }

    private static String peersClasses() {
        Path built = PEERS.resolve("target");
        try {
            return built.resolve("classes") + ":"
                    + Files.readString(built.resolve("bench.classpath")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException("The other gateways are not built. ./berth bench gateway builds them.", e);
        }
    }

    /** What guacamole-lite takes in place of a sign-in: where to go, encrypted by whoever shares its key. */
    private static String token() {
        String settings =
                "{\"connection\":{\"type\":\"rdp\",\"settings\":{\"hostname\":\"127.0.0.1\",\"port\":\"3389\"}}}";
        byte[] start = new byte[16];
        try {
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(
                    Cipher.ENCRYPT_MODE,
                    new SecretKeySpec(LITE_KEY.getBytes(StandardCharsets.US_ASCII), "AES"),
                    new IvParameterSpec(start));
            String json = "{\"iv\":\"" + base64(start) + "\",\"value\":\""
                    + base64(cipher.doFinal(settings.getBytes(StandardCharsets.US_ASCII))) + "\"}";
            return base64(json.getBytes(StandardCharsets.US_ASCII))
                    .replace("+", "%2B")
                    .replace("/", "%2F")
                    .replace("=", "%3D");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This JVM has no AES", e);
        }
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}
