package dev.berth.bench.mainjob;

import static dev.berth.bench.mainjob.Rounds.BERTH;
import static dev.berth.bench.mainjob.Rounds.CLONE;
import static dev.berth.bench.mainjob.Rounds.COLD;
import static dev.berth.bench.mainjob.Rounds.RAW;
import static dev.berth.bench.mainjob.Rounds.RESUME;
import static dev.berth.bench.mainjob.Rounds.RUNNING;
import static dev.berth.bench.mainjob.Rounds.UNTIL_STARTED;

import dev.berth.bench.raw.RawMachine;
import dev.berth.bench.raw.Virsh;
import dev.berth.bench.report.Machine;
import dev.berth.bench.report.Report;
import dev.berth.bench.report.Samples;
import dev.berth.bench.report.Target;
import dev.berth.bench.start.StartBench;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The figures of the main job, as ratios: through Berth against the same by hand, in one run. */
public final class MainJobBench {

    private static final Path JSON = Path.of("target", "bench", "main-job.json");
    private static final Path START_JSON = Path.of("target", "bench", "start.json");
    private static final double OPERATION_RATIO = 1.15;
    private static final double OPERATION_SLACK_MILLIS = 500;
    private static final double RUNNING_RATIO = 1.2;
    private static final double RUNNING_SLACK_MILLIS = 300;
    private static final double PLANNING_MILLIS = 150;
    private static final double CLONE_TO_COLD = 8;
    private static final int GUACD_LIMIT_MILLIS = 3_000;

    private MainJobBench() {}

    /** Everything: openings, their raw counterparts, and the start. Returns whether each target was met. */
    public static boolean run(Options options) {
        Map<String, String> machine = Machine.facts();
        machine.putAll(parts(options));
        Samples samples = new Samples();
        List<Target> targets = new ArrayList<>();
        List<String> notes = new ArrayList<>();
        try (Bed bed = Bed.make(options)) {
            Rounds rounds = new Rounds(bed, options.rounds(), samples);
            rounds.booting();
            targets.addAll(bootingTargets(samples));
            rounds.cloning();
            targets.addAll(cloningTargets(samples));
            StartBench.Findings start = new StartBench(bed, options, samples).run();
            targets.addAll(start.targets());
            notes.addAll(start.notes());
        } catch (IllegalStateException | UncheckedIOException broken) {
            notes.add("the run was broken off, and what came before it is all there is: " + broken.getMessage());
            tell(new Report(machine, samples, targets, notes), JSON);
            throw broken;
        }
        return tell(new Report(machine, samples, targets, notes), JSON);
    }

    /** Only the start, and the memory that it takes. */
    public static boolean runStart(Options options) {
        Map<String, String> machine = Machine.facts();
        Samples samples = new Samples();
        try (Bed bed = Bed.make(options)) {
            StartBench.Findings start = new StartBench(bed, options, samples).run();
            return tell(new Report(machine, samples, start.targets(), start.notes()), START_JSON);
        }
    }

    private static boolean tell(Report report, Path file) {
        report.print(System.out);
        report.write(file);
        System.out.println("Written to " + file.toAbsolutePath());
        return report.targets().stream().allMatch(Target::met);
    }

    private static List<Target> bootingTargets(Samples samples) {
        double planned = samples.median(BERTH + COLD + " / " + UNTIL_STARTED)
                - samples.median(RAW + COLD + " / " + RawMachine.VOLUMES)
                - samples.median(RAW + COLD + " / " + RawMachine.DEFINE)
                - samples.median(RAW + COLD + " / " + RawMachine.START);
        return List.of(
                operation(samples, COLD),
                operation(samples, RESUME),
                against(samples, RUNNING, RUNNING_RATIO, RUNNING_SLACK_MILLIS),
                Target.atMost(
                        "planning and recording a provision",
                        planned,
                        PLANNING_MILLIS,
                        "ms",
                        "click to machine started, less raw volumes, definition and start"));
    }

    private static List<Target> cloningTargets(Samples samples) {
        return List.of(
                operation(samples, CLONE),
                Target.atLeast(
                        "cold start / " + CLONE,
                        samples.median(BERTH + COLD) / samples.median(BERTH + CLONE),
                        CLONE_TO_COLD,
                        "x",
                        "both through Berth, same bundle"));
    }

    private static Target operation(Samples samples, String what) {
        return against(samples, what, OPERATION_RATIO, OPERATION_SLACK_MILLIS);
    }

    private static Target against(Samples samples, String what, double ratio, double slackMillis) {
        double raw = samples.median(RAW + what);
        double berth = samples.median(BERTH + what);
        return Target.atMost(
                "click to first frame, " + what,
                berth,
                ratio * raw + slackMillis,
                "ms",
                String.format(
                        Locale.ROOT,
                        "%.2f x raw with bare connect (%.0f ms) + %.0f ms; it is %.2f x raw",
                        ratio,
                        raw,
                        slackMillis,
                        berth / raw));
    }

    private static Map<String, String> parts(Options options) {
        Virsh virsh = new Virsh(options.libvirt());
        if (!virsh.attempt("version").ok()) {
            throw new IllegalStateException("libvirt does not answer at " + options.libvirt()
                    + ". Start it (./berth up does, by hand as root: virtlogd -d; libvirtd -d) and run again.");
        }
        var guacd = options.guacd();
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(guacd.host(), guacd.port()), GUACD_LIMIT_MILLIS);
        } catch (IOException e) {
            throw new IllegalStateException(
                    "guacd does not answer at " + guacd + ". Start it (./berth up does, by hand: guacd -b "
                            + guacd.host() + " -l " + guacd.port() + ") and run again.",
                    e);
        }
        return Machine.parts(virsh);
    }
}
