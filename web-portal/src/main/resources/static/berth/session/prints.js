import { el } from './dom.js';

const PDF = 'application/pdf';

/** What the guest prints: each print waits as a PDF until the person opens it or puts it away. */
export function createPrints(Guacamole, { messages, allowed, announce, onClosed }) {
    const element = el('ol', { class: 'session-prints', 'aria-label': messages('prints.label') });

    function show(name, blob) {
        const url = URL.createObjectURL(blob);
        const link = (key, more) => el('a', { class: 'session-choice', href: url, ...more }, messages(key));
        const item = el(
            'li',
            {},
            el('span', {}, messages('prints.ready', name)),
            link('prints.open', { target: '_blank', rel: 'noopener', 'data-primary': true }),
            link('prints.save', { download: name }),
            el('button', {
                type: 'button',
                class: 'session-choice',
                onclick() {
                    item.remove();
                    URL.revokeObjectURL(url);
                    onClosed();
                },
            }, messages('dialog.close')),
        );
        element.append(item);
        announce(messages('prints.ready', name));
    }

    return {
        element,
        follow(client) {
            client.onfile = (stream, mimetype, name) => {
                if (!allowed || mimetype !== PDF) {
                    stream.sendAck('Not taken', Guacamole.Status.Code.CLIENT_FORBIDDEN);
                    return;
                }
                const reader = new Guacamole.BlobReader(stream, PDF);
                reader.onend = () => show(name.endsWith('.pdf') ? name : `${name}.pdf`, reader.getBlob());
                stream.sendAck('Ready', Guacamole.Status.Code.SUCCESS);
            };
        },
    };
}
