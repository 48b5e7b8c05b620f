package dev.berth.broker.catalog;

/**
 * Which way clipboard text may go.
 *
 * @param copyOut guest to browser
 * @param pasteIn browser to guest
 */
public record ClipboardPolicy(boolean copyOut, boolean pasteIn) {}
