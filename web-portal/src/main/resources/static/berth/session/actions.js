import { sendCombination } from './keys.js';

/** What each control of the toolbar does, by the parts of the page that do it. */
export function createActions({ root, messages, others, parts, sendKey, focusScreen, leaveThrough, tell }) {
    const { broker, dialogs, health, keyboard, liking, onScreenKeyboard, pointer, screen, side, sound, textInput } = parts;

    async function toggleFullscreen() {
        if (document.fullscreenElement) {
            await document.exitFullscreen();
        } else {
            await root.requestFullscreen({ navigationUI: 'hide' });
            await navigator.keyboard?.lock?.();
        }
        focusScreen();
    }

    return {
        others,
        files: side.toggleFiles,
        clipboard: side.toggleClipboard,
        combination: (keys) => sendCombination(keys, sendKey),
        onScreenKeyboard: onScreenKeyboard.toggle,
        showsKeyboard: onScreenKeyboard.isShown,
        textInput: textInput.toggle,
        showsText: textInput.isShown,
        layout: dialogs.layout.open,
        typing: () => keyboard.sink.getElement().focus(),
        docked: (edge) => liking.keep({ toolbar: edge.toUpperCase() }),
        fullscreen: () => toggleFullscreen().catch((failure) => tell(messages('fullscreen.refused', failure.message))),
        fit: () => screen.fitTo(!screen.fits()),
        fits: screen.fits,
        sharp: () => screen.sharpen(!screen.isSharp()),
        isSharp: screen.isSharp,
        sound: sound.toggle,
        sounds: sound.isOn,
        touchpad: () => pointer.useTouchpad(!pointer.usesTouchpad()),
        usesTouchpad: () => pointer.usesTouchpad(),
        health: () => dialogs.health.open(health.now()),
        help: dialogs.help.open,
        disconnect: () => leaveThrough(broker.disconnect),
        end: dialogs.end.open,
        leave: focusScreen,
        tell,
    };
}
