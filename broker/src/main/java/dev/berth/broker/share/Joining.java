package dev.berth.broker.share;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.access.ShareId;
import dev.berth.broker.directory.PersonId;

/** What a gateway gets for a guest's ticket. */
public sealed interface Joining {

    /**
     * @param viewer what the gateway names when it says what becomes of the connection
     * @param control whether keys and pointer pass
     */
    record Granted(ShareId share, SessionId session, ViewerId viewer, PersonId guest, boolean control)
            implements Joining {}

    /** Refused and audited; the browser only learns that the ticket is not valid. */
    record Refused(String reason) implements Joining {}
}
