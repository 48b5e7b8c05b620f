import { el } from './dom.js';

/** Says that the session is recorded, for as long as its page is open. */
export function createRecorded(messages) {
    return el(
        'div',
        { class: 'session-share session-recorded' },
        el('span', { class: 'session-share-dot', 'aria-hidden': 'true' }),
        el('strong', {}, messages('banner.recorded')),
    );
}
