import { startSession } from './session.js';

/*
 * Starts the session that the page describes:
 *
 *   <main id="session" data-api="/api/v1/sessions/ID" data-name="…" data-tunnel="/tunnel" data-home="/"
 *         data-csrf-header="…" data-csrf-token="…" [data-copy-out="false"] [data-paste-in="false"]
 *         [data-upload="true" data-upload-types="pdf docx" data-upload-mib="100"] [data-download… the same]
 *         [data-printing="true"] [data-audio-out="true"] [data-idle-milliseconds="…"] [data-reference="…"]
 *         [data-max-clipboard-bytes="…"] [data-grace-milliseconds="…"] [data-sessions="/sessions"]
 *         [data-keyboard="DE_DE"] [data-toolbar="LEFT"]>
 *
 * What stands in it, such as the stages with data-stage and data-usual-milliseconds, is shown until the scripts are
 * there, and read for how long each stage usually takes. Texts come from messages.LANGUAGE.json by the page's lang.
 */
const root = document.getElementById('session');
const { dataset } = root;

function numberOf(value) {
    return value === undefined ? undefined : Number(value);
}

/** What the page was told of files in one direction; the gateway holds to it whatever the page does. */
function fileRule(direction) {
    return {
        allowed: dataset[direction] === 'true',
        types: dataset[`${direction}Types`]?.split(' ') ?? null,
        largestMib: numberOf(dataset[`${direction}Mib`]) ?? 0,
    };
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
    reference: dataset.reference,
    idleMs: numberOf(dataset.idleMilliseconds),
    policy: {
        copyOut: dataset.copyOut !== 'false',
        pasteIn: dataset.pasteIn !== 'false',
        upload: fileRule('upload'),
        download: fileRule('download'),
        printing: dataset.printing === 'true',
        audioOut: dataset.audioOut === 'true',
    },
    liking: { keyboard: dataset.keyboard ?? null, toolbar: dataset.toolbar ?? null },
    maxClipboardBytes: numberOf(dataset.maxClipboardBytes),
    graceMs: numberOf(dataset.graceMilliseconds),
    usualMs,
    messages: await texts(),
});
