package dev.berth.gateway.file;

/** The policy does not let a file pass. The sentence is for the person. */
public final class FileRefusedException extends RuntimeException {

    FileRefusedException(String sentence) {
        super(sentence);
    }
}
