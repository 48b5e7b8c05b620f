package dev.berth.broker.pipeline;

/** No picture came of a session. The message is a sentence for whoever reads the run's log. */
public final class TrialFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean ofTheImage;

    /** @param ofTheImage whether the image is to blame; else whoever was to try it, who may be asked again */
    public TrialFailedException(String message, boolean ofTheImage, Throwable cause) {
        super(message, cause);
        this.ofTheImage = ofTheImage;
    }

    public TrialFailedException(String message, boolean ofTheImage) {
        super(message);
        this.ofTheImage = ofTheImage;
    }

    public boolean ofTheImage() {
        return ofTheImage;
    }
}
