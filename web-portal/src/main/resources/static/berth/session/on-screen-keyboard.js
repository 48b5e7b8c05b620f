import { el } from './dom.js';
import { KEYSYM } from './keys.js';

/** Each key as what it types, alone and with Shift; or a name with its keysym. */
const ROWS = [
    [['Esc', KEYSYM.ESCAPE], ...Array.from({ length: 12 }, (unused, index) => [`F${index + 1}`, 0xffbe + index]), ['Del', KEYSYM.DELETE]],
    ['`~', '1!', '2@', '3#', '4$', '5%', '6^', '7&', '8*', '9(', '0)', '-_', '=+', ['⌫', KEYSYM.BACKSPACE, 'backspace']],
    [['Tab', KEYSYM.TAB], 'qQ', 'wW', 'eE', 'rR', 'tT', 'yY', 'uU', 'iI', 'oO', 'pP', '[{', ']}', '\\|'],
    ['aA', 'sS', 'dD', 'fF', 'gG', 'hH', 'jJ', 'kK', 'lL', ';:', "'\"", ['⏎', 0xff0d, 'enter']],
    [['Shift', KEYSYM.SHIFT], 'zZ', 'xX', 'cC', 'vV', 'bB', 'nN', 'mM', ',<', '.>', '/?', ['↑', 0xff52, 'up']],
    [['Ctrl', KEYSYM.CONTROL], ['Alt', KEYSYM.ALT], ['Super', KEYSYM.SUPER], ['␣', 0x20, 'space'], ['한/영', 0xff31, 'hangul'], ['←', 0xff51, 'left'], ['↓', 0xff54, 'down'], ['→', 0xff53, 'right']],
];
const STICKY = new Set([KEYSYM.SHIFT, KEYSYM.CONTROL, KEYSYM.ALT, KEYSYM.SUPER]);

/**
 * A keyboard of buttons below the screen, for those without one of their own, and for a mouse or a screen reader. Shift,
 * Ctrl, Alt and Super stay down until the next key.
 *
 * @param send called with (pressed, keysym)
 */
export function createOnScreenKeyboard({ messages, send }) {
    const held = new Set();
    const shifting = [];
    const sticky = new Map();
    const element = el('div', { class: 'session-osk', role: 'group', 'aria-label': messages('osk.label') }, ...ROWS.map((row) => el('div', { class: 'session-osk-row' }, ...row.map(key))));
    element.hidden = true;

    function key(given) {
        if (typeof given === 'string') {
            const [plain, shifted] = [...given];
            const button = el('button', { type: 'button', class: 'session-osk-key', onclick: () => type((held.has(KEYSYM.SHIFT) ? shifted : plain).codePointAt(0)) }, plain);
            shifting.push({ button, plain, shifted });
            return keepFocusAway(button);
        }
        const [label, keysym, name] = given;
        const wide = { class: 'session-osk-key', 'data-wide': name ?? label.toLowerCase(), 'aria-label': name ? messages(`osk.${name}`) : null };
        if (!STICKY.has(keysym)) {
            return keepFocusAway(el('button', { type: 'button', ...wide, onclick: () => type(keysym) }, label));
        }
        const button = el('button', { type: 'button', ...wide, 'aria-pressed': 'false', onclick: () => toggle(keysym) }, label);
        sticky.set(keysym, button);
        return keepFocusAway(button);
    }

    /** A finger or mouse leaves the focus where it is: on the desktop. */
    function keepFocusAway(button) {
        button.addEventListener('pointerdown', (event) => event.preventDefault());
        return button;
    }

    function toggle(keysym) {
        const down = !held.has(keysym);
        down ? held.add(keysym) : held.delete(keysym);
        send(down ? 1 : 0, keysym);
        draw();
    }

    function type(keysym) {
        send(1, keysym);
        send(0, keysym);
        releaseAll();
    }

    function releaseAll() {
        held.forEach((keysym) => send(0, keysym));
        held.clear();
        draw();
    }

    function draw() {
        sticky.forEach((button, keysym) => button.setAttribute('aria-pressed', String(held.has(keysym))));
        const up = held.has(KEYSYM.SHIFT);
        shifting.forEach(({ button, plain, shifted }) => (button.textContent = up ? shifted : plain));
    }

    return {
        element,
        isShown: () => !element.hidden,
        releaseAll,
        toggle() {
            element.hidden = !element.hidden;
            if (element.hidden) {
                releaseAll();
            }
        },
    };
}
