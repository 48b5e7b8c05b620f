package dev.berth.hypervisor.simulated;

/** What can be asked of a simulated host, as faults are told apart. */
public enum Operation {
    FACTS,
    OBSERVE,
    MACHINES,
    VOLUMES,
    HAS_VOLUME,
    ENSURE_VOLUME,
    ENSURE_UPLOADED,
    DELETE_VOLUME,
    DEFINE,
    START,
    SAVE,
    SHUT_DOWN,
    POWER_OFF,
    REBOOT,
    REMOVE,
    OPEN_FORWARD,
    CLOSE_FORWARD,
    ENSURE_TEMPLATE,
    HAS_TEMPLATE,
    DELETE_TEMPLATE,
    START_FROM_TEMPLATE,
    GUEST_ANSWERS,
    GUEST_SET_PASSWORD,
    GUEST_EXEC;

    boolean concernsGuest() {
        return switch (this) {
            case GUEST_ANSWERS, GUEST_SET_PASSWORD, GUEST_EXEC -> true;
            case FACTS,
                    OBSERVE,
                    MACHINES,
                    VOLUMES,
                    HAS_VOLUME,
                    ENSURE_VOLUME,
                    ENSURE_UPLOADED,
                    DELETE_VOLUME,
                    DEFINE,
                    START,
                    SAVE,
                    SHUT_DOWN,
                    POWER_OFF,
                    REBOOT,
                    REMOVE,
                    OPEN_FORWARD,
                    CLOSE_FORWARD,
                    ENSURE_TEMPLATE,
                    HAS_TEMPLATE,
                    DELETE_TEMPLATE,
                    START_FROM_TEMPLATE -> false;
        };
    }
}
