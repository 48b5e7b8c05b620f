/**
 * What the person likes, kept on the account for every place that they sign in from.
 *
 * @param chosen so far: keyboard and toolbar
 */
export function createLiking({ chosen, broker, tell }) {
    const liking = { ...chosen };
    return {
        keyboard: chosen.keyboard,
        toolbar: chosen.toolbar,
        /** @returns whether it could be kept; the person has been told if not */
        async keep(changed) {
            Object.assign(liking, changed);
            try {
                await broker.like(liking);
                return true;
            } catch (failure) {
                tell(failure.message);
                return false;
            }
        },
    };
}
