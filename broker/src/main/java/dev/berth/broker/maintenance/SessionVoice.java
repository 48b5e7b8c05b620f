package dev.berth.broker.maintenance;

import dev.berth.broker.access.SessionId;

/** Says something to whoever is in a session. */
public interface SessionVoice {

    /**
     * Shows it in the session's pages.
     *
     * @param sender as whom it is said
     * @param sentence at most as long as a message may be
     */
    void say(SessionId session, String sender, String sentence);
}
