package dev.berth.broker.helpdesk;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A region for each test. */
abstract class InAHelpedRegion {

    /** A group, by its SID. */
    static final String FINANCE = "S-1-5-21-1-2-3-1105";

    static final String DESKTOPS = "S-1-5-21-1-2-3-1106";

    @TempDir
    Path folder;

    HelpedRegion region;
    private final String[] properties;

    InAHelpedRegion(String... properties) {
        this.properties = properties;
    }

    @BeforeEach
    void start() {
        region = new HelpedRegion(folder, properties);
    }

    @AfterEach
    void close() {
        region.close();
    }
}
