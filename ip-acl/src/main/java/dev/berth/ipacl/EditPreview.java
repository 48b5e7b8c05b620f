package dev.berth.ipacl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * What an edit of groups or attachments would do to those who are in now.
 *
 * @param cutOff the sessions that are allowed before the edit and refused after it
 * @param authorLockedOut why the edit's author could not come in any more; empty when they could
 */
public record EditPreview(List<CutOff> cutOff, Optional<IpDecision.Refused> authorLockedOut) {

    public EditPreview {
        cutOff = List.copyOf(cutOff);
    }

    /** A session that the edit ends, and the reason that its person will read. */
    public record CutOff(LiveSession session, IpDecision.Refused because) {}

    /**
     * Compares two states of the attachments.
     *
     * @param author the author as signed in; locked out counts whenever the new state refuses them
     */
    public static EditPreview of(
            Attachments before, Attachments after, Collection<LiveSession> sessions, LiveSession author) {
        List<CutOff> cutOff = new ArrayList<>();
        for (LiveSession session : sessions) {
            if (after.decide(session.address(), session.places()) instanceof IpDecision.Refused refused
                    && before.decide(session.address(), session.places()).isAllowed()) {
                cutOff.add(new CutOff(session, refused));
            }
        }
        Optional<IpDecision.Refused> lockedOut =
                after.decide(author.address(), author.places()) instanceof IpDecision.Refused refused
                        ? Optional.of(refused)
                        : Optional.empty();
        return new EditPreview(cutOff, lockedOut);
    }

    /** Whether the edit must be confirmed a second time before it is saved. */
    public boolean needsConfirmation() {
        return !cutOff.isEmpty() || authorLockedOut.isPresent();
    }
}
