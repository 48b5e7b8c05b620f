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
    switcher: 'M4 5h7v6H4zM13 5h7v6h-7zM4 13h7v6H4zM13 13h7v6h-7z',
    files: 'M4 6a1 1 0 0 1 1-1h4l2 2h8a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1zM12 10v6M9.5 12.5L12 10l2.5 2.5',
    folder: 'M4 6a1 1 0 0 1 1-1h4l2 2h8a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1z',
    file: 'M7 4h7l4 4v12H7zM14 4v4h4',
    download: 'M12 4v11M8 11l4 4 4-4M5 20h14',
    refresh: 'M19 12a7 7 0 1 1-2-5M19 4v4h-4',
    close: 'M6 6l12 12M18 6L6 18',
    display: 'M4 5h16v11H4zM9 20h6M12 16v4',
    devices: 'M5 10v4h3l4 4V6l-4 4zM16 9a4 4 0 0 1 0 6M18.5 6.5a8 8 0 0 1 0 11',
    health: 'M3 12h4l3-7 4 14 3-7h4',
    help: 'M12 20a8 8 0 1 0 0-16 8 8 0 0 0 0 16M10 10a2 2 0 1 1 2.5 2c-.4.2-.5.6-.5 1.2M12 16h.01',
    session: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8M5 20c1-4 4-5 7-5s6 1 7 5',
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
