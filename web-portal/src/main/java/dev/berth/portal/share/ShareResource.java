package dev.berth.portal.share;

import dev.berth.broker.share.Share;
import dev.berth.broker.share.ShareEnd;
import dev.berth.broker.share.ShareKind;
import dev.berth.broker.share.ShareState;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A sharing as the API shows it; times are UTC.
 *
 * @param guest null while nobody has taken the link
 * @param waitUntil for the owner's answer, or for the guest to join
 * @param now by the server's clock, so that a page can count down whatever its own says
 */
record ShareResource(
        UUID id,
        UUID session,
        String reference,
        String name,
        Side owner,
        @Nullable Side guest,
        ShareKind kind,
        ShareState state,
        @Nullable ShareEnd ended,
        String reason,
        boolean control,
        int minutes,
        Instant waitUntil,
        @Nullable Instant endsAt,
        Instant now) {

    record Side(UUID id, String accountName, String displayName) {

        static Side of(Share.Party party) {
            return new Side(party.id().objectGuid(), party.accountName(), party.displayName());
        }
    }

    static ShareResource of(Share share, Instant now) {
        return new ShareResource(
                share.id().value(),
                share.session().value(),
                share.reference(),
                share.thing(),
                Side.of(share.owner()),
                share.guest().map(Side::of).orElse(null),
                share.kind(),
                share.state(),
                share.ended().orElse(null),
                share.reason(),
                share.control(),
                share.minutes(),
                share.waitUntil(),
                share.endsAt().orElse(null),
                now);
    }
}
