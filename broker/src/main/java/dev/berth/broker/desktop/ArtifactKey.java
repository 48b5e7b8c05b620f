package dev.berth.broker.desktop;

import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.host.HostId;
import dev.berth.hypervisor.TemplateKey;

/** Something that a host holds for many desktops. */
record ArtifactKey(HostId host, ImageVersionId version, String name) {

    private static final String IMAGE = "image";

    /** The volumes of an image version. */
    static ArtifactKey image(HostId host, ImageVersionId version) {
        return new ArtifactKey(host, version, IMAGE);
    }

    static ArtifactKey template(HostId host, ImageVersionId version, TemplateKey key) {
        return new ArtifactKey(host, version, key.value());
    }

    boolean isImage() {
        return name.equals(IMAGE);
    }
}
