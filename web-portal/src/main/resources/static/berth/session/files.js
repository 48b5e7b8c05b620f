import { BrokerError } from './api.js';

/** That something is longer than was asked for. */
export class TooLong extends Error {
    constructor(bytes) {
        super(`It has ${bytes} bytes.`);
        this.bytes = bytes;
    }
}

/**
 * Files of the session, as calls of the API. A file goes up in pieces, so that one that was interrupted goes on where it
 * was, and a piece that is refused says so at once.
 *
 * @param session the session's own address, such as /api/v1/sessions/ID
 */
export function createFiles({ session, csrf, messages }) {
    async function ask(method, path, { json, body, signal } = {}) {
        let response;
        try {
            response = await fetch(session + path, {
                method,
                headers: {
                    Accept: 'application/json',
                    [csrf.header]: csrf.token,
                    ...(json ? { 'Content-Type': 'application/json' } : body ? { 'Content-Type': 'application/octet-stream' } : {}),
                },
                body: json ? JSON.stringify(json) : body,
                credentials: 'same-origin',
                redirect: 'manual',
                signal,
            });
        } catch (failure) {
            if (signal?.aborted) {
                throw failure;
            }
            throw new BrokerError(0, messages('error.unreachable'));
        }
        if (response.type === 'opaqueredirect' || response.status === 401) {
            throw new BrokerError(401, messages('error.signedOut'));
        }
        const answer = /\bjson\b/.test(response.headers.get('Content-Type') ?? '') ? await response.json() : null;
        if (!response.ok) {
            throw new BrokerError(response.status, answer?.detail ?? messages('error.status', response.status));
        }
        return answer;
    }

    /**
     * All of something, within the page: a refusal is a sentence here, and the progress is told.
     *
     * @param most bytes; of what is longer nothing is fetched, and the error that is thrown says its bytes
     */
    async function taken(path, { signal, type = 'application/octet-stream', onProgress, most = Infinity }) {
        const response = await fetch(session + path, { credentials: 'same-origin', signal, headers: { Accept: 'application/octet-stream, application/json' } });
        if (!response.ok) {
            const json = /\bjson\b/.test(response.headers.get('Content-Type') ?? '') ? await response.json() : null;
            throw new BrokerError(response.status, json?.detail ?? messages('error.status', response.status));
        }
        const whole = Number(response.headers.get('Content-Length') ?? 0);
        if (whole > most) {
            await response.body.cancel();
            throw new TooLong(whole);
        }
        const parts = [];
        let received = 0;
        for (const reader = response.body.getReader(); ;) {
            const { done, value } = await reader.read();
            if (done) {
                return new Blob(parts, { type });
            }
            parts.push(value);
            received += value.length;
            if (received > most) {
                await reader.cancel();
                throw new TooLong(received);
            }
            onProgress(received, whole);
        }
    }

    const contentPath = (path) => `/files/content?path=${encodeURIComponent(path)}`;

    return {
        list: (folder) => ask('GET', `/files?folder=${encodeURIComponent(folder)}`),
        contentUrl: (path) => session + contentPath(path),
        content: (path, options) => taken(contentPath(path), options),
        /** What was printed lately, oldest first: name and printedAt. */
        prints: () => ask('GET', '/prints'),
        print: (name, options) => taken(`/prints/content?name=${encodeURIComponent(name)}`, { ...options, type: 'application/pdf' }),
        /**
         * Sends one file.
         *
         * @param onProgress called with the bytes that arrived
         * @param signal stops it, and takes away what has come
         * @param wait before a piece is tried again, in milliseconds by attempt
         * @return the name that it got
         */
        async upload(file, folder, { onProgress, signal, wait = (attempt) => Math.min(8_000, 500 * 2 ** attempt), attempts = 6 }) {
            let progress = await ask('POST', '/uploads', { json: { folder, name: file.name, bytes: file.size }, signal });
            const path = `/uploads/${progress.id}`;
            let failed = 0;
            try {
                while (!progress.finishedAs) {
                    const from = progress.receivedBytes;
                    try {
                        const piece = file.slice(from, from + progress.partBytes);
                        progress = await ask('PUT', `${path}?offset=${from}`, { body: await piece.arrayBuffer(), signal });
                        failed = 0;
                        onProgress(progress.receivedBytes);
                    } catch (failure) {
                        if (!(failure instanceof BrokerError) || !failure.passing || failed >= attempts) {
                            throw failure;
                        }
                        await new Promise((resolve) => setTimeout(resolve, wait(failed++)));
                        signal?.throwIfAborted();
                    }
                }
                return progress.finishedAs;
            } catch (failure) {
                // Best effort: what is left of it is forgotten by itself after a day.
                await ask('DELETE', path).catch((again) => console.debug('The part of a file stays for a day.', again));
                throw failure;
            }
        },
    };
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** Bytes for people, such as 1.5 MiB. */
export function sizeText(bytes, language) {
    let value = bytes;
    let unit = 0;
    while (value >= 1024 && unit < UNITS.length - 1) {
        value /= 1024;
        unit++;
    }
    return `${new Intl.NumberFormat(language, { maximumFractionDigits: value < 10 && unit > 0 ? 1 : 0 }).format(value)} ${UNITS[unit]}`;
}

/**
 * Why a file will not be taken, as far as its name and size say so: off, size, type, or null. The gateway looks again, and
 * into the file.
 */
export function refusalOf({ name, size }, rule) {
    if (!rule.allowed) {
        return 'off';
    }
    if (size > rule.largestMib * 1_048_576) {
        return 'size';
    }
    const ending = name.includes('.') ? name.slice(name.lastIndexOf('.') + 1).toLowerCase() : '';
    return rule.types && !rule.types.includes(ending) ? 'type' : null;
}
