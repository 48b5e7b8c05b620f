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

/**
 * What a session's page asks of the API.
 *
 * @param session the session's own address, such as /api/v1/sessions/ID
 */
export function createBroker({ session, csrf, messages }) {
    const root = session.replace(/\/sessions\/[^/]+$/, '');

    async function ask(method, path, { at = session, json: body } = {}) {
        let response;
        try {
            response = await fetch(at + path, {
                method,
                headers: { Accept: 'application/json', [csrf.header]: csrf.token, ...(body ? { 'Content-Type': 'application/json' } : {}) },
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
    }

    return {
        events: `${session}/events`,
        ticket: () => ask('POST', '/tickets'),
        disconnect: () => ask('POST', '/disconnect'),
        /** The session that was opened anew, or was open already. */
        retry: () => ask('POST', '/retry'),
        end: () => ask('DELETE', ''),
        /** Everything that the person may open, with its session if it has one. */
        openables: () => ask('GET', '/launchables', { at: root }),
        /** @param liking keyboard and toolbar, each null for what is usual */
        like: (liking) => ask('PUT', '/me/session', { at: root, json: liking }),
        /** @param kind bundle or application */
        open: (kind, id) => ask('POST', '/sessions', { at: root, json: { [kind]: id } }),
    };
}
