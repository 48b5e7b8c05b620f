package dev.berth.ipacl;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Text that is no address or block as Berth reads them. The message names the field, the value, why, and what to write. */
public final class InvalidAddressException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String field;
    private final String value;
    private final @Nullable String correction;

    InvalidAddressException(String field, String value, String why, @Nullable String correction) {
        this(field, value, why, correction, correction);
    }

    /** With an advice that offers more than the correction. */
    InvalidAddressException(
            String field, String value, String why, @Nullable String advice, @Nullable String correction) {
        super(field + " is '" + PlainText.shown(value) + "'; " + why
                + (advice == null ? "." : ". Write " + advice + "."));
        this.field = field;
        this.value = value;
        this.correction = correction;
    }

    public String field() {
        return field;
    }

    /** What was given, untouched and of any length. */
    public String value() {
        return value;
    }

    /** What was probably meant, in a form that is accepted. */
    public Optional<String> correction() {
        return Optional.ofNullable(correction);
    }
}
