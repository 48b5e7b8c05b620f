import { KEYSYM } from './keys.js';

const TEXT = 'text/plain';

/** Without a paste event for so long after Ctrl+V there was nothing to paste, or the browser gave none. */
const PASTE_EVENT_MS = 150;

/**
 * Clipboard text both ways. Where the page may read the clipboard (Chromium, once the person allowed it), the guest's
 * follows when the window gets the focus. Everywhere else Ctrl+V brings the text along, through the browser's own paste
 * event, which needs no permission; and there is the panel.
 *
 * @param options.policy what may pass: copyOut, pasteIn
 * @param options.maxBytes of one text
 * @param options.type sends one key press and release
 * @param options.ownsFocus whether the remote desktop has the focus
 * @param options.onCopied the guest's text, and whether it already is in this computer's clipboard
 * @param options.onOff somebody wants what the policy has switched off
 * @param options.onTooLarge a text was not sent
 */
export function createClipboard(Guacamole, options) {
    const { policy, maxBytes, getClient, type, ownsFocus, onCopied, onOff, onTooLarge } = options;
    let known = null;
    let toldOff = false;
    let waitingForPaste = 0;

    function send(text) {
        const client = getClient();
        if (!policy.pasteIn || !client || !text || text === known) {
            return;
        }
        if (new TextEncoder().encode(text).length > maxBytes) {
            onTooLarge('in');
            return;
        }
        known = text;
        const writer = new Guacamole.StringWriter(client.createClipboardStream(TEXT));
        writer.sendText(text);
        writer.sendEnd();
    }

    async function mayRead() {
        try {
            return (await navigator.permissions.query({ name: 'clipboard-read' })).state === 'granted';
        } catch (notKnownHere) {
            return false;
        }
    }

    async function readIfAllowed() {
        if (policy.pasteIn && document.hasFocus() && navigator.clipboard?.readText && (await mayRead())) {
            try {
                send(await navigator.clipboard.readText());
            } catch (refused) {
                console.debug('The clipboard could not be read; Ctrl+V still brings its text.', refused);
            }
        }
    }

    async function received(text) {
        known = text;
        try {
            await navigator.clipboard.writeText(text);
            onCopied(text, true);
        } catch (refused) {
            onCopied(text, false);
        }
    }

    function typeV() {
        clearTimeout(waitingForPaste);
        waitingForPaste = 0;
        type(KEYSYM.V);
    }

    document.addEventListener('paste', (event) => {
        if (!ownsFocus()) {
            return;
        }
        event.preventDefault();
        send(event.clipboardData?.getData(TEXT) ?? '');
        if (waitingForPaste) {
            typeV();
        }
    });
    window.addEventListener('focus', readIfAllowed);

    return {
        send,
        readIfAllowed,
        /** Ctrl+V was pressed: lets the browser fire its paste event, and types the V once the text is on its way. */
        onPasteKey() {
            if (!policy.pasteIn) {
                onOff('in');
                return false;
            }
            clearTimeout(waitingForPaste);
            waitingForPaste = setTimeout(typeV, PASTE_EVENT_MS);
            return true;
        },
        /** Ctrl+C or Ctrl+X was pressed: it works in the guest, and says so where it will not reach this computer. */
        onCopyKey() {
            if (!policy.copyOut && !toldOff) {
                toldOff = true;
                onOff('out');
            }
        },
        follow(client) {
            known = null;
            client.onclipboard = (stream, mimetype) => {
                if (!policy.copyOut || mimetype !== TEXT) {
                    return;
                }
                const reader = new Guacamole.StringReader(stream);
                let text = '';
                reader.ontext = (part) => (text += part);
                reader.onend = () => received(text);
            };
        },
        /** Within a click, where every browser lets a page ask. */
        async askToRead() {
            send(await navigator.clipboard.readText());
        },
    };
}
