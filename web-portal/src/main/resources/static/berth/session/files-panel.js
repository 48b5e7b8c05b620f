import { el, icon } from './dom.js';
import { refusalOf, sizeText } from './files.js';
import { sidePanel } from './panels.js';

const FIRST_FOLDER = 'Downloads';

/** Larger ones are the browser's own to take, with a progress of its own: a page holds what it takes. */
const LARGEST_HELD = 256 * 1_048_576;

/**
 * The files of the guest's home beside the screen: what is there, to be taken; and files of this computer, to be put there
 * by button or by dropping them anywhere on the page. It has a column of its own, so it covers nothing.
 *
 * @param options.rules upload and download of the policy
 * @param options.dropZone where files may be dropped
 * @param options.announce says something to screen readers
 * @param options.onOpened called when it is opened, by whatever means
 * @param options.tell shows a sentence for a while
 */
export function createFilesPanel({ files, rules, messages, language, dropZone, announce, tell, onOpened, onClosed }) {
    const list = el('ul', { class: 'session-files-list', 'aria-label': messages('files.list') });
    const place = el('nav', { class: 'session-files-place', 'aria-label': messages('files.place') });
    const note = el('p', { class: 'session-note', role: 'status' });
    const under = el('ul', { class: 'session-files-under', 'aria-label': messages('files.underWay') });
    const chooser = el('input', { type: 'file', multiple: true, hidden: true, tabindex: '-1', onchange: chosen });
    const limits = rules.upload.allowed ? limitText(rules.upload) : messages('files.uploadOff');
    const limit = el('p', { class: 'session-note', id: 'session-files-limit' }, limits);
    const send = el('button', { type: 'button', class: 'session-choice', 'data-primary': true, 'aria-describedby': 'session-files-limit', disabled: !rules.upload.allowed, onclick: () => chooser.click() }, messages('files.send'));
    const refresh = el('button', { type: 'button', class: 'session-button', 'aria-label': messages('files.refresh'), title: messages('files.refresh'), onclick: () => show(folder) }, icon('refresh'));
    const side = sidePanel(
        { id: 'session-files-title', title: messages('files.title'), messages, onClosed, tools: [refresh] },
        el('div', { class: 'session-files-send' }, send, limit, chooser),
        under,
        place,
        rules.download.allowed ? null : el('p', { class: 'session-note' }, messages('files.downloadOff')),
        list,
        note,
    );
    const { element } = side;
    element.classList.add('session-files');
    const dropping = el('div', { class: 'session-drop', 'aria-hidden': 'true' }, el('p', {}, messages('files.drop')), el('p', { class: 'session-note' }, limits));
    dropping.hidden = true;
    let folder = FIRST_FOLDER;
    let depth = 0;

    function limitText(rule) {
        const size = sizeText(rule.largestMib * 1_048_576, language);
        return rule.types ? messages('files.limitTypes', size, rule.types.join(', ')) : messages('files.limit', size);
    }

    async function show(wanted) {
        note.textContent = messages('files.loading');
        try {
            const answer = await files.list(wanted);
            folder = wanted;
            draw(answer.entries);
            note.textContent = answer.entries.length === 0 ? messages('files.empty') : '';
        } catch (failure) {
            if (failure.status === 404 && wanted !== '') {
                await show('');
            } else {
                note.textContent = failure.message;
            }
        }
    }

    function draw(entries) {
        const names = folder === '' ? [] : folder.split('/');
        place.replaceChildren(
            ...['', ...names].map((name, index) => {
                const path = names.slice(0, index).join('/');
                return el('button', { type: 'button', class: 'session-files-step', 'aria-current': index === names.length ? 'true' : null, onclick: () => show(path) }, name === '' ? messages('files.home') : name);
            }),
        );
        list.replaceChildren(...entries.map(row));
    }

    function row(entry) {
        const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
        if (entry.folder) {
            return el('li', {}, el('button', { type: 'button', class: 'session-files-entry', onclick: () => show(path) }, icon('folder'), el('span', {}, entry.name)));
        }
        const why = refusalOf({ name: entry.name, size: entry.bytes }, rules.download);
        const size = sizeText(entry.bytes, language);
        const label = el('span', { class: 'session-files-name' }, entry.name, el('small', {}, why ? `${size} · ${messages(`files.refused.${why}`)}` : size));
        return el('li', {}, why
            ? el('span', { class: 'session-files-entry', 'data-refused': true }, icon('file'), label)
            : el('button', { type: 'button', class: 'session-files-entry', 'aria-label': messages('files.take', entry.name, size), onclick: () => take(entry, path) }, icon('file'), label, icon('download')));
    }

    /** Within the page, so that a refusal is a sentence here and the progress is told. */
    async function take(entry, path) {
        if (entry.bytes > LARGEST_HELD) {
            el('a', { href: files.contentUrl(path), download: entry.name }).click();
            return;
        }
        const job = begin(entry.name, entry.bytes, messages('files.taking', entry.name));
        try {
            const url = URL.createObjectURL(await files.content(path, { signal: job.signal, onProgress: job.progress }));
            el('a', { href: url, download: entry.name }).click();
            setTimeout(() => URL.revokeObjectURL(url), 60_000);
            job.done(messages('files.taken', entry.name));
        } catch (failure) {
            job.failed(failure);
        }
    }

    async function put(file) {
        const why = refusalOf(file, rules.upload);
        if (why) {
            announceRefusal(file, why);
            return;
        }
        const job = begin(file.name, file.size, messages('files.sending', file.name));
        try {
            const name = await files.upload(file, folder, { onProgress: job.progress, signal: job.signal });
            job.done(messages('files.sent', name, folder === '' ? messages('files.home') : folder));
            await show(folder);
        } catch (failure) {
            job.failed(failure);
        }
    }

    function announceRefusal(file, why) {
        const sentence = messages('files.notSent', file.name, messages(`files.refused.${why}`));
        const item = el('li', { class: 'session-files-job', 'data-state': 'failed' }, el('span', {}, sentence), dismiss(() => item.remove()));
        under.append(item);
        announce(sentence);
    }

    function dismiss(onclick) {
        return el('button', { type: 'button', class: 'session-button', 'aria-label': messages('dialog.close'), title: messages('dialog.close'), onclick }, icon('close'));
    }

    function begin(name, bytes, text) {
        const abort = new AbortController();
        const label = el('span', {}, text);
        const bar = el('progress', { max: Math.max(1, bytes), value: 0, 'aria-label': text });
        const share = el('small', {}, '0 %');
        const cancel = el('button', { type: 'button', class: 'session-choice', 'aria-label': messages('files.cancel', name), onclick: () => abort.abort() }, messages('dialog.cancel'));
        const item = el('li', { class: 'session-files-job', 'data-state': 'running' }, label, bar, share, cancel);
        under.append(item);
        announce(text);

        function over(state, sentence) {
            item.dataset.state = state;
            label.textContent = sentence;
            bar.remove();
            share.remove();
            cancel.replaceWith(dismiss(() => item.remove()));
            announce(sentence);
            if (state === 'done') {
                setTimeout(() => item.remove(), 8_000);
            }
            if (element.hidden) {
                tell(sentence);
            }
        }

        return {
            signal: abort.signal,
            progress(received) {
                bar.value = received;
                share.textContent = `${Math.floor((100 * received) / Math.max(1, bytes))} %`;
            },
            done: (sentence) => over('done', sentence),
            failed: (failure) => over('failed', abort.signal.aborted ? messages('files.cancelled', name) : failure.message),
        };
    }

    async function putAll(chosenFiles) {
        open();
        for (const file of chosenFiles) {
            await put(file);
        }
    }

    function chosen() {
        const wanted = [...chooser.files];
        chooser.value = '';
        putAll(wanted);
    }

    function carriesFiles(event) {
        return event.dataTransfer?.types.includes('Files');
    }

    dropZone.addEventListener('dragenter', (event) => {
        if (carriesFiles(event)) {
            event.preventDefault();
            depth++;
            dropping.hidden = false;
        }
    });
    dropZone.addEventListener('dragover', (event) => carriesFiles(event) && event.preventDefault());
    dropZone.addEventListener('dragleave', () => {
        depth = Math.max(0, depth - 1);
        dropping.hidden = depth === 0;
    });
    dropZone.addEventListener('drop', (event) => {
        if (carriesFiles(event)) {
            event.preventDefault();
            depth = 0;
            dropping.hidden = true;
            if (rules.upload.allowed) {
                putAll([...event.dataTransfer.files]);
            } else {
                tell(messages('files.uploadOff'));
            }
        }
    });

    function open() {
        if (!side.isOpen()) {
            side.open();
            onOpened();
            show(folder);
        }
    }

    return {
        ...side,
        dropping,
        toggle() {
            if (side.isOpen()) {
                side.close();
            } else {
                open();
                side.focus();
            }
        },
    };
}
