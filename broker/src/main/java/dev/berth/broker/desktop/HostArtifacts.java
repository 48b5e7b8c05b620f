package dev.berth.broker.desktop;

import dev.berth.broker.catalog.ImageVersion;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.TemplateSpec;
import dev.berth.hypervisor.VolumeName;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** Puts on a host what many desktops share. Two never make the same thing at once, on one node or on several. */
@Component
class HostArtifacts {

    private final JdbcArtifacts artifacts;
    private final NodeClaim claim;
    private final DesktopSettings settings;
    private final Clock clock;
    private final Set<ArtifactKey> making = ConcurrentHashMap.newKeySet();

    HostArtifacts(JdbcArtifacts artifacts, NodeClaim claim, DesktopSettings settings, Clock clock) {
        this.artifacts = artifacts;
        this.claim = claim;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Makes sure that the image version's volumes are on the host. False while somebody else sees to it.
     *
     * @throws ImageMissingException when a file of the version is not there
     */
    boolean ensureImage(ArtifactKey key, ImageVersion version, Hypervisor hypervisor) {
        Map<VolumeName, Path> missing = files(version);
        missing.keySet().removeIf(hypervisor::hasVolume);
        if (missing.isEmpty()) {
            return true;
        }
        // On a pool that hosts share, another may have made it: a second one over the first would ruin what stands on
        // that.
        hypervisor.lookAnew();
        missing.keySet().removeIf(hypervisor::hasVolume);
        if (missing.isEmpty()) {
            return true;
        }
        missing.values().forEach(HostArtifacts::requireFile);
        return make(key, false, () -> missing.forEach(hypervisor::ensureUploaded));
    }

    /** Makes the template. False while somebody else makes something on the host. */
    boolean ensureTemplate(ArtifactKey key, TemplateSpec spec, Hypervisor hypervisor) {
        return make(key, true, () -> hypervisor.ensureTemplate(spec));
    }

    /** Keeps this node's claims. */
    void renew() {
        artifacts.renew(claim.value(), clock.instant().plus(settings.lease()));
    }

    private boolean make(ArtifactKey key, boolean alone, Runnable work) {
        if (!making.add(key)) {
            return false;
        }
        try {
            Instant now = clock.instant();
            if (!artifacts.claim(key, claim.value(), now, now.plus(settings.lease()), alone)) {
                return false;
            }
            try {
                work.run();
            } catch (RuntimeException e) {
                artifacts.failed(
                        key, String.valueOf(e.getMessage()), clock.instant().plus(settings.templateLimit()));
                throw e;
            }
            artifacts.made(key, clock.instant());
            return true;
        } finally {
            making.remove(key);
        }
    }

    private static Map<VolumeName, Path> files(ImageVersion version) {
        Map<VolumeName, Path> files = new LinkedHashMap<>();
        files.put(VolumeNames.imageRoot(version.id()), version.rootFile());
        files.put(VolumeNames.imageUser(version.id()), version.userFile());
        if (version.directKernel()) {
            files.put(VolumeNames.kernel(version.id()), version.kernelFile());
            files.put(VolumeNames.initrd(version.id()), version.initrdFile());
        }
        return files;
    }

    private static void requireFile(Path file) {
        if (!Files.isReadable(file)) {
            throw new ImageMissingException(file);
        }
    }
}
