const ANSWER_MS = 4000;

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

/**
 * Where whoever reads the page is served, if that is another portal and it answers; else null.
 *
 * @param portals of the other regions, for when the page's own does not answer
 * @param region that the page came from: another one may answer in its place, once the alias leads there
 */
export async function otherPortal(portals, region) {
    const own = await ask(location.origin);
    if (own?.active) {
        return region && own.region !== region ? location.origin : null;
    }
    if (own) {
        const there = own.portal ? await ask(own.portal) : null;
        if (there && own.person) {
            // Moved alone: the other sign-in page sends everybody else back.
            return new URL('/sign-in?stay', own.portal).href;
        }
        return there?.active ? own.portal : null;
    }
    const answers = await Promise.all(portals.map(async (portal) => ({ portal, answer: await ask(portal) })));
    return answers.find(({ answer }) => answer?.active)?.portal ?? null;
}
