import { createClipboard } from './clipboard.js';
import { createFilesPanel } from './files-panel.js';
import { createClipboardPanel } from './panels.js';

/**
 * The clipboard and the files: what goes between this computer and the desktop, and the panel of each beside the screen,
 * of which one is open at a time.
 *
 * @param getToolbar whose buttons show what is open and what waits
 * @param focusScreen called when a panel is put away
 */
export function createSide(Guacamole, options) {
    const { policy, messages, maxClipboardBytes, files, dropZone, getClient, getToolbar, type, ownsFocus, focusScreen, announce, tell } = options;
    const tooLarge = (direction) => messages(`clipboard.tooLarge.${direction}`, Math.floor(maxClipboardBytes / 1024));
    const clipboard = createClipboard(Guacamole, {
        policy,
        maxBytes: maxClipboardBytes,
        getClient,
        type,
        ownsFocus,
        onCopied(text, inClipboard) {
            clipboardPanel.show(text);
            getToolbar().markClipboard(!inClipboard && !clipboardPanel.isOpen());
        },
        onOff: (direction) => tell(messages(`blocked.clipboard.${direction}.off`)),
        onTooLarge: (direction) => tell(tooLarge(direction)),
    });
    const clipboardPanel = createClipboardPanel({
        messages,
        policy,
        maxBytes: maxClipboardBytes,
        onSend: clipboard.send,
        onRead: clipboard.askToRead,
        onClosed: () => closed('clipboard'),
    });
    const filesPanel = createFilesPanel({
        files,
        rules: policy,
        messages,
        language: document.documentElement.lang,
        dropZone,
        announce,
        tell,
        onOpened() {
            clipboardPanel.close();
            getToolbar().setOpen('files', true);
        },
        onClosed: () => closed('files'),
    });

    function closed(which) {
        getToolbar().setOpen(which, false);
        focusScreen();
    }

    return {
        elements: [filesPanel.element, clipboardPanel.element],
        dropping: filesPanel.dropping,
        clipboard,
        toggleFiles: filesPanel.toggle,
        toggleClipboard() {
            getToolbar().markClipboard(false);
            filesPanel.close();
            clipboardPanel.toggle();
            getToolbar().setOpen('clipboard', clipboardPanel.isOpen());
        },
        /** The gateway let something of a channel not pass. */
        blocked(channel, direction, why) {
            tell(channel === 'clipboard' && why === 'size' ? tooLarge(direction) : messages(`blocked.${channel}.${direction}.${why}`));
        },
    };
}
