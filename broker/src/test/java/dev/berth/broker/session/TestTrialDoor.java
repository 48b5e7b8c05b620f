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
        var passwords = new GuestPasswords(new RegionKey(new RegionKeySettings(folder, null)));
        var tickets = new JdbcTickets(jdbc, new TransactionTemplate(transactions));
        return new TrialDoor(
                desktops,
                new Doors(desktops, tickets, passwords, jdbc, clock),
                new RdpCertificates(desktops, jdbc, clock));
    }
}
