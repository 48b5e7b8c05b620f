/** The broker refused or failed. Its sentence is for the person. */
export class BrokerError extends Error {
    /** @param status of HTTP; 0 when there was no answer */
    constructor(status, sentence) {
        super(sentence);
        this.status = status;
    }

    /** Whether asking again may help: no answer, not ready yet, too many at once, or the broker's own trouble. */
    get passing() {
        return this.status === 0 || this.status === 409 || this.status === 425 || this.status === 429 || this.status >= 500;
    }
}

/** The page's texts by its language, from NAME.en.json or NAME.ko.json next to this file. */
export async function textsOf(name) {
    const language = document.documentElement.lang.startsWith('ko') ? 'ko' : 'en';
    const response = await fetch(new URL(`${name}.${language}.json`, import.meta.url));
    if (!response.ok) {
        throw new Error(`The texts ${name} answer with HTTP ${response.status}.`);
    }
    return response.json();
}

/** Calls of the API below one address. What is refused throws a BrokerError, whose sentence is for the person. */
export function createApi({ base, csrf, messages }) {
    return async function ask(method, path, body) {
        let response;
        try {
            response = await fetch(base + path, {
                method,
                headers: {
                    Accept: 'application/json',
                    [csrf.header]: csrf.token,
                    ...(body ? { 'Content-Type': 'application/json' } : {}),
                },
                body: body ? JSON.stringify(body) : undefined,
                credentials: 'same-origin',
                redirect: 'manual',
            });
        } catch (noAnswer) {
            throw new BrokerError(0, messages('error.unreachable'));
        }
        if (response.type === 'opaqueredirect' || response.status === 401) {
            throw new BrokerError(401, messages('error.signedOut'));
        }
        const json = /\bjson\b/.test(response.headers.get('Content-Type') ?? '') ? await response.json() : null;
        if (!response.ok) {
            throw new BrokerError(response.status, json?.detail ?? messages('error.status', response.status));
        }
        return json;
    };
}

/** A countdown as people read it, 4:05, to a moment that the server named by its own clock. */
export function createCountdown(serverNow) {
    const ahead = Date.parse(serverNow) - Date.now();
    return (until) => {
        const left = Math.max(0, Math.round((Date.parse(until) - Date.now() - ahead) / 1000));
        return `${Math.floor(left / 60)}:${String(left % 60).padStart(2, '0')}`;
    };
}
