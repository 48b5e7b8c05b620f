import { el, icon } from './dom.js';
import { COMBINATIONS } from './keys.js';

/**
 * The bar above the remote desktop. It has a row of its own, so it never covers anything, and folds to a thin edge.
 * A roving tabindex: Tab reaches the bar once, the arrow keys go along it, Escape goes back to the desktop.
 *
 * @param actions what the buttons do: combination(keys), clipboard(), typing(), fullscreen(), touchpad(), disconnect(), end(),
 *     leave() back to the desktop
 */
export function createToolbar({ name, messages, actions }) {
    const buttons = [];

    function button(key, iconName, onclick, extra = {}) {
        const label = messages(`toolbar.${key}`);
        const created = el(
            'button',
            { type: 'button', class: 'session-button', 'data-action': key, 'aria-label': label, title: label, tabindex: '-1', onclick, ...extra },
            icon(iconName),
            el('span', { class: 'session-button-text', 'aria-hidden': 'true' }, label),
        );
        buttons.push(created);
        return created;
    }

    const latency = el('span', { class: 'session-latency', role: 'img' });
    const menu = keysMenu(messages, actions);
    const keys = button('keys', 'combination', () => menu.toggle(keys), { 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'aria-controls': 'session-keys-menu' });
    const clipboard = button('clipboard', 'clipboard', actions.clipboard, { 'aria-haspopup': 'dialog' });
    const touchpad = button('touchpad', 'touch', () => {
        touchpad.setAttribute('aria-pressed', String(actions.touchpad()));
    }, { 'aria-pressed': 'false' });
    // Within the tap itself: only then do phones show their keyboard.
    const typing = button('typing', 'keys', actions.typing);
    touchpad.hidden = typing.hidden = !navigator.maxTouchPoints;
    const fullscreen = button('fullscreen', 'fullscreen', actions.fullscreen, { 'aria-pressed': 'false' });
    const disconnect = button('disconnect', 'disconnect', actions.disconnect);
    const end = button('end', 'end', actions.end, { 'data-danger': true });
    const fold = button('fold', 'fold', () => setFolded(!element.hasAttribute('data-folded')), { 'aria-expanded': 'true' });
    const bar = el(
        'div',
        { class: 'session-bar', role: 'toolbar', 'aria-label': messages('toolbar.label'), onkeydown: onKey },
        el('span', { class: 'session-name' }, name),
        latency,
        el('span', { class: 'session-space' }),
        el('span', { class: 'session-menu-place' }, keys, menu.element),
        clipboard,
        typing,
        touchpad,
        fullscreen,
        disconnect,
        end,
        fold,
    );
    const element = el('header', { class: 'session-toolbar' }, bar);
    buttons[0].tabIndex = 0;

    function shown() {
        return buttons.filter((each) => each.offsetParent !== null);
    }

    function onKey(event) {
        if (menu.isOpen()) {
            return;
        }
        const all = shown();
        const at = all.indexOf(document.activeElement);
        const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: all.length - 1 }[event.key];
        if (next !== undefined && at >= 0) {
            event.preventDefault();
            focus(all[(next + all.length) % all.length]);
        } else if (event.key === 'Escape') {
            event.preventDefault();
            actions.leave();
        }
    }

    function focus(target) {
        buttons.forEach((each) => (each.tabIndex = each === target ? 0 : -1));
        target.focus();
    }

    function setFolded(folded) {
        element.toggleAttribute('data-folded', folded);
        fold.setAttribute('aria-expanded', String(!folded));
        const label = messages(folded ? 'toolbar.unfold' : 'toolbar.fold');
        fold.setAttribute('aria-label', label);
        fold.title = label;
        fold.replaceChild(icon(folded ? 'unfold' : 'fold'), fold.firstChild);
        buttons.forEach((each) => (each.tabIndex = each === (folded ? fold : buttons[0]) ? 0 : -1));
    }

    document.addEventListener('fullscreenchange', () => {
        fullscreen.setAttribute('aria-pressed', String(document.fullscreenElement !== null));
    });

    return {
        element,
        focus() {
            focus(shown()[0]);
        },
        /** @param ms null: not connected */
        setLatency(ms) {
            latency.hidden = ms === null;
            latency.dataset.quality = ms === null ? '' : ms < 80 ? 'good' : ms < 200 ? 'fair' : 'poor';
            latency.textContent = ms === null ? '' : messages('latency.value', ms);
            latency.setAttribute('aria-label', ms === null ? '' : messages('latency.label', ms));
        },
        setConnected(connected) {
            [keys, clipboard, typing, touchpad, disconnect].forEach((each) => (each.disabled = !connected));
        },
        /** Nothing is left to end, or there is again. */
        setOver(over) {
            end.disabled = over;
        },
        /** A dot: the guest's text waits in the panel. */
        markClipboard(waiting) {
            clipboard.toggleAttribute('data-waiting', waiting);
            clipboard.setAttribute('aria-label', messages(waiting ? 'toolbar.clipboardWaiting' : 'toolbar.clipboard'));
        },
    };
}

function keysMenu(messages, actions) {
    const items = COMBINATIONS.map(({ label, keys }) =>
        el('button', { type: 'button', role: 'menuitem', tabindex: '-1', onclick: () => choose(keys) }, label),
    );
    const element = el('div', { id: 'session-keys-menu', class: 'session-menu', role: 'menu', 'aria-label': messages('toolbar.keys'), onkeydown: onKey }, ...items);
    element.hidden = true;
    let opener = null;

    function close() {
        element.hidden = true;
        opener?.setAttribute('aria-expanded', 'false');
    }

    function choose(keys) {
        close();
        actions.leave();
        actions.combination(keys);
    }

    function onKey(event) {
        const at = items.indexOf(document.activeElement);
        const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
        if (next !== undefined) {
            event.preventDefault();
            items[(next + items.length) % items.length].focus();
        } else if (event.key === 'Escape' || event.key === 'Tab') {
            event.preventDefault();
            close();
            opener.focus();
        }
        event.stopPropagation();
    }

    document.addEventListener('pointerdown', (event) => {
        if (!element.hidden && !element.contains(event.target) && !opener.contains(event.target)) {
            close();
        }
    });

    return {
        element,
        isOpen: () => !element.hidden,
        toggle(button) {
            opener = button;
            if (!element.hidden) {
                close();
                return;
            }
            element.hidden = false;
            opener.setAttribute('aria-expanded', 'true');
            items[0].focus();
        },
    };
}
