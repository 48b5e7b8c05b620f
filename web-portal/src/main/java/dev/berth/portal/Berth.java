package dev.berth.portal;

import dev.berth.gateway.WebSocketBuffers;
import dev.berth.portal.command.AuditCommand;
import dev.berth.portal.database.EarlyDatabase;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;

/** The one deployable. A node plays the roles that {@code berth.roles} names. */
@SpringBootApplication(scanBasePackages = "dev.berth")
@ConfigurationPropertiesScan("dev.berth")
public class Berth {

    public static void main(String[] args) {
        if (AuditCommand.isMeant(args)) {
            System.exit(AuditCommand.run(args));
        }
        WebSocketBuffers.keepSmall();
        var application = new SpringApplication(Berth.class);
        application.addListeners(new EarlyDatabase());
        application.run(args);
    }
}
