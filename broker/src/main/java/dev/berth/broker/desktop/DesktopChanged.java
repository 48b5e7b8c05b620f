package dev.berth.broker.desktop;

/**
 * Published on the node that moved the desktop, after the row says so.
 *
 * @param reason a sentence for people; empty when there is nothing to say
 */
public record DesktopChanged(DesktopId id, DesktopState state, String reason) {}
