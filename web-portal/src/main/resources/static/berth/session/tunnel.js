import { forEachInstruction, instruction } from './instructions.js';

/** What the gateway's close codes mean to the page. Anything else is a lost line, which is worth trying again. */
export const CLOSE = Object.freeze({
    DISCONNECTED: 1000,
    SESSION_ENDED: 4000,
    OPENED_ELSEWHERE: 4001,
    GUEST_CLOSED: 4002,
    MALFORMED: 4003,
    DISCONNECTED_FROM_OUTSIDE: 4004,
    IDLE: 4005,
    SHARE_OVER: 4006,
});

const FINAL = new Set(Object.values(CLOSE));

/** What else the gateway says about a line that it could not make or keep: worth trying again. */
const PASSING = new Map([
    [4010, 'serviceDown'],
    [4011, 'guestSilent'],
    [4012, 'accountRefused'],
    [4015, 'gatewayStopping'],
    [4016, 'certificateRefused'],
    [4017, 'ownerAway'],
    [4018, 'recordingFailed'],
    [4019, 'regionCutOff'],
]);
const PING_EVERY_MS = 2_000;

/** Without a byte for so long the line is lost: guacd says something every 5 s. */
const SILENCE_MS = 15_000;

export function isFinal(closeCode) {
    return FINAL.has(closeCode);
}

/** Why the line was lost, as the last part of a message's key. */
export function lossOf(closeCode) {
    return PASSING.get(closeCode) ?? 'line';
}

/**
 * The address of a tunnel: what the gateway lets a browser tell of itself, and which session it is for, by which a balancer
 * leads guests to the gateway of the session's owner.
 */
export function tunnelUrl(base, display, location) {
    const url = new URL(base, location);
    url.protocol = url.protocol === 'http:' || url.protocol === 'ws:' ? 'ws:' : 'wss:';
    const session = url.searchParams.get('session');
    url.search = new URLSearchParams({
        ...(session === null ? {} : { session }),
        width: String(display.width),
        height: String(display.height),
        dpi: String(display.dpi),
        timezone: display.timezone,
        images: display.images.join(','),
    }).toString();
    return url.href;
}

/**
 * A Guacamole.Tunnel over one WebSocket with binary frames.
 *
 * @param options.url from tunnelUrl
 * @param options.ticket one use; goes as a subprotocol, since a page can set no header and an address gets logged
 * @param options.onClosed called once with the close code
 * @param options.onInternal called with what the gateway says to the page itself
 * @param options.onLatency called with the milliseconds of each answered ping
 */
export function createTunnel(Guacamole, options) {
    const tunnel = new Guacamole.Tunnel();
    const State = Guacamole.Tunnel.State;
    const decoder = new TextDecoder('utf-8', { fatal: true });
    const encoder = new TextEncoder();
    let socket = null;
    let pings = 0;
    let heardAt = 0;
    let closed = false;

    function close(code) {
        if (closed) {
            return;
        }
        closed = true;
        clearInterval(pings);
        tunnel.setState(State.CLOSED);
        if (socket && socket.readyState <= WebSocket.OPEN) {
            socket.close(1000);
        }
        options.onClosed(code);
    }

    function handle(opcode, args) {
        if (opcode !== '') {
            tunnel.oninstruction?.(opcode, args);
        } else if (args[0] === 'ping') {
            tunnel.setState(State.OPEN);
            options.onLatency(Math.max(0, Math.round(performance.now() - Number(args[1]))));
        } else {
            options.onInternal(...args);
        }
    }

    function ping() {
        if (performance.now() - heardAt > SILENCE_MS) {
            close(1006);
            return;
        }
        if (performance.now() - heardAt > 2 * PING_EVERY_MS) {
            tunnel.setState(State.UNSTABLE);
        }
        tunnel.sendMessage('', 'ping', Math.round(performance.now()));
    }

    tunnel.connect = () => {
        tunnel.setState(State.CONNECTING);
        socket = new WebSocket(options.url, ['guacamole', `berth.ticket.${options.ticket}`]);
        socket.binaryType = 'arraybuffer';
        heardAt = performance.now();
        pings = setInterval(ping, PING_EVERY_MS);
        socket.onopen = () => tunnel.setState(State.OPEN);
        socket.onclose = (event) => close(event.code);
        socket.onmessage = (event) => {
            heardAt = performance.now();
            try {
                forEachInstruction(decoder.decode(event.data), handle);
            } catch (failure) {
                console.error('A frame from the gateway cannot be shown; connecting again.', failure);
                close(1006);
            }
        };
    };

    tunnel.sendMessage = (...elements) => {
        if (socket?.readyState === WebSocket.OPEN && !closed) {
            socket.send(encoder.encode(instruction(elements)));
        }
    };

    tunnel.disconnect = () => close(CLOSE.DISCONNECTED);
    return tunnel;
}
