import { TooLong } from './files.js';

const USED_WITHIN_MS = 60_000;
const WHILE_USED_MS = 3_000;
const ELSE_MS = 30_000;
const LATELY_MS = 15 * 60_000;
const KEPT = 'berth.prints';

const MOST_KEPT = 100;

/** What is longer is fetched only when the person asks for it: the page keeps each print in memory until it is closed. */
export const MOST_UNASKED_BYTES = 16 * 1_048_576;

/** Of all that came unasked: a guest names as many prints as it likes. */
export const MOST_UNASKED_BYTES_IN_ALL = 128 * 1_048_576;

/** A sum in place of the name: what stays in this browser tells nobody after the person what they printed. */
export function keyOf({ name, printedAt }) {
    let sum = 0;
    for (const unit of name) {
        sum = (Math.imul(sum, 31) + unit.codePointAt(0)) >>> 0;
    }
    return `${printedAt} ${sum.toString(16)}`;
}

/** Which prints of a list are to be shown: those of the last minutes that were not shown yet. */
export function newOf(list, shown, now) {
    return list.filter((print) => Date.parse(print.printedAt) > now - LATELY_MS && !shown.includes(keyOf(print)));
}

/**
 * Shows what the guest's own printer made. Nothing tells the page of it, so it asks: often while the person works, for
 * prints are asked for by hand, and now and then otherwise. This browser remembers what it has shown, so that a page that
 * is loaded again does not show it twice.
 *
 * @param files the API's prints() and print()
 * @param begin a print's place on the page
 * @param isConnected whether there is a guest to be asked
 */
export function createGuestPrints({ files, begin, isConnected, store = localStorage, now = () => Date.now() }) {
    let usedAt = now();
    let timer = 0;
    let asking = false;

    let last = Promise.resolve();
    let unasked = 0;

    /** One at a time, whoever asks for them. */
    function bring(name, print, most) {
        last = last.then(() => fetched(name, print, most));
        return last;
    }

    async function fetched(name, print, most) {
        if (print.signal.aborted) {
            return;
        }
        try {
            const pdf = await files.print(name, { onProgress: print.progress, signal: print.signal, most });
            unasked += most === Infinity ? 0 : pdf.size;
            print.ready(pdf);
        } catch (failure) {
            if (failure instanceof TooLong) {
                print.offer(failure.bytes, () => bring(name, print, Infinity));
            } else if (!print.signal.aborted) {
                print.failed(failure.message);
            }
        }
    }

    async function ask() {
        if (!isConnected() || asking) {
            return;
        }
        asking = true;
        try {
            const shown = JSON.parse(store.getItem(KEPT) ?? '[]');
            const fresh = newOf(await files.prints(), shown, now());
            if (fresh.length > 0) {
                store.setItem(KEPT, JSON.stringify([...shown, ...fresh.map(keyOf)].slice(-MOST_KEPT)));
            }
            for (const { name } of fresh) {
                await bring(name, begin(name), Math.max(0, Math.min(MOST_UNASKED_BYTES, MOST_UNASKED_BYTES_IN_ALL - unasked)));
            }
        } catch (failure) {
            console.debug('The desktop did not say what was printed.', failure);
        } finally {
            asking = false;
        }
    }

    function later() {
        clearTimeout(timer);
        timer = setTimeout(() => ask().then(later), now() - usedAt < USED_WITHIN_MS ? WHILE_USED_MS : ELSE_MS);
    }

    return {
        start: later,
        /** The person has typed or clicked. */
        used() {
            const rested = now() - usedAt >= USED_WITHIN_MS;
            usedAt = now();
            if (rested && timer) {
                later();
            }
        },
    };
}
