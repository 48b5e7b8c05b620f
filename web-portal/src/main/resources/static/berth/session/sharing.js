import { createApi, createCountdown, textsOf } from './api.js';
import { el, icon } from './dom.js';
import { createRecorded } from './recorded.js';
import { createMessages } from './messages.js';
import { createConsent } from './consent.js';
import { createInvitation } from './invitation.js';

/*
 * Who else is in the session that the page shows: a banner that is always there while somebody is, the dialog in which
 * its owner invites, and the one in which helpdesk's wish is answered. Hears of changes by the event berth:shares of
 * #session, and asks the API what they are.
 */
const root = document.getElementById('session');
const messages = createMessages(await textsOf('sharing'));
const csrf = { header: root.dataset.csrfHeader, token: root.dataset.csrfToken };
const ask = createApi({ base: root.dataset.api, csrf, messages });

const banner = el('section', { class: 'session-shares', role: 'status', 'aria-label': messages('banner.label') });
const invitation = createInvitation({ ask, messages });
const consent = createConsent({ ask, messages, onAnswered: look });
const recorded = createRecorded(messages);
const share = el(
    'button',
    { type: 'button', class: 'session-button', 'data-action': 'share', 'aria-label': messages('toolbar.share'), title: messages('toolbar.share'), 'aria-haspopup': 'dialog', onclick: () => invitation.open() },
    icon('share'),
    el('span', { class: 'session-button-text', 'aria-hidden': 'true' }, messages('toolbar.share')),
);

let isRecorded = false;
let shares = [];
let leftUntil = () => '';

function nameOf(share) {
    return share.guest?.displayName ?? '';
}

function sentenceOf(share) {
    if (share.state === 'JOINED') {
        return messages(share.control ? 'banner.controls' : 'banner.watches', nameOf(share));
    }
    if (!share.guest) {
        return messages('banner.link');
    }
    return messages(share.kind === 'INVITATION' ? 'banner.waiting' : 'banner.coming', nameOf(share));
}

function itemOf(share) {
    const joined = share.state === 'JOINED';
    return el(
        'div',
        { class: 'session-share', 'data-state': share.state, 'data-control': share.control },
        el('span', { class: 'session-share-dot', 'aria-hidden': 'true' }),
        el('strong', {}, sentenceOf(share)),
        el('span', { class: 'session-share-left', 'aria-hidden': 'true', 'data-until': share.endsAt ?? share.waitUntil }),
        el(
            'button',
            {
                type: 'button',
                class: 'session-choice',
                'data-danger': joined,
                'aria-label': messages('banner.endOf', nameOf(share)),
                onclick: () => ask('DELETE', `/shares/${share.id}`).then(look, look),
            },
            messages(joined ? 'banner.end' : 'banner.withdraw'),
        ),
    );
}

function tick() {
    for (const left of banner.querySelectorAll('[data-until]')) {
        left.textContent = messages('banner.left', leftUntil(left.dataset.until));
    }
    consent.tick(leftUntil);
}

function draw() {
    const shown = shares.filter((one) => one.state !== 'ASKED');
    banner.hidden = shown.length === 0 && !isRecorded;
    banner.replaceChildren(...(isRecorded ? [recorded] : []), ...shown.map(itemOf));
    consent.show(shares.find((one) => one.state === 'ASKED') ?? null);
    tick();
}

async function look() {
    try {
        ({ recorded: isRecorded, shares } = await ask('GET', '/shares'));
        if (shares.length > 0) {
            leftUntil = createCountdown(shares[0].now);
        }
        draw();
    } catch (failure) {
        console.warn('Who else is in the session could not be asked; the next change asks again.', failure);
    }
}

/**
 * On top of the screen's own place, which begins below it: it covers nothing, wherever the toolbar is, and folding that
 * does not fold it. The button to share stands in the toolbar, before the one that folds it. Until the session's script
 * has said its state, what stands in the page is only what it replaces.
 */
function place() {
    if (!root.dataset.state) {
        return false;
    }
    const body = root.querySelector('.session-body');
    body.prepend(banner);
    new ResizeObserver(() => body.style.setProperty('--session-shares', `${banner.offsetHeight}px`)).observe(banner);
    root.append(invitation.element, consent.element);
    root.querySelector('.session-bar > [data-action="fold"]')?.before(share);
    return true;
}

function follow() {
    share.disabled = root.dataset.state !== 'connected' && root.dataset.state !== 'unstable';
}

if (!place()) {
    const waiting = new MutationObserver(() => place() && waiting.disconnect());
    waiting.observe(root, { attributeFilter: ['data-state'] });
}
new MutationObserver(follow).observe(root, { attributeFilter: ['data-state'] });
follow();
root.addEventListener('berth:shares', look);
draw();
setInterval(tick, 1000);
// A change that was missed while this device slept is seen too, only later.
setInterval(() => document.hidden || look(), 30_000);
look();
