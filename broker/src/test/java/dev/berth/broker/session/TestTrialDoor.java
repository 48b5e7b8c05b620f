package dev.berth.broker.session;

import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.region.RegionKey;
import dev.berth.broker.region.RegionKeySettings;
import java.nio.file.Path;
import java.time.Clock;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The way of trials into one node's desktops, put together as Spring does it. */
public final class TestTrialDoor {

    private TestTrialDoor() {}

    /** @param folder with the region's key */
    public static TrialDoor over(
            JdbcClient jdbc, PlatformTransactionManager transactions, Desktops desktops, Path folder, Clock clock) {
        return new TrialDoor(
                desktops,
                doors(jdbc, transactions, desktops, folder, clock),
                new RdpCertificates(desktops, jdbc, clock),
                clock);
    }

    /** Shuts what nobody needs, as a node does by itself. */
    public static void shutUnneeded(
            JdbcClient jdbc, PlatformTransactionManager transactions, Desktops desktops, Path folder, Clock clock) {
        doors(jdbc, transactions, desktops, folder, clock).shutUnneeded();
    }

    private static Doors doors(
            JdbcClient jdbc, PlatformTransactionManager transactions, Desktops desktops, Path folder, Clock clock) {
        var passwords = new GuestPasswords(new RegionKey(new RegionKeySettings(folder, null)));
        var tickets = new JdbcTickets(jdbc, new TransactionTemplate(transactions));
        return new Doors(desktops, tickets, passwords, jdbc, clock);
    }
}
