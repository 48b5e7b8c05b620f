package dev.berth.portal.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.portal.PortalTest;
import jakarta.servlet.http.Cookie;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.Base64;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.web.servlet.request.RequestPostProcessor;

/** Nobody who is not signed in fills the disk. */
class FloodedDoorTest extends PortalTest {

    @Autowired
    private DataSource database;

    @Test
    void aLongNameIsKeptNowhereInFull() throws Exception {
        String name = "flood" + UUID.randomUUID() + "x".repeat(100_000);

        Cookie session = signIn(name, "wrong", "198.51.100.1");

        assertThat(number("select max(length(actor)) from audit_entry")).isEqualTo(256);
        assertThat(number("""
                                select coalesce(sum(length(attribute_bytes)), 0) from spring_session_attributes b
                                  join spring_session s on s.primary_id = b.session_primary_id
                                 where s.session_id = ?
                                """, id(session))).isBetween(256, 4_096);
    }

    @Test
    void ofAttemptsThatCameTooSoonOneAMinuteIsWrittenDown() throws Exception {
        for (int i = 0; i < 310; i++) {
            signIn("", "", "198.51.100.2");
        }
        assertThat(number("""
                                select count(*) from audit_entry
                                 where address = '198.51.100.2' and reason like 'too many failures%'
                                """)).isEqualTo(1);
    }

    /** Active Directory locks an account after so many: one that is typed counts as one. */
    @Test
    void aWrongPasswordIsTriedOnce() throws Exception {
        signIn("bob", "not it", "198.51.100.4");
        assertThat(number("select count(*) from audit_entry where address = '198.51.100.4'"))
                .isEqualTo(1);
    }

    @Test
    void aSessionOfNobodyLivesTenMinutesAndThatOfAPersonTwelveHours() throws Exception {
        assertThat(seconds(signIn("alice", "not it", "198.51.100.3"))).isEqualTo(600);
        assertThat(seconds(signIn("alice", password("alice"), "198.51.100.3"))).isEqualTo(12 * 3600);
    }

    private int seconds(Cookie session) throws SQLException {
        return number("select max_inactive_interval from spring_session where session_id = ?", id(session));
    }

    private static String id(Cookie session) {
        return new String(Base64.getDecoder().decode(session.getValue()), StandardCharsets.UTF_8);
    }

    private Cookie signIn(String name, String password, String address) throws Exception {
        RequestPostProcessor from = request -> {
            request.setRemoteAddr(address);
            return request;
        };
        Cookie session = mvc.perform(post("/sign-in")
                        .with(csrf())
                        .with(from)
                        .param("username", name)
                        .param("password", password))
                .andExpect(status().is3xxRedirection())
                .andReturn()
                .getResponse()
                .getCookie("berth");
        assertThat(session).isNotNull();
        return session;
    }

    private int number(String sql, String... parameters) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            try (var rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                return rows.getInt(1);
            }
        }
    }
}
