package dev.berth.broker.directory;

import com.unboundid.ldap.sdk.SimpleBindRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The account under which Berth looks people up. Its password is read afresh each time, so that it can be changed. */
record ServiceAccount(String name, Path passwordFile) {

    static ServiceAccount of(DirectorySettings settings) {
        if (settings.bindDn() == null || settings.bindPasswordFile() == null) {
            throw new DirectoryException("No account to read the directory with: set berth.directory.bind-dn and"
                    + " berth.directory.bind-password-file.");
        }
        return new ServiceAccount(settings.bindDn(), settings.bindPasswordFile());
    }

    SimpleBindRequest request() {
        try {
            String password = Files.readString(passwordFile).lines().findFirst().orElse("");
            if (!Passwords.maybeRight(password)) {
                throw new DirectoryException(
                        "The password file '%s' of the directory account '%s' has an empty or impossible first line. Write the password there."
                                .formatted(passwordFile, name));
            }
            return new SimpleBindRequest(name, password);
        } catch (IOException e) {
            throw new DirectoryException(
                    "Cannot read the password file '%s' of the directory account '%s': %s. Make it readable for Berth."
                            .formatted(passwordFile, name, e.getMessage()),
                    e);
        }
    }
}
