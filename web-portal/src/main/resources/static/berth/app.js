// Small manners of every page. Everything works without them too.

// Lists that follow the truth ask again on this event; not while nobody looks, not under an open menu or dialog, and not
// while something in them is chosen.
const TICK_MILLISECONDS = 3000;
setInterval(() => {
    const busy = document.querySelector('details.menu[open], dialog[open], #list input:checked');
    if (document.visibilityState === 'visible' && !busy) {
        document.body.dispatchEvent(new CustomEvent('berth:tick'));
    }
}, TICK_MILLISECONDS);

// Where one is, is in sight, though the places are wider than a phone.
document.querySelectorAll('.side a[aria-current], .places a[aria-current]').forEach(place => {
    const strip = place.closest('nav');
    if (strip.scrollWidth > strip.clientWidth) {
        strip.scrollLeft = place.offsetLeft - strip.offsetLeft - (strip.clientWidth - place.offsetWidth) / 2;
    }
});

// Menus close on Escape and when the focus or a click goes elsewhere.
const closeMenus = keep => document.querySelectorAll('details.menu[open]').forEach(menu => {
    if (!menu.contains(keep)) {
        menu.open = false;
    }
});
document.addEventListener('click', event => closeMenus(event.target));
document.addEventListener('focusin', event => closeMenus(event.target));
document.addEventListener('keydown', event => {
    const menu = document.activeElement?.closest('details.menu[open]');
    if (event.key === 'Escape' && menu) {
        menu.open = false;
        menu.querySelector('summary').focus();
    }
});

// <form data-confirm="sentence">, or a button with it, asks in the page's own dialog.
document.addEventListener('submit', event => {
    const form = event.target;
    const dialog = document.getElementById('confirm');
    const sentence = event.submitter?.dataset.confirm ?? form.dataset.confirm;
    if (!sentence || form.dataset.confirmed || !dialog) {
        return;
    }
    event.preventDefault();
    dialog.querySelector('[data-sentence]').textContent = sentence;
    dialog.returnValue = '';
    dialog.onclose = () => {
        if (dialog.returnValue === 'yes') {
            form.dataset.confirmed = 'true';
            form.requestSubmit(event.submitter ?? undefined);
        }
    };
    dialog.showModal();
}, true);

// Filters send themselves when a choice is made.
document.addEventListener('change', event => {
    if (event.target.matches('select[data-submit]')) {
        event.target.form.requestSubmit();
    }
});

// Filters that say nothing stay out of the address.
document.addEventListener('htmx:configRequest', event => {
    if (event.detail.elt.matches('form.filters')) {
        [...event.detail.formData].filter(([, value]) => value === '').forEach(([name]) => event.detail.formData.delete(name));
    }
});

// <input type="checkbox" data-chooses="name" data-most="25"> ticks the first boxes of that name, or none.
document.addEventListener('change', event => {
    const all = event.target;
    if (all.dataset.chooses) {
        document.querySelectorAll(`input[name="${all.dataset.chooses}"]`).forEach((box, index) => {
            box.checked = all.checked && index < Number(all.dataset.most);
        });
    }
});

// "/" goes to the search, as elsewhere.
document.addEventListener('keydown', event => {
    const typing = event.target instanceof Element && event.target.matches('input, textarea, select, [contenteditable]');
    const search = document.querySelector('main input[type="search"]');
    if (event.key === '/' && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && search) {
        event.preventDefault();
        search.focus();
        search.select();
    }
});

// Ctrl-K finds pages and things; the arrows walk through what was found.
document.addEventListener('keydown', event => {
    const dialog = document.getElementById('find');
    if (!dialog) {
        return;
    }
    const field = dialog.querySelector('input');
    if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
        event.preventDefault();
        if (!dialog.open) {
            dialog.showModal();
            field.value = '';
            field.dispatchEvent(new CustomEvent('berth:find'));
        }
    } else if (dialog.open && ['ArrowDown', 'ArrowUp', 'Enter'].includes(event.key)) {
        const links = [...dialog.querySelectorAll('#found a')];
        const at = links.indexOf(document.activeElement);
        if (event.key === 'Enter') {
            if (at < 0 && links.length) {
                event.preventDefault();
                links[0].click();
            }
            return;
        }
        event.preventDefault();
        (links[event.key === 'ArrowDown' ? at + 1 : at - 1] ?? field).focus();
    }
});

// A second click on a button that is on its way does nothing.
document.addEventListener('submit', event => {
    if (event.defaultPrevented) {
        return;
    }
    event.target.querySelectorAll('button[data-once]').forEach(button => {
        button.setAttribute('aria-busy', 'true');
        setTimeout(() => { button.disabled = true; }, 0);
    });
});
window.addEventListener('pageshow', () =>
    document.querySelectorAll('button[data-once][aria-busy]').forEach(button => {
        button.removeAttribute('aria-busy');
        button.disabled = false;
    }));

// Times are told as people say them, in the reader's language and time zone.
const UNITS = [['year', 31536000], ['month', 2592000], ['day', 86400], ['hour', 3600], ['minute', 60]];
const tellTimes = root => root.querySelectorAll('time[data-ago]').forEach(time => {
    const at = new Date(time.dateTime);
    const seconds = (at - Date.now()) / 1000;
    const [unit, length] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 60];
    const language = document.documentElement.lang;
    time.textContent = new Intl.RelativeTimeFormat(language, {numeric: 'auto'}).format(Math.trunc(seconds / length), unit);
    time.title = at.toLocaleString(language);
});
const tellMoments = root => root.querySelectorAll('time[data-moment]').forEach(time => {
    time.textContent = new Date(time.dateTime).toLocaleString(document.documentElement.lang, {dateStyle: 'medium', timeStyle: 'short'});
});
const tell = () => { tellTimes(document); tellMoments(document); };
document.addEventListener('DOMContentLoaded', tell);
document.addEventListener('htmx:afterSettle', tell);
