package dev.berth.portal.door;

import dev.berth.broker.audit.Reference;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Says no: as a page to people, as problem details to programs, always with a reference that is in the log too. */
@Component
class RefusalAnswer {

    private static final Logger log = LoggerFactory.getLogger(RefusalAnswer.class);
    private static final String NOTHING_HERE = "There is nothing at this address.";

    private final JsonMapper json;

    RefusalAnswer(JsonMapper json) {
        this.json = json;
    }

    /**
     * @param code for programs
     * @param sentence for people; null where the status says it all
     */
    void answer(
            HttpServletRequest request,
            HttpServletResponse response,
            int status,
            String code,
            @Nullable String sentence)
            throws ServletException, IOException {
        Reference reference = Reference.next();
        log.info(
                "Refused {} {} with {} [{}]: {}",
                request.getMethod(),
                RequestPath.of(request),
                code,
                reference,
                sentence == null ? NOTHING_HERE : sentence);
        if (isForPrograms(request)) {
            problem(response, status, code, sentence == null ? NOTHING_HERE : sentence, reference);
        } else {
            show(request, response, new ShownRefusal(status, code, sentence, reference.value()));
        }
    }

    /** Something broke. Whoever asked learns no more than the reference; the log has the rest under it. */
    void failed(HttpServletRequest request, HttpServletResponse response, Exception cause)
            throws ServletException, IOException {
        Reference reference = Reference.next();
        log.error("Failed {} {} [{}]", request.getMethod(), RequestPath.asked(request), reference, cause);
        if (response.isCommitted()) {
            return;
        }
        int status = HttpServletResponse.SC_INTERNAL_SERVER_ERROR;
        if (isForPrograms(request)) {
            problem(response, status, "FAILED", "Something broke. Tell your helpdesk the reference.", reference);
        } else {
            show(request, response, new ShownRefusal(status, "FAILED", null, reference.value()));
        }
    }

    private static void show(HttpServletRequest request, HttpServletResponse response, ShownRefusal shown)
            throws ServletException, IOException {
        response.setStatus(shown.status());
        request.setAttribute(ShownRefusal.ATTRIBUTE, shown);
        request.getRequestDispatcher(ShownRefusal.PAGE).forward(request, response);
    }

    /** For requests that are refused before anything is known that a page needs. */
    void plain(HttpServletResponse response, int status, String code, String sentence) throws IOException {
        Reference reference = Reference.next();
        log.info("Refused a request with {} [{}]: {}", code, reference, sentence);
        problem(response, status, code, sentence, reference);
    }

    static boolean isForPrograms(HttpServletRequest request) {
        return RequestPath.asked(request).startsWith(RequestPath.PROGRAMS);
    }

    private void problem(HttpServletResponse response, int status, String code, String sentence, Reference reference)
            throws IOException {
        var body = new LinkedHashMap<String, Object>();
        body.put("title", code);
        body.put("status", status);
        body.put("detail", sentence);
        body.put("code", code);
        body.put("reference", reference.value());
        response.setStatus(status);
        if (status == HttpServletResponse.SC_UNAUTHORIZED) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"Berth\"");
        }
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setCharacterEncoding(StandardCharsets.UTF_8);
        response.getWriter().write(json.writeValueAsString(body));
    }
}
