package dev.berth.broker.standby;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Alice works in one of two regions, and the other one stands by. */
abstract class InAStandbyPair {

    static final String ONE = "/home/alice/one";
    static final String TWO = "/home/alice/two";

    @TempDir
    Path folder;

    StandbyPair pair;

    @BeforeEach
    void begin() throws IOException {
        pair = new StandbyPair(folder, settings());
    }

    /** Beyond those that each pair has. */
    String[] settings() throws IOException {
        return new String[0];
    }

    @AfterEach
    void end() {
        pair.close();
    }
}
