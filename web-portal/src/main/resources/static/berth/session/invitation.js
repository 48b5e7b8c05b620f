import { el } from './dom.js';

const PAUSE_MS = 250;

/** The dialog in which the owner of a session invites somebody: by name, or by a link that works once. */
export function createInvitation({ ask, messages }) {
    const text = el('input', { id: 'session-guest', type: 'text', autocomplete: 'off', role: 'combobox', 'aria-expanded': 'false', 'aria-controls': 'session-guests', 'aria-describedby': 'session-guest-hint', oninput: lookSoon });
    const found = el('ul', { id: 'session-guests', class: 'session-found', 'aria-label': messages('share.who') });
    const hint = el('p', { id: 'session-guest-hint', class: 'session-note' }, messages('share.who.hint'));
    const view = el('input', { type: 'radio', name: 'session-share-how', id: 'session-share-view', checked: true });
    const control = el('input', { type: 'radio', name: 'session-share-how', id: 'session-share-control' });
    const minutes = el('input', { id: 'session-share-minutes', type: 'number', min: 1, max: 60, value: 15, inputmode: 'numeric' });
    const words = el('input', { id: 'session-share-words', type: 'text', maxlength: 200 });
    const note = el('p', { class: 'session-note', role: 'status' });
    const link = el('input', { class: 'session-link', readonly: true, 'aria-label': messages('share.link.ready') });
    const copy = choice('share.link.copy', copyLink);
    const linkRow = el('div', { class: 'session-row session-link-row' }, link, copy);
    const send = choice('share.link', invite, { 'data-primary': true });
    const element = el(
        'dialog',
        { class: 'session-dialog session-invitation', 'aria-labelledby': 'session-share-title' },
        el('h2', { id: 'session-share-title' }, messages('share.title')),
        el('p', {}, messages('share.text')),
        el('div', { class: 'session-field' }, el('label', { for: 'session-guest' }, messages('share.who')), text, hint, found),
        el(
            'fieldset',
            { class: 'session-field' },
            el('legend', {}, messages('share.how')),
            el('label', { for: 'session-share-view' }, view, messages('share.view')),
            el('label', { for: 'session-share-control' }, control, messages('share.control')),
        ),
        el('div', { class: 'session-field session-field-short' }, el('label', { for: 'session-share-minutes' }, messages('share.minutes')), minutes),
        el('div', { class: 'session-field' }, el('label', { for: 'session-share-words' }, messages('share.words')), words),
        note,
        linkRow,
        el('div', { class: 'session-row session-row-end' }, choice('share.close', () => element.close()), send),
    );
    let chosen = null;
    let timer = 0;
    let asked = 0;

    function choice(key, onclick, attributes = {}) {
        return el('button', { type: 'button', class: 'session-choice', onclick, ...attributes }, messages(key));
    }

    function lookSoon() {
        chosen = null;
        send.textContent = messages(text.value.trim() ? 'share.invite' : 'share.link');
        send.disabled = text.value.trim() !== '';
        clearTimeout(timer);
        timer = setTimeout(look, PAUSE_MS);
    }

    async function look() {
        const mine = ++asked;
        const wanted = text.value.trim();
        const people = wanted.length < 2 ? [] : await ask('GET', `/invitees?text=${encodeURIComponent(wanted)}`).catch(() => []);
        if (mine !== asked) {
            return;
        }
        found.replaceChildren(
            ...people.map((person) =>
                el('li', {}, el('button', { type: 'button', onclick: () => choose(person) }, el('strong', {}, person.displayName), ` ${person.accountName}`)),
            ),
        );
        text.setAttribute('aria-expanded', String(people.length > 0));
        hint.textContent = messages(wanted.length >= 2 && people.length === 0 ? 'share.none' : 'share.who.hint');
    }

    function choose(person) {
        asked++;
        clearTimeout(timer);
        chosen = person;
        text.value = person.displayName;
        found.replaceChildren();
        text.setAttribute('aria-expanded', 'false');
        hint.textContent = messages('share.chosen', person.displayName);
        send.disabled = false;
        send.textContent = messages('share.invite');
        send.focus();
    }

    async function invite() {
        const guest = chosen;
        send.disabled = true;
        try {
            const invited = await ask('POST', '/shares', {
                person: guest?.id ?? null,
                control: control.checked,
                minutes: Number(minutes.value) || 15,
                reason: words.value,
            });
            if (invited.link) {
                link.value = new URL(invited.link, location.href).href;
                linkRow.hidden = false;
                note.textContent = messages('share.link.ready');
                link.select();
            } else {
                note.textContent = messages('share.invited', guest.displayName);
            }
        } catch (failure) {
            note.textContent = messages('share.failed', failure.message);
        }
        send.disabled = false;
    }

    async function copyLink() {
        link.select();
        try {
            await navigator.clipboard.writeText(link.value);
            note.textContent = messages('share.link.copied');
        } catch (refused) {
            note.textContent = messages('share.link.byKey');
        }
    }

    return {
        element,
        open() {
            chosen = null;
            text.value = words.value = note.textContent = '';
            linkRow.hidden = true;
            view.checked = true;
            lookSoon();
            element.showModal();
            text.focus();
        },
    };
}
