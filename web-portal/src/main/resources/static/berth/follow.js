import { otherPortal } from './portals.js';

/*
 * Leads whoever reads a page of a region that does not serve them to the one that does, once that one says so itself.
 * The page says by data-follow="true" that it is theirs to leave.
 */
const notice = document.querySelector('[data-follow="true"]');
if (notice) {
    const portal = await otherPortal([], null);
    if (portal) {
        location.replace(portal);
    }
}
