package dev.berth.broker.standby;

import static dev.berth.broker.BrokerRegion.ADMIN;
import static dev.berth.broker.Within.within;
import static dev.berth.broker.standby.StandbyPair.SOON;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.desktop.Desktop;
import dev.berth.broker.drill.DrillReport;
import dev.berth.broker.drill.DrillRounds;
import dev.berth.broker.drill.DrillSpec;
import dev.berth.broker.drill.Drills;
import dev.berth.broker.region.LinkHealth;
import dev.berth.broker.region.RegionNews;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;

/** Two regions, of which one leads Alice to the other and back, and a mail server that the test may start. */
abstract class InADrilledPair extends InAStandbyPair {

    GreenMail mail;

    @Override
    String[] settings() throws IOException {
        int port;
        try (var free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        mail = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
        return new String[] {
            "berth.mail.host=127.0.0.1",
            "berth.mail.port=" + port,
            "berth.mail.security=NONE",
            "berth.mail.from=berth@corp.example.com"
        };
    }

    @AfterEach
    void forgetTheDrills() {
        for (StandbyPair.Place place : List.of(pair.a, pair.b)) {
            String own = " where home_region = '" + place.side.name + "'";
            for (String table : List.of("drill", "drill_schedule", "drill_call" + own, "drill_answer" + own)) {
                place.side.jdbc.sql("delete from " + table).update();
            }
        }
        mail.stop();
    }

    /** Alice's desktop, on which she worked, and which is sent. */
    Desktop worked() {
        Desktop desktop = pair.covered();
        pair.a.sessionBegins(desktop);
        pair.a.write(desktop, ONE, "1");
        pair.a.sessionsEnd();
        pair.a.side.clock.forward(Duration.ofSeconds(1));
        pair.ship(pair.a, desktop.id());
        within(SOON, "what a keeps for b is known", () -> {
            pair.keep();
            return pair.b
                    .standbys()
                    .cover(pair.standby().id())
                    .filter(cover -> cover.state() == StandbyState.READY)
                    .isPresent();
        });
        hear();
        return desktop;
    }

    void hear() {
        within(SOON, "each hears the other", () -> {
            pair.beat();
            LinkHealth link = pair.a.node.get(RegionNews.class).link(pair.b.side.name);
            return link.in() == LinkHealth.Verdict.FLOWING && link.out() == LinkHealth.Verdict.FLOWING;
        });
    }

    void start() {
        pair.a.node.get(Drills.class).start(new DrillSpec(new Subject.OfPerson(pair.person, "Alice"), 60, 0), ADMIN);
    }

    /** Until the region that drills reads that the other one heard of it. */
    void answered() {
        within(SOON, "the other region answers", () -> {
            DrillRounds.goOn(pair.b.node);
            return pair.a
                            .side
                            .jdbc
                            .sql("select count(*) from drill_answer")
                            .query(Integer.class)
                            .single()
                    > 0;
        });
    }

    DrillReport goOnUntil(String what, Predicate<DrillReport> reached) {
        within(SOON, what, () -> {
            pair.beat();
            DrillRounds.goOn(pair.a.node);
            if (!reached.test(latest())) {
                pair.a.round().shipNow();
                pair.b.round().shipNow();
                DrillRounds.goOn(pair.b.node);
            }
            return reached.test(latest());
        });
        return latest();
    }

    /** The other region takes no part. */
    DrillReport goOnAlone(Predicate<DrillReport> reached) {
        within(SOON, "a goes on alone", () -> {
            DrillRounds.goOn(pair.a.node);
            return reached.test(latest());
        });
        return latest();
    }

    DrillReport latest() {
        return pair.a.node.get(Drills.class).list(1).getFirst();
    }
}
