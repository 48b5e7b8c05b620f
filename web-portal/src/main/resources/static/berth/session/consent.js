import { el } from './dom.js';

/**
 * The dialog in which the owner of a session answers helpdesk. Putting it away by Escape is a no, as no answer is.
 *
 * @param onAnswered called when the API has taken the answer, or refused it
 */
export function createConsent({ ask, messages, onAnswered }) {
    const title = el('h2', { id: 'session-consent-title' });
    const why = el('p', { class: 'session-consent-why' });
    const what = el('p', {});
    const left = el('p', { class: 'session-note', 'aria-live': 'off' });
    const failed = el('p', { class: 'session-note', role: 'alert' });
    const refuse = choice('ask.refuse', () => answer(false, false), { autofocus: true });
    const allow = choice('ask.allow', () => answer(true, false), { 'data-primary': true });
    const allowControl = choice('ask.allowControl', () => answer(true, true));
    const element = el(
        'dialog',
        { class: 'session-dialog session-consent', role: 'alertdialog', 'aria-labelledby': 'session-consent-title' },
        title,
        why,
        what,
        left,
        failed,
        el('div', { class: 'session-row session-row-end' }, refuse, allow, allowControl),
    );
    let asked = null;

    function choice(key, onclick, attributes = {}) {
        return el('button', { type: 'button', class: 'session-choice', onclick, ...attributes }, messages(key));
    }

    async function answer(agree, control) {
        const { id } = asked;
        try {
            await ask('POST', `/shares/${id}/answer`, { agree, control });
            hide();
        } catch (failure) {
            failed.textContent = failure.message;
        }
        onAnswered();
    }

    function hide() {
        asked = null;
        element.close();
    }

    element.addEventListener('cancel', (event) => {
        event.preventDefault();
        answer(false, false);
    });

    return {
        element,
        /** @param share the wish that is to be answered; null when there is none any more */
        show(share) {
            if (!share) {
                if (asked) {
                    hide();
                }
                return;
            }
            if (asked?.id === share.id) {
                return;
            }
            asked = share;
            failed.textContent = '';
            title.textContent = messages('ask.title', share.guest.displayName);
            why.textContent = messages('ask.why', share.reason);
            what.textContent = messages(share.control ? 'ask.control' : 'ask.view', share.minutes);
            allowControl.hidden = !share.control;
            if (!element.open) {
                element.showModal();
            }
            refuse.focus();
        },
        /** @param leftUntil a countdown to a moment */
        tick(leftUntil) {
            if (asked) {
                left.textContent = messages('ask.left', leftUntil(asked.waitUntil));
            }
        },
    };
}
