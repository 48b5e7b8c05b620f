/** The Guacamole protocol as text, in whole instructions: the gateway never sends half of one in a frame. */

const SURROGATE = /[\ud800-\udfff]/;

/**
 * Calls handle(opcode, arguments) for each instruction of the text.
 *
 * @throws Error if the text is not made of whole instructions
 */
export function forEachInstruction(text, handle) {
    const plain = !SURROGATE.test(text);
    let at = 0;
    while (at < text.length) {
        const elements = [];
        let terminator = ',';
        while (terminator === ',') {
            const dot = text.indexOf('.', at);
            const length = lengthOf(text, at, dot);
            const end = plain ? dot + 1 + length : afterCodePoints(text, dot + 1, length);
            terminator = text[end];
            if (terminator !== ',' && terminator !== ';') {
                throw new Error(`No ',' or ';' at character ${end} of a frame from the gateway.`);
            }
            elements.push(text.slice(dot + 1, end));
            at = end + 1;
        }
        handle(elements.shift(), elements);
    }
}

/** One instruction as text. Lengths count code points, not the halves of surrogate pairs. */
export function instruction(elements) {
    return elements
        .map((element) => {
            const text = String(element).toWellFormed?.() ?? String(element);
            const length = SURROGATE.test(text) ? [...text].length : text.length;
            return `${length}.${text}`;
        })
        .join(',') + ';';
}

function lengthOf(text, from, dot) {
    const digits = dot < 0 ? '' : text.slice(from, dot);
    if (!/^\d{1,5}$/.test(digits)) {
        throw new Error(`No length at character ${from} of a frame from the gateway.`);
    }
    return Number(digits);
}

function afterCodePoints(text, from, count) {
    let at = from;
    for (let i = 0; i < count; i++) {
        const pair = text.codePointAt(at) > 0xffff;
        at += pair ? 2 : 1;
    }
    return at;
}
