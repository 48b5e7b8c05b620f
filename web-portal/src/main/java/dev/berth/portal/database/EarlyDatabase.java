package dev.berth.portal.database;

import dev.berth.portal.NodeSettings;
import java.util.Optional;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationFailedEvent;
import org.springframework.boot.context.event.SpringApplicationEvent;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationListener;
import org.springframework.core.env.Environment;

/**
 * Begins to start Berth's own PostgreSQL as soon as the settings are read, while Spring has yet to wire anything. A Berth
 * that then fails to start takes its server down again.
 */
public final class EarlyDatabase implements ApplicationListener<SpringApplicationEvent> {

    private volatile Optional<EmbeddedServer> begun = Optional.empty();

    @Override
    public void onApplicationEvent(SpringApplicationEvent event) {
        switch (event) {
            case ApplicationEnvironmentPreparedEvent prepared when DatabaseConfiguration.serves() -> begin(prepared);
            case ApplicationFailedEvent _ -> begun.ifPresent(EmbeddedServer::stopIfStartedHere);
            default -> {}
        }
    }

    private void begin(ApplicationEnvironmentPreparedEvent prepared) {
        begun = server(prepared.getEnvironment());
        begun.ifPresent(server -> prepared.getBootstrapContext()
                .addCloseListener(closed ->
                        closed.getApplicationContext().getBeanFactory().registerSingleton("embeddedServer", server)));
    }

    private static Optional<EmbeddedServer> server(Environment environment) {
        var settings = Binder.get(environment);
        try {
            return settings.bindOrCreate("berth.database", DatabaseSettings.class)
                            .embedded()
                    ? Optional.of(EmbeddedServer.beginIn(
                            settings.bindOrCreate("berth", NodeSettings.class).dataDir()))
                    : Optional.empty();
        } catch (BindException e) {
            // Spring binds the same settings in a moment and tells what is wrong with them.
            return Optional.empty();
        }
    }
}
