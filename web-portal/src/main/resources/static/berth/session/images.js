/** An image that is not decoded by then is left out: the next one over the same place is never far. */
const LIMIT_MS = 10_000;

/**
 * A decoder of which every answer comes, and none is a failure: guacamole-common-js lets all that is drawn later wait for
 * an image, and for good where its decoding fails. An image that cannot be had is null.
 */
export function guarded(Decoder, { limitMs = LIMIT_MS, report = (failure) => console.error('An image could not be decoded.', failure) } = {}) {
    return class {
        constructor(init) {
            try {
                this.own = new Decoder(init);
                // Closing ends these with a failure where they have not come true; nobody here waits for them.
                for (const unused of [this.own.completed, this.own.tracks?.ready]) {
                    unused?.catch(() => {});
                }
            } catch (failure) {
                this.failure = failure;
            }
        }

        async decode(options) {
            let timer = 0;
            const tooLate = new Promise((_, reject) => {
                timer = setTimeout(() => reject(new Error(`not decoded within ${limitMs} ms`)), limitMs);
            });
            try {
                if (this.failure) {
                    throw this.failure;
                }
                return await Promise.race([this.own.decode(options), tooLate]);
            } catch (failure) {
                report(failure);
                return { image: null };
            } finally {
                clearTimeout(timer);
                this.own?.close?.();
            }
        }
    };
}

/** What arrives on a stream as a stream of the browser's, which may lose its reader at any time. */
function readable(Guacamole, stream) {
    let read = true;
    return new ReadableStream({
        start(controller) {
            const reader = new Guacamole.ArrayBufferReader(stream);
            reader.ondata = (data) => read && controller.enqueue(new Uint8Array(data));
            reader.onend = () => read && controller.close();
        },
        cancel() {
            read = false;
        },
    });
}

/** Lets a display draw what was decoded, and gives its memory back at once: browsers keep few frames. */
export function drawGuarded(Guacamole, display) {
    const drawStream = display.drawStream;
    display.drawStream = (layer, x, y, stream, mimetype) => {
        stream.toReadableStream = () => readable(Guacamole, stream);
        const once = {
            drawImage(left, top, image) {
                if (image) {
                    layer.drawImage(left, top, image);
                    image.close?.();
                }
            },
        };
        drawStream(once, x, y, stream, mimetype);
    };
}

/** Guards every display that this page makes from now on. */
export function guardImages(scope) {
    if (scope.ImageDecoder) {
        scope.ImageDecoder = guarded(scope.ImageDecoder);
    }
}
