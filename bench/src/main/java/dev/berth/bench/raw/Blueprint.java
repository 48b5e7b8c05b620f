package dev.berth.bench.raw;

import java.nio.file.Path;
import java.util.UUID;

/**
 * A machine of Berth's, as the raw side makes it again: the same description but for name, identity and paths.
 *
 * @param xml without Berth's mark, so that Berth never takes the copy for its own
 * @param image what the root volume stands on
 * @param userImage what the user volume is a copy of
 */
public record Blueprint(
        String xml,
        String name,
        String uuid,
        Path root,
        Path user,
        Path image,
        long rootBytes,
        Volume userImage,
        long userBytes) {

    private static final String DISK = "/domain/devices/disk[target/@dev='%s']/source/@file";

    /** @param userImage the path of the image's own user volume */
    public static Blueprint of(Virsh virsh, String machine, Path userImage) {
        String xml = virsh.run("dumpxml", "--inactive", "--security-info", machine);
        Path root = Path.of(Xml.text(xml, DISK.formatted("vda")));
        Path user = Path.of(Xml.text(xml, DISK.formatted("vdb")));
        return new Blueprint(
                xml.replaceAll("(?s)<metadata>.*?</metadata>", ""),
                Xml.text(xml, "/domain/name"),
                Xml.text(xml, "/domain/uuid"),
                root,
                user,
                Volume.backing(virsh, root),
                Volume.at(virsh, root).bytes(),
                Volume.at(virsh, userImage),
                Volume.at(virsh, user).bytes());
    }

    /** The description of a copy. */
    String as(String copyName, UUID copyUuid, Path copyRoot, Path copyUser) {
        return xml.replace(root.toString(), copyRoot.toString())
                .replace(user.toString(), copyUser.toString())
                .replace(uuid, copyUuid.toString())
                .replace(name, copyName)
                .replaceAll("<genid>[^<]*</genid>", "<genid>" + UUID.randomUUID() + "</genid>");
    }
}
