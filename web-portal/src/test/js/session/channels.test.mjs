import assert from 'node:assert/strict';
import { test } from 'node:test';

const folder = new URL('../../../main/resources/static/berth/session/', import.meta.url);
const load = (file) => import(new URL(file, folder));

const { TooLong, createFiles, refusalOf, sizeText } = await load('files.js');
const { createHealth, qualityOf } = await load('health.js');
const { clockText, warningAt } = await load('idle.js');
const { keysymsOf } = await load('text-input.js');

const csrf = { header: 'X-CSRF-TOKEN', token: 't' };
const files = () => createFiles({ session: '/s', csrf, messages: (key) => key });

test('a file goes up piece by piece, and goes on where it was interrupted', async (t) => {
    const sent = [];
    let lost = true;
    t.mock.method(globalThis, 'fetch', async (path, { method, body, headers }) => {
        assert.equal(headers['X-CSRF-TOKEN'], 't');
        if (method === 'POST') {
            return Response.json({ id: 'u', receivedBytes: 0, partBytes: 4 }, { status: 201 });
        }
        if (path.endsWith('offset=4') && lost) {
            lost = false;
            throw new TypeError('network');
        }
        const from = Number(new URL(path, 'http://x').searchParams.get('offset'));
        sent.push([from, new TextDecoder().decode(body)]);
        const receivedBytes = from + body.byteLength;
        return Response.json({ id: 'u', receivedBytes, partBytes: 4, finishedAs: receivedBytes === 10 ? 'a (1).txt' : null });
    });
    const told = [];
    const name = await files().upload(new File(['0123456789'], 'a.txt'), '', { onProgress: (bytes) => told.push(bytes), wait: () => 0 });
    assert.equal(name, 'a (1).txt');
    assert.deepEqual(sent, [[0, '0123'], [4, '4567'], [8, '89']]);
    assert.deepEqual(told, [4, 8, 10]);
});

test('what the gateway blocks is not tried again, and taken away', async (t) => {
    const asked = [];
    t.mock.method(globalThis, 'fetch', async (path, { method }) => {
        asked.push(method);
        return method === 'POST'
            ? Response.json({ id: 'u', receivedBytes: 0, partBytes: 4 }, { status: 201 })
            : method === 'PUT' ? Response.json({ detail: 'It does not pass.' }, { status: 403 }) : new Response(null, { status: 204 });
    });
    await assert.rejects(files().upload(new File(['MZ'], 'a.pdf'), '', { onProgress() {}, wait: () => 0 }), { message: 'It does not pass.' });
    assert.deepEqual(asked, ['POST', 'PUT', 'DELETE']);
});

test('an upload that is cancelled takes its part away', async (t) => {
    const abort = new AbortController();
    const asked = [];
    t.mock.method(globalThis, 'fetch', async (path, { method, signal }) => {
        asked.push(method);
        signal?.throwIfAborted();
        if (method === 'PUT') {
            abort.abort();
        }
        return method === 'DELETE' ? new Response(null, { status: 204 }) : Response.json({ id: 'u', receivedBytes: method === 'PUT' ? 4 : 0, partBytes: 4 }, { status: 200 });
    });
    await assert.rejects(files().upload(new File(['0123456789'], 'a.txt'), '', { onProgress() {}, signal: abort.signal, wait: () => 0 }), { name: 'AbortError' });
    assert.deepEqual(asked, ['POST', 'PUT', 'PUT', 'DELETE']);
});

test('name and size are judged before anything is sent', () => {
    const rule = { allowed: true, types: ['pdf'], largestMib: 1 };
    assert.equal(refusalOf({ name: 'a.PDF', size: 1_048_576 }, rule), null);
    assert.equal(refusalOf({ name: 'a.pdf', size: 1_048_577 }, rule), 'size');
    assert.equal(refusalOf({ name: 'a.pdf.exe', size: 1 }, rule), 'type');
    assert.equal(refusalOf({ name: 'pdf', size: 1 }, rule), 'type');
    assert.equal(refusalOf({ name: 'a', size: 1 }, { ...rule, types: null }), null);
    assert.equal(refusalOf({ name: 'a.pdf', size: 1 }, { ...rule, allowed: false }), 'off');
    assert.equal(sizeText(1_572_864, 'en'), '1.5 MiB');
    assert.equal(sizeText(512, 'en'), '512 B');
});

test('a slow network and a slow host are told apart', () => {
    assert.deepEqual([99, 100, 200, 201].map(qualityOf), ['good', 'fair', 'fair', 'poor']);
    const health = createHealth();
    assert.equal(health.now(), null);
    [20, 22, 25].forEach((trip) => health.trip(trip));
    [0, 5, 3].forEach((late, index) => health.frame(1_000 + index, 500 + index + late));
    assert.deepEqual(health.now(), { milliseconds: 22, quality: 'good', at: 'none' });
    [400, 420, 410, 430].forEach((late, index) => health.frame(2_000 + index, 1_500 + index + late));
    assert.deepEqual(health.now(), { milliseconds: 22, quality: 'poor', at: 'host' });
    [300, 310, 320, 330, 340].forEach((trip) => health.trip(trip));
    assert.equal(health.now().at, 'network');
    health.reset();
    assert.equal(health.now(), null);
});

test('idleness is told five minutes before, or at half of a short limit', () => {
    assert.equal(warningAt(20 * 60_000), 15 * 60_000);
    assert.equal(warningAt(60_000), 30_000);
    assert.equal(clockText(61_000), '1:01');
    assert.equal(clockText(-5), '0:00');
});

test('composed text becomes keys, whatever its language', () => {
    assert.deepEqual(keysymsOf('aé\r\n안😀\t'), [0x61, 0xe9, 0xff0d, 0x0100c548, 0x0101f600, 0xff09]);
});

test('of a print that is longer than was asked for, nothing is fetched', async (t) => {
    let cancelled = false;
    const body = new ReadableStream({ pull: (stream) => stream.enqueue(new Uint8Array(1024)), cancel: () => (cancelled = true) });
    t.mock.method(globalThis, 'fetch', async () => new Response(body, { headers: { 'Content-Length': '4096' } }));
    await assert.rejects(files().print('a.pdf', { most: 4095, onProgress() {} }), (failure) => failure instanceof TooLong && failure.bytes === 4096);
    assert.equal(cancelled, true);
});
