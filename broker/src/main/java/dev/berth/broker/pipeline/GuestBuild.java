package dev.berth.broker.pipeline;

import dev.berth.broker.apt.AptIndex;
import dev.berth.hypervisor.Guest;
import dev.berth.hypervisor.Guest.ExecResult;
import dev.berth.hypervisor.GuestUnavailableException;
import dev.berth.hypervisor.HypervisorException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Runs a recipe in a guest, which goes on by itself meanwhile, and reads what it says. */
@Component
class GuestBuild {

    private static final Logger LOG = LoggerFactory.getLogger(GuestBuild.class);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int SHOWN = 300;

    /** The packages that are installed, a line each: name, tab, version. */
    private static final String STOCK =
            "dpkg-query -W -f '${db:Status-Abbrev}${Package}\\t${Version}\\n' | sed -n 's/^ii //p'";

    private static final String SOURCES = "cat /run/berth-build/sources 2>/dev/null | head -n 200";

    /** Begins, unless it has begun already since the guest started. */
    void begin(Guest guest, Recipe recipe) {
        require(run(guest, GuestScript.BEGIN, GuestScript.of(recipe)), "handing over the recipe");
    }

    /** @param line the next one of its log, from 1 */
    Seen follow(Guest guest, int line) {
        try {
            ExecResult result = guest.exec(
                    List.of("/bin/sh", "-c", GuestScript.FOLLOW, "follow", Integer.toString(line)), "", LIMIT);
            List<String> said = lines(result.output());
            return switch (result.exitCode()) {
                case 0 -> seen(Seen.Build.DONE, said);
                case GuestScript.RUNNING -> seen(Seen.Build.RUNNING, said);
                case GuestScript.NOT_BEGUN -> seen(Seen.Build.NOT_BEGUN, said);
                default -> seen(Seen.Build.FAILED, said);
            };
        } catch (GuestUnavailableException e) {
            LOG.debug("The guest does not answer while its recipe runs.", e);
            return seen(Seen.Build.RUNNING, List.of());
        }
    }

    Manifest stock(Guest guest) {
        return Manifest.parse(
                require(run(guest, STOCK, ""), "listing the packages").output());
    }

    /** The indexes of packages that the recipe read; none where it read none. */
    List<AptIndex> sources(Guest guest) {
        return AptIndex.parse(run(guest, SOURCES, "").output());
    }

    /** One for each of the log's own; of a line that was written over again and again, what it said last. */
    private static List<String> lines(String output) {
        if (output.isEmpty()) {
            return List.of();
        }
        String whole = output.endsWith("\n") ? output.substring(0, output.length() - 1) : output;
        return Arrays.stream(whole.split("\n", -1))
                .map(line -> line.endsWith("\r") ? line.substring(0, line.length() - 1) : line)
                .map(line -> line.substring(line.lastIndexOf('\r') + 1))
                .toList();
    }

    private static Seen seen(Seen.Build build, List<String> said) {
        return new Seen(Seen.Machine.RUNNING, true, build, said);
    }

    private static ExecResult run(Guest guest, String script, String input) {
        return guest.exec(List.of("/bin/sh", "-c", script), input, LIMIT);
    }

    private static ExecResult require(ExecResult result, String doing) {
        if (result.exitCode() != 0) {
            String errors = result.errors().strip();
            throw new HypervisorException("In the guest, " + doing + " ended with " + result.exitCode() + ": "
                    + (errors.length() <= SHOWN ? errors : errors.substring(0, SHOWN)) + " It is tried again.");
        }
        return result;
    }
}
