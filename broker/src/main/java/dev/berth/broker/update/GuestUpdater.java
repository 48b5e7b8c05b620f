package dev.berth.broker.update;

import dev.berth.broker.catalog.GuestSystem;
import dev.berth.broker.desktop.DesktopMachine;
import dev.berth.hypervisor.Guest.ExecResult;
import java.time.Duration;
import java.util.List;

/**
 * A guest's own updater. Each call is bounded and throws what {@link DesktopMachine#exec} throws, and {@link
 * StrangeAnswerException} when the guest answers what cannot be read.
 */
public final class GuestUpdater {

    private static final Duration LIST_LIMIT = Duration.ofSeconds(90);
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final DesktopMachine machine;
    private final UpdateCommands commands;

    public GuestUpdater(DesktopMachine machine, GuestSystem system) {
        this.machine = machine;
        this.commands = switch (system) {
            case LINUX -> new LinuxUpdates();
            case WINDOWS -> new WindowsUpdates();
        };
    }

    public Listing list() {
        return UpdateAnswers.listing(run("listing updates", commands.list(), LIST_LIMIT));
    }

    /** Begins it unless one of this name was begun before. */
    public void begin(String name, List<String> wanted) {
        run("beginning the installation", commands.begin(name, wanted), LIMIT);
    }

    public Installation look(String name) {
        return UpdateAnswers.installation(run("looking at the installation", commands.look(name), LIMIT));
    }

    /** Another one after each boot. */
    public String boot() {
        return UpdateAnswers.boot(run("asking for the boot", commands.boot(), LIMIT));
    }

    private String run(String doing, List<String> command, Duration limit) {
        ExecResult result = machine.exec(command, "", limit);
        if (result.exitCode() != 0) {
            throw new StrangeAnswerException(
                    "The guest's program for " + doing + " ended with " + result.exitCode() + ".");
        }
        return result.output();
    }
}
