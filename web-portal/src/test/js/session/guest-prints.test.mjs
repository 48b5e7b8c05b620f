import assert from 'node:assert/strict';
import { test } from 'node:test';

const load = (file) => import(new URL(`../../../main/resources/static/berth/session/${file}`, import.meta.url));
const { MOST_UNASKED_BYTES, MOST_UNASKED_BYTES_IN_ALL, createGuestPrints, keyOf, newOf } = await load('guest-prints.js');
const { TooLong } = await load('files.js');

const NOON = Date.parse('2026-11-23T12:00:00Z');
const print = (name, printedAt = '2026-11-23T11:59:00Z') => ({ name, printedAt });

function memory() {
    const kept = new Map();
    return { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
}

/** A page, and the guest behind it. */
function page(t, { list, store = memory(), isConnected = () => true, fails = null, bring = null }) {
    t.mock.timers.enable({ apis: ['setTimeout'] });
    const shown = [];
    let asked = 0;
    const prints = createGuestPrints({
        files: {
            prints: async () => (asked++, list),
            print: async (name, options) => (bring ? bring(name, options) : fails ? Promise.reject(new Error(fails)) : new Blob([name])),
        },
        begin: (name) => ({
            signal: new AbortController().signal,
            offer: (bytes, fetch) => shown.push({ name, bytes, fetch }),
            progress() {}, ready: () => shown.push(name), failed: (why) => shown.push(`${name}: ${why}`),
        }),
        isConnected,
        store,
        now: () => NOON,
    });
    const passes = async (milliseconds) => {
        t.mock.timers.tick(milliseconds);
        await new Promise((done) => setImmediate(done));
        await new Promise((done) => setImmediate(done));
    };
    return { prints, shown, store, passes, asked: () => asked };
}

test('what is new and lately printed is shown, and nothing twice', () => {
    const list = [print('old.pdf', '2026-11-23T11:30:00Z'), print('a.pdf'), print('b.pdf')];
    assert.deepEqual(newOf(list, [], NOON).map(({ name }) => name), ['a.pdf', 'b.pdf']);
    assert.deepEqual(newOf(list, [keyOf(print('a.pdf'))], NOON).map(({ name }) => name), ['b.pdf']);
});

test('a print comes by itself while the person works, and not again when the page is loaded anew', async (t) => {
    const list = [print('a.pdf')];
    const first = page(t, { list });
    first.prints.start();
    await first.passes(3_000);
    assert.deepEqual(first.shown, ['a.pdf']);
    list.push(print('b.pdf'));
    await first.passes(3_000);
    assert.deepEqual(first.shown, ['a.pdf', 'b.pdf']);
    assert.doesNotMatch(first.store.getItem('berth.prints'), /pdf/, 'no names stay in the browser');
    t.mock.timers.reset();
    const again = page(t, { list, store: first.store });
    again.prints.start();
    await again.passes(3_000);
    assert.equal(again.asked(), 1);
    assert.deepEqual(again.shown, []);
});

test('one that does not arrive says so', async (t) => {
    const { prints, shown, passes } = page(t, { list: [print('a.pdf')], fails: 'It does not pass.' });
    prints.start();
    await passes(3_000);
    assert.deepEqual(shown, ['a.pdf: It does not pass.']);
});

test('one that is long is offered, and comes when the person asks for it', async (t) => {
    const bytes = MOST_UNASKED_BYTES + 1;
    const bring = async (name, { most }) => (bytes > most ? Promise.reject(new TooLong(bytes)) : new Blob([name]));
    const { prints, shown, passes } = page(t, { list: [print('long.pdf')], bring });
    prints.start();
    await passes(3_000);
    const [offered] = shown;
    assert.equal(offered.bytes, bytes);
    await offered.fetch();
    assert.equal(shown[1], 'long.pdf');
});

test('a guest that names prints without end does not fill the page', async (t) => {
    const many = MOST_UNASKED_BYTES_IN_ALL / MOST_UNASKED_BYTES;
    const list = Array.from({ length: many + 1 }, (_, number) => print(`${number}.pdf`));
    const bring = async (name, { most }) => (most < MOST_UNASKED_BYTES ? Promise.reject(new TooLong(MOST_UNASKED_BYTES)) : { size: MOST_UNASKED_BYTES });
    const { prints, shown, passes } = page(t, { list, bring });
    prints.start();
    await passes(3_000);
    for (let i = 0; i < many && shown.length <= many; i++) {
        await passes(0);
    }
    assert.equal(shown.filter((one) => typeof one === 'string').length, many);
    assert.equal(shown.at(-1).name, `${many}.pdf`);
});

test('prints come one after the other, however many there are', async (t) => {
    const list = Array.from({ length: 20 }, (_, number) => print(`${number}.pdf`));
    let atOnce = 0;
    let most = 0;
    const bring = async (name) => {
        most = Math.max(most, ++atOnce);
        await new Promise((done) => setImmediate(done));
        atOnce--;
        return new Blob([name]);
    };
    const { prints, shown, passes } = page(t, { list, bring });
    prints.start();
    for (let round = 0; round < 40 && shown.length < list.length; round++) {
        await passes(3_000);
    }
    assert.equal(shown.length, list.length);
    assert.equal(most, 1);
});

test('a desktop that nobody is connected to is not asked', async (t) => {
    const { prints, passes, asked } = page(t, { list: [], isConnected: () => false });
    prints.start();
    await passes(3_000);
    assert.equal(asked(), 0);
});
