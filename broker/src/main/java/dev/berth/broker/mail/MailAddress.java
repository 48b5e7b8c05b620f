package dev.berth.broker.mail;

import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A mail address as directories hold them. Comments, quotes, routes and everything that could end a header are none. */
public record MailAddress(String value) {

    private static final int LONGEST = 254;
    private static final Pattern FORM =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
                    + "@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+");

    public MailAddress {
        if (!isOne(value)) {
            throw new IllegalArgumentException("mail is '" + value.replaceAll("[^ -~]", " ")
                    + "'; allowed is an address such as alice@example.com.");
        }
    }

    /** Empty where there is none, or what is there is no address. */
    public static Optional<MailAddress> of(@Nullable String text) {
        return text != null && isOne(text.strip()) ? Optional.of(new MailAddress(text.strip())) : Optional.empty();
    }

    static boolean isOne(String text) {
        return text.length() <= LONGEST
                && text.indexOf('@') <= 64
                && FORM.matcher(text).matches();
    }

    @Override
    public String toString() {
        return value;
    }
}
