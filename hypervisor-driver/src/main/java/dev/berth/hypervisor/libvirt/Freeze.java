package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.GuestUnavailableException;
import dev.berth.hypervisor.Observation.PowerState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libvirt.Domain;
import org.libvirt.Domain.DeviceModifyFlags;
import org.libvirt.Domain.MetadataType;
import org.libvirt.Error.ErrorNumber;
import org.libvirt.LibvirtException;

/**
 * Lets a running guest stand still with everything written back. A guest that is frozen hangs, so three things end it: who
 * froze it; a mark on the machine, by which any Berth finds what a killed one left; and a program in the guest that waits
 * for neither.
 */
final class Freeze {

    /** After this long no living Berth is still at it. */
    private static final Duration STALE = Duration.ofSeconds(15);

    private static final String NAMESPACE = "urn:berth:freeze:1";
    private static final Duration WRITE_BACK_LIMIT = Duration.ofSeconds(10);
    private static final int FREEZE_SECONDS = 5;
    private static final int THAW_SECONDS = 5;
    private static final int THAW_TRIES = 3;
    private static final int CURRENT = 0;

    private final BerthConnect connect;
    private final Domain domain;
    private final Agent agent;

    Freeze(BerthConnect connect, Domain domain) {
        this.connect = connect;
        this.domain = domain;
        agent = new Agent(domain);
    }

    /** Does something while the guest stands still, or while it runs where it does not listen; it runs on whatever happens. */
    <T> T during(Act<T> act) throws LibvirtException {
        var begun = begin();
        try {
            return act.run(begun.standsStill());
        } finally {
            end(begun.guard());
        }
    }

    /** Whether the machine's guest was left standing still by a Berth that is gone. */
    static boolean wasLeft(Domain domain) throws LibvirtException {
        var since = since(domain);
        var now = Clock.systemUTC().instant();
        return since.isPresent() && Duration.between(since.get(), now).abs().compareTo(STALE) > 0;
    }

    /** Whether the machine's guest stands still, for whomever. */
    static boolean isUnderWay(Domain domain) throws LibvirtException {
        return since(domain).isPresent();
    }

    /** Lets a guest go on that may stand still. */
    void thaw() throws LibvirtException {
        for (int attempt = 1; ; attempt++) {
            try {
                agent.thaw(THAW_SECONDS);
                mark(null);
                return;
            } catch (LibvirtException | GuestUnavailableException e) {
                if (attempt == THAW_TRIES || domain.isActive() == 0) {
                    throw e;
                }
            }
        }
    }

    /** Whether the guest stands still, and what in it sees to it that it goes on. */
    private record Begun(boolean standsStill, Optional<Agent.Started> guard) {}

    private Begun begin() throws LibvirtException {
        if (Machines.power(domain) != PowerState.RUNNING || !agent.isConnected()) {
            return new Begun(false, Optional.empty());
        }
        var guard = Optional.<Agent.Started>empty();
        try {
            guard = prepare();
            mark(Clock.systemUTC().instant());
            return new Begun(agent.freeze(FREEZE_SECONDS) > 0, guard);
        } catch (LibvirtException | GuestUnavailableException e) {
            requireConnection(e);
            log("A guest did not stand still for its snapshot; the copies are as after a power cut.", e);
            // It may have frozen although nothing came back.
            return new Begun(false, guard);
        }
    }

    /** Does before what takes long. A guest without these programs, such as Windows, limits by itself how long it stands. */
    private Optional<Agent.Started> prepare() throws LibvirtException {
        try {
            agent.exec(Guests.WRITE_BACK, "", WRITE_BACK_LIMIT);
            return Optional.of(agent.start(Guests.THAW_LATER, ""));
        } catch (LibvirtException e) {
            requireConnection(e);
            log("A guest has no program that lets it go on by itself; only Berth does.", e);
            return Optional.empty();
        }
    }

    private void requireConnection(Exception failure) throws LibvirtException {
        if (failure instanceof LibvirtException broken && Failures.brokeConnection(connect, broken)) {
            throw broken;
        }
    }

    private void end(Optional<Agent.Started> guard) throws LibvirtException {
        try {
            if (isUnderWay(domain)) {
                thaw();
            }
            if (guard.isPresent()) {
                agent.exec(Guests.stop(guard.get().process()), "", WRITE_BACK_LIMIT);
            }
        } catch (LibvirtException | GuestUnavailableException e) {
            requireConnection(e);
            log("A guest did not say that it goes on after its snapshot; it does by itself, and is told again.", e);
        }
    }

    private void mark(@Nullable Instant since) throws LibvirtException {
        var mark = since == null ? null : Xml.write(Xml.root("freeze", "since", since.toString()));
        domain.setMetadata(MetadataType.ELEMENT, mark, "berth-freeze", NAMESPACE, DeviceModifyFlags.LIVE);
    }

    private static Optional<Instant> since(Domain domain) throws LibvirtException {
        try {
            var mark = Xml.parse(domain.getMetadata(MetadataType.ELEMENT, NAMESPACE, CURRENT));
            return Optional.of(Instant.parse(mark.getAttribute("since")));
        } catch (LibvirtException e) {
            if (Failures.is(e, ErrorNumber.VIR_ERR_NO_DOMAIN_METADATA)) {
                return Optional.empty();
            }
            throw e;
        } catch (DateTimeParseException e) {
            return Optional.of(Instant.EPOCH);
        }
    }

    private static void log(String what, Exception failure) {
        System.getLogger(Freeze.class.getName()).log(System.Logger.Level.WARNING, what, failure);
    }

    /** What is done meanwhile. */
    @FunctionalInterface
    interface Act<T> {
        T run(boolean standsStill) throws LibvirtException;
    }
}
