import { el } from './dom.js';

/**
 * A button's menu: arrows go along it, letters jump, Escape and Tab go back to the button.
 *
 * @param id of the menu's element
 * @param items each with label, onclick, and checked() for what is switched on and off; or separator; href goes elsewhere
 * @param more asked for further items each time it is opened; they come when they are there
 * @param leave goes back to the desktop after a choice, unless the item stays
 */
export function createMenu({ id, label, items, more, leave }) {
    const entries = items.map(entryOf);
    const element = el('div', { id, class: 'session-menu', role: 'menu', 'aria-label': label, onkeydown: onKey }, ...entries.map((entry) => entry.element));
    element.hidden = true;
    let further = [];
    let opener = null;

    function entryOf(item) {
        if (item.separator) {
            return { item, element: el('div', { role: 'separator', class: 'session-menu-line' }) };
        }
        const role = item.checked ? 'menuitemcheckbox' : 'menuitem';
        const attributes = { role, tabindex: '-1', 'data-item': item.name, 'data-danger': item.danger };
        return {
            item,
            element: item.href
                ? el('a', { ...attributes, href: item.href }, item.label)
                : el('button', { ...attributes, type: 'button', onclick: () => choose(item) }, item.label),
        };
    }

    async function addFurther() {
        const found = (await more()).map(entryOf);
        further.forEach((entry) => entry.element.remove());
        further = found;
        element.append(...found.map((entry) => entry.element));
    }

    function choosable() {
        return [...entries, ...further].filter(({ item, element: each }) => !item.separator && !each.hidden).map((entry) => entry.element);
    }

    function close() {
        element.hidden = true;
        opener?.setAttribute('aria-expanded', 'false');
    }

    function choose(item) {
        close();
        if (!item.stays) {
            leave();
        }
        item.onclick();
    }

    function onKey(event) {
        const all = choosable();
        const at = all.indexOf(document.activeElement);
        const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
        if (next !== undefined) {
            event.preventDefault();
            all[(next + all.length) % all.length].focus();
        } else if (event.key === 'Escape' || event.key === 'Tab') {
            event.preventDefault();
            close();
            opener.focus();
        } else if (event.key.length === 1 && event.key !== ' ') {
            const wanted = event.key.toLowerCase();
            [...all.slice(at + 1), ...all].find((each) => each.textContent.trim().toLowerCase().startsWith(wanted))?.focus();
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
        close,
        toggle(button) {
            opener = button;
            if (!element.hidden) {
                close();
                return;
            }
            entries.forEach(({ item, element: each }) => {
                each.hidden = item.shown ? !item.shown() : false;
                if (item.checked) {
                    each.setAttribute('aria-checked', String(item.checked()));
                }
            });
            element.hidden = false;
            opener.setAttribute('aria-expanded', 'true');
            if (more) {
                addFurther().catch((failure) => console.debug('Nothing further for the menu.', failure));
            }
            // The one that Tab would find: what scrolls has to be reachable by keyboard.
            const [first, ...others] = choosable();
            others.forEach((each) => (each.tabIndex = -1));
            first.tabIndex = 0;
            first.focus();
        },
    };
}
