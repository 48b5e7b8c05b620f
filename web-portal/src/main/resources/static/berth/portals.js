const ANSWER_MS = 4000;

/** A portal that is well answers sooner; the others are heard when one's own has not by then. */
const OWN_MS = 1000;

/** What a portal says of who serves; null where it does not answer. Nobody is signed in to another one than the page's own. */
async function ask(portal) {
    try {
        const response = await fetch(new URL('/alias', portal), {
            credentials: portal === location.origin ? 'same-origin' : 'omit',
            signal: AbortSignal.timeout(ANSWER_MS),
        });
        return response.ok ? await response.json() : null;
    } catch {
        return null;
    }
}

function silence() {
    return new Promise((resolve) => {
        setTimeout(resolve, OWN_MS, null);
    });
}

/** Of those that say they serve, the one with the highest epoch: a region that was cut off says so until it sees that. */
function serving(answers) {
    return (answers ?? [])
        .filter(({ answer }) => answer?.active)
        .reduce((best, one) => (best && (best.answer.epoch ?? 0) >= (one.answer.epoch ?? 0) ? best : one), null);
}

/**
 * Where whoever reads the page is served, if that is another portal and it answers; else null.
 *
 * @param portals of the other regions, for when the page's own does not answer
 * @param region that the page came from: another one may answer in its place, once the alias leads there
 */
export async function otherPortal(portals, region) {
    const asked = ask(location.origin);
    const others = Promise.all(portals.map(async (portal) => ({ portal, answer: await ask(portal) })));
    if (portals.length > 0 && !(await Promise.race([asked, silence()]))) {
        const active = serving(await others);
        if (active) {
            return active.portal;
        }
    }
    const own = await asked;
    if (own?.active) {
        const newer = serving(await Promise.race([others, silence()]));
        if (newer && newer.answer.epoch > own.epoch) {
            return newer.portal;
        }
        return region && own.region !== region ? location.origin : null;
    }
    if (own) {
        const there = own.portal ? await ask(own.portal) : null;
        if (there && own.person) {
            // Moved alone: the other sign-in page sends everybody else back.
            return new URL('/sign-in?stay', own.portal).href;
        }
        return there?.active && !(there.epoch > 0 && there.epoch < own.epoch) ? own.portal : null;
    }
    return serving(await others)?.portal ?? null;
}
