package dev.berth.portal.door;

import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.boot.webmvc.error.ErrorController;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;

/** What failed before or after a route, such as in a filter, is answered in the same way as what failed in one. */
@Controller
class LastResort implements ErrorController {

    private final RefusalAnswer answer;

    LastResort(RefusalAnswer answer) {
        this.answer = answer;
    }

    @RequestMapping("/error")
    void error(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Exception cause) {
            answer.failed(request, response, cause);
            return;
        }
        Object code = request.getAttribute(RequestDispatcher.ERROR_STATUS_CODE);
        HttpStatus status = code instanceof Integer number ? HttpStatus.resolve(number) : HttpStatus.NOT_FOUND;
        if (status == null || status.is5xxServerError()) {
            answer.failed(request, response, new ServletException("Answered with status " + code));
        } else {
            answer.answer(request, response, status.value(), status.name(), status.getReasonPhrase() + ".");
        }
    }
}
