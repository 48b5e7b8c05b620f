package dev.berth.broker.update;

import dev.berth.broker.desktop.DesktopMachine;
import dev.berth.hypervisor.Guest.ExecResult;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Single packages in a Linux guest. Each call is bounded and throws what {@link DesktopMachine#exec} throws, and {@link
 * StrangeAnswerException} when the guest answers what cannot be read.
 */
public final class GuestPackages {

    /** The most of a file that is carried in one call. */
    public static final int BLOCK = LinuxPackages.BLOCK;

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final DesktopMachine machine;

    public GuestPackages(DesktopMachine machine) {
        this.machine = machine;
    }

    /** The version of each Debian package that is there. */
    public Map<String, String> find(List<String> names) {
        return UpdateAnswers.packages(run("looking for packages", LinuxPackages.find(names), ""), names);
    }

    /** What a script says that looks for something; empty where it ends with anything but 0. */
    public Optional<String> detect(String script) {
        ExecResult result = machine.exec(LinuxPackages.detect(), script, LIMIT);
        return result.exitCode() == 0 ? Optional.of(UpdateAnswers.detected(result.output())) : Optional.empty();
    }

    /** Begins it unless one of this name was begun before. */
    public void begin(String name, PackageJob job) {
        run("beginning a package", LinuxUpdates.begin(name, job), LinuxPackages.input(job));
    }

    public Installation look(String name) {
        return UpdateAnswers.installation(run("looking at a package", new LinuxUpdates().look(name), ""));
    }

    /**
     * Carries the next part of a file.
     *
     * @param have how much is there already, as far as is known
     * @return how much is there now; when that is not {@code have} and the block, nothing was added
     */
    public long carry(String sha256, long have, byte[] block) {
        String said = run(
                "carrying a file",
                LinuxPackages.carry(sha256, have),
                Base64.getEncoder().encodeToString(block));
        return UpdateAnswers.size(said);
    }

    private String run(String doing, List<String> command, String input) {
        ExecResult result = machine.exec(command, input, LIMIT);
        if (result.exitCode() != 0) {
            throw new StrangeAnswerException(
                    "The guest's program for " + doing + " ended with " + result.exitCode() + ".");
        }
        return result.output();
    }
}
