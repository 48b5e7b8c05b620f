import { el } from './dom.js';
import { button, dialog } from './panels.js';

function closing(messages, close) {
    return el('div', { class: 'session-row session-row-end' }, button(messages('dialog.close'), close, { autofocus: true }));
}

/** How quick the connection is, and whose turn it is where it is slow. */
export function createHealthPanel({ messages, onClosed }) {
    const trip = el('p', {});
    const verdict = el('p', { role: 'status' });
    const element = dialog('session-health-title', messages('toolbar.health'), trip, verdict, el('p', { class: 'session-note' }, messages('health.scale')), closing(messages, () => element.close()));
    element.addEventListener('close', onClosed);

    function draw(state) {
        trip.textContent = state === null ? '' : messages('latency.label', state.milliseconds);
        verdict.textContent = state === null ? messages('health.unknown') : messages(`health.${state.at}.${state.quality}`);
    }

    return {
        element,
        update(state) {
            if (element.open) {
                draw(state);
            }
        },
        open(state) {
            draw(state);
            element.showModal();
        },
    };
}

/**
 * The keys that the page itself knows, and what helpdesk asks for.
 *
 * @param sends whether files may be sent to the desktop
 */
export function createHelp({ messages, sends, reference, onClosed }) {
    const known = [
        ['Ctrl + Alt + Shift', messages('help.toolbar')],
        ['Esc', messages('help.back')],
        ['Ctrl + C / Ctrl + V', messages('help.clipboard')],
    ];
    const element = dialog(
        'session-help-title',
        messages('toolbar.help'),
        el('dl', { class: 'session-help' }, ...known.flatMap(([keys, what]) => [el('dt', {}, el('kbd', {}, keys)), el('dd', {}, what)])),
        sends ? el('p', {}, messages('help.drop')) : null,
        reference ? el('p', { class: 'session-note' }, messages('notice.reference', reference)) : null,
        closing(messages, () => element.close()),
    );
    element.addEventListener('close', onClosed);
    return { element, open: () => element.showModal() };
}
