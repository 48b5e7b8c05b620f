package dev.berth.broker.desktop;

import dev.berth.broker.catalog.Bundle;
import dev.berth.broker.catalog.ImageVersion;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.broker.catalog.JdbcBundles;
import dev.berth.broker.catalog.JdbcImages;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.hypervisor.MachineId;
import dev.berth.hypervisor.MachineSpec;
import dev.berth.hypervisor.TemplateKey;
import dev.berth.hypervisor.TemplateSpec;
import dev.berth.hypervisor.VolumeSpec;
import java.util.Optional;
import org.springframework.stereotype.Component;

/** What a desktop's machine and volumes are to be like, from its row, its bundle and its image version. */
@Component
class Making {

    private final JdbcImages images;
    private final JdbcBundles bundles;

    Making(JdbcImages images, JdbcBundles bundles) {
        this.images = images;
        this.bundles = bundles;
    }

    /**
     * All that is needed to make one desktop.
     *
     * @param template what to clone it from, where its kind can be cloned
     */
    record Recipe(
            ImageVersion version,
            MachineSpec machine,
            VolumeSpec root,
            VolumeSpec user,
            Optional<TemplateKey> template) {}

    Recipe recipe(Desktop desktop) {
        return recipe(desktop.id(), new Make(desktop.bundle(), desktop.blueprint()));
    }

    /** What the desktop would be if it were made of this. */
    Recipe recipe(DesktopId id, Make make) {
        Blueprint blueprint = make.blueprint();
        Disks disks = blueprint.disks();
        ImageVersion version = version(blueprint);
        Bundle bundle = bundles.require(make.bundle());
        var user = new VolumeSpec.FullCopy(
                VolumeNames.user(id, disks), VolumeNames.imageUser(version.id()), disks.userMib());
        var root = new VolumeSpec.LinkedClone(
                VolumeNames.root(id, disks), VolumeNames.imageRoot(version.id()), disks.rootMib());
        return new Recipe(version, machine(id, blueprint, version, bundle), root, user, templateOf(blueprint, bundle));
    }

    private static MachineSpec machine(DesktopId id, Blueprint blueprint, ImageVersion version, Bundle bundle) {
        return new MachineSpec(
                new MachineId(id.value()),
                blueprint.hostname(),
                blueprint.compute().vcpus(),
                blueprint.compute().memoryMib(),
                boot(version),
                VolumeNames.root(id, blueprint.disks()),
                Optional.of(VolumeNames.user(id, blueprint.disks())),
                bundle.spec().network());
    }

    /** The template of a bundle; only machines in the isolated network share one. */
    static Optional<TemplateSpec> template(Bundle bundle, ImageVersion version) {
        var spec = bundle.spec();
        return spec.network().equals(MachineSpec.ISOLATED)
                ? Optional.of(new TemplateSpec(
                        VolumeNames.template(version.id(), spec.compute()),
                        spec.compute().vcpus(),
                        spec.compute().memoryMib(),
                        boot(version),
                        VolumeNames.imageRoot(version.id()),
                        VolumeNames.imageUser(version.id()),
                        spec.network()))
                : Optional.empty();
    }

    private ImageVersion version(Blueprint blueprint) {
        return version(blueprint.imageVersion());
    }

    ImageVersion version(ImageVersionId id) {
        return images.version(id).orElseThrow(() -> new NotFoundException("image version", id));
    }

    private static Optional<TemplateKey> templateOf(Blueprint blueprint, Bundle bundle) {
        return bundle.spec().network().equals(MachineSpec.ISOLATED)
                ? Optional.of(VolumeNames.template(blueprint.imageVersion(), blueprint.compute()))
                : Optional.empty();
    }

    private static MachineSpec.Boot boot(ImageVersion version) {
        return version.directKernel()
                ? new MachineSpec.Boot.DirectKernel(
                        VolumeNames.kernel(version.id()), VolumeNames.initrd(version.id()), version.commandLine())
                : new MachineSpec.Boot.Firmware();
    }
}
