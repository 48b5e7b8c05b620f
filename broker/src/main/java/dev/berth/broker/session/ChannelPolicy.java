package dev.berth.broker.session;

/**
 * What may pass beside picture, keyboard and pointer.
 *
 * @param copyOut clipboard text from the guest to the browser
 * @param pasteIn clipboard text from the browser to the guest
 * @param rules for files, prints and sound
 */
public record ChannelPolicy(boolean copyOut, boolean pasteIn, ChannelRules rules) {

    /** Clipboard text, and nothing else. */
    public ChannelPolicy(boolean copyOut, boolean pasteIn) {
        this(copyOut, pasteIn, ChannelRules.NOTHING);
    }
}
