package dev.berth.hypervisor.simulated;

/**
 * A line between two effects, where a broker can die.
 *
 * @param subject the machine, volume or template that the operation is about; the host's name where it is about none
 */
public record Boundary(Operation operation, Moment moment, String subject) {

    public enum Moment {
        /** Nothing has happened yet. */
        BEFORE,
        /** Some effects of an operation of several have happened. */
        DURING,
        /** Everything has happened, and the caller does not know yet. */
        AFTER
    }
}
