import { createApi } from './api.js';

/**
 * What a session's page asks of the API.
 *
 * @param session the session's own address, such as /api/v1/sessions/ID
 */
export function createBroker({ session, csrf, messages }) {
    const ask = createApi({ base: session, csrf, messages });
    const askRoot = createApi({ base: session.replace(/\/sessions\/[^/]+$/, ''), csrf, messages });

    return {
        events: `${session}/events`,
        ticket: () => ask('POST', '/tickets'),
        disconnect: () => ask('POST', '/disconnect'),
        /** The session that was opened anew, or was open already. */
        retry: () => ask('POST', '/retry'),
        end: () => ask('DELETE', ''),
        /** Everything that the person may open, with its session if it has one. */
        openables: () => askRoot('GET', '/launchables'),
        /** @param liking keyboard and toolbar, each null for what is usual */
        like: (liking) => askRoot('PUT', '/me/session', liking),
        /** @param kind bundle or application */
        open: (kind, id) => askRoot('POST', '/sessions', { [kind]: id }),
    };
}
