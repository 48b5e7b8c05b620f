package dev.berth.portal.list;

import org.jspecify.annotations.Nullable;

/**
 * A column of a list.
 *
 * @param title the message that heads it
 * @param sort what it is sorted by; null where it cannot be
 * @param usual whether it is shown to somebody who has chosen none
 */
public record Column(String id, String title, @Nullable String sort, boolean usual) {}
