package dev.berth.broker.file;

import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.desktop.Desktops;
import dev.berth.hypervisor.Guest.ExecResult;
import dev.berth.hypervisor.HypervisorException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * The home of the person of a desktop, while it runs. What the guest answers is not trusted. At most one part of a file is
 * held at a time.
 */
@Component
public class GuestHome {

    /**
     * The most that is read at once. The agent takes and gives everything as JSON, character by character: in a guest
     * without hardware virtualisation half a MiB takes longer than a command may.
     */
    public static final int PART_BYTES = 2 * HomeScripts.BLOCK;

    private static final Logger LOG = LoggerFactory.getLogger(GuestHome.class);
    private static final int MOST_ENTRIES = 1_000;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    /** Of one desktop: a guest may let each last as long as it may, and all of a host's desktops share its calls. */
    private static final int MOST_AT_ONCE = 2;

    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    private static final Pattern ENTRY =
            Pattern.compile("([fd]) (\\d{1,18}) (-?\\d{1,12})[.\\d]* (.+)", Pattern.DOTALL);
    private static final Pattern FILE = Pattern.compile("(\\d{1,18}) ([\\d.]{1,60})");
    private static final Pattern SIZE = Pattern.compile("\\d{1,18}");

    private final Desktops desktops;
    private final ConcurrentMap<DesktopId, Semaphore> free = new ConcurrentHashMap<>();

    GuestHome(Desktops desktops) {
        this.desktops = desktops;
    }

    /** @param bytes 0 for a folder */
    public record Entry(String name, boolean folder, long bytes, Instant changedAt) {}

    /**
     * A piece of a file.
     *
     * @param fileBytes of the whole file
     * @param version another one when the file has changed
     */
    public record Part(long fileBytes, String version, byte[] bytes) {}

    /** Folders first; without what is hidden, and without links. Those that have names Berth does not take are left out. */
    public List<Entry> list(DesktopId desktop, HomePath folder) {
        ExecResult listed = run(desktop, HomeScripts.list(folder, MOST_ENTRIES), "");
        require(listed, folder);
        List<Entry> entries = new ArrayList<>();
        for (String line : listed.output().split("\0", -1)) {
            Matcher entry = ENTRY.matcher(line);
            if (entry.matches() && HomePath.isName(entry.group(4))) {
                boolean isFolder = entry.group(1).equals("d");
                entries.add(new Entry(
                        entry.group(4),
                        isFolder,
                        isFolder ? 0 : Long.parseLong(entry.group(2)),
                        Instant.ofEpochSecond(Long.parseLong(entry.group(3)))));
            }
        }
        entries.sort(Comparator.comparing((Entry entry) -> !entry.folder())
                .thenComparing(Entry::name, String.CASE_INSENSITIVE_ORDER));
        return entries;
    }

    /** @param offset a multiple of {@link #PART_BYTES} */
    public Part read(DesktopId desktop, HomePath file, long offset) {
        ExecResult read =
                run(desktop, HomeScripts.read(file, offset / HomeScripts.BLOCK, PART_BYTES / HomeScripts.BLOCK), "");
        require(read, file);
        int line = read.output().indexOf('\n');
        Matcher said = FILE.matcher(line < 0 ? "" : read.output().substring(0, line));
        if (!said.matches()) {
            throw strange(desktop, "reading a file", read);
        }
        return new Part(
                Long.parseLong(said.group(1)),
                said.group(2),
                decoded(desktop, read.output().substring(line + 1).strip(), read));
    }

    /**
     * Writes the next piece of what is on its way.
     *
     * @param have how much is there already
     * @return how much is there now; when that is not what was expected nothing was written, and the sender goes on there
     */
    public long append(DesktopId desktop, HomePath folder, String part, long have, byte[] bytes) {
        long there = have;
        int from = 0;
        do {
            int until = Math.min(bytes.length, from + HomeScripts.BLOCK);
            long now = appendBlock(desktop, folder, part, there, Arrays.copyOfRange(bytes, from, until));
            if (now != there + until - from) {
                return now;
            }
            there = now;
            from = until;
        } while (from < bytes.length);
        return there;
    }

    private long appendBlock(DesktopId desktop, HomePath folder, String part, long have, byte[] block) {
        ExecResult written = run(
                desktop,
                HomeScripts.append(folder, part, have),
                Base64.getEncoder().encodeToString(block));
        if (written.exitCode() == HomeScripts.NO_ROOM) {
            throw new ChangeRefusedException(
                    "There is no room left for the file on the desktop. Make room, then go on.");
        }
        if (written.exitCode() != HomeScripts.ELSEWHERE) {
            require(written, folder);
        }
        String size = written.output().strip();
        if (!SIZE.matcher(size).matches()) {
            throw strange(desktop, "writing a file", written);
        }
        return Long.parseLong(size);
    }

    /** @return the name that it got: another where there is one of that name */
    public String finish(DesktopId desktop, HomePath folder, String part, String name) {
        ExecResult finished = run(desktop, HomeScripts.finish(folder, part, name), "");
        if (finished.exitCode() == HomeScripts.NO_ROOM) {
            throw new ChangeRefusedException(
                    "The file arrived and could not be given its name. Look into the folder, then send it again.");
        }
        require(finished, folder);
        String named = finished.output();
        return HomePath.isName(named) ? named : name;
    }

    /** Takes away what is there of it; nothing there is fine. */
    public void discard(DesktopId desktop, HomePath folder, String part) {
        run(desktop, HomeScripts.discard(folder, part), "");
    }

    private ExecResult run(DesktopId desktop, List<String> command, String input) {
        Semaphore turns = free.computeIfAbsent(desktop, unused -> new Semaphore(MOST_AT_ONCE));
        if (!gets(turns)) {
            throw new ChangeRefusedException("The desktop is busy with other files. Try again in a moment.");
        }
        try {
            return desktops.machine(desktop).exec(command, input, LIMIT);
        } catch (HypervisorException e) {
            LOG.info("Desktop {} gives no access to its files: {}", desktop, e.getMessage(), e);
            throw new ChangeRefusedException("The desktop does not answer at present. Try again in a moment.");
        } finally {
            turns.release();
        }
    }

    private static boolean gets(Semaphore turns) {
        try {
            return turns.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static void require(ExecResult result, HomePath path) {
        if (result.exitCode() == HomeScripts.OUTSIDE) {
            throw new NotFoundException("file or folder", path.value());
        }
        if (result.exitCode() != 0) {
            LOG.info("Program for files ended with {}: {}", result.exitCode(), shown(result.errors()));
            throw new ChangeRefusedException(
                    "The desktop did not let it happen. It may be of a kind without file access.");
        }
    }

    private static byte[] decoded(DesktopId desktop, String base64, ExecResult from) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw strange(desktop, "reading a file", from);
        }
    }

    private static ChangeRefusedException strange(DesktopId desktop, String doing, ExecResult result) {
        LOG.warn("Desktop {} answered strangely when {}: {}", desktop, doing, shown(result.output()));
        return new ChangeRefusedException("The desktop's answer could not be read. Try again in a moment.");
    }

    private static String shown(String text) {
        String seen = text.replaceAll("\\p{Cntrl}", " ");
        return seen.length() <= 200 ? seen : seen.substring(0, 200) + "…";
    }
}
