package dev.berth.broker.metering;

/**
 * What came together under one name.
 *
 * @param desktops how many desktops owe it
 * @param hours started hours, with or without a price
 * @param monthly for months of desktops that are always on
 * @param base for months of those that are not
 * @param hourly for their hours
 * @param unpriced how many months and hours had no price
 */
public record Tally(long desktops, long hours, Amounts monthly, Amounts base, Amounts hourly, long unpriced) {

    public static final Tally NONE = new Tally(0, 0, Amounts.NONE, Amounts.NONE, Amounts.NONE, 0);

    static Tally of(Charge charge) {
        Amounts amount = charge.amount();
        long unpriced = charge.price().isPresent() ? 0 : charge.quantity();
        return switch (charge.kind()) {
            case MONTHLY -> new Tally(0, 0, amount, Amounts.NONE, Amounts.NONE, unpriced);
            case BASE -> new Tally(0, 0, Amounts.NONE, amount, Amounts.NONE, unpriced);
            case HOURS -> new Tally(0, charge.quantity(), Amounts.NONE, Amounts.NONE, amount, unpriced);
        };
    }

    Tally plus(Tally other) {
        return new Tally(
                desktops + other.desktops,
                hours + other.hours,
                monthly.plus(other.monthly),
                base.plus(other.base),
                hourly.plus(other.hourly),
                unpriced + other.unpriced);
    }

    Tally ofOneDesktop() {
        return new Tally(1, hours, monthly, base, hourly, unpriced);
    }

    public Amounts total() {
        return monthly.plus(base).plus(hourly);
    }
}
