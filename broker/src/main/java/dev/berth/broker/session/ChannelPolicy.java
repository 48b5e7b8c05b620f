package dev.berth.broker.session;

/**
 * What may pass beside picture, keyboard and pointer.
 *
 * @param copyOut clipboard text from the guest to the browser
 * @param pasteIn clipboard text from the browser to the guest
 */
public record ChannelPolicy(boolean copyOut, boolean pasteIn) {}
