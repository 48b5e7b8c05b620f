const READY = new Set(['READY', 'CONNECTED', 'DISCONNECTED']);

/**
 * Follows a session's events. EventSource connects again by itself; what was told before is told again, which does no
 * harm.
 *
 * @param handlers stage(event), ready(), waiting(event), told(event), shares(), failed(event), ended(event)
 */
export function followEvents(url, handlers) {
    const source = new EventSource(url);
    const on = (name, handle) => source.addEventListener(name, (event) => handle(JSON.parse(event.data)));
    on('stage', (event) => {
        handlers.stage(event);
        if (event.stage === 'CREDENTIALS_SET' && event.at) {
            handlers.ready();
        }
    });
    on('state', (event) => READY.has(event.state) && handlers.ready());
    on('waiting', handlers.waiting);
    on('told', handlers.told);
    on('shares', () => handlers.shares?.());
    on('failed', (event) => {
        source.close();
        handlers.failed(event);
    });
    on('ended', (event) => {
        source.close();
        handlers.ended(event);
    });
    return { close: () => source.close() };
}
