package dev.berth.broker.fleet;

/**
 * What a change would do at once.
 *
 * @param before how many instances there are to be now
 * @param after how many there would be
 * @param made new ones in the first go
 * @param removed of those that wait
 * @param serving go on in any case
 */
public record FleetPreview(int before, int after, int made, int removed, int serving) {}
