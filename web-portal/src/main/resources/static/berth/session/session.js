import { createBroker } from './broker.js';
import { createClipboard } from './clipboard.js';
import { createConnection } from './connection.js';
import { el } from './dom.js';
import { createEndings } from './endings.js';
import { followEvents } from './events.js';
import { createFilesPanel } from './files-panel.js';
import { createFiles } from './files.js';
import { createGuestPrints } from './guest-prints.js';
import { createHealth } from './health.js';
import { createHealthPanel, createHelp } from './help.js';
import { createIdleWarning } from './idle.js';
import { guardImages } from './images.js';
import { createKeyboard } from './keyboard.js';
import { createLayoutDialog } from './keyboard-layout.js';
import { sendCombination } from './keys.js';
import { createMessages } from './messages.js';
import { createOnScreenKeyboard } from './on-screen-keyboard.js';
import { createClipboardPanel, createConfirmation, createNotice } from './panels.js';
import { createPointer } from './pointer.js';
import { createPrints } from './prints.js';
import { createProgress } from './progress.js';
import { createScreen } from './screen.js';
import { createSound } from './sound.js';
import { createSwitching } from './switching.js';
import { createTextInput } from './text-input.js';
import { createTold } from './told.js';
import { createToolbar } from './toolbar.js';
import { lossOf } from './tunnel.js';

const NOTE_MS = 5_000;
const CLOSED = { allowed: false, types: null, largestMib: 0 };

/**
 * Shows a session in a page. Needs guacamole-common-js as window.Guacamole, and session.css.
 *
 * root.dataset.state tells where it is: opening, connecting, connected, unstable, reconnecting, ended, failed.
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
    const { root, api, csrf, name, exitUrl } = options;
    const { tunnel = '/tunnel', pages = '/sessions', graceMs = 120_000, maxClipboardBytes = 262_144 } = options;
    const policy = { copyOut: true, pasteIn: true, upload: CLOSED, download: CLOSED, printing: false, audioOut: false, ...options.policy };
    const liking = { keyboard: null, toolbar: null, ...options.liking };
    const { Guacamole } = window;
    guardImages(window);
    const messages = createMessages(options.messages);
    const broker = createBroker({ session: api, csrf, messages });
    const status = el('p', { class: 'session-status', role: 'status', 'aria-live': 'polite' });
    const hint = el('p', { id: 'session-keys-hint', class: 'session-hidden' }, messages('screen.hint'));
    const note = el('p', { class: 'session-toast', role: 'status' });
    const notice = createNotice();
    const told = createTold({ messages, onClosed: () => focusScreen() });
    const screen = createScreen({ messages });
    const progress = createProgress({ name, messages, announce });
    let noteTimer = 0;

    function announce(text) {
        status.textContent = text;
    }

    function setState(state) {
        if (root.dataset.state !== state) {
            root.dataset.state = state;
            announce(messages(`state.${state}`));
        }
        toolbar.setConnected(state === 'connected' || state === 'unstable');
        if (state !== 'connected' && state !== 'unstable') {
            toolbar.setHealth(null);
        }
    }

    function tell(text) {
        note.textContent = text;
        clearTimeout(noteTimer);
        noteTimer = setTimeout(() => (note.textContent = ''), NOTE_MS);
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

    function finish(state, shown) {
        connection.stop();
        keyboard.releaseAll();
        onScreenKeyboard.releaseAll();
        setState(state);
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

    /** Kept on the account, for every place that the person signs in from. */
    async function like(changed) {
        Object.assign(liking, changed);
        try {
            await broker.like(liking);
            return true;
        } catch (failure) {
            tell(failure.message);
            return false;
        }
    }

    async function toggleFullscreen() {
        if (document.fullscreenElement) {
            await document.exitFullscreen();
        } else {
            await root.requestFullscreen({ navigationUI: 'hide' });
            await navigator.keyboard?.lock?.();
        }
        focusScreen();
    }

    const endings = createEndings({ messages, broker, exitUrl, pages, finish, startAgain, stop: () => connection.stop() });
    const endDialog = createConfirmation({
        messages,
        titleKey: 'end.title',
        textKey: 'end.text',
        confirmKey: 'end.confirm',
        onConfirm: () => endings.leaveThrough(broker.end),
        onClosed: focusScreen,
    });
    const health = createHealth();
    const healthPanel = createHealthPanel({ messages, onClosed: focusScreen });
    const layoutDialog = createLayoutDialog({
        messages,
        chosen: liking.keyboard,
        onChoose: (keyboard) => like({ keyboard }).then((kept) => kept && location.reload()),
        onClosed: focusScreen,
    });
    const help = createHelp({ messages, sends: policy.upload.allowed, reference: options.reference, onClosed: focusScreen });
    const onScreenKeyboard = createOnScreenKeyboard({ messages, send: sendKey });
    const textInput = createTextInput({ messages, type: (keysym) => keyboard.type(keysym), onClosed: focusScreen });
    const files = createFiles({ session: api, csrf, messages });
    const prints = createPrints(Guacamole, { messages, allowed: policy.printing, announce, onClosed: focusScreen });
    const guestPrints = createGuestPrints({ files, begin: prints.begin, isConnected: () => root.dataset.state === 'connected' });
    const sound = createSound(Guacamole, { allowed: policy.audioOut });
    const filesPanel = createFilesPanel({
        files,
        rules: policy,
        messages,
        language: document.documentElement.lang,
        dropZone: root,
        announce,
        tell,
        onOpened() {
            clipboardPanel.close();
            toolbar.setOpen('files', true);
        },
        onClosed() {
            toolbar.setOpen('files', false);
            focusScreen();
        },
    });

    const toolbar = createToolbar({
        root,
        name,
        messages,
        exitUrl,
        edge: liking.toolbar?.toLowerCase(),
        has: { files: policy.upload.allowed || policy.download.allowed, sound: policy.audioOut },
        actions: {
            others: createSwitching({ broker, here: api.split('/').at(-1), pages, messages, tell }),
            files: filesPanel.toggle,
            combination: (keys) => sendCombination(keys, sendKey),
            clipboard() {
                toolbar.markClipboard(false);
                filesPanel.close();
                clipboardPanel.toggle();
                toolbar.setOpen('clipboard', clipboardPanel.isOpen());
            },
            onScreenKeyboard: onScreenKeyboard.toggle,
            showsKeyboard: onScreenKeyboard.isShown,
            textInput: textInput.toggle,
            showsText: textInput.isShown,
            layout: layoutDialog.open,
            docked: (edge) => like({ toolbar: edge.toUpperCase() }),
            fullscreen: () => toggleFullscreen().catch((failure) => tell(messages('fullscreen.refused', failure.message))),
            fit: () => screen.fitTo(!screen.fits()),
            fits: screen.fits,
            sharp: () => screen.sharpen(!screen.isSharp()),
            isSharp: screen.isSharp,
            sound: sound.toggle,
            sounds: sound.isOn,
            touchpad: () => pointer.useTouchpad(!pointer.usesTouchpad()),
            usesTouchpad: () => pointer.usesTouchpad(),
            typing: () => keyboard.sink.getElement().focus(),
            health: () => healthPanel.open(health.now()),
            help: help.open,
            disconnect: () => endings.leaveThrough(broker.disconnect),
            end: endDialog.open,
            leave: focusScreen,
            tell,
        },
    });
    const idle = createIdleWarning({
        limitMs: options.idleMs ?? 0,
        messages,
        announce,
        isConnected: () => root.dataset.state === 'connected',
        extend: () => pointer.stay(),
    });
    const keyboard = createKeyboard(Guacamole, {
        send: sendKey,
        ownsFocus,
        onLeave: () => toolbar.focus(),
        onPaste: () => clipboard.onPasteKey(),
        onCopy: () => clipboard.onCopyKey(),
    });
    const pointer = createPointer(Guacamole, screen.frame, {
        getClient: () => connection.client(),
        onUse() {
            sound.wake();
            focusScreen();
        },
        onInput: used,
    });
    const clipboard = createClipboard(Guacamole, {
        policy,
        maxBytes: maxClipboardBytes,
        getClient: () => connection.client(),
        type: keyboard.type,
        ownsFocus,
        onCopied(text, inClipboard) {
            clipboardPanel.show(text);
            toolbar.markClipboard(!inClipboard && !clipboardPanel.isOpen());
        },
        onOff: (direction) => tell(messages(`blocked.clipboard.${direction}.off`)),
        onTooLarge: (direction) => tell(messages(`clipboard.tooLarge.${direction}`, Math.floor(maxClipboardBytes / 1024))),
    });
    const clipboardPanel = createClipboardPanel({
        messages,
        policy,
        maxBytes: maxClipboardBytes,
        onSend: clipboard.send,
        onRead: clipboard.askToRead,
        onClosed() {
            toolbar.setOpen('clipboard', false);
            focusScreen();
        },
    });
    const connection = createConnection(Guacamole, {
        broker,
        size: screen.size,
        graceMs,
        tunnelBase: tunnel,
        onLost: options.onLost,
        onOver: endings.lost,
        onRetry({ closeCode, error }) {
            const sentence = error?.message ?? messages(`retry.${lossOf(closeCode)}`);
            progress.wait(sentence);
            announce(sentence);
        },
        onLatency(milliseconds) {
            health.trip(milliseconds);
            toolbar.setHealth(health.now());
            healthPanel.update(health.now());
        },
        onFrame: health.frame,
        onState(state) {
            setState(state === 'connecting' && root.dataset.state === 'opening' ? 'opening' : state);
        },
        onInternal(kind, channel, direction, why) {
            if (kind !== 'blocked') {
                return;
            }
            tell(channel === 'clipboard' && why === 'size' ? messages(`clipboard.tooLarge.${direction}`, Math.floor(maxClipboardBytes / 1024)) : messages(`blocked.${channel}.${direction}.${why}`));
        },
        onClient(client) {
            health.reset();
            clipboard.follow(client);
            pointer.follow(client);
            prints.follow(client);
        },
        onPicture(client, connectedSize) {
            progress.hide();
            screen.show(client, connectedSize);
            root.dataset.firstPictureMs = String(progress.elapsedMs());
            clipboard.readIfAllowed();
            if (ownsFocus()) {
                focusScreen();
            }
        },
    });

    const body = el('div', { class: 'session-body' }, screen.element, progress.element, notice.element, told.element, idle.element, prints.element, note);
    const below = el('div', { class: 'session-below' }, textInput.element, onScreenKeyboard.element);
    const sink = keyboard.sink.getElement();
    sink.setAttribute('aria-label', messages('screen.input'));
    sink.setAttribute('autocapitalize', 'off');
    sink.setAttribute('spellcheck', 'false');
    root.classList.add('session-root');
    root.replaceChildren(toolbar.element, body, filesPanel.element, clipboardPanel.element, below, filesPanel.dropping, sink, status, hint, endDialog.element, healthPanel.element, help.element, layoutDialog.element);

    progress.expect(options.usualMs ?? {});
    setState('opening');
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
        ready: () => root.dataset.state === 'opening' && connection.start(),
        failed: endings.notOpened,
        ended: (end) => {
            root.dataset.termination = end.reason;
            endings.ended(end);
        },
    });
}
