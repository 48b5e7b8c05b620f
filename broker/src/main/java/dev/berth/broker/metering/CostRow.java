package dev.berth.broker.metering;

/**
 * One person's, group's, bundle's or desktop's costs.
 *
 * @param key its id; a group's SID; empty for people in no group
 * @param name as people call it; the id when nobody knows it any more
 * @param detail what tells it from others of the name: the account, the person; may be empty
 */
public record CostRow(String key, String name, String detail, Tally tally) {}
