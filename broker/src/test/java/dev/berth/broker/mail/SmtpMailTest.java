package dev.berth.broker.mail;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real mail server behind STARTTLS, with a certificate of an authority of its own. */
class SmtpMailTest {

    private static final String PASSWORD = "correct horse";
    private static final Mail MAIL =
            new Mail(MailAddress.of("alice@corp.example.com").orElseThrow(), "Maintenance", "Tomorrow at three.");

    @TempDir
    Path folder;

    private GreenMail server;
    private StartTlsDoor door;
    private Path authority;

    @BeforeEach
    void begin() throws Exception {
        server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        server.setUser("berth@corp.example.com", "berth", PASSWORD);
        server.start();
        authority = folder.resolve("ca.pem");
        door = new StartTlsDoor(certified("127.0.0.1"), server.getSmtp().getPort());
    }

    @AfterEach
    void end() {
        door.close();
        server.stop();
    }

    @Test
    void mailGoesUnderTlsAfterSigningIn() throws Exception {
        mail(authority, PASSWORD).send(MAIL);
        assertThat(server.getReceivedMessages()).hasSize(1);
        assertThat(server.getReceivedMessages()[0].getSubject()).isEqualTo("Maintenance");
        assertThatThrownBy(() -> mail(authority, "wrong").send(MAIL))
                .isInstanceOf(MailFailedException.class)
                .hasMessageContaining("Authentication failed");
        assertThat(server.getReceivedMessages()).hasSize(1);
    }

    @Test
    void certificateThatIsNotTrustedGetsNothingAndIsToldInASentence() {
        assertThatThrownBy(() -> mail(null, PASSWORD).send(MAIL))
                .isInstanceOf(MailFailedException.class)
                .hasMessageContaining("its certificate is not trusted")
                .hasMessageContaining("berth.mail.ca-file");
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void certificateOfAnotherHostGetsNothing() throws Exception {
        try (var elsewhere =
                new StartTlsDoor(certified("192.0.2.1"), server.getSmtp().getPort())) {
            assertThatThrownBy(() -> mail(elsewhere, authority, PASSWORD).send(MAIL))
                    .isInstanceOf(MailFailedException.class);
        }
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void fileWithoutACertificateIsRefusedAtTheStart() throws Exception {
        Path empty = Files.writeString(folder.resolve("empty.pem"), "");
        assertThatThrownBy(() -> mail(empty, PASSWORD))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("berth.mail.ca-file");
    }

    private SmtpMail mail(@Nullable Path caFile, String password) {
        return mail(door, caFile, password);
    }

    private static SmtpMail mail(StartTlsDoor door, @Nullable Path caFile, String password) {
        return new SmtpMail(new MailSettings(
                "127.0.0.1",
                door.port(),
                MailSettings.Security.STARTTLS,
                caFile,
                "berth",
                password,
                "berth@corp.example.com",
                "en",
                null,
                Duration.ofSeconds(10)));
    }

    /** Signed by itself; the authority's file holds it afterwards. */
    private SSLContext certified(String address) throws Exception {
        Path keys = folder.resolve("keys-" + address + ".p12");
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "mail",
                        "-dname",
                        "CN=Mail",
                        "-ext",
                        "san=ip:" + address,
                        "-keystore",
                        keys.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).isTrue();
        KeyStore store = KeyStore.getInstance(keys.toFile(), PASSWORD.toCharArray());
        byte[] certificate = store.getCertificate("mail").getEncoded();
        Files.writeString(
                authority,
                "-----BEGIN CERTIFICATE-----\n" + Base64.getMimeEncoder().encodeToString(certificate)
                        + "\n-----END CERTIFICATE-----\n");
        KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(store, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }
}
