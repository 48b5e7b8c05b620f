import { el } from './dom.js';

const WARNED_BEFORE_MS = 5 * 60_000;
const LOOKED_EVERY_MS = 1_000;

/** When to warn, in milliseconds without input: five minutes before the limit, or at half of a short one. */
export function warningAt(limitMs) {
    return Math.max(limitMs / 2, limitMs - WARNED_BEFORE_MS);
}

/** Minutes and seconds of a count-down. */
export function clockText(milliseconds) {
    const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
    return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/**
 * Says in time that a session will be left for want of keyboard, mouse or touch, and lets the person extend it.
 *
 * @param limitMs 0: there is no such limit
 * @param isConnected whether there is anything to leave
 * @param extend does what counts as input and changes nothing
 */
export function createIdleWarning({ limitMs, messages, announce, isConnected, extend, now = () => performance.now() }) {
    const left = el('strong', { class: 'session-idle-left' });
    const element = el(
        'section',
        { class: 'session-idle', role: 'alertdialog', 'aria-label': messages('idle.title') },
        el('p', {}, messages('idle.text'), ' ', left),
        el('button', { type: 'button', class: 'session-choice', 'data-primary': true, onclick: extended }, messages('idle.extend')),
    );
    element.hidden = true;
    let inputAt = now();

    function extended() {
        extend();
        used();
    }

    function used() {
        inputAt = now();
        element.hidden = true;
    }

    function look() {
        if (!isConnected()) {
            used();
            return;
        }
        const idle = now() - inputAt;
        if (idle < warningAt(limitMs)) {
            return;
        }
        left.textContent = clockText(limitMs - idle);
        if (element.hidden) {
            element.hidden = false;
            announce(`${messages('idle.text')} ${left.textContent}`);
        }
    }

    if (limitMs > 0) {
        setInterval(look, LOOKED_EVERY_MS);
    }
    return { element, used };
}
