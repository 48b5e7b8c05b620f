package dev.berth.broker.software;

import dev.berth.broker.update.GuestPackages;
import dev.berth.broker.update.PackageJob;
import dev.berth.broker.update.StrangeAnswerException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** What versions mean in a guest: how they are found, carried there, begun. */
@Component
class GuestSoftware {

    private static final Logger LOG = LoggerFactory.getLogger(GuestSoftware.class);

    /** What a script says that looks for something, where that is no version. */
    private static final String UNREADABLE = "unreadable";

    private static final Duration CARRIED_AT_ONCE = Duration.ofSeconds(20);

    private final SoftwareFiles files;

    GuestSoftware(SoftwareFiles files) {
        this.files = files;
    }

    /** The version of each; nothing where it is not there, or there is no way to tell. */
    Map<Task, String> versions(GuestPackages guest, List<Task> tasks) {
        List<String> debian = tasks.stream()
                .flatMap(task -> debian(task.known()).stream())
                .distinct()
                .toList();
        Map<String, String> packages = debian.isEmpty() ? Map.of() : guest.find(debian);
        Map<Task, String> found = new LinkedHashMap<>();
        for (Task task : tasks) {
            Version known = task.known();
            found.put(
                    task,
                    known == null
                            ? ""
                            : known.spec().content() instanceof Content.Scripts scripts
                                    ? detected(guest, scripts)
                                    : debian(known)
                                            .flatMap(name -> Optional.ofNullable(packages.get(name)))
                                            .orElse(""));
        }
        return found;
    }

    /** Carries what the job needs for a while; why it is not there yet, empty when it is. */
    Optional<String> carry(GuestPackages guest, Task task, Task.Job job) {
        if (job.removing() || !(job.version().spec().content() instanceof Content.FromFile from)) {
            return Optional.empty();
        }
        SoftwareFiles.Brought file = files.require(from.file());
        long end = System.nanoTime() + CARRIED_AT_ONCE.toNanos();
        long have = 0;
        do {
            byte[] block = files.read(file.id(), have, GuestPackages.BLOCK);
            have = guest.carry(sum(file), have, block);
            if (have >= file.bytes()) {
                return Optional.empty();
            }
        } while (System.nanoTime() < end);
        return Optional.of("The file of '" + task.name() + "' is carried there: " + have * 100 / file.bytes() + " %.");
    }

    void begin(GuestPackages guest, Task.Job job) {
        guest.begin(job.name().toString(), job(job));
    }

    private PackageJob job(Task.Job job) {
        return switch (job.version().spec().content()) {
            case Content.FromSources(String name, String version) ->
                job.removing() ? new PackageJob.Remove(name) : new PackageJob.FromSources(name, version);
            case Content.FromFile(String name, String version, SoftwareFileId file) ->
                job.removing()
                        ? new PackageJob.Remove(name)
                        : new PackageJob.FromFile(name, version, sum(files.require(file)));
            case Content.Scripts scripts ->
                new PackageJob.Script(job.removing() ? scripts.remove() : scripts.install());
        };
    }

    private static String sum(SoftwareFiles.Brought file) {
        String sum = file.sha256();
        if (sum == null) {
            throw new IllegalStateException("File '" + file.name() + "' is used by a version before it was whole.");
        }
        return sum;
    }

    private static Optional<String> debian(@Nullable Version version) {
        return version == null
                ? Optional.empty()
                : switch (version.spec().content()) {
                    case Content.FromSources from -> Optional.of(from.name());
                    case Content.FromFile from -> Optional.of(from.name());
                    case Content.Scripts _ -> Optional.empty();
                };
    }

    private static String detected(GuestPackages guest, Content.Scripts scripts) {
        try {
            return guest.detect(scripts.detect()).orElse("");
        } catch (StrangeAnswerException e) {
            LOG.info("A script that looks for a package says what is no version: {}", e.getMessage());
            return UNREADABLE;
        }
    }
}
