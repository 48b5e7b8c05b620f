/** An element with attributes, listeners (on…) and children. Text is always text, never markup. */
export function el(name, attributes = {}, ...children) {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
        if (key.startsWith('on')) {
            element.addEventListener(key.slice(2), value);
        } else if (value === true) {
            element.setAttribute(key, '');
        } else if (value !== false && value != null) {
            element.setAttribute(key, String(value));
        }
    }
    element.append(...children.filter((child) => child != null));
    return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Line icons on a grid of 24. */
const ICONS = {
    combination: 'M8 8h8v8H8zM8 8H6a2 2 0 1 1 2-2zM16 8V6a2 2 0 1 1 2 2zM16 16h2a2 2 0 1 1-2 2zM8 16v2a2 2 0 1 1-2-2z',
    keys: 'M3 7h18v10H3zM7 11h.01M11 11h.01M15 11h.01M8 14h8',
    clipboard: 'M9 4h6v3H9zM9 5H6v15h12V5h-3M9 12h6M9 16h4',
    fullscreen: 'M4 9V4h5M15 4h5v5M20 15v5h-5M9 20H4v-5',
    touch: 'M9 11V5a1.5 1.5 0 0 1 3 0v6l5 1a2 2 0 0 1 1.6 2.3L17.5 20H10l-4-6a1.5 1.5 0 0 1 2.5-1.6L9 13',
    disconnect: 'M14 8V5H4v14h10v-3M9 12h12M18 9l3 3-3 3',
    share: 'M9 7a3 3 0 1 1 0 6a3 3 0 0 1 0-6M3 20v-1a4 4 0 0 1 4-4h4a4 4 0 0 1 4 4v1M17 8v6M14 11h6',
    end: 'M12 4v8M7 6.5a8 8 0 1 0 10 0',
    fold: 'M6 15l6-6 6 6',
    unfold: 'M6 9l6 6 6-6',
};

export function icon(name) {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    svg.setAttribute('class', 'session-icon');
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', ICONS[name]);
    svg.append(path);
    return svg;
}
