import { el } from './dom.js';
import { button, dialog } from './panels.js';

/** As the broker calls them, each in the words of those who type on it. */
const LAYOUTS = {
    EN_US: 'English (US)',
    EN_GB: 'English (UK)',
    DE_DE: 'Deutsch',
    DE_CH: 'Deutsch (Schweiz)',
    FR_FR: 'Français',
    FR_CH: 'Français (Suisse)',
    ES_ES: 'Español',
    ES_LATAM: 'Español (Latinoamérica)',
    IT_IT: 'Italiano',
    JA_JP: '日本語',
    PT_BR: 'Português (Brasil)',
    SV_SE: 'Svenska',
    DA_DK: 'Dansk',
    HU_HU: 'Magyar',
    TR_TR: 'Türkçe',
};

/**
 * Asks which keyboard the person types on. It counts for the next connection.
 *
 * @param chosen as the broker calls it; null for the usual one
 * @param onChoose called with another one
 */
export function createLayoutDialog({ messages, chosen, onChoose, onClosed }) {
    const list = el(
        'select',
        { id: 'session-layout', class: 'session-select' },
        el('option', { value: '' }, messages('layout.usual')),
        ...Object.entries(LAYOUTS).map(([value, label]) => el('option', { value }, label)),
    );
    const element = dialog(
        'session-layout-title',
        messages('layout.title'),
        el('label', { for: 'session-layout' }, messages('layout.label')),
        list,
        el('p', { class: 'session-note' }, messages('layout.note')),
        el(
            'div',
            { class: 'session-row session-row-end' },
            button(messages('dialog.cancel'), () => element.close()),
            button(messages('layout.choose'), choose, { 'data-primary': true }),
        ),
    );
    element.addEventListener('close', onClosed);

    function choose() {
        element.close();
        if (list.value !== (chosen ?? '')) {
            onChoose(list.value || null);
        }
    }

    return {
        element,
        open() {
            list.value = chosen ?? '';
            element.showModal();
        },
    };
}
