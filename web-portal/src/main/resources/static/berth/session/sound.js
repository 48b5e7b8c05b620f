/**
 * The sound of the desktop. Browsers let a page be heard only once the person has used it.
 *
 * @param options.allowed whether the desktop may be heard at all
 */
export function createSound(Guacamole, { allowed }) {
    let on = true;

    function apply() {
        const context = Guacamole.AudioContextFactory.getAudioContext();
        (on ? context?.resume() : context?.suspend())?.catch((refused) => console.debug('No sound yet.', refused));
    }

    return {
        isOn: () => on,
        toggle() {
            on = !on;
            apply();
        },
        /** The person has used the page. */
        wake() {
            if (allowed) {
                apply();
            }
        },
    };
}
