package dev.berth.broker.evaluation;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.catalog.Application;
import dev.berth.broker.catalog.ApplicationSpec;
import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.BundleSpec;
import dev.berth.broker.catalog.Catalog;
import dev.berth.broker.catalog.ChangeRecord;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.ClipboardPolicy;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.GuestSystem;
import dev.berth.broker.catalog.Image;
import dev.berth.broker.catalog.ImageId;
import dev.berth.broker.catalog.ImageVersion;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.JdbcImages;
import dev.berth.broker.catalog.Offer;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.catalog.Storage;
import dev.berth.broker.catalog.Subject;
import dev.berth.broker.directory.Role;
import dev.berth.broker.host.HostSpec;
import dev.berth.broker.host.Hosts;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.hypervisor.HostConnection;
import dev.berth.hypervisor.MachineSpec;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;
import org.springframework.core.env.Environment;
import org.springframework.stereotype.Component;

/**
 * Fills an empty catalog, so that somebody who tries Berth has something to open: one bundle of the golden image with
 * three applications, for every employee, on this machine's own hypervisor. A golden image that was built anew becomes
 * the next version, and the bundle moves to it.
 */
@Component
public class EvaluationSeed implements ApplicationRunner {

    private static final Logger LOG = LoggerFactory.getLogger(EvaluationSeed.class);
    private static final Actor BERTH = new Actor.Berth();
    private static final String HOST_NAME = "local";
    private static final String BUNDLE_NAME = "Standard desktop";
    private static final Storage STORAGE = new Storage(8192, 2048);

    private record Program(String name, String description, String icon, String program) {}

    private static final List<Program> PROGRAMS = List.of(
            new Program("Text editor", "Write and change plain text.", "text-editor", "text-editor"),
            new Program("Calculator", "Reckon with numbers.", "calculator", "calculator"),
            new Program("Terminal", "Type commands.", "terminal", "terminal"));

    private final JdbcImages images;
    private final JdbcBundles bundles;
    private final JdbcHosts hosts;
    private final Verbs verbs;
    private final EvaluationSettings settings;
    private final Environment environment;
    private final Clock clock;

    public EvaluationSeed(
            JdbcImages images,
            JdbcBundles bundles,
            JdbcHosts hosts,
            Verbs verbs,
            EvaluationSettings settings,
            Environment environment,
            Clock clock) {
        this.images = images;
        this.bundles = bundles;
        this.hosts = hosts;
        this.verbs = verbs;
        this.settings = settings;
        this.environment = environment;
        this.clock = clock;
    }

    /** How the seed is planted: with the verbs that an admin has. */
    @Component
    public record Verbs(Catalog catalog, Hosts hosts, ChangeRecord record) {}

    /** Whether this is an evaluation that wants to be filled. */
    public boolean wanted() {
        Boolean told = settings.seed();
        return told != null ? told : environment.getProperty("berth.database.url") == null;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        try {
            plant();
        } catch (ChangeRefusedException e) {
            LOG.warn("The evaluation's catalog was not filled: another node, or an admin, was faster.", e);
        }
    }

    /** Does what is missing, as a whole; again and again is fine. */
    public void plant() {
        if (!wanted()) {
            return;
        }
        Optional<GoldenImage> golden = GoldenImage.in(imageDir());
        if (golden.isEmpty()) {
            LOG.warn(
                    "There is no golden image in {}, so there is nothing to open yet. Build it: ./berth image build",
                    imageDir());
            return;
        }
        boolean planted = verbs.record().change("the evaluation's catalog", () -> plant(golden.get()));
        LOG.debug("The evaluation's catalog {}.", planted ? "was filled" : "is as it was");
    }

    private boolean plant(GoldenImage golden) {
        boolean bare = hosts.list().isEmpty();
        if (bare) {
            verbs.hosts().add(host(), BERTH);
        }
        boolean fresh = images.version(golden.id()).isEmpty();
        if (fresh) {
            move(publish(golden));
        }
        return bare || fresh;
    }

    private Path imageDir() {
        Path told = settings.imageDir();
        return told != null
                ? told
                : Path.of(environment.getProperty("berth.data-dir", "/var/lib/berth"), "images", "desktop");
    }

    private HostSpec host() {
        var connection = new HostConnection(settings.hostUri(), settings.hostPool(), settings.forwardAddress());
        return new HostSpec(HOST_NAME, connection, settings.vcpuOvercommit(), settings.reservedMemoryMib());
    }

    private ImageVersion publish(GoldenImage golden) {
        Image image = images.named(golden.name()).orElseGet(() -> add(golden));
        int next = images.versions(image.id()).stream()
                        .mapToInt(ImageVersion::version)
                        .max()
                        .orElse(0)
                + 1;
        var version = new ImageVersion(
                golden.id(),
                image.id(),
                Math.max(next, golden.version()),
                golden.directory(),
                golden.commandLine(),
                true,
                clock.instant());
        images.insert(version);
        verbs.record().created(BERTH, "image-version", version.id(), Map.of("spec", version.toString()));
        return version;
    }

    private Image add(GoldenImage golden) {
        var image = new Image(
                new ImageId(UUID.randomUUID()),
                golden.name(),
                "The golden image that ./berth image build makes",
                GuestSystem.LINUX,
                clock.instant());
        images.insert(image);
        return image;
    }

    /** Bundles of an earlier version of the image move on; where there is no bundle at all, the standard one is made. */
    private void move(ImageVersion version) {
        List<Bundle> all = bundles.list();
        if (all.isEmpty()) {
            plantBundle(version);
            return;
        }
        List<ImageVersionId> earlier =
                images.versions(version.image()).stream().map(ImageVersion::id).toList();
        for (Bundle bundle : all) {
            if (bundle.name().equals(BUNDLE_NAME)
                    && earlier.contains(bundle.spec().imageVersion())) {
                verbs.catalog()
                        .updateBundle(
                                bundle.id(), bundle.revision(), bundle.spec().of(version.id()), BERTH);
            }
        }
    }

    private void plantBundle(ImageVersion version) {
        var spec = new BundleSpec(
                BUNDLE_NAME,
                "A Linux desktop of your own: your files and programs stay as you leave them.",
                version.id(),
                new Compute(2, settings.memoryMib()),
                STORAGE,
                new RunningPolicy(RunningMode.AUTO_STOP, 60),
                MachineSpec.ISOLATED,
                new ClipboardPolicy(true, true),
                true);
        Bundle bundle = verbs.catalog().createBundle(spec, BERTH);
        var employees = new Subject.OfRole(Role.EMPLOYEE);
        verbs.catalog().entitle(employees, new Offer.OfBundle(bundle.id()), BERTH);
        for (Program program : PROGRAMS) {
            Application application = verbs.catalog()
                    .createApplication(
                            new ApplicationSpec(
                                    bundle.id(),
                                    program.name(),
                                    program.description(),
                                    program.icon(),
                                    program.program()),
                            BERTH);
            verbs.catalog().entitle(employees, new Offer.OfApplication(application.id()), BERTH);
        }
    }
}
