package dev.berth.portal.door;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.get;
import static org.springframework.test.web.servlet.request.MockMvcRequestBuilders.post;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.content;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.header;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.redirectedUrl;
import static org.springframework.test.web.servlet.result.MockMvcResultMatchers.status;

import dev.berth.broker.directory.Role;
import dev.berth.portal.PortalTest;
import jakarta.servlet.http.Cookie;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.MvcResult;

class SignInTest extends PortalTest {

    @Test
    void accountOfTheEvaluationDirectoryComesIn() throws Exception {
        MvcResult in = signIn("alice", password("alice"));

        assertThat(in.getResponse().getRedirectedUrl()).isEqualTo("/");
        mvc.perform(get("/").cookie(session(in)))
                .andExpect(status().isOk())
                .andExpect(content().string(containsString("alice")));
    }

    @Test
    void whoSignsInOnTheWayToAPageComesToItsPlainAddress() throws Exception {
        MvcResult sent = mvc.perform(get("/desktops?from=mail").accept(MediaType.TEXT_HTML))
                .andExpect(redirectedUrl("/sign-in"))
                .andReturn();

        mvc.perform(post("/sign-in")
                        .with(csrf())
                        .cookie(session(sent))
                        .param("username", "alice")
                        .param("password", password("alice")))
                .andExpect(redirectedUrl("http://localhost/desktops?from=mail"));
    }

    @Test
    void wrongPasswordIsToldInAPlainSentenceWithAReference() throws Exception {
        MvcResult refused = signIn("alice", "not it");

        assertThat(refused.getResponse().getRedirectedUrl()).isEqualTo("/sign-in");
        mvc.perform(get("/sign-in").cookie(session(refused)))
                .andExpect(content().string(containsString("The user name or the password is not right.")))
                .andExpect(content().string(containsString("Reference")));
    }

    @Test
    void signInWithoutTheFormsTokenIsNotTaken() throws Exception {
        mvc.perform(post("/sign-in").param("username", "alice").param("password", password("alice")))
                .andExpect(redirectedUrl("/sign-in?again"));
    }

    @Test
    void signedOutSessionIsWorthNothing() throws Exception {
        Cookie session = session(signIn("bob", password("bob")));

        mvc.perform(post("/sign-out").with(csrf()).cookie(session)).andExpect(redirectedUrl("/sign-in?signed-out"));

        mvc.perform(get("/").cookie(session)).andExpect(redirectedUrl("/sign-in"));
    }

    @Test
    void fragmentOfSomebodyWhoIsNoLongerSignedInLoadsThePageAnew() throws Exception {
        mvc.perform(get("/").header("HX-Request", "true"))
                .andExpect(status().isUnauthorized())
                .andExpect(header().string("HX-Refresh", "true"));
    }

    @Test
    void nothingInlineAndNothingFromElsewhereRuns() throws Exception {
        mvc.perform(get("/sign-in"))
                .andExpect(header().string("Content-Security-Policy", containsString("default-src 'none'")))
                .andExpect(header().string("Content-Security-Policy", containsString("script-src 'self';")))
                .andExpect(header().string("X-Frame-Options", "DENY"))
                .andExpect(content().string(org.hamcrest.Matchers.not(containsString("style=\""))));
    }

    @Test
    void forwardedAddressOfAStrangerIsNotBelieved() throws Exception {
        mvc.perform(get("/api/v1/me").with(a(Role.EMPLOYEE)).header("X-Forwarded-For", "203.0.113.9"))
                .andExpect(content().string(containsString("127.0.0.1")));
    }

    @Test
    void unknownFieldIsNamedAndRefused() throws Exception {
        mvc.perform(post("/api/v1/sessions")
                        .with(a(Role.EMPLOYEE))
                        .with(csrf())
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("{\"bundle\":null,\"host\":\"evil\"}"))
                .andExpect(status().isBadRequest())
                .andExpect(content().contentTypeCompatibleWith(MediaType.APPLICATION_PROBLEM_JSON))
                .andExpect(content().string(containsString("host is not a field of this request")));
    }

    @Test
    void sentenceNamesTheFieldTheValueAndWhatIsAllowed() throws Exception {
        mvc.perform(post("/api/v1/hosts")
                        .with(a(Role.ADMIN))
                        .with(csrf())
                        .contentType(MediaType.APPLICATION_JSON)
                        .content("""
                                {"name": "kvm 1", "connection": {"uri": "qemu:///system", "pool": "berth",
                                 "forwardAddress": "127.0.0.1"}, "vcpuOvercommit": 4, "reservedMemoryMib": 0}
                                """))
                .andExpect(status().isBadRequest())
                .andExpect(content().string(containsString("name is 'kvm 1'; allowed are")));
    }

    @Test
    void koreanBrowserIsAnsweredInKorean() throws Exception {
        mvc.perform(get("/sign-in").header("Accept-Language", "ko-KR,ko;q=0.9"))
                .andExpect(content().string(containsString("데스크톱에 로그인")));
    }

    private MvcResult signIn(String name, String password) throws Exception {
        return mvc.perform(post("/sign-in").with(csrf()).param("username", name).param("password", password))
                .andExpect(status().is3xxRedirection())
                .andReturn();
    }

    private static Cookie session(MvcResult result) {
        return result.getResponse().getCookie("berth");
    }
}
