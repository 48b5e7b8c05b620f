import { createActions } from './actions.js';
import { createBroker } from './broker.js';
import { createConnection } from './connection.js';
import { createDialogs } from './dialogs.js';
import { el } from './dom.js';
import { createEndings } from './endings.js';
import { followEvents } from './events.js';
import { createFiles } from './files.js';
import { createGuestPrints } from './guest-prints.js';
import { createHealth } from './health.js';
import { createIdleWarning } from './idle.js';
import { guardImages } from './images.js';
import { createKeyboard } from './keyboard.js';
import { createLiking } from './liking.js';
import { createMessages } from './messages.js';
import { createNote } from './note.js';
import { createOnScreenKeyboard } from './on-screen-keyboard.js';
import { createNotice } from './panels.js';
import { createPointer } from './pointer.js';
import { createPrints } from './prints.js';
import { createProgress } from './progress.js';
import { createScreen } from './screen.js';
import { settingsOf } from './settings.js';
import { createSide } from './side.js';
import { createSound } from './sound.js';
import { createState } from './state.js';
import { createSwitching } from './switching.js';
import { createTextInput } from './text-input.js';
import { createTold } from './told.js';
import { createToolbar } from './toolbar.js';
import { lossOf } from './tunnel.js';

/**
 * Shows a session in a page. Needs guacamole-common-js as window.Guacamole, session.css and toolbar.css.
 *
 * root.dataset.state tells where it is (state.js).
 *
 * @param options.root the element that is filled; takes the whole window
 * @param options.api the session's own address, such as /api/v1/sessions/ID
 * @param options.csrf header and token for calls of the API
 * @param options.messages texts by key, as in messages.en.json
 * @param options.name what the session shows: the desktop's or the application's name
 * @param options.exitUrl where to go afterwards
 * @param options.pages what the addresses of sessions' pages begin with
 * @param options.tunnel the gateway's address, unless a ticket names another
 * @param options.graceMs how long a lost line is tried again
 * @param options.policy copyOut and pasteIn; upload and download with allowed, types and largestMib; printing, audioOut
 * @param options.liking keyboard and toolbar as the person chose them; each null for what is usual
 * @param options.idleMs after so long without input the session is left; 0: never
 * @param options.reference what helpdesk finds the session by
 * @param options.maxClipboardBytes of one text
 * @param options.usualMs how long each stage usually takes, by name
 * @param options.onLost hook: asked before each new attempt to connect
 */
export function startSession(options) {
    const settings = settingsOf(options);
    const { root, api, csrf, name, exitUrl, pages, policy } = settings;
    const { Guacamole } = window;
    guardImages(window);
    const messages = createMessages(settings.messages);
    const broker = createBroker({ session: api, csrf, messages });
    const { element: note, tell } = createNote();
    const state = createState({ root, messages, onChanged: usable });
    const { announce } = state;
    const liking = createLiking({ chosen: settings.liking, broker, tell });
    const notice = createNotice();
    const told = createTold({ messages, onClosed: focusScreen });
    const screen = createScreen({ messages });
    const progress = createProgress({ name, messages, announce });
    const health = createHealth();
    const sound = createSound(Guacamole, { allowed: policy.audioOut });
    const onScreenKeyboard = createOnScreenKeyboard({ messages, send: sendKey });
    const textInput = createTextInput({ messages, type: (keysym) => keyboard.type(keysym), onClosed: focusScreen });
    const isConnected = () => state.is('connected');

    function usable(connected) {
        toolbar.setConnected(connected);
        if (!connected) {
            toolbar.setHealth(null);
        }
    }

    function focusScreen() {
        keyboard.sink.focus();
    }

    function ownsFocus() {
        const focused = document.activeElement;
        return focused === null || focused === document.body || focused === keyboard.sink.getElement() || focused === screen.element;
    }

    function used() {
        idle.used();
        guestPrints.used();
    }

    function sendKey(pressed, keysym) {
        used();
        connection.client()?.sendKeyEvent(pressed, keysym);
    }

    function finish(end, shown) {
        connection.stop();
        keyboard.releaseAll();
        onScreenKeyboard.releaseAll();
        state.set(end);
        progress.hide();
        toolbar.setOver(true);
        screen.element.hidden = true;
        notice.show(shown);
    }

    function startAgain() {
        notice.hide();
        toolbar.setOver(false);
        screen.element.hidden = false;
        connection.start();
        focusScreen();
    }

    const endings = createEndings({ messages, broker, exitUrl, pages, finish, startAgain, stop: () => connection.stop() });
    const dialogs = createDialogs({
        messages,
        liking,
        sends: policy.upload.allowed,
        reference: settings.reference,
        onEnd: () => endings.leaveThrough(broker.end),
        onClosed: focusScreen,
    });
    const files = createFiles({ session: api, csrf, messages });
    const prints = createPrints(Guacamole, { messages, allowed: policy.printing, announce, onClosed: focusScreen });
    const guestPrints = createGuestPrints({ files, begin: prints.begin, isConnected });
    const idle = createIdleWarning({ limitMs: settings.idleMs, messages, announce, isConnected, extend: () => pointer.stay() });
    const keyboard = createKeyboard(Guacamole, {
        label: messages('screen.input'),
        send: sendKey,
        ownsFocus,
        onLeave: () => toolbar.focus(),
        onPaste: () => side.clipboard.onPasteKey(),
        onCopy: () => side.clipboard.onCopyKey(),
    });
    const pointer = createPointer(Guacamole, screen.frame, {
        getClient: () => connection.client(),
        onUse() {
            sound.wake();
            focusScreen();
        },
        onInput: used,
    });
    const side = createSide(Guacamole, {
        policy,
        messages,
        maxClipboardBytes: settings.maxClipboardBytes,
        files,
        dropZone: root,
        getClient: () => connection.client(),
        getToolbar: () => toolbar,
        type: keyboard.type,
        ownsFocus,
        focusScreen,
        announce,
        tell,
    });
    const toolbar = createToolbar({
        root,
        name,
        messages,
        exitUrl,
        edge: liking.toolbar?.toLowerCase(),
        has: { files: policy.upload.allowed || policy.download.allowed, sound: policy.audioOut },
        actions: createActions({
            root,
            messages,
            others: createSwitching({ broker, here: api.split('/').at(-1), pages, messages, tell }),
            parts: { broker, dialogs, health, keyboard, liking, onScreenKeyboard, pointer, screen, side, sound, textInput },
            sendKey,
            focusScreen,
            leaveThrough: endings.leaveThrough,
            tell,
        }),
    });
    const connection = createConnection(Guacamole, {
        broker,
        size: screen.size,
        graceMs: settings.graceMs,
        tunnelBase: settings.tunnel,
        onLost: settings.onLost,
        onOver: endings.lost,
        onRetry({ closeCode, error }) {
            const sentence = error?.message ?? messages(`retry.${lossOf(closeCode)}`);
            progress.wait(sentence);
            announce(sentence);
        },
        onLatency(milliseconds) {
            health.trip(milliseconds);
            toolbar.setHealth(health.now());
            dialogs.health.update(health.now());
        },
        onFrame: health.frame,
        onState: (next) => state.set(next === 'connecting' && state.is('opening') ? 'opening' : next),
        onInternal: (kind, channel, direction, why) => kind === 'blocked' && side.blocked(channel, direction, why),
        onClient(client) {
            health.reset();
            side.clipboard.follow(client);
            pointer.follow(client);
            prints.follow(client);
        },
        onPicture(client, connectedSize) {
            progress.hide();
            screen.show(client, connectedSize);
            root.dataset.firstPictureMs = String(progress.elapsedMs());
            side.clipboard.readIfAllowed();
            if (ownsFocus()) {
                focusScreen();
            }
        },
    });

    const hint = el('p', { id: 'session-keys-hint', class: 'session-hidden' }, messages('screen.hint'));
    const body = el('div', { class: 'session-body' }, screen.element, progress.element, notice.element, told.element, idle.element, prints.element, note);
    const below = el('div', { class: 'session-below' }, textInput.element, onScreenKeyboard.element);
    root.classList.add('session-root');
    root.replaceChildren(toolbar.element, body, ...side.elements, below, side.dropping, keyboard.sink.getElement(), state.element, hint, ...dialogs.elements);

    progress.expect(settings.usualMs);
    state.set('opening');
    progress.show();
    focusScreen();
    if (policy.printing) {
        guestPrints.start();
    }
    followEvents(broker.events, {
        stage: ({ stage, at, usualMs }) => progress.reach(stage, at ? Date.parse(at) : null, usualMs),
        waiting: ({ message }) => progress.wait(message),
        told: told.show,
        shares: () => root.dispatchEvent(new CustomEvent('berth:shares')),
        ready: () => state.is('opening') && connection.start(),
        failed: endings.notOpened,
        ended: (end) => {
            root.dataset.termination = end.reason;
            endings.ended(end);
        },
    });
}
