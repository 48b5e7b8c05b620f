import { el } from './dom.js';

/**
 * Where the session is, for the styles in root.dataset.state, and said to screen readers: opening, connecting, connected,
 * unstable, reconnecting, ended, failed.
 *
 * @param onChanged called with whether the desktop is there to be used
 */
export function createState({ root, messages, onChanged }) {
    const element = el('p', { class: 'session-status', role: 'status', 'aria-live': 'polite' });

    function announce(text) {
        element.textContent = text;
    }

    return {
        element,
        announce,
        is: (state) => root.dataset.state === state,
        set(state) {
            if (root.dataset.state !== state) {
                root.dataset.state = state;
                announce(messages(`state.${state}`));
            }
            onChanged(state === 'connected' || state === 'unstable');
        },
    };
}
