package dev.berth.broker.helpdesk;

import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.DesktopMachine;
import dev.berth.broker.desktop.Desktops;
import dev.berth.broker.desktop.GuardRefusedException;
import dev.berth.broker.session.MessageText;
import dev.berth.hypervisor.Guest.ExecResult;
import dev.berth.hypervisor.HypervisorException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Shows a message in the graphical session that runs in a guest, through the guest agent. Every command is a list of
 * arguments, so that the text is text: no shell reads it, and it follows a line of ours, so that it is never an option.
 * What the guest answers is not trusted.
 */
@Component
class GuestNotice {

    private static final Logger LOG = LoggerFactory.getLogger(GuestNotice.class);
    private static final Duration LIMIT = Duration.ofSeconds(4);
    private static final Pattern PROCESS = Pattern.compile("[1-9]\\d{0,9}");
    private static final Pattern DISPLAY = Pattern.compile(":\\d{1,4}(\\.\\d)?");
    private static final Pattern FILE = Pattern.compile("/[A-Za-z0-9._/-]{1,200}");
    private static final String ACCOUNT = "person";

    private final Desktops desktops;

    GuestNotice(Desktops desktops) {
        this.desktops = desktops;
    }

    /** Empty when the message is on the guest's screen; else why it is not. */
    Optional<String> show(DesktopId desktop, boolean application, MessageText text) {
        try {
            DesktopMachine machine = desktops.machine(desktop);
            Optional<List<String>> environment = environment(machine, application);
            if (environment.isEmpty()) {
                return Optional.of("Nobody is signed in at the desktop's own screen.");
            }
            ExecResult shown = machine.exec(command(environment.get(), text), "", LIMIT);
            return shown.exitCode() == 0
                    ? Optional.empty()
                    : Optional.of("The desktop has no program that shows messages (xmessage), or it failed.");
        } catch (NotFoundException | GuardRefusedException e) {
            return Optional.of("The desktop has no machine at present.");
        } catch (HypervisorException e) {
            return Optional.of(Trouble.noted(LOG, "The desktop does not answer.", e));
        }
    }

    /** Where the session's programs draw, as they were told themselves. */
    private static Optional<List<String>> environment(DesktopMachine machine, boolean application) {
        String leader = application
                ? "^(dbus-run-session -- |/usr/bin/perl )/usr/lib/berth/app-shell( |$)"
                : "^dbus-run-session -- /usr/lib/berth/desktop-shell( |$)";
        String process = machine.exec(List.of("/usr/bin/pgrep", "-n", "-f", leader), "", LIMIT)
                .output()
                .strip();
        if (!PROCESS.matcher(process).matches()) {
            return Optional.empty();
        }
        String[] known = machine.exec(List.of("/bin/cat", "/proc/" + process + "/environ"), "", LIMIT)
                .output()
                .split("\0", -1);
        Optional<String> display = value(known, "DISPLAY", DISPLAY);
        return display.map(found -> Stream.concat(
                        Stream.of("DISPLAY=" + found),
                        Stream.concat(
                                value(known, "XAUTHORITY", FILE).stream().map(file -> "XAUTHORITY=" + file),
                                value(known, "HOME", FILE).stream().map(file -> "HOME=" + file)))
                .toList());
    }

    private static Optional<String> value(String[] environment, String name, Pattern allowed) {
        return Arrays.stream(environment)
                .filter(entry -> entry.startsWith(name + "="))
                .map(entry -> entry.substring(name.length() + 1))
                .filter(value -> allowed.matcher(value).matches())
                .findFirst();
    }

    /** Lets go of the dialog at once: start-stop-daemon closes its ends, and the agent waits for nothing. */
    private static List<String> command(List<String> environment, MessageText text) {
        List<String> command = new ArrayList<>(List.of("/usr/bin/env"));
        command.addAll(environment);
        command.addAll(List.of(
                "LC_ALL=C.UTF-8",
                "/sbin/start-stop-daemon",
                "--start",
                "--quiet",
                "--background",
                "--chuid",
                ACCOUNT,
                "--pidfile",
                "/run/berth-message-" + UUID.randomUUID(),
                "--startas",
                "/usr/bin/xmessage",
                "--",
                "-center",
                "-buttons",
                "OK:0",
                "Helpdesk:\n\n" + text.value()));
        return command;
    }
}
