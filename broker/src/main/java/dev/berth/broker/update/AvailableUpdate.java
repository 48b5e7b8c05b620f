package dev.berth.broker.update;

/**
 * An update that a guest's updater offers.
 *
 * @param from the version that is installed; empty where the system does not say
 * @param security whether its source calls it a security update
 */
public record AvailableUpdate(String name, String from, String to, boolean security) {

    /** Whether asking for one is asking for the other. */
    boolean isWantedAs(AvailableUpdate other) {
        return wanted().equals(other.wanted());
    }

    /** As it is told to the guest and kept meanwhile. */
    public String wanted() {
        return name + "=" + to;
    }
}
