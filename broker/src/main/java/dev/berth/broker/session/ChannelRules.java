package dev.berth.broker.session;

/**
 * Which channels beside the clipboard are open, each direction by itself.
 *
 * @param upload files from the person's computer into the guest
 * @param download files from the guest to the person's computer
 * @param printing what the guest prints, as a PDF in the browser
 * @param audioOut sound of the guest
 * @param audioIn the person's microphone
 */
public record ChannelRules(FileRule upload, FileRule download, boolean printing, boolean audioOut, boolean audioIn) {

    /** Of a bundle about which nobody has said anything. */
    public static final ChannelRules DEFAULT =
            new ChannelRules(FileRule.ANYTHING, FileRule.ANYTHING, true, true, false);

    public static final ChannelRules NOTHING =
            new ChannelRules(FileRule.NOTHING, FileRule.NOTHING, false, false, false);
}
