export const KEYSYM = Object.freeze({
    BACKSPACE: 0xff08,
    TAB: 0xff09,
    ESCAPE: 0xff1b,
    PRINT: 0xff61,
    F4: 0xffc1,
    F11: 0xffc8,
    SHIFT: 0xffe1,
    SHIFT_RIGHT: 0xffe2,
    CONTROL: 0xffe3,
    CONTROL_RIGHT: 0xffe4,
    META: 0xffe7,
    META_RIGHT: 0xffe8,
    ALT: 0xffe9,
    ALT_RIGHT: 0xffea,
    SUPER: 0xffeb,
    SUPER_RIGHT: 0xffec,
    DELETE: 0xffff,
    C: 0x63,
    T: 0x74,
    V: 0x76,
    W: 0x77,
    X: 0x78,
});

/** What browsers and systems keep for themselves, to be sent from a menu. */
export const COMBINATIONS = Object.freeze([
    { label: 'Ctrl + Alt + Del', keys: [KEYSYM.CONTROL, KEYSYM.ALT, KEYSYM.DELETE] },
    { label: 'Ctrl + Alt + Backspace', keys: [KEYSYM.CONTROL, KEYSYM.ALT, KEYSYM.BACKSPACE] },
    { label: 'Alt + Tab', keys: [KEYSYM.ALT, KEYSYM.TAB] },
    { label: 'Alt + F4', keys: [KEYSYM.ALT, KEYSYM.F4] },
    { label: 'Super', keys: [KEYSYM.SUPER] },
    { label: 'Ctrl + Esc', keys: [KEYSYM.CONTROL, KEYSYM.ESCAPE] },
    { label: 'Ctrl + W', keys: [KEYSYM.CONTROL, KEYSYM.W] },
    { label: 'Ctrl + T', keys: [KEYSYM.CONTROL, KEYSYM.T] },
    { label: 'F11', keys: [KEYSYM.F11] },
    { label: 'Print', keys: [KEYSYM.PRINT] },
    { label: 'Esc', keys: [KEYSYM.ESCAPE] },
]);

const MODIFIERS = Object.freeze({
    control: [KEYSYM.CONTROL, KEYSYM.CONTROL_RIGHT],
    alt: [KEYSYM.ALT, KEYSYM.ALT_RIGHT],
    shift: [KEYSYM.SHIFT, KEYSYM.SHIFT_RIGHT],
    meta: [KEYSYM.META, KEYSYM.META_RIGHT, KEYSYM.SUPER, KEYSYM.SUPER_RIGHT],
});

/** Presses the keys one after the other, and lets go in the other order. send(pressed, keysym). */
export function sendCombination(keys, send) {
    keys.forEach((keysym) => send(1, keysym));
    keys.toReversed().forEach((keysym) => send(0, keysym));
}

/** Which keys are held, as told to the guest: what must be let go when the page loses the keyboard. */
export function createHeldKeys() {
    const held = new Set();
    const any = (keysyms) => keysyms.some((keysym) => held.has(keysym));
    return {
        press: (keysym) => held.add(keysym),
        release: (keysym) => held.delete(keysym),
        has: (keysym) => held.has(keysym),
        all: () => [...held],
        /** Ctrl, Alt and Shift together, and nothing else: the way out of the remote desktop for a keyboard. */
        leavesScreen: () => held.size === 3 && any(MODIFIERS.control) && any(MODIFIERS.alt) && any(MODIFIERS.shift),
        /** Ctrl or Cmd alone: with V, what people paste with. */
        pastes: () => (any(MODIFIERS.control) || any(MODIFIERS.meta)) && !any(MODIFIERS.alt),
    };
}
