package dev.berth.broker.mail;

/** A mail in plain text. */
public record Mail(MailAddress to, String subject, String text) {

    public Mail {
        if (subject.isBlank() || subject.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(
                    "subject is empty or has control characters; allowed is one line of text.");
        }
    }
}
