package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HypervisorException;
import java.util.ArrayList;
import java.util.List;
import org.libvirt.Domain;
import org.libvirt.Error.ErrorNumber;
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
        var users = of(path);
        if (!users.isEmpty()) {
            throw new HypervisorException("Cannot delete volume '" + volume + "': machine '"
                    + users.getFirst().getName() + "' uses it. Remove the machine first.");
        }
        var clones = pool.clonesOf(path);
        if (!clones.isEmpty()) {
            throw new HypervisorException("Cannot delete volume '" + volume + "': volume '" + clones.getFirst()
                    + "' stands on it. Delete that first.");
        }
    }

    /** The machines that have a volume, whoever's they are. */
    List<Domain> of(String path) throws LibvirtException {
        var users = new ArrayList<Domain>();
        for (var domain : connect.listAllDomains(0)) {
            try {
                if (uses(Xml.parse(domain.getXMLDesc(0)), path)) {
                    users.add(domain);
                }
            } catch (LibvirtException e) {
                if (!Failures.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN)) {
                    throw e;
                }
                // One that somebody removed since it was listed uses nothing any more.
            }
        }
        return users;
    }

    private static boolean uses(Element domain, String path) {
        return Xml.all(domain, "devices/disk/source").stream()
                        .anyMatch(source -> source.getAttribute("file").equals(path))
                || Xml.text(domain, "os/kernel").filter(path::equals).isPresent()
                || Xml.text(domain, "os/initrd").filter(path::equals).isPresent();
    }
}
