package dev.berth.broker.console;

import java.util.UUID;

/**
 * A list as somebody filtered, sorted and named it.
 *
 * @param query of the list's address, without a leading question mark
 * @param owner who made it, as people read it
 * @param mine whether whoever asked made it, and so may delete it
 */
public record SavedView(
        UUID id, ListKind list, String name, String query, boolean shared, String owner, boolean mine) {}
