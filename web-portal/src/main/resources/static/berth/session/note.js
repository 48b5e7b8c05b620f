import { el } from './dom.js';

const SHOWN_MS = 5_000;

/** A sentence over the screen that goes by itself. */
export function createNote() {
    const element = el('p', { class: 'session-toast', role: 'status' });
    let timer = 0;
    return {
        element,
        tell(text) {
            element.textContent = text;
            clearTimeout(timer);
            timer = setTimeout(() => (element.textContent = ''), SHOWN_MS);
        },
    };
}
