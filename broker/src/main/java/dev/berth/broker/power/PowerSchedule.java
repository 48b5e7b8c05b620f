package dev.berth.broker.power;

/** A power schedule as it is kept. */
public record PowerSchedule(PowerScheduleId id, PowerSpec spec, boolean enabled, long revision) {

    public String name() {
        return spec.name();
    }
}
