package dev.berth.broker.desktop;

import java.nio.file.Path;

/** A file of an image version is not where the catalog says. */
final class ImageMissingException extends RuntimeException {

    ImageMissingException(Path file) {
        super("The image file " + file + " is missing or not readable. Put it back or publish a new image version, then"
                + " retry.");
    }
}
