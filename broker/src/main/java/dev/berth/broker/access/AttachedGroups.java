package dev.berth.broker.access;

import dev.berth.broker.signal.Channel;
import dev.berth.broker.signal.Signals;
import dev.berth.ipacl.Attachments;
import org.springframework.stereotype.Component;

/**
 * The IP access groups, laid out for matching and kept on this node until a signal says that they changed. While
 * signals do not arrive, they are read anew for each question, so that no node ever decides by rules of yesterday.
 */
@Component
class AttachedGroups {

    private final JdbcIpAccessGroups store;
    private final Signals signals;
    private boolean stale = true;
    private Attachments kept = Attachments.NONE;

    AttachedGroups(JdbcIpAccessGroups store, Signals signals) {
        this.store = store;
        this.signals = signals;
        signals.subscribe(Channel.ACCESS, payload -> forget());
    }

    synchronized Attachments current() {
        if (stale || !signals.listening()) {
            kept = store.load().attachments();
            stale = false;
        }
        return kept;
    }

    /** Blocks while rules are being read, so that what was read before the change cannot outlive it. */
    final synchronized void forget() {
        stale = true;
    }
}
