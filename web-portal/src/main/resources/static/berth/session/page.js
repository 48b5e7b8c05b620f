import { startSession } from './session.js';

/*
 * Starts the session that the page describes:
 *
 *   <main id="session" data-api="/api/v1/sessions/ID" data-name="…" data-tunnel="/tunnel" data-home="/"
 *         data-csrf-header="…" data-csrf-token="…" [data-copy-out="false"] [data-paste-in="false"]
 *         [data-max-clipboard-bytes="…"] [data-grace-milliseconds="…"] [data-sessions="/sessions"]>
 *
 * What stands in it, such as the stages with data-stage and data-usual-milliseconds, is shown until the scripts are
 * there, and read for how long each stage usually takes. Texts come from messages.LANGUAGE.json by the page's lang.
 */
const root = document.getElementById('session');
const { dataset } = root;

function numberOf(value) {
    return value === undefined ? undefined : Number(value);
}

async function texts() {
    const language = document.documentElement.lang.startsWith('ko') ? 'ko' : 'en';
    const response = await fetch(new URL(`messages.${language}.json`, import.meta.url));
    if (!response.ok) {
        throw new Error(`The session page's texts answer with HTTP ${response.status}.`);
    }
    return response.json();
}

const usualMs = Object.fromEntries(
    [...root.querySelectorAll('[data-stage][data-usual-milliseconds]')].map((stage) => [stage.dataset.stage, Number(stage.dataset.usualMilliseconds)]),
);

startSession({
    root,
    api: dataset.api,
    name: dataset.name,
    tunnel: dataset.tunnel,
    exitUrl: dataset.home,
    pages: dataset.sessions,
    csrf: { header: dataset.csrfHeader, token: dataset.csrfToken },
    policy: { copyOut: dataset.copyOut !== 'false', pasteIn: dataset.pasteIn !== 'false' },
    maxClipboardBytes: numberOf(dataset.maxClipboardBytes),
    graceMs: numberOf(dataset.graceMilliseconds),
    usualMs,
    messages: await texts(),
});
