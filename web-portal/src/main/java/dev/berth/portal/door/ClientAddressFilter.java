package dev.berth.portal.door;

import dev.berth.ipacl.ClientAddress;
import dev.berth.ipacl.ClientOrigin;
import dev.berth.ipacl.TrustedProxies;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/** Works out the client's address before anything else looks at the request, and refuses what leaves it unclear. */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class ClientAddressFilter extends OncePerRequestFilter {

    private final TrustedProxies proxies;
    private final RefusalAnswer answer;

    ClientAddressFilter(ProxySettings settings, RefusalAnswer answer) {
        this.proxies = settings.parsed();
        this.answer = answer;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        ClientOrigin origin = proxies.clientAddress(
                ClientAddress.ofPeer(request.getRemoteAddr()),
                headers(request, "X-Forwarded-For"),
                headers(request, "Forwarded"));
        switch (origin) {
            case ClientOrigin.Known known -> {
                request.setAttribute(RequestOrigin.ATTRIBUTE, known);
                chain.doFilter(request, response);
            }
            case ClientOrigin.Unclear unclear ->
                answer.plain(response, HttpServletResponse.SC_BAD_REQUEST, "ORIGIN_UNCLEAR", unclear.reason());
        }
    }

    private static List<String> headers(HttpServletRequest request, String name) {
        return Collections.list(request.getHeaders(name));
    }
}
