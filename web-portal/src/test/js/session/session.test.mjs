import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';

const folder = new URL('../../../main/resources/static/berth/session/', import.meta.url);
const { forEachInstruction, instruction } = await import(new URL('instructions.js', folder));
const { createBackoff } = await import(new URL('backoff.js', folder));
const { fittingScale, remoteSize } = await import(new URL('screen.js', folder));
const { COMBINATIONS, createHeldKeys, KEYSYM, sendCombination } = await import(new URL('keys.js', folder));
const { isLong, share, stageStates, STAGES } = await import(new URL('progress.js', folder));
const { CLOSE, createTunnel, isFinal, lossOf, tunnelUrl } = await import(new URL('tunnel.js', folder));
const { createBroker } = await import(new URL('broker.js', folder));
const { drawGuarded, guarded } = await import(new URL('images.js', folder));
const { createMessages } = await import(new URL('messages.js', folder));

function parsed(text) {
    const found = [];
    forEachInstruction(text, (opcode, args) => found.push([opcode, ...args]));
    return found;
}

test('whole instructions are read, empty elements and emoji among them', () => {
    assert.deepEqual(parsed('4.name,3.a😀b;4.sync,1.7;0.,4.ping,0.;'), [['name', 'a😀b'], ['sync', '7'], ['', 'ping', '']]);
    assert.deepEqual(parsed(''), []);
});

test('what was written is read again, whatever it holds', () => {
    const words = ['', ';,.', '한글', '😀👩‍💻', 'a\u0000b', '1.a;2.bc', '\u{10ffff}'];
    for (const a of words) {
        for (const b of words) {
            assert.deepEqual(parsed(instruction(['x', a, b]) + instruction(['y', b])), [['x', a, b], ['y', b]]);
        }
    }
});

test('half an instruction or none is refused', () => {
    for (const text of ['4.syn', '4.sync', '4.sync,1', 'x.sync;', '.sync;', '5.sync;', '123456.a;', '1.😀x;']) {
        assert.throws(() => parsed(text), /of a frame from the gateway/, text);
    }
});

test('trying again begins at once, slows down, and ends with the grace time', () => {
    let now = 0;
    const backoff = createBackoff(20_000, () => now);
    const delays = [];
    for (let delay = backoff.next(0.5); delay !== null; delay = backoff.next(0.5)) {
        delays.push(delay);
        now += delay;
    }
    assert.deepEqual(delays, [0, 500, 1000, 2000, 4000, 8000]);
    backoff.reset();
    assert.equal(backoff.next(0.5), 0);
});

test('the remote desktop has the real pixels of its area, even and bounded', () => {
    assert.deepEqual(remoteSize(1281, 801, 1), { width: 1280, height: 800, dpi: 96 });
    assert.deepEqual(remoteSize(1280, 800, 2), { width: 2560, height: 1600, dpi: 192 });
    assert.deepEqual(remoteSize(10, 10, 1), { width: 200, height: 200, dpi: 96 });
    assert.deepEqual(remoteSize(9000, 9000, 3), { width: 8192, height: 8192, dpi: 288 });
    assert.equal(fittingScale(1280, 800, 2560, 1600), 0.5);
    assert.equal(fittingScale(1000, 800, 2000, 800), 0.5);
    assert.equal(fittingScale(1000, 800, 0, 0), 1);
});

test('a combination is let go in the other order', () => {
    const sent = [];
    sendCombination(COMBINATIONS[0].keys, (pressed, keysym) => sent.push([pressed, keysym]));
    assert.deepEqual(sent, [
        [1, KEYSYM.CONTROL], [1, KEYSYM.ALT], [1, KEYSYM.DELETE],
        [0, KEYSYM.DELETE], [0, KEYSYM.ALT], [0, KEYSYM.CONTROL],
    ]);
});

test('Ctrl, Alt and Shift alone leave the screen, Ctrl alone pastes', () => {
    const held = createHeldKeys();
    held.press(KEYSYM.CONTROL);
    assert.equal(held.pastes(), true);
    held.press(KEYSYM.ALT_RIGHT);
    assert.equal(held.pastes(), false);
    held.press(KEYSYM.SHIFT);
    assert.equal(held.leavesScreen(), true);
    held.press(KEYSYM.V);
    assert.equal(held.leavesScreen(), false);
    assert.equal(held.all().length, 4);
});

test('a stage that was jumped over is done', () => {
    const reached = new Map([['AUTHORISED', 0], ['GUEST_READY', 5]]);
    const states = stageStates(reached).map(({ state }) => state);
    assert.deepEqual(states, ['done', 'done', 'done', 'done', 'done', 'current', 'waiting', 'waiting']);
    assert.equal(stageStates(new Map())[0].state, 'current');
    assert.ok(share(1_000, 1_000) > 0.7 && share(60_000, 1_000) <= 0.95);
    assert.equal(share(1_000, undefined), 0);
});

test('after a while people are told how long a first start takes, until the desktop is there', () => {
    const starting = new Map([['MACHINE_STARTED', 1]]);
    assert.equal(isLong(starting, 14_999), false);
    assert.equal(isLong(starting, 15_000), true);
    assert.equal(isLong(new Map(), 15_000), true);
    assert.equal(isLong(new Map([['GUEST_READY', 1]]), 60_000), false);
    assert.equal(isLong(new Map([['CONNECTED', 1]]), 60_000), false);
});

test('the address of a tunnel says what the gateway lets a browser say', () => {
    const display = { width: 1280, height: 800, dpi: 96, timezone: 'Asia/Seoul', images: ['image/png', 'image/webp'] };
    const url = new URL(tunnelUrl('/tunnel', display, 'https://desk.example:8443/sessions/1'));
    assert.equal(url.origin + url.pathname, 'wss://desk.example:8443/tunnel');
    assert.equal(url.searchParams.get('timezone'), 'Asia/Seoul');
    assert.equal(url.searchParams.get('images'), 'image/png,image/webp');
    assert.equal(url.searchParams.has('session'), false);
    assert.equal(new URL(tunnelUrl('/tunnel', display, 'http://a/')).protocol, 'ws:');
});

test('a balancer learns which session a tunnel is for', () => {
    const display = { width: 1, height: 1, dpi: 96, timezone: 'UTC', images: [] };
    const url = new URL(tunnelUrl('/tunnel/shared?session=s-1&more=2', display, 'https://desk.example/'));
    assert.equal(url.searchParams.get('session'), 's-1');
    assert.equal(url.searchParams.has('more'), false);
});

test('only an end that is meant is final', () => {
    assert.equal(isFinal(CLOSE.OPENED_ELSEWHERE), true);
    for (const code of [1001, 1006, 1011, 4010, 4013, 4015]) {
        assert.equal(isFinal(code), false);
    }
});

class FakeSocket {
    static OPEN = 1;
    readyState = 1;
    sent = [];
    constructor(url, protocols) {
        Object.assign(this, { url, protocols });
        FakeSocket.last = this;
    }
    send(bytes) {
        this.sent.push(new TextDecoder().decode(bytes));
    }
    close() {
        this.readyState = 3;
    }
}

const Guacamole = {
    Tunnel: class {
        static State = { CONNECTING: 0, OPEN: 1, CLOSED: 2, UNSTABLE: 3 };
        setState(state) {
            this.state = state;
        }
    },
};

test('a tunnel shows its ticket in no address, passes instructions on, and keeps what is its own', (t) => {
    t.mock.timers.enable({ apis: ['setInterval'] });
    globalThis.WebSocket = FakeSocket;
    const seen = [];
    const tunnel = createTunnel(Guacamole, {
        url: 'ws://x/tunnel',
        ticket: 'secret',
        onClosed: (code) => seen.push(['closed', code]),
        onInternal: (...args) => seen.push(args),
        onLatency: () => seen.push(['latency']),
    });
    tunnel.oninstruction = (opcode, args) => seen.push([opcode, ...args]);
    tunnel.connect();
    const socket = FakeSocket.last;
    assert.deepEqual(socket.protocols, ['guacamole', 'berth.ticket.secret']);
    socket.onopen();
    const frame = (text) => socket.onmessage({ data: new TextEncoder().encode(text).buffer });
    frame('4.sync,1.7;0.,13.first-picture;0.,4.ping,1.0;');
    t.mock.timers.tick(2_000);
    assert.match(socket.sent[0], /^0\.,4\.ping,\d+\.\d+;$/);
    tunnel.sendMessage('name', '😀');
    assert.equal(socket.sent[1], '4.name,1.😀;');
    frame('nonsense');
    socket.onclose({ code: 1000 });
    assert.deepEqual(seen, [['sync', '7'], ['first-picture'], ['latency'], ['closed', 1006]]);
    assert.equal(tunnel.state, Guacamole.Tunnel.State.CLOSED);
});

test('both languages have every text that is used, and no other', () => {
    const read = (name) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
    const texts = (language) => ({ ...read(`messages.${language}.json`), ...read(`sharing.${language}.json`) });
    const english = texts('en');
    assert.deepEqual(Object.keys(texts('ko')).sort(), Object.keys(english).sort());
    for (const file of readdirSync(folder).filter((each) => each.endsWith('.js'))) {
        const source = readFileSync(new URL(file, folder), 'utf8');
        for (const [, key] of source.matchAll(/(?:messages\(|Key: )'([a-zA-Z.]+)'/g)) {
            assert.ok(key in english, `${file} uses ${key}`);
        }
    }
    STAGES.forEach((stage) => assert.ok(`stage.${stage}` in english));
    assert.equal(createMessages(english)('latency.value', 12), '12 ms');
    assert.equal(createMessages({})('no.such'), 'no.such');
});

test('opening anew is a POST that carries the page\'s token, and tells the session that comes of it', async (t) => {
    const asked = [];
    t.mock.method(globalThis, 'fetch', async (path, { method, headers }) => {
        asked.push([method, path, headers['X-CSRF-TOKEN']]);
        return Response.json({ id: 'new' }, { status: 201 });
    });
    const broker = createBroker({ session: '/api/v1/sessions/old', csrf: { header: 'X-CSRF-TOKEN', token: 't' }, messages: String });
    assert.equal((await broker.retry()).id, 'new');
    assert.deepEqual(asked, [['POST', '/api/v1/sessions/old/retry', 't']]);
});

test('a refusal to open anew is the broker\'s own sentence', async (t) => {
    t.mock.method(globalThis, 'fetch', async () => Response.json({ detail: 'End Calculator first.' }, { status: 409 }));
    const broker = createBroker({ session: '/api/v1/sessions/old', csrf: { header: 'X-CSRF-TOKEN', token: 't' }, messages: String });
    await assert.rejects(broker.retry(), { message: 'End Calculator first.', passing: true });
});

test('each reason that the gateway gives for a lost line has its sentence in every language', () => {
    const codes = [1006, 4010, 4011, 4012, 4013, 4014, 4015, 4016, 4018, 4019];
    for (const language of ['en', 'ko']) {
        const texts = JSON.parse(readFileSync(new URL(`messages.${language}.json`, folder), 'utf8'));
        for (const code of codes) {
            assert.ok(!isFinal(code), `${code} is worth trying again`);
            assert.ok(texts[`retry.${lossOf(code)}`] && texts[`failed.${lossOf(code)}`], `${code} in ${language}`);
        }
    }
    assert.equal(lossOf(4010), 'serviceDown');
    assert.equal(lossOf(4019), 'regionCutOff');
});

test('an image that cannot be decoded, or never is, holds nothing up', async () => {
    const told = [];
    const report = (failure) => told.push(failure.message);
    const decoders = {
        fails: class { decode() { return Promise.reject(new Error('broken')); } },
        hangs: class { decode() { return new Promise(() => {}); } },
        refuses: class { constructor() { throw new Error('no such type'); } },
    };
    for (const Decoder of Object.values(decoders)) {
        const Guarded = guarded(Decoder, { limitMs: 20, report });
        assert.deepEqual(await new Guarded({ type: 'image/png' }).decode(), { image: null });
    }
    assert.deepEqual(told, ['broken', 'not decoded within 20 ms', 'no such type']);
});

test('a decoded image is passed on, and its decoder closed', async () => {
    let closed = 0;
    const Guarded = guarded(class { decode() { return Promise.resolve({ image: 'frame' }); } close() { closed++; } });
    assert.deepEqual(await new Guarded({}).decode(), { image: 'frame' });
    assert.equal(closed, 1);
});

test('what closing a decoder cuts off is nobody’s failure', async () => {
    const cutOff = [];
    const neverDone = () => new Promise((_, reject) => cutOff.push(reject));
    const Guarded = guarded(class {
        completed = neverDone();
        tracks = { ready: neverDone() };
        decode() { return Promise.resolve({ image: 'frame' }); }
        close() { cutOff.forEach((reject) => reject(new Error('Closed decoder'))); }
    });
    const unhandled = [];
    const note = (failure) => unhandled.push(failure.message);
    process.on('unhandledRejection', note);
    assert.deepEqual(await new Guarded({}).decode(), { image: 'frame' });
    await new Promise((resolve) => setTimeout(resolve, 5));
    process.off('unhandledRejection', note);
    assert.deepEqual([cutOff.length, unhandled], [2, []]);
});

test('what was drawn is given back, and what is missing is not drawn', () => {
    const drawn = [];
    let closed = 0;
    const display = { drawStream: (layer, x, y) => { layer.drawImage(x, y, { close: () => closed++ }); layer.drawImage(x, y, null); } };
    drawGuarded({}, display);
    display.drawStream({ drawImage: (x, y) => drawn.push([x, y]) }, 3, 4, {}, 'image/png');
    assert.deepEqual([drawn, closed], [[[3, 4]], 1]);
});

test('bytes of an image that nobody reads any more are no fault', async () => {
    const handlers = {};
    const Guacamole = { ArrayBufferReader: class { set ondata(given) { handlers.data = given; } set onend(given) { handlers.end = given; } } };
    const stream = {};
    const display = { drawStream: (layer, x, y, given) => { stream.bytes = given.toReadableStream(); } };
    drawGuarded(Guacamole, display);
    display.drawStream({}, 0, 0, stream, 'image/png');
    handlers.data(new Uint8Array([1, 2]).buffer);
    const reader = stream.bytes.getReader();
    assert.deepEqual([...(await reader.read()).value], [1, 2]);
    await reader.cancel();
    handlers.data(new Uint8Array([3]).buffer);
    handlers.end();
});
