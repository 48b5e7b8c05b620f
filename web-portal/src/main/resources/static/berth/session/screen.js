import { el } from './dom.js';

const RESIZE_PAUSE_MS = 250;
const LEAST_SIDE = 200;
const LARGEST_SIDE = 8_192;

/** The remote desktop's size for an area of CSS pixels: its real pixels, even and within what guacd takes. */
export function remoteSize(cssWidth, cssHeight, pixelRatio) {
    const ratio = Math.min(Math.max(pixelRatio || 1, 0.5), 4);
    const side = (css) => Math.min(LARGEST_SIDE, Math.max(LEAST_SIDE, Math.floor((css * ratio) / 2) * 2));
    return { width: side(cssWidth), height: side(cssHeight), dpi: Math.round(96 * ratio) };
}

/** How much to scale a display so that all of it fits. */
export function fittingScale(cssWidth, cssHeight, displayWidth, displayHeight) {
    if (!displayWidth || !displayHeight) {
        return 1;
    }
    return Math.min(cssWidth / displayWidth, cssHeight / displayHeight);
}

/** The area in which the remote desktop is seen: fits the display into it, and asks for another size as it changes. */
export function createScreen({ messages }) {
    const frame = el('div', { class: 'session-frame' });
    const area = el(
        'div',
        { class: 'session-screen', tabindex: '-1', role: 'application', 'aria-label': messages('screen.label'), 'aria-describedby': 'session-keys-hint' },
        frame,
    );
    let client = null;
    let asked = null;
    let timer = 0;
    let fitting = true;
    let sharp = true;

    function display() {
        return client?.getDisplay();
    }

    function fit() {
        const shown = display();
        if (shown && area.clientWidth && area.clientHeight) {
            const whole = fittingScale(area.clientWidth, area.clientHeight, shown.getWidth(), shown.getHeight());
            const scale = fitting ? whole : 1 / (sharp ? window.devicePixelRatio || 1 : 1);
            if (Math.abs(shown.getScale() - scale) > 0.0001) {
                shown.scale(scale);
            }
        }
    }

    function size() {
        return remoteSize(area.clientWidth, area.clientHeight, sharp ? window.devicePixelRatio : 1);
    }

    function askForSize() {
        const wanted = size();
        if (client && (wanted.width !== asked?.width || wanted.height !== asked?.height)) {
            asked = wanted;
            client.sendSize(wanted.width, wanted.height);
        }
    }

    const observer = new ResizeObserver(() => {
        fit();
        clearTimeout(timer);
        timer = setTimeout(askForSize, RESIZE_PAUSE_MS);
    });
    observer.observe(area);

    return {
        element: area,
        frame,
        size,
        fits: () => fitting,
        /** Scaled so that all of it is seen, or pixel by pixel with bars to scroll. */
        fitTo(wanted) {
            fitting = wanted;
            area.toggleAttribute('data-scrolls', !wanted);
            fit();
            askForSize();
        },
        isSharp: () => sharp,
        /** Every pixel of this screen, or fewer and larger ones that come quicker. */
        sharpen(wanted) {
            sharp = wanted;
            fit();
            askForSize();
        },
        /** Shows this client's display in place of the one before. */
        show(next, sizeAtConnect) {
            client = next;
            asked = sizeAtConnect;
            next.getDisplay().onresize = fit;
            frame.replaceChildren(next.getDisplay().getElement());
            fit();
            askForSize();
        },
    };
}
