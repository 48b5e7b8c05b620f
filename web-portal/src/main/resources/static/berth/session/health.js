/** Round trips that a person does not notice, and those that they do, in milliseconds. */
const GOOD = 100;
const BAD = 200;
const SAMPLES = 5;

/** How a round trip feels: good, fair or poor. */
export function qualityOf(milliseconds) {
    return milliseconds < GOOD ? 'good' : milliseconds <= BAD ? 'fair' : 'poor';
}

function middle(values) {
    const sorted = values.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
}

/**
 * Tells apart whose fault it is when a picture lags: pings go to the gateway and back, so they measure the person's own
 * network; a frame carries the time at which our host made it, so what it lags beyond the quickest ever is network and
 * host together.
 */
export function createHealth() {
    let trips = [];
    let lags = [];
    let quickest = Infinity;
    return {
        trip(milliseconds) {
            trips = [...trips, milliseconds].slice(-SAMPLES);
        },
        /** @param made the host's clock, @param seen this computer's: their difference does not matter */
        frame(made, seen) {
            const late = seen - made;
            quickest = Math.min(quickest, late);
            lags = [...lags, late - quickest].slice(-SAMPLES);
        },
        /** Another connection may be to another host with another clock. */
        reset() {
            trips = [];
            lags = [];
            quickest = Infinity;
        },
        /** null while nothing is known; else milliseconds, quality, and at: network, host, or none when all is well */
        now() {
            if (trips.length === 0) {
                return null;
            }
            const network = middle(trips);
            const host = lags.length === 0 ? 0 : Math.max(0, middle(lags) - network);
            const worse = Math.max(network, host);
            const quality = qualityOf(worse);
            return { milliseconds: Math.round(network), quality, at: quality === 'good' ? 'none' : network >= host ? 'network' : 'host' };
        },
    };
}
