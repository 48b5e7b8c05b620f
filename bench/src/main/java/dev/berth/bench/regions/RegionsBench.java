package dev.berth.bench.regions;

import dev.berth.bench.bed.PersonAtBerth;
import dev.berth.bench.bed.PersonAtBerth.Opening;
import dev.berth.bench.mainjob.Options;
import dev.berth.bench.raw.RawDoor;
import dev.berth.bench.raw.Steps;
import dev.berth.bench.raw.Virsh;
import dev.berth.bench.raw.Visit;
import dev.berth.bench.raw.Waiting;
import dev.berth.bench.report.Machine;
import dev.berth.bench.report.Report;
import dev.berth.bench.report.Samples;
import dev.berth.bench.report.Target;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** A region is lost with somebody in it: how long until they go on in the other, and what is lost. */
public final class RegionsBench {

    /** How often what changed is sent, as often as a policy may say. */
    public static final Duration EVERY = Duration.ofMinutes(1);

    /** Settings of both regions: people's desktops stand by as soon as there is somebody. */
    public static final List<String> SETTINGS = List.of("--berth.standby.keep-interval=5s");

    private static final String RUNNING = "running";
    private static final Set<String> SETTLED = Set.of(RUNNING, "shut off");
    private static final Path JSON = Path.of("target", "bench", "regions.json");
    private static final String RTO = "click to first frame in the other region";
    private static final String RAW = "raw restore of that machine and bare connect";
    private static final String RPO = "the oldest that what stood there was";
    private static final double RATIO = 1.5;
    private static final double SLACK_MILLIS = 5_000;
    private static final Duration POLL = Duration.ofMillis(250);
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private RegionsBench() {}

    /** Returns whether each target was met. */
    public static boolean run(Options options) {
        Map<String, String> machine = Machine.facts();
        Samples samples = new Samples();
        try (TwoRegions regions = TwoRegions.make(options.jar(), options.imageDir(), EVERY, SETTINGS)) {
            machine.putAll(Machine.parts(new Virsh(regions.busan().libvirt())));
            try (PersonAtBerth alice = alice(regions.seoul())) {
                alice.open(alice.bundle());
                samples.add(RPO, StandbyAge.oldest(regions.busan()));
            }
            regions.seoul().cutPower();
            samples.add(RAW, byHand(regions.busan(), failOver(regions.busan(), samples)));
        }
        var report = new Report(
                machine,
                samples,
                targets(samples),
                List.of("The browser of this bench asks the portal that is left every 250 ms whether it serves by now;"
                        + " the page of a session asks every 2 s. ./berth test regions has a real browser."));
        report.print(System.out);
        report.write(JSON);
        System.out.println("Written to " + JSON.toAbsolutePath());
        return report.targets().stream().allMatch(Target::met);
    }

    /**
     * A machine saved and brought back by virsh, until a bare guacd has its picture. Nobody is in its guest before, as
     * nobody is in that of a standby: so both sides wait for a first session to begin.
     */
    public static Steps byHand(Region region, String desktop) {
        region.stopBerth();
        var virsh = new Virsh(region.libvirt());
        String name = virsh.run("domname", desktop).strip();
        Waiting.until("machine " + name + " to run or rest", POLL, LIMIT, () -> SETTLED.contains(state(virsh, name)));
        if (!state(virsh, name).equals(RUNNING)) {
            virsh.run("start", name);
        }
        region.inGuest(desktop, "pkill -KILL -u person; sync");
        Waiting.pause(Visit.SETTLE);
        var door = new RawDoor(virsh, region.guacd(), name);
        door.save();
        Steps steps = door.restore();
        door.open(steps);
        door.look(steps).close();
        return steps;
    }

    private static String state(Virsh virsh, String machine) {
        return virsh.run("domstate", machine).strip();
    }

    /** The limit of a take-over, given what the same takes by hand. */
    public static Duration limit(Duration byHand) {
        return Duration.ofMillis((long) (byHand.toMillis() * RATIO + SLACK_MILLIS));
    }

    /** The desktop that alice goes on in. */
    private static String failOver(Region to, Samples samples) {
        Steps steps = new Steps();
        Helpdesk.redirect(to, to);
        steps.reached("redirected");
        Waiting.until("region " + to.name() + " to serve", POLL, LIMIT, () -> Helpdesk.serves(to));
        steps.reached("seen");
        try (PersonAtBerth alice = alice(to)) {
            String bundle = alice.bundle();
            steps.reached("signed in");
            Opening opening = alice.open(bundle);
            samples.add(RTO, steps.total().plus(opening.steps().total()));
            steps.all().forEach((step, took) -> samples.add(RTO + " / " + step, took));
            opening.steps().all().forEach((step, took) -> samples.add(RTO + " / " + step, took));
            return opening.desktop();
        }
    }

    private static PersonAtBerth alice(Region region) {
        return PersonAtBerth.of(region.signIn("alice"), "alice");
    }

    private static List<Target> targets(Samples samples) {
        double raw = samples.median(RAW);
        return List.of(
                Target.atMost(
                        "RTO",
                        samples.median(RTO),
                        RATIO * raw + SLACK_MILLIS,
                        "ms",
                        String.format(Locale.ROOT, "%.1f x by hand (%.0f ms) + %.0f ms", RATIO, raw, SLACK_MILLIS)),
                Target.atMost("RPO", samples.median(RPO), EVERY.toMillis(), "ms", "the interval of the policy"));
    }
}
