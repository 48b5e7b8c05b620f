package dev.berth.bench.regions;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The people of both regions' directories, with the same password and the same objectGUID in each. */
public final class SamePeople {

    private static final List<String> NAMES = List.of("alice", "bob", "helen", "adam");

    private SamePeople() {}

    /** Berth's evaluation directory goes on with whom it finds in its data folder. */
    public static void in(Path data) {
        StringBuilder accounts = new StringBuilder();
        StringBuilder identities = new StringBuilder("domain.sid=S-1-5-21-1-2-3\n");
        for (int number = 1; number <= NAMES.size(); number++) {
            String name = NAMES.get(number - 1);
            accounts.append(name).append('=').append(Region.PASSWORD).append('\n');
            identities
                    .append(name)
                    .append(".guid=00000000-0000-4000-8000-00000000000")
                    .append(number)
                    .append('\n');
        }
        try {
            Files.createDirectories(data);
            Files.writeString(data.resolve("evaluation-accounts.properties"), accounts);
            Files.writeString(data.resolve("evaluation-directory.properties"), identities);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the people of a region into " + data, e);
        }
    }
}
