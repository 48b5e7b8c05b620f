const EVENTS = ['mousedown', 'mouseup', 'mousemove'];

/**
 * Mouse and touch on the element in which the display is shown. Touch is either the finger as pointer (touchscreen) or
 * the whole surface as a touchpad.
 *
 * @param getClient the client that is connected, or null
 * @param onInput the person moved, touched or clicked
 * @param onUse the person touched or clicked, so the remote desktop should have the focus
 */
export function createPointer(Guacamole, element, { getClient, onUse, onInput }) {
    const mouse = new Guacamole.Mouse(element);
    const touchscreen = new Guacamole.Mouse.Touchscreen(element);
    const touchpad = new Guacamole.Mouse.Touchpad(element);
    let touch = touchscreen;
    let last = null;

    function send(event) {
        const client = getClient();
        if (!client) {
            return;
        }
        if (event.type === 'mousedown') {
            onUse();
        }
        last = event.state;
        onInput();
        client.sendMouseState(event.state, true);
    }

    function sendTouch(event) {
        getClient()?.getDisplay().showCursor(true);
        send(event);
    }

    function releaseAll() {
        if (last && (last.left || last.middle || last.right)) {
            last.left = last.middle = last.right = false;
            getClient()?.sendMouseState(last, true);
        }
    }

    mouse.onEach(EVENTS, send);
    mouse.on('mouseout', () => getClient()?.getDisplay().showCursor(false));
    touch.onEach(EVENTS, sendTouch);
    window.addEventListener('blur', releaseAll);

    return {
        /** What counts as input, and changes nothing. */
        stay() {
            getClient()?.sendMouseState(last ?? new Guacamole.Mouse.State(0, 0, false, false, false, false, false), true);
        },
        /** Draws this client's cursor as the browser's own, which does not lag. */
        follow(client) {
            const display = client.getDisplay();
            display.oncursor = (canvas, x, y) => display.showCursor(!mouse.setCursor(canvas, x, y));
        },
        usesTouchpad: () => touch === touchpad,
        useTouchpad(wanted) {
            touch.offEach(EVENTS, sendTouch);
            touch = wanted ? touchpad : touchscreen;
            touch.onEach(EVENTS, sendTouch);
        },
    };
}
