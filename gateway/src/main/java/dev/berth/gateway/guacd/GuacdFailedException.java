package dev.berth.gateway.guacd;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** guacd, or the remote desktop behind it, could not be joined. The message is a sentence for the log and for helpdesk. */
public final class GuacdFailedException extends IOException {

    private static final long serialVersionUID = 1L;

    /** What went wrong, for those who decide whether trying again helps. */
    public enum Kind {
        /** Nothing accepts connections at guacd's address. */
        UNREACHABLE,
        /** guacd accepted the connection and did not answer in time. */
        SILENT,
        /** guacd closed the connection or answered with an error. */
        REFUSED,
        /** guacd's answer is not the protocol, or lacks what Berth needs. */
        UNUSABLE
    }

    private final Kind kind;

    GuacdFailedException(Kind kind, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    public Kind kind() {
        return kind;
    }
}
