package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import org.libvirt.LibvirtException;
import org.w3c.dom.Element;

/** Who uses a volume: libvirt deletes a volume under a running machine without asking. */
final class Uses {

    private final BerthConnect connect;
    private final Pool pool;

    Uses(BerthConnect connect, Pool pool) {
        this.connect = connect;
        this.pool = pool;
    }

    void requireNone(String volume, String path) throws LibvirtException {
        for (var domain : connect.listAllDomains(0)) {
            if (uses(Xml.parse(domain.getXMLDesc(0)), path)) {
                throw new HypervisorException("Cannot delete volume '" + volume + "': machine '" + domain.getName()
                        + "' uses it. Remove the machine first.");
            }
        }
        var clones = pool.clonesOf(path);
        if (!clones.isEmpty()) {
            throw new HypervisorException("Cannot delete volume '" + volume + "': linked clone '" + clones.getFirst()
                    + "' stands on it. Delete that first.");
        }
    }

    private static boolean uses(Element domain, String path) {
        return Xml.all(domain, "devices/disk/source").stream()
                        .anyMatch(source -> source.getAttribute("file").equals(path))
                || Xml.text(domain, "os/kernel").filter(path::equals).isPresent()
                || Xml.text(domain, "os/initrd").filter(path::equals).isPresent();
    }
}
