package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.HostConnection;
import java.time.Duration;
import java.util.function.Supplier;
import org.libvirt.LibvirtException;

/** Calls of one host on its parts, each within a limit, and those on one machine or volume one after the other. */
final class HostCalls {

    private final HostConnection host;
    private final LibvirtSettings settings;
    private final HostLink link;
    private final Locks locks = new Locks();

    HostCalls(HostConnection host, LibvirtSettings settings, HostLink link) {
        this.host = host;
        this.settings = settings;
        this.link = link;
    }

    /** Something to ask of a host that is connected. */
    @FunctionalInterface
    interface Ask<T> {
        T of(OnHost on) throws LibvirtException;
    }

    /** Something to do on a host that is connected. */
    @FunctionalInterface
    interface Act {
        void on(OnHost on) throws LibvirtException;
    }

    <T> T within(Duration limit, String doing, Ask<T> ask) {
        return link.call(doing, limit, connect -> ask.of(OnHost.over(connect, host, settings)));
    }

    <T> T shortly(String doing, Ask<T> ask) {
        return within(settings.callLimit(), doing, ask);
    }

    void atLength(String doing, Act act) {
        actWithin(settings.longCallLimit(), doing, act);
    }

    /** The same with nobody else at the subject. */
    void alone(Object subject, String doing, Act act) {
        locked(subject, () -> atLength(doing, act));
    }

    void copying(String doing, Act act) {
        actWithin(settings.copyLimit(), doing, act);
    }

    void actWithin(Duration limit, String doing, Act act) {
        within(limit, doing, on -> {
            act.on(on);
            return Boolean.TRUE;
        });
    }

    <T> T locked(Object subject, Supplier<T> act) {
        return locks.during(subject, act);
    }

    void locked(Object subject, Runnable act) {
        locked(subject, () -> {
            act.run();
            return Boolean.TRUE;
        });
    }

    /** Acts on a thread of its own, unless somebody is at the subject already. */
    void ifFree(Object subject, Runnable act) {
        locks.ifFree(subject, act);
    }
}
