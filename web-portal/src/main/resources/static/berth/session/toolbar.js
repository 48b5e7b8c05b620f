import { el, icon } from './dom.js';
import { COMBINATIONS } from './keys.js';
import { createMenu } from './menu.js';

const DOCKS = ['top', 'bottom', 'left', 'right'];

/**
 * The bar beside the remote desktop, at whichever edge the person likes. It has a row or column of its own, so it never
 * covers anything, and folds to a thin edge. A roving tabindex: Tab reaches the bar once, the arrow keys go along it,
 * Escape goes back to the desktop.
 *
 * @param root whose data-dock says where the bar is
 * @param edge where it was put last; null: at the top
 * @param has which parts there are at all: files, sound, microphone
 * @param actions what the buttons do; others() brings what else may be opened, as items of a menu; leave() goes back to the desktop
 */
export function createToolbar({ root, name, messages, exitUrl, edge, has, actions }) {
    const buttons = [];
    const menus = [];

    function button(key, iconName, onclick, extra = {}) {
        const label = messages(`toolbar.${key}`);
        const created = el(
            'button',
            { type: 'button', class: 'session-button', 'data-action': key, 'aria-label': label, tabindex: '-1', onclick, ...extra },
            icon(iconName),
            el('span', { class: 'session-button-text', 'aria-hidden': 'true' }, label),
        );
        created.addEventListener('pointerenter', () => hint(created));
        buttons.push(created);
        return created;
    }

    /** A tooltip only where the words do not stand there already: it would lie on the desktop's picture. */
    function hint(hovered) {
        const told = hovered.querySelector('.session-button-text').offsetParent !== null;
        hovered.title = told ? '' : hovered.getAttribute('aria-label');
    }

    function menuButton(key, iconName, items, more) {
        const id = `session-${key}-menu`;
        const menu = createMenu({ id, label: messages(`toolbar.${key}`), items, more, leave: actions.leave });
        const opener = button(key, iconName, () => menu.toggle(opener), { 'aria-haspopup': 'menu', 'aria-expanded': 'false', 'aria-controls': id });
        menus.push(menu);
        return { opener, place: el('span', { class: 'session-menu-place' }, opener, menu.element) };
    }

    const item = (key, onclick, more = {}) => ({ name: key, label: messages(`menu.${key}`), onclick, ...more });
    const touches = () => navigator.maxTouchPoints > 0;
    const switcher = menuButton('switcher', 'switcher', [{ name: 'home', label: messages('notice.back'), href: exitUrl }], actions.others);
    const files = has.files ? button('files', 'files', actions.files, { 'aria-pressed': 'false' }) : null;
    const clipboard = button('clipboard', 'clipboard', actions.clipboard, { 'aria-pressed': 'false' });
    const keys = menuButton('keys', 'combination', [
        item('onScreen', actions.onScreenKeyboard, { checked: actions.showsKeyboard, stays: true }),
        item('text', actions.textInput, { checked: actions.showsText, stays: true }),
        item('layout', actions.layout, { stays: true }),
        // Within the tap itself: only then do phones show their keyboard.
        item('typing', actions.typing, { shown: touches, stays: true }),
        { separator: true },
        ...COMBINATIONS.map(({ label, keys: combination }) => ({ name: label, label, onclick: () => actions.combination(combination) })),
    ]);
    const display = menuButton('display', 'display', [
        item('fullscreen', actions.fullscreen, { checked: () => document.fullscreenElement !== null }),
        item('fit', actions.fit, { checked: actions.fits }),
        item('sharp', actions.sharp, { checked: actions.isSharp }),
        { separator: true },
        ...DOCKS.map((each) => item(`dock.${each}`, () => dock(each), { checked: () => root.dataset.dock === each, stays: true })),
    ]);
    const devices = menuButton('devices', 'devices', [
        item('sound', actions.sound, { checked: actions.sounds, shown: () => has.sound }),
        item('noSound', () => actions.tell(messages('blocked.sound.out.off')), { shown: () => !has.sound }),
        item('touchpad', actions.touchpad, { checked: actions.usesTouchpad, shown: touches }),
    ]);
    const health = button('health', 'health', actions.health, { 'aria-haspopup': 'dialog', 'data-health': 'unknown' });
    const help = button('help', 'help', actions.help, { 'aria-haspopup': 'dialog' });
    const session = menuButton('session', 'session', [
        item('disconnect', actions.disconnect),
        item('end', actions.end, { danger: true, stays: true }),
    ]);
    const fold = button('fold', 'fold', () => setFolded(!element.hasAttribute('data-folded')), { 'aria-expanded': 'true' });
    const bar = el(
        'div',
        { class: 'session-bar', role: 'toolbar', 'aria-label': messages('toolbar.label'), onkeydown: onKey },
        switcher.place,
        el('span', { class: 'session-name' }, name),
        el('span', { class: 'session-space' }),
        files,
        clipboard,
        keys.place,
        display.place,
        devices.place,
        health,
        help,
        session.place,
        fold,
    );
    const element = el('header', { class: 'session-toolbar' }, bar);
    buttons[0].tabIndex = 0;
    dock(DOCKS.includes(edge) ? edge : 'top', false);

    function dock(chosen, keep = true) {
        root.dataset.dock = chosen;
        bar.setAttribute('aria-orientation', chosen === 'left' || chosen === 'right' ? 'vertical' : 'horizontal');
        if (keep) {
            actions.docked(chosen);
            focus(display.opener);
        }
    }

    function shown() {
        return buttons.filter((each) => each.offsetParent !== null);
    }

    function onKey(event) {
        if (menus.some((menu) => menu.isOpen())) {
            return;
        }
        const all = shown();
        const at = all.indexOf(document.activeElement);
        const next = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
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
        fold.replaceChild(icon(folded ? 'unfold' : 'fold'), fold.firstChild);
        buttons.forEach((each) => (each.tabIndex = each === (folded ? fold : buttons[0]) ? 0 : -1));
    }

    return {
        element,
        focus() {
            focus(shown()[0]);
        },
        /** @param which panel beside the screen: files or clipboard */
        setOpen(which, open) {
            const opener = which === 'files' ? files : clipboard;
            opener?.setAttribute('aria-pressed', String(open));
        },
        /** @param state of health.js; null: not connected */
        setHealth(state) {
            health.dataset.health = state === null ? 'unknown' : state.quality;
            const text = state === null ? messages('toolbar.health') : messages('latency.value', state.milliseconds);
            const label = state === null ? messages('health.unknown') : `${messages('latency.label', state.milliseconds)}. ${messages(`health.${state.at}.${state.quality}`)}`;
            if (health.getAttribute('aria-label') !== label) {
                health.setAttribute('aria-label', label);
                health.title = label;
                health.lastChild.textContent = text;
            }
        },
        setConnected(connected) {
            [files, clipboard, keys.opener, devices.opener].forEach((each) => each && (each.disabled = !connected));
        },
        /** Nothing is left to end, or there is again. */
        setOver(over) {
            session.opener.disabled = over;
        },
        /** A dot: the guest's text waits in the panel. */
        markClipboard(waiting) {
            clipboard.toggleAttribute('data-waiting', waiting);
            clipboard.setAttribute('aria-label', messages(waiting ? 'toolbar.clipboardWaiting' : 'toolbar.clipboard'));
        },
    };
}
