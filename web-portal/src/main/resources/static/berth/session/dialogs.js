import { createHealthPanel, createHelp } from './help.js';
import { createLayoutDialog } from './keyboard-layout.js';
import { createConfirmation } from './panels.js';

/**
 * What is asked or shown over the whole page, until it is closed.
 *
 * @param onEnd the person wants the session ended
 * @param onClosed called when any of them is put away
 */
export function createDialogs({ messages, liking, sends, reference, onEnd, onClosed }) {
    const end = createConfirmation({ messages, titleKey: 'end.title', textKey: 'end.text', confirmKey: 'end.confirm', onConfirm: onEnd, onClosed });
    const health = createHealthPanel({ messages, onClosed });
    const help = createHelp({ messages, sends, reference, onClosed });
    const layout = createLayoutDialog({
        messages,
        chosen: liking.keyboard,
        onChoose: (keyboard) => liking.keep({ keyboard }).then((kept) => kept && location.reload()),
        onClosed,
    });
    return { end, health, help, layout, elements: [end.element, health.element, help.element, layout.element] };
}
