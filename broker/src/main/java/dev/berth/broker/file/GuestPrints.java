package dev.berth.broker.file;

import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.hypervisor.HypervisorException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * What was printed in a guest lately. Its printer makes PDFs in a folder of the home and lists them; looking at the list
 * starts nothing in the guest. A guest without such a printer has printed nothing.
 */
@Component
public class GuestPrints {

    private static final Logger LOG = LoggerFactory.getLogger(GuestPrints.class);
    private static final String LIST = "/run/berth-prints/list";
    private static final String FOLDER = "Prints";

    /** Twenty lines of the longest names. */
    private static final int MOST_BYTES = 8_192;

    private static final int MOST = 20;

    private static final Pattern LINE = Pattern.compile("(\\d{1,11}) (.+)");

    private final Desktops desktops;

    /** Those that are asked at this moment: all of a host's desktops share its calls, and a guest may let each last. */
    private final Set<DesktopId> asked = ConcurrentHashMap.newKeySet();

    GuestPrints(Desktops desktops) {
        this.desktops = desktops;
    }

    /** @param name of its file, which may be gone by now */
    public record Print(String name, Instant printedAt) {}

    /** The latest twenty at most, oldest first, as far as they have names that Berth takes. */
    public List<Print> lately(DesktopId desktop) {
        List<Print> prints = list(desktop).map(bytes -> new String(bytes, StandardCharsets.UTF_8)).stream()
                .flatMap(String::lines)
                .map(LINE::matcher)
                .filter(Matcher::matches)
                .filter(line -> HomePath.isName(line.group(2)))
                .map(line -> new Print(line.group(2), Instant.ofEpochSecond(Long.parseLong(line.group(1)))))
                .toList();
        return prints.subList(Math.max(0, prints.size() - MOST), prints.size());
    }

    private Optional<byte[]> list(DesktopId desktop) {
        if (!asked.add(desktop)) {
            throw new ChangeRefusedException("The desktop is being asked what was printed. Try again in a moment.");
        }
        try {
            return desktops.machine(desktop).read(LIST, MOST_BYTES);
        } catch (HypervisorException e) {
            LOG.debug("Desktop {} does not say what was printed: {}", desktop, e.getMessage(), e);
            throw new ChangeRefusedException("The desktop does not answer at present. Try again in a moment.");
        } finally {
            asked.remove(desktop);
        }
    }

    /** Where the person's home has a print of that name. */
    public static HomePath file(String name) {
        HomePath.requireName("name", name);
        return new HomePath(FOLDER + "/" + name);
    }
}
