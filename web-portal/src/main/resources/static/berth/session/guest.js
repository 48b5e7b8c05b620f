import { createApi, createCountdown, textsOf } from './api.js';
import { createConnection } from './connection.js';
import { el } from './dom.js';
import { guardImages } from './images.js';
import { createKeyboard } from './keyboard.js';
import { createMessages } from './messages.js';
import { createNotice } from './panels.js';
import { createPointer } from './pointer.js';
import { createRecorded } from './recorded.js';
import { createScreen } from './screen.js';
import { lossOf } from './tunnel.js';

/*
 * Somebody else's session, seen by its guest. root.dataset.state tells where it is: waiting (for consent), connecting,
 * connected, unstable, reconnecting, over, failed.
 */
const LOOK_EVERY_MS = 2_000;
const GRACE_MS = 120_000;

const root = document.getElementById('guest');
const messages = createMessages(await textsOf('sharing'));
const csrf = { header: root.dataset.csrfHeader, token: root.dataset.csrfToken };
const ask = createApi({ base: root.dataset.api, csrf, messages });
const { Guacamole } = window;
guardImages(window);

const screen = createScreen({ messages });
const notice = createNotice();
const sentence = el('strong', {});
const left = el('span', { class: 'session-share-left', 'aria-hidden': 'true' });
const leave = el('button', { type: 'button', class: 'session-choice', 'data-danger': true, onclick: leaveIt }, messages('guest.leave'));
const banner = el('section', { class: 'session-shares', role: 'status' }, el('div', { class: 'session-share', 'data-state': 'JOINED' }, el('span', { class: 'session-share-dot', 'aria-hidden': 'true' }), sentence, left, leave));
if (root.dataset.recorded === 'true') {
    banner.append(createRecorded(messages));
}
const header = el('header', { class: 'session-toolbar' }, banner);
const exit = { label: messages('guest.back'), href: root.dataset.home, primary: true };

let share = await ask('GET', '');
let leftUntil = createCountdown(share.now);
let timer = 0;
let keyboard = null;

const connection = createConnection(Guacamole, {
    broker: { ticket: () => ask('POST', '/tickets') },
    size: screen.size,
    graceMs: GRACE_MS,
    tunnelBase: root.dataset.tunnel,
    onLatency() {},
    onFrame() {},
    onInternal() {},
    onState: setState,
    onClient: (client) => pointer?.follow(client),
    onPicture: (client, size) => {
        screen.show(client, size);
        say();
    },
    onRetry: ({ closeCode, error }) => {
        say(lossOf(closeCode) === 'ownerAway' || error?.status === 409 ? 'guest.away' : 'guest.retry');
        lookSoon(0);
    },
    onOver: () => lookSoon(0),
});
const pointer = share.control
    ? createPointer(Guacamole, screen.frame, { getClient: () => connection.client(), onUse: () => keyboard.sink.focus(), onInput() {} })
    : null;

function owner() {
    return share.owner.displayName;
}

function setState(state) {
    root.dataset.state = state;
    screen.element.hidden = state === 'over' || state === 'failed' || state === 'waiting';
}

function say(key) {
    sentence.textContent = messages(key ?? (share.control ? 'guest.controls' : 'guest.views'), owner());
}

function tick() {
    const until = share.state === 'ASKED' ? share.waitUntil : share.endsAt;
    left.textContent = until ? messages('banner.left', leftUntil(until)) : '';
}

async function leaveIt() {
    connection.stop();
    try {
        await ask('DELETE', '');
    } catch (failure) {
        console.warn('Leaving could not be told; closing the connection leaves as well.', failure);
    }
    location.assign(root.dataset.home);
}

function finish(state, heading, text) {
    connection.stop();
    keyboard?.releaseAll();
    clearTimeout(timer);
    setState(state);
    banner.hidden = true;
    notice.show({ heading, sentence: text, offered: [exit] });
}

function lookSoon(pause = LOOK_EVERY_MS) {
    clearTimeout(timer);
    timer = setTimeout(look, pause);
}

async function look() {
    try {
        share = await ask('GET', '');
        leftUntil = createCountdown(share.now);
        follow();
    } catch (failure) {
        if (failure.passing) {
            lookSoon();
        } else {
            finish('failed', messages('guest.failed'), failure.message);
        }
    }
}

function follow() {
    tick();
    root.dataset.control = String(share.control);
    if (share.state === 'OVER') {
        finish('over', messages('guest.over.title'), messages(`guest.over.${share.ended}`, owner()));
        return;
    }
    if (share.state === 'ASKED') {
        if (root.dataset.state !== 'waiting') {
            setState('waiting');
            sentence.textContent = messages('guest.waiting.title', owner());
            notice.show({ heading: messages('guest.waiting.title', owner()), sentence: messages('guest.waiting.text') });
        }
    } else if (!connection.active()) {
        notice.hide();
        say('guest.connecting');
        connection.start();
    }
    lookSoon();
}

function useKeys() {
    keyboard = createKeyboard(Guacamole, {
        label: messages('screen.input'),
        send: (pressed, keysym) => connection.client()?.sendKeyEvent(pressed, keysym),
        ownsFocus: () => [null, document.body, keyboard?.sink.getElement(), screen.element].includes(document.activeElement),
        onLeave: () => leave.focus(),
        onPaste: () => false,
        onCopy() {},
    });
    return keyboard.sink.getElement();
}

root.classList.add('session-root', 'session-guest');
const hint = el('p', { id: 'session-keys-hint', class: 'session-hidden' }, messages('screen.hint'));
root.replaceChildren(header, el('div', { class: 'session-body' }, screen.element, notice.element), hint);
if (share.control) {
    root.append(useKeys());
    keyboard.sink.focus();
}
setInterval(tick, 1000);
follow();
