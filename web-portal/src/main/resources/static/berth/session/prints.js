import { el } from './dom.js';
import { sizeText } from './files.js';

const PDF = 'application/pdf';

/** What the guest prints: each print waits as a PDF until the person opens it or puts it away. */
export function createPrints(Guacamole, { messages, allowed, announce, onClosed }) {
    const element = el('ol', { class: 'session-prints', 'aria-label': messages('prints.label') });

    /** One that is on its way here. */
    function begin(name) {
        const text = el('span', {}, messages('prints.coming', name));
        let url = null;
        const away = new AbortController();
        const close = el('button', {
            type: 'button',
            class: 'session-choice',
            onclick() {
                item.remove();
                away.abort();
                if (url) {
                    URL.revokeObjectURL(url);
                }
                onClosed();
            },
        }, messages('dialog.close'));
        const item = el('li', {}, text, close);
        element.append(item);

        return {
            /** Aborted once the person has put it away. */
            signal: away.signal,
            progress(received, whole) {
                text.textContent = `${messages('prints.coming', name)} ${whole ? `${Math.floor((100 * received) / whole)} %` : ''}`;
            },
            ready(blob) {
                url = URL.createObjectURL(blob);
                const link = (key, more) => el('a', { class: 'session-choice', href: url, ...more }, messages(key));
                text.textContent = messages('prints.ready', name);
                close.before(link('prints.open', { target: '_blank', rel: 'noopener', 'data-primary': true }), link('prints.save', { download: name }));
                announce(text.textContent);
            },
            /** One that is long: it comes when the person says so. */
            offer(bytes, fetch) {
                text.textContent = messages('prints.long', name, sizeText(bytes, document.documentElement.lang));
                const get = el('button', {
                    type: 'button',
                    class: 'session-choice',
                    'data-primary': true,
                    onclick() {
                        get.remove();
                        text.textContent = messages('prints.coming', name);
                        close.focus();
                        fetch();
                    },
                }, messages('prints.fetch'));
                close.before(get);
                announce(text.textContent);
            },
            failed(sentence) {
                text.textContent = messages('prints.failed', name, sentence);
                announce(text.textContent);
            },
        };
    }

    return {
        element,
        begin,
        /** Those of a printer that guacd has. */
        follow(client) {
            client.onfile = (stream, mimetype, name) => {
                if (!allowed || mimetype !== PDF) {
                    stream.sendAck('Not taken', Guacamole.Status.Code.CLIENT_FORBIDDEN);
                    return;
                }
                const print = begin(name.endsWith('.pdf') ? name : `${name}.pdf`);
                const reader = new Guacamole.BlobReader(stream, PDF);
                reader.onend = () => print.ready(reader.getBlob());
                stream.sendAck('Ready', Guacamole.Status.Code.SUCCESS);
            };
        },
    };
}
