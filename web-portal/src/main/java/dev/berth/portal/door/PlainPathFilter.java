package dev.berth.portal.door;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Refuses paths that could be read in two ways, before anything decides by them. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class PlainPathFilter extends OncePerRequestFilter {

    private final RefusalAnswer answer;

    PlainPathFilter(RefusalAnswer answer) {
        this.answer = answer;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (RequestPath.isPlain(RequestPath.of(request))) {
            chain.doFilter(request, response);
        } else {
            answer.plain(
                    response,
                    HttpServletResponse.SC_BAD_REQUEST,
                    "PATH_NOT_PLAIN",
                    "The path is not written plainly; allowed are letters, digits and . _ ~ @ : + , = - between single"
                            + " slashes, without percent signs, semicolons, '.' or '..'.");
        }
    }
}
