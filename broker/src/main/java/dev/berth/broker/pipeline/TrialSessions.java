package dev.berth.broker.pipeline;

import dev.berth.broker.session.RemoteDesktop;
import java.time.Duration;

/** Opens sessions that nobody looks at, the way a person's are opened. */
public interface TrialSessions {

    /**
     * Signs in and waits for the first picture; the session then stays until it is closed.
     *
     * @throws TrialFailedException when there is none within the limit
     */
    Trial open(RemoteDesktop target, Duration limit);

    /** A session with a picture. */
    interface Trial extends AutoCloseable {

        /** From the first byte to the whole picture. */
        Duration firstFrame();

        @Override
        void close();
    }
}
