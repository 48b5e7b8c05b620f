package dev.berth.broker.pipeline;

import dev.berth.broker.session.GuestAccount;
import dev.berth.broker.session.RemoteDesktop;
import dev.berth.hypervisor.Guest;
import dev.berth.hypervisor.Guest.ExecResult;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.PortForward;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/**
 * Tries a machine of a new image as a person would: signs in to the desktop, then starts each application of the recipe
 * and looks for its window in the guest.
 */
@Component
class Examiner {

    private static final String STARTER = "/usr/lib/berth/app ";
    private static final Duration EXEC_LIMIT = Duration.ofSeconds(20);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    /** Names the windows on all screens; fails when there is none. */
    private static final String WINDOWS = """
            home=$(getent passwd "$1" | cut -d: -f6)
            found=
            for socket in /tmp/.X11-unix/X*; do
                export DISPLAY=":${socket##*/X}" XAUTHORITY="$home/.Xauthority"
                for window in $(xprop -root _NET_CLIENT_LIST 2>/dev/null | grep -o '0x[0-9a-f]*'); do
                    xprop -id "$window" WM_CLASS 2>/dev/null | cut -c1-200 && found=yes
                done
            done
            [ -n "$found" ]
            """;

    /** Ends what an account runs, so that the next session is a new one; the accounts of a guest share one id. */
    private static final String SIGN_OUT = """
            for try in 1 2 3 4 5 6 7 8 9 10; do
                pkill -KILL -u "$(id -u "$1")" || exit 0
                sleep 0.5
            done
            """;

    private final ObjectProvider<TrialSessions> sessions;
    private final SecureRandom random = new SecureRandom();

    Examiner(ObjectProvider<TrialSessions> sessions) {
        this.sessions = sessions;
    }

    /**
     * Opens one session after the other.
     *
     * @param log is told what came of each
     * @throws TrialFailedException with the first that did not come about
     */
    void examine(Hypervisor hypervisor, MachineId machine, Recipe recipe, Consumer<String> log) {
        TrialSessions way = sessions.getIfAvailable();
        if (way == null) {
            throw new TrialFailedException(
                    "This node has no gateway to try an image with. Give the role scheduler to nodes with one.", false);
        }
        PortForward forward = hypervisor.openForward(machine, BuildBench.RDP_PORT);
        Guest guest = hypervisor.guest(machine);
        try {
            var desktop = target(guest, forward, GuestAccount.DESKTOP, Optional.empty());
            try (var trial = way.open(desktop, recipe.firstFrame())) {
                log.accept("The desktop's first picture came after "
                        + trial.firstFrame().toMillis() + " ms.");
            }
            for (String application : recipe.applications()) {
                signOut(guest);
                start(way, guest, forward, application, recipe.firstFrame(), log);
            }
        } finally {
            hypervisor.closeForward(machine, BuildBench.RDP_PORT);
        }
    }

    private void start(
            TrialSessions way,
            Guest guest,
            PortForward forward,
            String application,
            Duration limit,
            Consumer<String> log) {
        var target = target(guest, forward, GuestAccount.APPLICATIONS, Optional.of(STARTER + application));
        try (var trial = way.open(target, limit)) {
            long end = System.nanoTime() + limit.toNanos();
            ExecResult windows = windows(guest);
            while (windows.exitCode() != 0 && System.nanoTime() < end) {
                LockSupport.parkNanos(LOOK_AGAIN.toNanos());
                windows = windows(guest);
            }
            if (windows.exitCode() != 0) {
                throw new TrialFailedException(
                        "Application '" + application + "' shows no window within " + limit.toSeconds()
                                + " s. Is it in the guest's /etc/berth/applications.d, and does it start?",
                        true);
            }
            log.accept("Application '" + application + "' showed its first picture after "
                    + trial.firstFrame().toMillis() + " ms, and a window: "
                    + windows.output().strip().replace('\n', ' '));
        }
    }

    private RemoteDesktop target(Guest guest, PortForward forward, GuestAccount account, Optional<String> program) {
        byte[] secret = new byte[24];
        random.nextBytes(secret);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        guest.setPassword(account.accountName(), password);
        return new RemoteDesktop(
                forward.host(),
                forward.port(),
                account.accountName(),
                password,
                program,
                Optional.empty(),
                Optional.empty());
    }

    private static void signOut(Guest guest) {
        guest.exec(List.of("/bin/sh", "-c", SIGN_OUT, "sign-out", GuestAccount.DESKTOP.accountName()), "", EXEC_LIMIT);
    }

    private static ExecResult windows(Guest guest) {
        return guest.exec(
                List.of("/bin/sh", "-c", WINDOWS, "windows", GuestAccount.APPLICATIONS.accountName()), "", EXEC_LIMIT);
    }
}
