package dev.berth.hypervisor.libvirt;

import dev.berth.hypervisor.MachineId;

/** Finishes, in the background, what a Berth that is gone left undone on a machine; nothing where somebody is at it. */
final class LeftOver {

    private final HostCalls calls;

    LeftOver(HostCalls calls) {
        this.calls = calls;
    }

    /** Lets a guest go on that was left standing still. */
    void thaw(MachineId id) {
        calls.ifFree(
                id,
                () -> calls.atLength("let the guest of machine " + id + " go on", on -> {
                    var domain = on.machines().find(id);
                    if (domain.isPresent() && domain.get().isActive() == 1 && Freeze.wasLeft(domain.get())) {
                        new Freeze(on.connect(), domain.get()).thaw();
                    }
                }));
    }

    /** Gives a machine that was started from a template its identity. */
    void identify(MachineId id) {
        calls.ifFree(
                id,
                () -> calls.atLength(
                        "give machine " + id + " its identity",
                        on -> on.clones().finish(id)));
    }
}
