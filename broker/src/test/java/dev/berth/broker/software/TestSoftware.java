package dev.berth.broker.software;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Journal;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.region.RegionSettings;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** One node's packages, put together as Spring does it, over desktops that others' tests look after. */
public final class TestSoftware {

    private static final Actor TEST = new Actor.Berth();

    public final Packages packages;
    public final SoftwareRounds rounds;
    public final SoftwareWork work;
    public final DesktopPackages lines;
    private final SoftwareFiles files;

    public TestSoftware(DataSource database, PlatformTransactionManager transactions, Desktops desktops, Clock clock) {
        var settings = new SoftwareSettings(
                20,
                2,
                Duration.ofSeconds(2),
                Duration.ofSeconds(1),
                Duration.ofSeconds(20),
                Duration.ofMinutes(30),
                16);
        var jdbc = JdbcClient.create(database);
        var region = new RegionSettings("main");
        var audit = new AuditLog(jdbc, clock);
        var store = new JdbcSoftware(jdbc, region);
        files = new SoftwareFiles(jdbc, region, settings, clock);
        var tasks = new JdbcTasks(jdbc, region, store);
        var wishes = new Wishes(jdbc, region, clock);
        packages = new Packages(store, files, audit, clock, transactions);
        work = new SoftwareWork(
                tasks, desktops, new GuestSoftware(files), new Journal(audit, clock, transactions), settings);
        rounds = new SoftwareRounds(tasks, wishes, work, settings, transactions);
        lines = new DesktopPackages(jdbc, region, wishes, tasks, new Journal(audit, clock, transactions));
    }

    /** A package that everybody has to have, of the guests' own sources. */
    public SoftwareId required(String name, String version) {
        return required(name, new VersionSpec(version, new Content.FromSources(name, version)));
    }

    /** A package that is a file with its version in it. */
    public SoftwareId script(String name, String version, String file) {
        var scripts = new Content.Scripts("echo " + version + " >" + file, "rm " + file, "cat " + file);
        return required(name, new VersionSpec(version, scripts));
    }

    private SoftwareId required(String name, VersionSpec version) {
        SoftwareId id =
                packages.create(new SoftwareSpec(name, "", "", "apps"), TEST).id();
        release(id, version);
        packages.assign(id, new Subject.Everyone(), Rule.REQUIRED, Moment.NOW, TEST);
        return id;
    }

    /** Another version of the guests' own sources, which desktops get from now on. */
    public void release(SoftwareId id, String name, String version) {
        release(id, new VersionSpec(version, new Content.FromSources(name, version)));
    }

    /** Another version as a file, which desktops get from now on. */
    public void release(SoftwareId id, String name, String version, byte[] content) {
        var file = files.begin(name + ".deb", content.length);
        files.take(file.id(), 0, content);
        files.finish(file.id(), "");
        release(id, new VersionSpec(version, new Content.FromFile(name, version, file.id())));
    }

    private void release(SoftwareId id, VersionSpec version) {
        Version added = packages.add(id, version, TEST);
        Software software = packages.find(id).orElseThrow();
        if (!software.current().equals(Optional.of(added.id()))) {
            packages.setCurrent(id, software.revision(), added.id(), TEST);
        }
    }

    public void withdraw(SoftwareId id) {
        packages.assignments(id).forEach(assignment -> packages.withdraw(assignment.id(), TEST));
    }

    public static boolean awaitIdle(SoftwareRounds rounds, Duration limit) {
        return rounds.awaitIdle(limit);
    }

    public boolean awaitIdle(Duration limit) {
        return rounds.awaitIdle(limit);
    }
}
