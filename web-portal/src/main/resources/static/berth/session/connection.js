import { BrokerError } from './api.js';
import { createBackoff } from './backoff.js';
import { drawGuarded } from './images.js';
import { createTunnel, isFinal, tunnelUrl } from './tunnel.js';

const IMAGES = ['image/png', 'image/jpeg', 'image/webp'];

/** If the gateway saw no picture by then, what there is is shown: a guest under load takes long to begin a desktop. */
const FIRST_PICTURE_WAIT_MS = 30_000;

/** The same when connecting again: until then the last picture stands. */
const NEXT_PICTURE_WAIT_MS = 4_000;

function timezone() {
    return Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';
}

/**
 * Keeps one session connected: asks for a ticket, opens a tunnel with it, and when the line is lost does so again until
 * the grace time is over.
 *
 * @param options.onState called with connecting, connected, reconnecting, unstable
 * @param options.onClient called with each new client, before it connects
 * @param options.onPicture called with the client whose picture is there, and the size it was connected with
 * @param options.onFrame called with when a frame was made, by the host's clock, and seen, by this one's
 * @param options.onRetry called with { closeCode } or { error } before it waits and tries again
 * @param options.onOver called with { closeCode } or { error } when it will not try again by itself
 * @param options.onLost asked before each new attempt, with { attempt }: may return another address for the tunnel, or
 *     take the browser elsewhere; the way to another region
 */
export function createConnection(Guacamole, options) {
    const { broker, size, graceMs, tunnelBase } = options;
    const backoff = createBackoff(graceMs, () => performance.now());
    let current = null;
    let attempt = 0;
    let timer = 0;
    let wake = null;
    let wanted = false;
    let followed = null;
    let pictured = false;

    async function connect() {
        const mine = ++attempt;
        clearTimeout(timer);
        wake = null;
        try {
            const granted = await broker.ticket();
            if (mine === attempt && wanted) {
                open(granted, mine);
            }
        } catch (failure) {
            if (mine !== attempt || !wanted) {
                return;
            }
            if (failure instanceof BrokerError && !failure.passing) {
                over({ error: failure });
            } else {
                retry({ error: failure });
            }
        }
    }

    function open(granted, mine) {
        const connectedSize = size();
        const tunnel = createTunnel(Guacamole, {
            url: tunnelUrl(followed ?? granted.tunnel ?? tunnelBase, { ...connectedSize, timezone: timezone(), images: IMAGES }, location.href),
            ticket: granted.ticket,
            onLatency: options.onLatency,
            onInternal(kind, ...values) {
                if (kind === 'first-picture') {
                    // Images are decoded aside: what was sent before is drawn when the display says so.
                    client.getDisplay().flush(picture);
                } else {
                    options.onInternal(kind, ...values);
                }
            },
            onClosed(closeCode) {
                clearTimeout(waiting);
                client.disconnect();
                if (mine !== attempt || !wanted) {
                    return;
                }
                current = null;
                if (isFinal(closeCode)) {
                    over({ closeCode });
                } else {
                    retry({ closeCode });
                }
            },
        });
        const client = new Guacamole.Client(tunnel);
        drawGuarded(Guacamole, client.getDisplay());
        let waiting = 0;
        let shown = false;

        function picture() {
            clearTimeout(waiting);
            if (!shown && mine === attempt) {
                shown = true;
                pictured = true;
                backoff.reset();
                options.onPicture(client, connectedSize);
                options.onState('connected');
            }
        }

        client.onsync = (made) => {
            options.onFrame(made, performance.now());
            if (!shown && !waiting) {
                waiting = setTimeout(picture, pictured ? NEXT_PICTURE_WAIT_MS : FIRST_PICTURE_WAIT_MS);
            }
        };
        // guacd's own errors never come this far; the gateway closes with a code. What remains is the display's.
        client.onerror = (status) => console.error('The display failed.', status);
        const guacamolesOwn = tunnel.onstatechange;
        tunnel.onstatechange = (state) => {
            guacamolesOwn?.(state);
            if (shown && mine === attempt && state !== Guacamole.Tunnel.State.CLOSED) {
                options.onState(state === Guacamole.Tunnel.State.UNSTABLE ? 'unstable' : 'connected');
            }
        };
        current = client;
        options.onClient(client);
        client.connect();
    }

    function retry(lost) {
        const delay = backoff.next();
        if (delay === null) {
            over(lost);
            return;
        }
        options.onState('reconnecting');
        options.onRetry(lost);
        const go = async () => {
            clearTimeout(timer);
            wake = null;
            followed = (await options.onLost?.({ attempt: backoff.attempts() })) ?? followed;
            if (wanted) {
                await connect();
            }
        };
        wake = go;
        timer = setTimeout(go, delay);
    }

    function over(why) {
        wanted = false;
        current = null;
        options.onOver(why);
    }

    // Back on the network, or back at the page: no reason to wait any longer.
    window.addEventListener('online', () => wake?.());
    document.addEventListener('visibilitychange', () => !document.hidden && wake?.());

    return {
        client: () => current,
        start() {
            if (!wanted) {
                wanted = true;
                backoff.reset();
                options.onState('connecting');
                connect();
            }
        },
        stop() {
            wanted = false;
            attempt++;
            clearTimeout(timer);
            wake = null;
            current?.disconnect();
            current = null;
        },
        active: () => wanted,
    };
}
