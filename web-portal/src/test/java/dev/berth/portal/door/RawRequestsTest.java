package dev.berth.portal.door;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.broker.access.Access;
import dev.berth.broker.access.Intent;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import dev.berth.broker.token.TokenScope;
import dev.berth.broker.token.TokenSpec;
import dev.berth.broker.token.Tokens;
import dev.berth.ipacl.ClientAddress;
import dev.berth.portal.DataFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** Bytes on a socket that no decent client sends, to the whole of Berth behind its real server. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "berth.evaluation.seed=false")
@DirtiesContext
class RawRequestsTest {

    private static final int CHUNK = 64 * 1024;
    private static final int MILLIS = 10_000;

    @LocalServerPort
    private int port;

    @Autowired
    private Tokens tokens;

    @Autowired
    private Access access;

    @Autowired
    private Clock clock;

    @Autowired
    @Qualifier("requestMappingHandlerMapping")
    private RequestMappingHandlerMapping mappings;

    private String bearer;

    @DynamicPropertySource
    static void data(DynamicPropertyRegistry properties) {
        Path folder = DataFolder.make();
        properties.add("berth.data-dir", folder::toString);
    }

    @BeforeEach
    void aServiceThatMayDoEverything() {
        var maker =
                new Person(new PersonId(UUID.randomUUID()), "maker", null, "Maker", null, Set.of(), Set.of(Role.ADMIN));
        var here = ClientAddress.parse("address", "127.0.0.1");
        access.decide(maker, here, new Intent.SignIn());
        var spec = new TokenSpec(
                "t" + UUID.randomUUID().toString().substring(0, 8),
                EnumSet.allOf(TokenScope.class),
                clock.instant().plus(Duration.ofHours(1)),
                List.of());
        bearer = "Authorization: Bearer "
                + tokens.make(spec, maker, here).secret().reveal()
                + "\r\n";
    }

    @Test
    void aBodyThatSaysItIsTooLongIsRefusedBeforeAnyOfItIsSent() throws IOException {
        String answer = send("POST /api/v1/images HTTP/1.1\r\nHost: berth\r\nConnection: close\r\n" + bearer
                + "Content-Type: application/json\r\nContent-Length: 1048577\r\n\r\n");
        assertThat(answer).startsWith("HTTP/1.1 413");
        assertThat(answer).contains("application/problem+json", "TOO_LARGE", "1048576 bytes");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Idempotency-Key: one\r\n"})
    void aBodyThatDoesNotSayHowLongItIsIsCutOff(String key) throws IOException {
        String head = "POST /api/v1/images HTTP/1.1\r\nHost: berth\r\nConnection: close\r\n" + bearer + key
                + "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
        String answer = flood(head, "{\"name\": \"" + "x".repeat(CHUNK - 10), "x".repeat(CHUNK));
        assertThat(answer).startsWith("HTTP/1.1 413");
        assertThat(answer).contains("TOO_LARGE", "1048576 bytes");
    }

    @Test
    void aFormThatDoesNotSayHowLongItIsIsCutOffToo() throws IOException {
        String head = "POST /sign-in HTTP/1.1\r\nHost: berth\r\nConnection: close\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n";
        String answer = flood(head, "username=" + "x".repeat(CHUNK), "x".repeat(CHUNK));
        assertThat(answer).startsWith("HTTP/1.1 413");
        assertThat(answer).contains("TOO_LARGE");
    }

    @Test
    void theLargestBodyThatIsAllowedIsRead() throws IOException {
        String body = "{\"name\": \"" + "x".repeat(BodyLimit.LARGEST - 13) + "\"}";
        String answer = send("POST /api/v1/images HTTP/1.1\r\nHost: berth\r\nConnection: close\r\n" + bearer
                + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n" + body);
        assertThat(body).hasSizeBetween(BodyLimit.LARGEST - 2, BodyLimit.LARGEST);
        assertThat(answer).startsWith("HTTP/1.1 400").doesNotContain("TOO_LARGE");
    }

    /** As a token that may do everything, so that what is refused is refused for its spelling. */
    @Test
    void noRouteIsReachedByAnotherSpelling() throws IOException {
        List<String> reached = new ArrayList<>();
        for (String path : paths()) {
            for (String spelling : spellings(path)) {
                String answer = send("GET " + spelling + " HTTP/1.1\r\nHost: berth\r\nConnection: close\r\n"
                        + (path.startsWith("/api/v1/") ? bearer : "") + "\r\n");
                if (!answer.startsWith("HTTP/1.1 400")) {
                    reached.add(spelling + " → " + answer.lines().findFirst().orElse("nothing"));
                }
            }
        }
        assertThat(reached).isEmpty();
    }

    @Test
    void aSlashAtTheEndReachesNoRoute() throws IOException {
        List<String> reached = new ArrayList<>();
        for (String path : paths()) {
            if (path.startsWith("/api/v1/")) {
                String answer =
                        send("GET " + path + "/ HTTP/1.1\r\nHost: berth\r\nConnection: close\r\n" + bearer + "\r\n");
                if (answer.startsWith("HTTP/1.1 2")) {
                    reached.add(path);
                }
            }
        }
        assertThat(reached).isEmpty();
    }

    private List<String> paths() {
        List<String> paths = mappings.getHandlerMethods().keySet().stream()
                .flatMap(info -> info.getPatternValues().stream())
                .filter(path -> path.length() > 1 && !path.equals("/error"))
                .map(path -> path.replaceAll("\\{[^}]*}", UUID.randomUUID().toString()))
                .distinct()
                .toList();
        assertThat(paths).hasSizeGreaterThan(40);
        return paths;
    }

    private static List<String> spellings(String path) {
        int second = path.indexOf('/', 1);
        String rest = second < 0 ? "" : path.substring(second);
        String first = second < 0 ? path : path.substring(0, second);
        char letter = path.charAt(path.length() - 1);
        return List.of(
                path.substring(0, path.length() - 1) + "%%%02x".formatted((int) letter),
                "/%%%02x".formatted((int) path.charAt(1)) + path.substring(2),
                path + ";a=b",
                first + ";a=b" + rest,
                "/" + path,
                first + "/" + rest + "//",
                "/." + path,
                "/sign-in/.." + path,
                "/vendor/%2e%2e" + path,
                "/vendor/..%2f" + path.substring(1),
                path + "%2f",
                path + "%00");
    }

    /** Sends chunks until the server has had enough. */
    private String flood(String head, String first, String chunk) throws IOException {
        try (Socket socket = connect()) {
            OutputStream out = socket.getOutputStream();
            out.write(head.getBytes(StandardCharsets.ISO_8859_1));
            try {
                chunk(out, first);
                for (int sent = 0; sent < 24; sent++) {
                    chunk(out, chunk);
                }
                out.write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
            } catch (SocketException closed) {
                assertThat(closed).hasMessageMatching("(?i).*(broken pipe|reset|abort).*");
            }
            return read(socket);
        }
    }

    private static void chunk(OutputStream out, String text) throws IOException {
        out.write((Integer.toHexString(text.length()) + "\r\n" + text + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }

    private String send(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return read(socket);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(MILLIS);
        return socket;
    }

    private static String read(Socket socket) throws IOException {
        var answer = new StringBuilder();
        try (var reader =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))) {
            for (int sign = reader.read(); sign >= 0; sign = reader.read()) {
                answer.append((char) sign);
            }
        } catch (SocketTimeoutException e) {
            // The answer is there; the server waits for the body that was announced.
            assertThat(answer).as("what came within %d ms", MILLIS).isNotEmpty();
        }
        return answer.toString();
    }
}
