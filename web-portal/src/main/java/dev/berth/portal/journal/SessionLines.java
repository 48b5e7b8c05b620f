package dev.berth.portal.journal;

import dev.berth.broker.trace.Work;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.AsyncHandlerInterceptor;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Requests about a session log as work for it. */
@Component
class SessionLines implements AsyncHandlerInterceptor, WebMvcConfigurer {

    private static final Pattern SESSION = Pattern.compile(
            "/(?:api/v1/|admin/)?sessions/([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:/.*)?");

    private static final String WORK = SessionLines.class.getName();

    @Override
    public void addInterceptors(InterceptorRegistry registry) {
        registry.addInterceptor(this);
    }

    @Override
    public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
        Matcher path = SESSION.matcher(request.getRequestURI());
        if (path.matches()) {
            request.setAttribute(WORK, Work.forSession(UUID.fromString(path.group(1))));
        }
        return true;
    }

    @Override
    public void afterConcurrentHandlingStarted(
            HttpServletRequest request, HttpServletResponse response, Object handler) {
        over(request);
    }

    @Override
    public void afterCompletion(
            HttpServletRequest request, HttpServletResponse response, Object handler, @Nullable Exception failure) {
        over(request);
    }

    /** The thread is given back, and may next work for somebody else. */
    private static void over(HttpServletRequest request) {
        if (request.getAttribute(WORK) instanceof Work work) {
            request.removeAttribute(WORK);
            work.close();
        }
    }
}
