import { el } from './dom.js';

/** What helpdesk tells the person: stays on top of the picture until it is put away. Told twice, it is shown once. */
export function createTold({ messages, onClosed }) {
    const element = el('ol', { class: 'session-told', role: 'alert', 'aria-label': messages('told.label') });
    const shown = new Set();
    return {
        element,
        show({ id, kind, from, text }) {
            if (shown.has(id)) {
                return;
            }
            shown.add(id);
            const item = el(
                'li',
                {},
                el('strong', {}, messages('told.from')),
                el('p', {}, kind === 'SCREEN_SEEN' ? messages('told.seen', from) : text),
                el('button', {
                    type: 'button',
                    class: 'session-choice',
                    onclick() {
                        item.remove();
                        onClosed();
                    },
                }, messages('told.read')),
            );
            element.append(item);
        },
    };
}
