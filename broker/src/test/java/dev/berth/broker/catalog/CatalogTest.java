package dev.berth.broker.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.broker.TestDatabase;
import dev.berth.broker.TestDisks;
import dev.berth.broker.audit.Actor;
import dev.berth.broker.audit.AuditFilter;
import dev.berth.broker.audit.AuditLog;
import dev.berth.broker.audit.Journal;
import dev.berth.broker.directory.GroupId;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.directory.Role;
import dev.berth.broker.evaluation.EvaluationSeed;
import dev.berth.broker.evaluation.EvaluationSettings;
import dev.berth.broker.host.Hosts;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.broker.region.RegionSettings;
import dev.berth.broker.signal.Signals;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;

class CatalogTest {

    private static final Actor ADMIN = new Actor.Berth();

    @TempDir
    Path folder;

    private final DataSource database = TestDatabase.fresh();
    private final JdbcClient jdbc = JdbcClient.create(database);
    private final RegionSettings region = new RegionSettings("main");
    private final JdbcImages images = new JdbcImages(jdbc, region);
    private final JdbcBundles bundles = new JdbcBundles(jdbc, region);
    private final JdbcApplications applications = new JdbcApplications(jdbc, region);
    private final JdbcEntitlements entitlements = new JdbcEntitlements(jdbc, region);
    private final JdbcHosts hostStore = new JdbcHosts(jdbc, region);
    private final AuditLog audit = new AuditLog(jdbc, Clock.systemUTC());
    private final JdbcTransactionManager transactions = new JdbcTransactionManager(database);
    private final Signals signals = new Signals(database);
    private final ChangeRecord record = new ChangeRecord(new Journal(audit, Clock.systemUTC(), transactions), signals);
    private final Catalog catalog = new Catalog(bundles, applications, entitlements, record, Clock.systemUTC());
    private final Images imageVerbs = new Images(images, record, Clock.systemUTC());
    private final Hosts hosts = new Hosts(hostStore, audit, signals, Clock.systemUTC(), transactions);

    @BeforeEach
    void layImageFiles() throws IOException {
        TestDisks.layImage(folder);
        describe(1);
    }

    @Test
    void bundleIsMadeChangedDisabledAndDeleted() {
        Bundle made = catalog.createBundle(spec("Gold"), ADMIN);
        assertThat(bundles.find(made.id()))
                .hasValueSatisfying(found -> assertThat(found.spec()).isEqualTo(made.spec()));
        Bundle changed = catalog.updateBundle(made.id(), made.revision(), spec("Silver"), ADMIN);
        assertThat(changed.name()).isEqualTo("Silver");
        Bundle disabled = catalog.enableBundle(made.id(), changed.revision(), false, ADMIN);
        assertThat(disabled.enabled()).isFalse();
        catalog.deleteBundle(made.id(), disabled.revision(), ADMIN);
        assertThat(bundles.list()).isEmpty();
        assertThat(audit.latest(AuditFilter.of("bundle", made.id(), 10)))
                .extracting(entry -> entry.action())
                .containsExactly("bundle.delete", "bundle.update", "bundle.update", "bundle.create");
    }

    @Test
    void changeOnAnOldRevisionIsRefusedAndNotHalfDone() {
        Bundle made = catalog.createBundle(spec("Gold"), ADMIN);
        catalog.updateBundle(made.id(), made.revision(), spec("Silver"), ADMIN);
        assertThatThrownBy(() -> catalog.updateBundle(made.id(), made.revision(), spec("Bronze"), ADMIN))
                .isInstanceOf(StaleRevisionException.class);
        assertThat(bundles.find(made.id()).orElseThrow().name()).isEqualTo("Silver");
    }

    @Test
    void takenNameAndMissingImageAreSentences() {
        catalog.createBundle(spec("Gold"), ADMIN);
        assertThatThrownBy(() -> catalog.createBundle(spec("Gold"), ADMIN))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("its name is taken");
        assertThatThrownBy(() -> catalog.createBundle(spec("Tin").of(new ImageVersionId(UUID.randomUUID())), ADMIN))
                .isInstanceOf(ChangeRefusedException.class);
    }

    @Test
    void applicationsBelongToABundleThatExists() {
        Bundle bundle = catalog.createBundle(spec("Gold"), ADMIN);
        Application made = catalog.createApplication(application(bundle.id()), ADMIN);
        assertThat(applications.of(bundle.id()))
                .containsExactly(applications.find(made.id()).orElseThrow());
        assertThatThrownBy(() -> catalog.createApplication(application(new BundleId(UUID.randomUUID())), ADMIN))
                .isInstanceOf(NotFoundException.class);
        assertThatThrownBy(() -> catalog.deleteBundle(bundle.id(), bundle.revision(), ADMIN))
                .isInstanceOf(ChangeRefusedException.class);
        assertThat(bundles.find(bundle.id())).isPresent();
    }

    @Test
    void everySubjectIsRememberedAsItWas() {
        Bundle bundle = catalog.createBundle(spec("Gold"), ADMIN);
        var offer = new Offer.OfBundle(bundle.id());
        List<Subject> subjects = List.of(
                new Subject.Everyone(),
                new Subject.OfRole(Role.HELPDESK),
                new Subject.OfGroup(new GroupId("S-1-5-21-1-2-3-1105"), "Finance"),
                new Subject.OfPerson(new PersonId(UUID.randomUUID()), "Alice <a@b>"));
        subjects.forEach(subject -> catalog.entitle(subject, offer, ADMIN));
        assertThat(entitlements.to(offer))
                .extracting(Entitlement::subject)
                .containsExactlyInAnyOrderElementsOf(subjects);
        assertThatThrownBy(() -> catalog.entitle(new Subject.Everyone(), offer, ADMIN))
                .isInstanceOf(ChangeRefusedException.class)
                .hasMessageContaining("Everyone is entitled to this already");
        catalog.withdraw(entitlements.to(offer).getFirst().id(), ADMIN);
        assertThat(entitlements.to(offer)).hasSize(3);
    }

    @Test
    void nonsenseIsNamedWithItsValueAndWhatIsAllowed() {
        assertThatThrownBy(() -> new Compute(0, 1024)).hasMessage("vcpus is '0'; allowed are 1 to 128.");
        assertThatThrownBy(() -> new Compute(1, 64)).hasMessageContaining("128 to 4194304 MiB");
        assertThatThrownBy(() -> new RunningPolicy(RunningMode.AUTO_STOP, 0)).hasMessageContaining("autoStopMinutes");
        assertThatThrownBy(() -> spec("two\nlines")).hasMessageContaining("name is");
        assertThatThrownBy(() -> spec("\u202Egold")).hasMessageContaining("invisible");
        assertThatThrownBy(() -> spec(" ")).hasMessageContaining("1 to 100 characters");
        assertThatThrownBy(() -> new ApplicationSpec(new BundleId(UUID.randomUUID()), "X", "", "icon", "sh -c id"))
                .hasMessageContaining("program is 'sh -c id'");
    }

    @Test
    void imageVersionNeedsItsFilesAndCountsUp() throws IOException {
        Image image = imageVerbs.create("desk", "", GuestSystem.LINUX, ADMIN);
        assertThat(imageVerbs.publish(image.id(), folder, "quiet", true, ADMIN).version())
                .isEqualTo(1);
        assertThat(imageVerbs.publish(image.id(), folder, "quiet", true, ADMIN).version())
                .isEqualTo(2);
        Files.delete(folder.resolve("user.qcow2"));
        assertThatThrownBy(() -> imageVerbs.publish(image.id(), folder, "quiet", true, ADMIN))
                .hasMessageContaining("user.qcow2");
        assertThat(images.versions(image.id())).hasSize(2);
    }

    @Test
    void evaluationIsSeededOnceAndFollowsTheImage() throws IOException {
        EvaluationSeed seed = seed(true);
        seed.plant();
        seed.plant();
        Bundle bundle = bundles.list().getFirst();
        assertThat(bundle.name()).isEqualTo("Standard desktop");
        assertThat(applications.of(bundle.id()))
                .extracting(Application::name)
                .containsExactly("Calculator", "Terminal", "Text editor");
        assertThat(entitlements.list())
                .hasSize(4)
                .allMatch(entitlement -> entitlement.subject().equals(new Subject.OfRole(Role.EMPLOYEE)));
        assertThat(hostStore.list()).singleElement().matches(host -> host.name().equals("local"));

        describe(2);
        seed.plant();
        Bundle moved = bundles.find(bundle.id()).orElseThrow();
        assertThat(moved.spec().imageVersion()).isNotEqualTo(bundle.spec().imageVersion());
        assertThat(images.version(moved.spec().imageVersion()).orElseThrow().version())
                .isEqualTo(2);
        assertThat(bundles.list()).hasSize(1);
    }

    @Test
    void evaluationWithoutImageOrUnwantedStaysEmpty() throws IOException {
        seed(false).plant();
        Files.delete(folder.resolve("root.qcow2"));
        seed(true).plant();
        assertThat(bundles.list()).isEmpty();
        assertThat(hostStore.list()).isEmpty();
    }

    private EvaluationSeed seed(boolean wanted) {
        var settings = new EvaluationSettings(
                wanted, folder, URI.create("qemu:///system"), "berth", "127.0.0.1", 16, 1024, 1024);
        return new EvaluationSeed(
                images,
                bundles,
                hostStore,
                new EvaluationSeed.Verbs(catalog, hosts, record),
                settings,
                new StandardEnvironment(),
                Clock.systemUTC());
    }

    private void describe(int version) throws IOException {
        Files.writeString(
                folder.resolve("image.json"),
                "{\"name\":\"desktop\",\"version\":" + version + ",\"commandLine\":\"root=LABEL=x quiet\"}");
    }

    private BundleSpec spec(String name) {
        ImageVersionId version = images.versions().stream()
                .findFirst()
                .map(ImageVersion::id)
                .orElseGet(() -> {
                    Image image = imageVerbs.create("desk", "", GuestSystem.LINUX, ADMIN);
                    return imageVerbs
                            .publish(image.id(), folder, "quiet", true, ADMIN)
                            .id();
                });
        return new BundleSpec(
                name,
                "",
                version,
                new Compute(2, 1024),
                new Storage(8192, 1024),
                new RunningPolicy(RunningMode.AUTO_STOP, 60),
                "isolated",
                new ClipboardPolicy(true, false),
                true);
    }

    private static ApplicationSpec application(BundleId bundle) {
        return new ApplicationSpec(bundle, "Editor", "", "text-editor", "text-editor");
    }
}
