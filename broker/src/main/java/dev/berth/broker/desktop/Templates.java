package dev.berth.broker.desktop;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.ImageVersion;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.JdbcImages;
import dev.berth.broker.host.Host;
import dev.berth.broker.host.HostConnections;
import dev.berth.broker.host.HostId;
import dev.berth.broker.host.HostLoad;
import dev.berth.broker.host.HostState;
import dev.berth.broker.host.JdbcHosts;
import dev.berth.broker.host.Placement;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.HypervisorException;
import dev.berth.hypervisor.TemplateKey;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Keeps hosts ready for first desktops: image volumes are brought there before anybody waits for them, and a template is
 * made for each enabled bundle's image version and size. One at a time per host, and not while a person waits for a
 * machine. What no bundle uses any more is dropped.
 */
@Component
class Templates {

    private static final Logger LOG = LoggerFactory.getLogger(Templates.class);

    private final JdbcArtifacts artifacts;
    private final HostArtifacts makers;
    private final Needs needs;
    private final HostConnections connections;
    private final JdbcDesktops desktops;
    private final DesktopSettings settings;
    private final Clock clock;
    private final Set<HostId> busy = ConcurrentHashMap.newKeySet();

    Templates(
            JdbcArtifacts artifacts,
            HostArtifacts makers,
            Needs needs,
            HostConnections connections,
            JdbcDesktops desktops,
            DesktopSettings settings,
            Clock clock) {
        this.artifacts = artifacts;
        this.makers = makers;
        this.needs = needs;
        this.connections = connections;
        this.desktops = desktops;
        this.settings = settings;
        this.clock = clock;
    }

    /** What is needed, from the catalog and the hosts. */
    @Component
    record Needs(JdbcBundles bundles, JdbcImages images, JdbcHosts hosts) {

        List<Bundle> enabled() {
            return bundles.list().stream().filter(Bundle::enabled).toList();
        }

        Set<ImageVersionId> versionsInBundles() {
            return bundles.list().stream()
                    .map(bundle -> bundle.spec().imageVersion())
                    .collect(Collectors.toUnmodifiableSet());
        }

        boolean hasRoom(Host host, Bundle bundle) {
            HostLoad load = hosts.loads().getOrDefault(host.id(), HostLoad.NONE);
            var candidate = new Placement.Candidate(host, load);
            return Placement.choose(List.of(candidate), bundle.spec().compute()) instanceof Placement.Choice.Placed;
        }
    }

    /** Sees to every host on a thread of its own, and returns without waiting. */
    void keep() {
        for (Host host : needs.hosts().list()) {
            if (host.health().reachable() && busy.add(host.id())) {
                Thread.ofVirtual().name("templates-" + host.name()).start(() -> {
                    try {
                        keepOn(host);
                    } catch (RuntimeException e) {
                        LOG.warn(
                                "Templates on host {} are not as they should be; the next round tries again.",
                                host.name(),
                                e);
                    } finally {
                        busy.remove(host.id());
                    }
                });
            }
        }
    }

    /** Makes what one host lacks, and drops what it need not have. */
    void keepOn(Host host) {
        drop(host);
        if (host.state() != HostState.ACTIVE) {
            return;
        }
        for (Bundle bundle : needs.enabled()) {
            ImageVersion version =
                    needs.images().version(bundle.spec().imageVersion()).orElseThrow();
            if (prepared(host, bundle, version)) {
                return;
            }
        }
    }

    /** Whether something was made, so that the next is left for the next round. */
    private boolean prepared(Host host, Bundle bundle, ImageVersion version) {
        Hypervisor hypervisor = connections.on(host.id());
        var image = ArtifactKey.image(host.id(), version.id());
        if (artifacts.resting(image, clock.instant()) || desktops.somebodyWaits()) {
            return false;
        }
        if (!makers.ensureImage(image, version, hypervisor) || !settings.templates() || shares(host)) {
            return false;
        }
        var template = Making.template(bundle, version);
        if (template.isEmpty()) {
            return false;
        }
        if (hypervisor.hasTemplate(template.get().key())) {
            hypervisor.prepareClone(template.get().key());
            return false;
        }
        if (!needs.hasRoom(host, bundle)) {
            return false;
        }
        var key = ArtifactKey.template(host.id(), version.id(), template.get().key());
        if (artifacts.resting(key, clock.instant()) || desktops.somebodyWaits()) {
            return false;
        }
        boolean made = makers.ensureTemplate(key, template.get(), hypervisor);
        if (made) {
            LOG.info("Host {} has the template {} for bundle '{}' now.", host.name(), key.name(), bundle.name());
        }
        return made;
    }

    /** Hosts that share a pool would make one template each under one name, over one another: there desktops boot. */
    private static boolean shares(Host host) {
        return host.spec().sharedStorage() != null;
    }

    private void drop(Host host) {
        Set<ImageVersionId> used = needs.versionsInBundles();
        List<ArtifactKey> unused = artifacts.on(host.id()).stream()
                .filter(key -> !used.contains(key.version()))
                .toList();
        if (unused.isEmpty()) {
            return;
        }
        Hypervisor hypervisor = connections.on(host.id());
        if (shares(host)) {
            // What another host made stand on these is not known here before that.
            hypervisor.lookAnew();
        }
        unused.stream()
                .filter(key -> !key.isImage())
                .forEach(key -> refusal(key, hypervisor)
                        .ifPresent(why -> LOG.debug("Template {} on host {} stays: {}", key.name(), host.name(), why)));
        List<ArtifactKey> left = artifacts.on(host.id());
        unused.stream()
                .filter(ArtifactKey::isImage)
                .filter(key -> left.stream().noneMatch(o -> o.version().equals(key.version()) && !o.isImage()))
                .filter(key -> !artifacts.desktopsUse(key))
                .forEach(key -> {
                    deleteImage(key.version(), hypervisor);
                    artifacts.delete(key);
                });
    }

    /** Why a template cannot go yet: the root volume of a desktop stands on it. Empty when it is gone. */
    private Optional<String> refusal(ArtifactKey key, Hypervisor hypervisor) {
        try {
            hypervisor.deleteTemplate(new TemplateKey(key.name()));
            artifacts.delete(key);
            return Optional.empty();
        } catch (HypervisorException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static void deleteImage(ImageVersionId version, Hypervisor hypervisor) {
        hypervisor.deleteVolume(VolumeNames.imageRoot(version));
        hypervisor.deleteVolume(VolumeNames.imageUser(version));
        hypervisor.deleteVolume(VolumeNames.kernel(version));
        hypervisor.deleteVolume(VolumeNames.initrd(version));
    }
}
