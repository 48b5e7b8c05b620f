/**
 * What else the person may go to from a session, or have in it: applications of one desktop share a session.
 *
 * @param here the session's own id
 * @param pages what the addresses of sessions' pages begin with
 * @return brings the items of a menu
 */
export function createSwitching({ broker, here, pages, messages, tell }) {
    async function goTo(kind, id, label) {
        try {
            const opened = await broker.open(kind, id);
            if (opened.id === here) {
                tell(messages('switcher.joining', label));
            } else {
                location.assign(`${pages}/${opened.id}`);
            }
        } catch (failure) {
            tell(failure.message);
        }
    }

    return async () => {
        const found = (await broker.openables()).filter((each) => !each.obstacle && (each.session !== here || each.kind === 'application'));
        return found.map(({ kind, id, name: label, session }) =>
            session && session !== here
                ? { name: id, label, href: `${pages}/${session}` }
                : { name: id, label, onclick: () => goTo(kind, id, label) },
        );
    };
}
