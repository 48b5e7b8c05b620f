import { otherPortal } from '../portals.js';

/*
 * When the session of the page is cut off or over, asks which region serves its person now, and goes there. A region
 * that is lost does not answer: then its peers are asked, whose portals the page was told when it was opened.
 */
const root = document.getElementById('session');
const portals = (root.dataset.portals ?? '').split(' ').filter(Boolean);
const AGAIN_MS = 2000;

/** Whoever ended their session is not led away later; whoever lost it may wait for a while until somebody decides. */
const LONGEST_MS = { reconnecting: 900_000, failed: 900_000, ended: 15_000 };

/** A planned change sends what people did before it leads them on. */
const CHANGE_MS = 900_000;
let asking = false;

function pause() {
    return new Promise((resolve) => {
        setTimeout(resolve, AGAIN_MS);
    });
}

function longest() {
    return root.dataset.termination === 'REGION_CHANGED' ? CHANGE_MS : LONGEST_MS[root.dataset.state];
}

async function follow() {
    if (asking || portals.length === 0) {
        return;
    }
    asking = true;
    const since = Date.now();
    while (root.dataset.state in LONGEST_MS && Date.now() - since < longest()) {
        const portal = await otherPortal(portals, root.dataset.region);
        if (portal) {
            root.dataset.followed = portal;
            location.assign(portal);
            return;
        }
        await pause();
    }
    asking = false;
}

new MutationObserver(() => {
    if (root.dataset.state in LONGEST_MS) {
        follow();
    }
}).observe(root, { attributes: true, attributeFilter: ['data-state'] });
