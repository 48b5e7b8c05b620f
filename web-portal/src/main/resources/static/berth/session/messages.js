/**
 * Looks texts up by key; {0}, {1} … are replaced. A key that is missing shows itself, so that it is seen and mended.
 */
export function createMessages(texts) {
    return (key, ...values) =>
        (texts[key] ?? key).replace(/\{(\d)\}/g, (whole, index) => String(values[Number(index)] ?? whole));
}
