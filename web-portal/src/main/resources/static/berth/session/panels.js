import { el, icon } from './dom.js';

export function dialog(id, title, ...content) {
    return el('dialog', { class: 'session-dialog', 'aria-labelledby': id }, el('h2', { id }, title), ...content);
}

export function button(label, onclick, attributes = {}) {
    return el('button', { type: 'button', class: 'session-choice', onclick, ...attributes }, label);
}

/**
 * What stands in a column beside the screen, and covers nothing. Escape closes it.
 *
 * @param onClosed called when it is put away
 */
export function sidePanel({ id, title, messages, onClosed, tools = [] }, ...content) {
    const heading = el('h2', { id, tabindex: '-1' }, title);
    const element = el(
        'aside',
        { class: 'session-side', 'aria-labelledby': id, onkeydown: (event) => event.key === 'Escape' && close() },
        el('header', { class: 'session-side-head' }, heading, ...tools, el('button', { type: 'button', class: 'session-button', 'aria-label': messages('dialog.close'), title: messages('dialog.close'), onclick: () => close() }, icon('close'))),
        ...content,
    );
    element.hidden = true;

    function close() {
        if (!element.hidden) {
            element.hidden = true;
            onClosed();
        }
    }

    return {
        element,
        close,
        isOpen: () => !element.hidden,
        open() {
            element.hidden = false;
        },
        focus: () => heading.focus(),
    };
}

/** The clipboard by hand: what the guest copied, to be taken; and a field whose text goes to the guest. */
export function createClipboardPanel({ messages, policy, maxBytes, onSend, onRead, onClosed }) {
    const copied = el('textarea', { id: 'session-copied', readonly: true, rows: 5 });
    const pasted = el('textarea', { id: 'session-pasted', rows: 5 });
    const note = el('p', { class: 'session-note', role: 'status' });
    const side = sidePanel(
        { id: 'session-clipboard-title', title: messages('clipboard.title'), messages, onClosed },
        policy.copyOut ? el('label', { for: 'session-copied' }, messages('clipboard.fromDesktop')) : null,
        policy.copyOut ? copied : el('p', {}, messages('clipboard.copyOff')),
        policy.copyOut ? button(messages('clipboard.copy'), copy) : null,
        policy.pasteIn ? el('label', { for: 'session-pasted' }, messages('clipboard.toDesktop')) : null,
        policy.pasteIn ? pasted : el('p', {}, messages('clipboard.pasteOff')),
        policy.pasteIn
            ? el('div', { class: 'session-row' }, button(messages('clipboard.send'), sendPasted, { 'data-primary': true }), navigator.clipboard?.readText ? button(messages('clipboard.read'), read) : null)
            : null,
        note,
        policy.copyOut || policy.pasteIn ? el('p', { class: 'session-note' }, messages('clipboard.limit', Math.floor(maxBytes / 1024))) : null,
    );

    async function copy() {
        copied.select();
        try {
            await navigator.clipboard.writeText(copied.value);
            note.textContent = messages('clipboard.copied');
        } catch (refused) {
            note.textContent = messages('clipboard.copyByKey');
        }
    }

    function sendPasted() {
        onSend(pasted.value);
        note.textContent = messages('clipboard.sent');
    }

    async function read() {
        try {
            await onRead();
            note.textContent = messages('clipboard.sent');
        } catch (refused) {
            note.textContent = messages('clipboard.readRefused');
        }
    }

    return {
        ...side,
        /** What the guest copied last. */
        show(text) {
            copied.value = text;
        },
        toggle() {
            if (side.isOpen()) {
                side.close();
                return;
            }
            pasted.value = '';
            note.textContent = '';
            side.open();
            side.focus();
        },
    };
}

/** Asks before something that cannot be taken back. */
export function createConfirmation({ messages, titleKey, textKey, confirmKey, onConfirm, onClosed }) {
    const element = dialog(
        `session-${titleKey.replace('.', '-')}`,
        messages(titleKey),
        el('p', {}, messages(textKey)),
        el(
            'div',
            { class: 'session-row session-row-end' },
            button(messages('dialog.cancel'), () => element.close(), { autofocus: true }),
            button(messages(confirmKey), () => {
                element.close();
                onConfirm();
            }, { 'data-danger': true }),
        ),
    );
    element.addEventListener('close', onClosed);
    return { element, open: () => element.showModal() };
}

/** What stands where the desktop was: an end, a failure, and what can be done about it. */
export function createNotice() {
    const title = el('h1', {});
    const text = el('p', {});
    const reference = el('p', { class: 'session-reference' });
    const choices = el('div', { class: 'session-row' });
    const element = el('section', { class: 'session-notice', role: 'alert' }, title, text, reference, choices);
    element.hidden = true;
    return {
        element,
        /** @param offered each with label, href or onclick, and primary */
        show({ heading, sentence, referenceText = '', offered = [] }) {
            title.textContent = heading;
            text.textContent = sentence;
            reference.textContent = referenceText;
            reference.hidden = referenceText === '';
            choices.replaceChildren(
                ...offered.map(({ label, href, onclick, primary }) =>
                    href
                        ? el('a', { class: 'session-choice', href, 'data-primary': primary }, label)
                        : button(label, onclick, { 'data-primary': primary }),
                ),
            );
            element.hidden = false;
            choices.firstElementChild?.focus();
        },
        hide() {
            element.hidden = true;
        },
    };
}
