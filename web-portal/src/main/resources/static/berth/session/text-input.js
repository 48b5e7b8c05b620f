import { el } from './dom.js';
import { KEYSYM } from './keys.js';

const ENTER = 0xff0d;
const PASSED_ON = { Enter: ENTER, Tab: KEYSYM.TAB, Escape: KEYSYM.ESCAPE, ArrowLeft: 0xff51, ArrowUp: 0xff52, ArrowRight: 0xff53, ArrowDown: 0xff54 };

/** The keys that type a text: of Latin-1 they are its own numbers, of the rest of Unicode an offset away. */
export function keysymsOf(text) {
    return [...text.replace(/\r\n?/g, '\n')].map((character) => {
        const codePoint = character.codePointAt(0);
        if (character === '\n') {
            return ENTER;
        }
        return codePoint === 9 ? KEYSYM.TAB : codePoint < 0x100 ? codePoint : 0x01000000 + codePoint;
    });
}

/**
 * A line of this computer's own, below the screen: an input method composes in it as everywhere else, and what is done
 * composing is typed on the desktop.
 *
 * @param type sends one key press and release
 */
export function createTextInput({ messages, type, onClosed }) {
    const field = el('textarea', { class: 'session-text-field', rows: 1, 'aria-label': messages('text.label'), placeholder: messages('text.placeholder'), autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', onkeydown: onKey, oninput: onInput, oncompositionend: flush });
    const element = el('div', { class: 'session-text' }, field, el('button', { type: 'button', class: 'session-choice', onclick: close }, messages('dialog.close')));
    element.hidden = true;

    function flush() {
        const text = field.value;
        field.value = '';
        keysymsOf(text).forEach(type);
    }

    function onInput(event) {
        if (!event.isComposing) {
            flush();
        }
    }

    function onKey(event) {
        if (event.isComposing || event.ctrlKey || event.altKey || event.metaKey) {
            return;
        }
        const empty = field.value === '';
        if (event.key === 'Escape' && event.shiftKey) {
            close();
        } else if (empty && event.key === 'Backspace') {
            type(KEYSYM.BACKSPACE);
        } else if (empty && event.key === 'Delete') {
            type(KEYSYM.DELETE);
        } else if (empty && event.key in PASSED_ON && !(event.key === 'Tab' && event.shiftKey)) {
            type(PASSED_ON[event.key]);
        } else {
            return;
        }
        event.preventDefault();
    }

    function close() {
        element.hidden = true;
        onClosed();
    }

    return {
        element,
        isShown: () => !element.hidden,
        toggle() {
            if (element.hidden) {
                element.hidden = false;
                field.focus();
            } else {
                close();
            }
        },
    };
}
