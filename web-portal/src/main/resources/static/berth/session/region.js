import { otherPortal } from '../portals.js';

/*
 * When the session of the page is cut off or over, asks which region serves its person now, and goes there. A region
 * that is lost does not answer: then its peers are asked, whose portals the page was told when it was opened.
 */
const root = document.getElementById('session');
const portals = (root.dataset.portals ?? '').split(' ').filter(Boolean);
const LEFT = new Set(['reconnecting', 'ended', 'failed']);
const AGAIN_MS = 2000;
const LONGEST_MS = 15 * 60 * 1000;
let asking = false;

function pause() {
    return new Promise((resolve) => {
        setTimeout(resolve, AGAIN_MS);
    });
}

async function follow() {
    if (asking || portals.length === 0) {
        return;
    }
    asking = true;
    const until = Date.now() + LONGEST_MS;
    while (LEFT.has(root.dataset.state) && Date.now() < until) {
        const portal = await otherPortal(portals, root.dataset.region);
        if (portal) {
            root.dataset.followed = portal;
            location.assign(new URL('/', portal));
            return;
        }
        await pause();
    }
    asking = false;
}

new MutationObserver(() => {
    if (LEFT.has(root.dataset.state)) {
        follow();
    }
}).observe(root, { attributes: true, attributeFilter: ['data-state'] });
