package dev.berth.portal.page;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Locale;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.Resource;
import org.springframework.http.CacheControl;
import org.springframework.util.DigestUtils;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.config.annotation.ResourceHandlerRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.i18n.CookieLocaleResolver;
import org.springframework.web.servlet.resource.VersionResourceResolver;

/** Languages, and how long browsers keep files. */
@Configuration
class PageConfiguration implements WebMvcConfigurer {

    private static final Duration YEAR = Duration.ofDays(365);
    private static final String VENDOR = "classpath:/static/vendor/";
    private static final String OURS = "classpath:/static/berth/";

    @Bean
    LocaleResolver localeResolver() {
        var resolver = new CookieLocaleResolver("berth-language");
        resolver.setCookieMaxAge(YEAR);
        resolver.setCookieHttpOnly(true);
        resolver.setCookieSameSite("Lax");
        resolver.setDefaultLocaleFunction(request -> known(request.getLocale()));
        resolver.setRejectInvalidCookies(false);
        return resolver;
    }

    /**
     * Pages name files by their content's hash, so those are kept for a year. Modules of the session page name each
     * other plainly, so a browser asks for them each time and is told that nothing changed.
     */
    @Override
    public void addResourceHandlers(ResourceHandlerRegistry registry) {
        registry.addResourceHandler("/berth/session/**")
                .addResourceLocations(OURS + "session/")
                .setCacheControl(CacheControl.noCache())
                .setUseLastModified(false)
                .setEtagGenerator(PageConfiguration::hash);
        registered(registry, "/vendor/**", VENDOR);
        registered(registry, "/berth/**", OURS);
    }

    private static void registered(ResourceHandlerRegistry registry, String path, String location) {
        registry.addResourceHandler(path)
                .addResourceLocations(location)
                .setCacheControl(CacheControl.maxAge(YEAR).cachePublic())
                .setUseLastModified(false)
                .resourceChain(true)
                .addResolver(new VersionResourceResolver().addContentVersionStrategy("/**"));
    }

    private static String hash(Resource resource) {
        try (var content = resource.getInputStream()) {
            return "\"" + DigestUtils.md5DigestAsHex(content) + "\"";
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + resource, e);
        }
    }

    private static Locale known(Locale wanted) {
        return Frame.LANGUAGES.contains(wanted.getLanguage()) ? Locale.of(wanted.getLanguage()) : Locale.ENGLISH;
    }
}
