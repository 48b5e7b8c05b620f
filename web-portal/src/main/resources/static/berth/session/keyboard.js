import { createHeldKeys, KEYSYM } from './keys.js';

/**
 * Brings keys to the guest while the remote desktop has the focus, text from input methods among them, and lets go of
 * every held key when it loses it, so that none stays stuck.
 *
 * @param options.label what screen readers call the place where keys go
 * @param options.send called with (pressed, keysym)
 * @param options.ownsFocus whether the focus is on the remote desktop and on no control of the page
 * @param options.onLeave Ctrl+Alt+Shift was pressed
 * @param options.onCopy called for Ctrl+C and Ctrl+X
 * @param options.onPaste called for Ctrl+V; true if it takes care of the V itself
 */
export function createKeyboard(Guacamole, { label, send, ownsFocus, onLeave, onPaste, onCopy }) {
    const sink = inputSink(Guacamole, label);
    const keyboard = new Guacamole.Keyboard(document);
    const held = createHeldKeys();
    const swallowed = new Set();

    function press(keysym) {
        held.press(keysym);
        send(1, keysym);
    }

    function release(keysym) {
        if (held.release(keysym)) {
            send(0, keysym);
        }
    }

    function releaseAll() {
        keyboard.reset();
        held.all().forEach(release);
        swallowed.clear();
    }

    keyboard.onkeydown = (keysym) => {
        if (!ownsFocus()) {
            return true;
        }
        if (keysym === KEYSYM.V && held.pastes() && !swallowed.has(keysym) && onPaste()) {
            swallowed.add(keysym);
            return true;
        }
        if ((keysym === KEYSYM.C || keysym === KEYSYM.X) && held.pastes()) {
            onCopy();
        }
        press(keysym);
        if (held.leavesScreen()) {
            releaseAll();
            // The input sink takes the focus back with each key, by a timer of its own: go after it.
            setTimeout(onLeave, 0);
        }
        return false;
    };

    keyboard.onkeyup = (keysym) => {
        if (!swallowed.delete(keysym)) {
            release(keysym);
        }
    };

    window.addEventListener('blur', releaseAll);
    window.addEventListener('pagehide', releaseAll);
    document.addEventListener('visibilitychange', () => document.hidden && releaseAll());
    document.addEventListener('focusin', () => !ownsFocus() && releaseAll());

    return {
        sink,
        releaseAll,
        /** A key that the page itself types, while the person may hold modifiers. */
        type(keysym) {
            send(1, keysym);
            send(0, keysym);
        },
    };
}

function inputSink(Guacamole, label) {
    const sink = new Guacamole.InputSink();
    const element = sink.getElement();
    element.setAttribute('aria-label', label);
    element.setAttribute('autocapitalize', 'off');
    element.setAttribute('spellcheck', 'false');
    return sink;
}
