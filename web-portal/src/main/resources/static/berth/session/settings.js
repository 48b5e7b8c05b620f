const CLOSED = { allowed: false, types: null, largestMib: 0 };

/** What a session's page was told, with what is usual where it was told nothing. */
export function settingsOf(options) {
    return {
        tunnel: '/tunnel',
        pages: '/sessions',
        graceMs: 120_000,
        maxClipboardBytes: 262_144,
        idleMs: 0,
        usualMs: {},
        ...given(options),
        policy: { copyOut: true, pasteIn: true, upload: CLOSED, download: CLOSED, printing: false, audioOut: false, ...options.policy },
        liking: { keyboard: null, toolbar: null, ...options.liking },
    };
}

function given(options) {
    return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}
