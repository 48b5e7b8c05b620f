package dev.berth.broker.update;

/**
 * What an update changed in a guest, as the guest says.
 *
 * @param from empty where it was not there before
 * @param to empty where it is there no more
 */
public record PackageChange(String name, String from, String to) {}
