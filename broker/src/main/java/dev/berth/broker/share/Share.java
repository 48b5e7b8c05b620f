package dev.berth.broker.share;

import dev.berth.broker.access.SessionId;
import dev.berth.broker.access.ShareId;
import dev.berth.broker.directory.PersonId;
import java.time.Instant;
import java.util.Optional;

/**
 * A session shared with one guest, as both sides see it.
 *
 * @param thing the name of the desktop or application
 * @param guest empty while nobody has taken the link
 * @param reason why, in the words of whoever asked or invited; may be empty with an invitation
 * @param control whether the guest has keyboard and pointer
 * @param waitUntil for the answer, or for the guest to join the first time
 * @param ended present when it is over
 */
public record Share(
        ShareId id,
        SessionId session,
        String reference,
        String thing,
        Party owner,
        Optional<Party> guest,
        ShareKind kind,
        ShareState state,
        Optional<ShareEnd> ended,
        String reason,
        boolean control,
        int minutes,
        Instant askedAt,
        Instant waitUntil,
        Optional<Instant> endsAt) {

    /** One of the two sides. */
    public record Party(PersonId id, String accountName, String displayName) {}

    boolean isGuest(PersonId person) {
        return guest.filter(party -> party.id().equals(person)).isPresent();
    }

    String guestName() {
        return guest.map(Party::accountName).orElse("whoever takes the link");
    }

    String way() {
        return control ? "view and control" : "view only";
    }
}
