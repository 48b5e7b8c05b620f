package dev.berth.broker.desktop;

import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.ImageVersionId;
import dev.berth.hypervisor.Hypervisor;
import dev.berth.hypervisor.TemplateKey;
import dev.berth.hypervisor.VolumeName;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What things on a host are called; every name is known before its thing exists. */
final class VolumeNames {

    private static final String UUID_PATTERN = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
    private static final Pattern OF_DESKTOP = Pattern.compile("(" + UUID_PATTERN + ")[.-].+");
    private static final Pattern ROOT = Pattern.compile("(" + UUID_PATTERN + ")-root-g(\\d{1,9})");

    private static final Pattern OWN = Pattern.compile(UUID_PATTERN + "-(?:root|user)(?:-g(\\d{1,9}))?");

    private VolumeNames() {}

    /** A root volume, as its name tells. */
    record Root(DesktopId desktop, int generation) {}

    static VolumeName root(Desktop desktop) {
        return root(desktop.id(), desktop.blueprint().disks());
    }

    static VolumeName root(DesktopId desktop, Disks disks) {
        return new VolumeName(desktop + "-root-g" + disks.root());
    }

    static VolumeName user(Desktop desktop) {
        return user(desktop.id(), desktop.blueprint().disks());
    }

    /** The first has no number: desktops had one before there were more. A person's home has a name of its own. */
    static VolumeName user(DesktopId desktop, Disks disks) {
        Home home = disks.home();
        if (home != null) {
            return home.volume();
        }
        return new VolumeName(desktop + (disks.user() == 1 ? "-user" : "-user-g" + disks.user()));
    }

    /**
     * The highest generation that the desktop's volumes have on a host, also those that no row knows, as when the database
     * was put back to an older state: they are nobody's to write over.
     */
    static int highest(DesktopId desktop, Hypervisor host) {
        return host.volumes().stream()
                .filter(volume -> desktopOf(volume).filter(desktop::equals).isPresent())
                .map(VolumeNames::generationOf)
                .flatMapToInt(OptionalInt::stream)
                .max()
                .orElse(0);
    }

    static VolumeName snapshotRoot(DesktopId desktop, SnapshotId snapshot) {
        return new VolumeName(desktop + "-snap-" + snapshot + "-root");
    }

    static VolumeName snapshotUser(DesktopId desktop, SnapshotId snapshot) {
        return new VolumeName(desktop + "-snap-" + snapshot + "-user");
    }

    static VolumeName copyRoot(DesktopId desktop, SnapshotId snapshot) {
        return new VolumeName(desktop + "-copy-" + snapshot + "-root");
    }

    static VolumeName copyUser(DesktopId desktop, SnapshotId snapshot) {
        return new VolumeName(desktop + "-copy-" + snapshot + "-user");
    }

    static VolumeName point(DesktopId desktop, PointId point) {
        return new VolumeName(desktop + "-point-" + point);
    }

    static VolumeName imageRoot(ImageVersionId version) {
        return image(version, "root");
    }

    static VolumeName imageUser(ImageVersionId version) {
        return image(version, "user");
    }

    static VolumeName kernel(ImageVersionId version) {
        return image(version, "kernel");
    }

    static VolumeName initrd(ImageVersionId version) {
        return image(version, "initrd");
    }

    static TemplateKey template(ImageVersionId version, Compute compute) {
        return new TemplateKey("t" + first8(version) + "-" + compute.vcpus() + "x" + compute.memoryMib());
    }

    /** The desktop that a volume is of; empty when its name is of another kind. */
    static Optional<DesktopId> desktopOf(VolumeName name) {
        Matcher matcher = OF_DESKTOP.matcher(name.value());
        return matcher.matches() ? Optional.of(new DesktopId(UUID.fromString(matcher.group(1)))) : Optional.empty();
    }

    static Optional<Root> rootOf(VolumeName name) {
        Matcher matcher = ROOT.matcher(name.value());
        return matcher.matches()
                ? Optional.of(
                        new Root(new DesktopId(UUID.fromString(matcher.group(1))), Integer.parseInt(matcher.group(2))))
                : Optional.empty();
    }

    /** The generation of a desktop's own root or user volume; empty for others. */
    static OptionalInt generationOf(VolumeName name) {
        Matcher matcher = OWN.matcher(name.value());
        if (!matcher.matches()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(matcher.group(1) == null ? 1 : Integer.parseInt(matcher.group(1)));
    }

    /** Whether the database can know of it: of a desktop's own volumes, it knows the generations that it gave out. */
    static boolean isKnown(Desktop desktop, VolumeName name) {
        return generationOf(name).orElse(0) <= desktop.blueprint().disks().last();
    }

    private static VolumeName image(ImageVersionId version, String part) {
        return new VolumeName("img-" + first8(version) + "-" + part);
    }

    private static String first8(ImageVersionId version) {
        return version.toString().substring(0, 8);
    }
}
