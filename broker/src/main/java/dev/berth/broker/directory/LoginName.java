package dev.berth.broker.directory;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;

/**
 * A name typed at the door. Its form says where it is looked for, and it is sought in no other place, so that a UPN
 * whose prefix is somebody else's account name cannot become that other person.
 */
sealed interface LoginName {

    /** Longer than a UPN can be in Active Directory's schema by a good deal; nothing longer is sent there. */
    int MAX_LENGTH = 256;

    /** {@code alice} or {@code CORP\alice}: a sAMAccountName. */
    record AccountName(String value) implements LoginName {
        @Override
        public String throttleKey() {
            return folded(value);
        }
    }

    /**
     * {@code alice@corp.example.com}: a userPrincipalName.
     *
     * @param implicitAccount the account that Active Directory gives this name to when nobody has it as their own: the
     *     prefix, if the suffix is the domain's
     */
    record PrincipalName(String value, Optional<String> implicitAccount) implements LoginName {
        @Override
        public String throttleKey() {
            return folded(implicitAccount.orElse(value));
        }
    }

    /** The same for every way of typing one name, capitals and accents included, which the directory ignores too. */
    String throttleKey();

    /** Empty when no account can have such a name: it has control characters, is too long, or names another domain. */
    static Optional<LoginName> parse(String typed, DirectorySettings settings) {
        String name = typed.strip();
        if (name.isEmpty() || name.length() > MAX_LENGTH || name.chars().anyMatch(Character::isISOControl)) {
            return Optional.empty();
        }
        int backslash = name.indexOf('\\');
        if (backslash >= 0) {
            String domain = name.substring(0, backslash);
            String account = name.substring(backslash + 1);
            boolean ours = domain.equalsIgnoreCase(settings.netbios()) || domain.equalsIgnoreCase(settings.domain());
            return ours && !account.isBlank() ? Optional.of(new AccountName(account)) : Optional.empty();
        }
        int at = name.lastIndexOf('@');
        if (at < 0) {
            return Optional.of(new AccountName(name));
        }
        String prefix = name.substring(0, at);
        boolean implicit = name.substring(at + 1).equalsIgnoreCase(settings.domain()) && !prefix.isBlank();
        return Optional.of(new PrincipalName(name, implicit ? Optional.of(prefix) : Optional.empty()));
    }

    private static String folded(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFKD)
                .replaceAll("\\p{M}+", "")
                .toLowerCase(Locale.ROOT);
    }
}
