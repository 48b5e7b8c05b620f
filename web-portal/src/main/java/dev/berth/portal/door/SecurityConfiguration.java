package dev.berth.portal.door;

import dev.berth.portal.NodeSettings;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.security.authentication.ProviderManager;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.annotation.web.configurers.HeadersConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.web.DefaultRedirectStrategy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.AnonymousAuthenticationFilter;
import org.springframework.security.web.authentication.SavedRequestAwareAuthenticationSuccessHandler;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;
import org.springframework.security.web.savedrequest.HttpSessionRequestCache;
import org.springframework.session.web.http.CookieSerializer;
import org.springframework.session.web.http.DefaultCookieSerializer;

/** The one chain that people's requests pass, and the one of services. */
@Configuration
class SecurityConfiguration {

    private static final String PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=(),"
            + " clipboard-read=(self), clipboard-write=(self), fullscreen=(self)";

    @Bean
    SecurityFilterChain everything(
            HttpSecurity http,
            RouteAccess routes,
            DirectorySignIn directory,
            Door door,
            NodeSettings node,
            ContentPolicy policy,
            SignInSettings signIn,
            RateLimit limit,
            Idempotency idempotency) {
        HttpSessionRequestCache requests = returningToPlainAddresses();
        var back = new SavedRequestAwareAuthenticationSuccessHandler();
        back.setRequestCache(requests);
        // This one alone: a provider that is only added has the one that Spring makes of the same bean asked after it,
        // and
        // a wrong password would count twice at the directory.
        return http.authenticationManager(new ProviderManager(directory))
                .addFilterBefore(limit.filter(), AuthorizationFilter.class)
                .addFilterAfter(idempotency.filter(), AuthorizationFilter.class)
                .authorizeHttpRequests(rules -> rules.dispatcherTypeMatchers(
                                DispatcherType.FORWARD, DispatcherType.ERROR, DispatcherType.ASYNC)
                        .permitAll()
                        .anyRequest()
                        .access(routes))
                .requestCache(cache -> cache.requestCache(requests))
                .formLogin(form -> form.loginPage("/sign-in")
                        .loginProcessingUrl("/sign-in")
                        .authenticationDetailsSource(
                                request -> RequestOrigin.addressOf(request).toString())
                        .successHandler((request, response, person) -> {
                            request.getSession()
                                    .setMaxInactiveInterval(
                                            Math.toIntExact(signIn.idleTimeout().toSeconds()));
                            back.onAuthenticationSuccess(request, response, person);
                        })
                        .failureHandler(SecurityConfiguration::showAtTheDoor))
                .logout(out -> out.logoutUrl("/sign-out")
                        .addLogoutHandler(door)
                        .logoutSuccessUrl("/sign-in?signed-out")
                        .deleteCookies("berth"))
                .exceptionHandling(
                        refusals -> refusals.authenticationEntryPoint(door).accessDeniedHandler(door))
                .headers(headers -> secure(headers, node, policy))
                .build();
    }

    /** Whoever shows a token has no web session, gets none, and so needs no protection of one. */
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    SecurityFilterChain services(
            HttpSecurity http,
            RouteAccess routes,
            BearerDoor bearers,
            Door door,
            NodeSettings node,
            ContentPolicy policy,
            RateLimit limit,
            Idempotency idempotency) {
        return http.securityMatcher(BearerDoor::isShown)
                .addFilterBefore(bearers.filter(), AnonymousAuthenticationFilter.class)
                .addFilterBefore(limit.filter(), AuthorizationFilter.class)
                .addFilterAfter(idempotency.filter(), AuthorizationFilter.class)
                .authorizeHttpRequests(rules -> rules.dispatcherTypeMatchers(
                                DispatcherType.FORWARD, DispatcherType.ERROR, DispatcherType.ASYNC)
                        .permitAll()
                        .anyRequest()
                        .access(routes))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .exceptionHandling(
                        refusals -> refusals.authenticationEntryPoint(door).accessDeniedHandler(door))
                .headers(headers -> secure(headers, node, policy))
                .build();
    }

    @Bean
    CookieSerializer sessionCookie(NodeSettings node) {
        var cookie = new DefaultCookieSerializer();
        cookie.setCookieName("berth");
        cookie.setUseHttpOnlyCookie(true);
        cookie.setSameSite("Lax");
        if (node.publishedOverTls()) {
            cookie.setUseSecureCookie(true);
        }
        return cookie;
    }

    private static void secure(HeadersConfigurer<HttpSecurity> headers, NodeSettings node, ContentPolicy policy) {
        headers.addHeaderWriter(policy)
                .referrerPolicy(referrer -> referrer.policy(ReferrerPolicy.SAME_ORIGIN))
                .permissionsPolicyHeader(permissions -> permissions.policy(PERMISSIONS))
                .crossOriginOpenerPolicy(opener -> opener.policy(
                        org.springframework.security.web.header.writers.CrossOriginOpenerPolicyHeaderWriter
                                .CrossOriginOpenerPolicy.SAME_ORIGIN))
                .frameOptions(HeadersConfigurer.FrameOptionsConfig::deny);
        if (node.publishedOverTls()) {
            headers.httpStrictTransportSecurity(strict -> strict.requestMatcher(request -> true));
        }
    }

    private static void showAtTheDoor(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException failure)
            throws java.io.IOException {
        var session = request.getSession();
        session.setAttribute(
                ShownSignInRefusal.ATTRIBUTE,
                failure instanceof SignInRefusedException refused ? refused.shown() : Door.unexpected(failure));
        String typed = request.getParameter("username");
        session.setAttribute(
                ShownSignInRefusal.TYPED_NAME,
                typed == null ? null : TypedName.of(typed).text());
        new DefaultRedirectStrategy().sendRedirect(request, response, "/sign-in");
    }

    /** Spring takes null for no mark in the address, and its annotations do not say so. */
    @SuppressWarnings("NullAway")
    private static HttpSessionRequestCache returningToPlainAddresses() {
        var requests = new HttpSessionRequestCache();
        requests.setRequestMatcher(SecurityConfiguration::isPageWorthReturningTo);
        requests.setMatchingRequestParameterName(null);
        return requests;
    }

    private static boolean isPageWorthReturningTo(HttpServletRequest request) {
        String accepts = request.getHeader("Accept");
        return "GET".equals(request.getMethod())
                && request.getHeader("HX-Request") == null
                && !RefusalAnswer.isForPrograms(request)
                && accepts != null
                && accepts.contains(MediaType.TEXT_HTML_VALUE);
    }
}
