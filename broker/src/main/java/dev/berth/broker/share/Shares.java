package dev.berth.broker.share;

import dev.berth.broker.access.Author;
import dev.berth.broker.access.JdbcPeople;
import dev.berth.broker.access.SessionId;
import dev.berth.broker.access.ShareId;
import dev.berth.broker.audit.Outcome;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.directory.PersonId;
import dev.berth.broker.session.SessionView;
import dev.berth.broker.session.TicketSecret;
import dev.berth.broker.share.JdbcShares.Asking;
import dev.berth.broker.share.ShareBook.Note;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Sharing, for pages and API. Whether a person owns the session, or helps people, was decided before; whether a guest may
 * join is decided by {@link ShareTickets}.
 */
@Component
public class Shares {

    private final JdbcShares store;
    private final ShareBook book;
    private final JdbcPeople people;
    private final ShareSettings settings;
    private final Clock clock;

    public Shares(JdbcShares store, ShareBook book, JdbcPeople people, ShareSettings settings, Clock clock) {
        this.store = store;
        this.book = book;
        this.people = people;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * What is wished for.
     *
     * @param minutes how long, from the moment the guest joins; null for the usual time
     */
    public record Wish(boolean control, @Nullable Integer minutes, ShareReason reason) {}

    /** @param link to be shown once; present when it was not said who the guest is */
    public record Invited(Share share, Optional<TicketSecret> link) {}

    /** @param guest null: whoever takes the link first, after they signed in */
    public Invited invite(SessionView session, @Nullable PersonId guest, Wish wish, Author owner) {
        requireAllowed("invitations", settings.invitations(), wish.control());
        if (owner.person().id().equals(guest)) {
            throw new IllegalArgumentException("person is " + guest + ", which is yourself; allowed is somebody else.");
        }
        if (guest != null && people.find(guest).isEmpty()) {
            throw new NotFoundException("person", guest);
        }
        Optional<TicketSecret> link = guest == null ? Optional.of(TicketSecret.random()) : Optional.empty();
        Instant now = clock.instant();
        Asking asking = asking(session, ShareKind.INVITATION, owner, guest, wish, now.plus(settings.join()));
        ask(
                asking,
                link,
                owner,
                new Note(
                        "share.invite",
                        Outcome.DONE,
                        "Invited " + (guest == null ? "whoever takes a link first" : "person " + guest) + ", "
                                + way(wish) + ", for " + asking.minutes() + " minutes."));
        return new Invited(book.require(asking.id()), link);
    }

    /** Helpdesk asks; nothing is shown before the session's owner has consented. */
    public Share askToShadow(SessionView session, Wish wish, Author helper) {
        requireAllowed("shadowing", settings.shadowing(), wish.control());
        wish.reason().required();
        if (session.person().id().equals(helper.person().id())) {
            throw new IllegalArgumentException(
                    "session is " + session.reference() + ", which is your own; allowed is somebody else's.");
        }
        Instant until = clock.instant().plus(settings.answer());
        Asking asking =
                asking(session, ShareKind.SHADOWING, helper, helper.person().id(), wish, until);
        ask(
                asking,
                Optional.empty(),
                helper,
                new Note(
                        "share.ask",
                        Outcome.DONE,
                        "Asked to shadow %s, %s, for %d minutes: %s"
                                .formatted(
                                        session.person().accountName(),
                                        way(wish),
                                        asking.minutes(),
                                        wish.reason().value())));
        return book.require(asking.id());
    }

    /** The owner lets helpdesk in, with no more than was asked for. */
    public Share agree(SessionId session, ShareId id, boolean control, Author owner) {
        Share share = of(session, id);
        Instant now = clock.instant();
        String what = "consented to" + (share.control() && !control ? ", without control" : "");
        boolean moved = book.moved(
                id,
                owner,
                new Note("share.consent", Outcome.ALLOWED, ShareBook.sentence(share, what)),
                () -> store.agreed(id, control, now, now.plus(settings.join())));
        requireMoved(moved, id);
        return book.require(id);
    }

    public void refuse(SessionId session, ShareId id, Author owner) {
        Share share = of(session, id);
        boolean moved = book.moved(
                id,
                owner,
                new Note("share.consent", Outcome.REFUSED, ShareBook.sentence(share, "refused")),
                () -> store.over(id, ShareEnd.REFUSED, List.of(ShareState.ASKED), clock.instant()));
        requireMoved(moved, id);
    }

    /** The owner ends it, whatever it has come to. Over already is fine. */
    public void end(SessionId session, ShareId id, Author owner) {
        Share share = of(session, id);
        book.over(id, share.state() == ShareState.ASKED ? ShareEnd.REFUSED : ShareEnd.ENDED_BY_OWNER, owner);
    }

    /** The guest leaves, says no to an invitation, or takes the question back. Over already is fine. */
    public void leave(ShareId id, Author guest) {
        Share share = asGuest(id, guest.person());
        book.over(id, share.state() == ShareState.JOINED ? ShareEnd.ENDED_BY_GUEST : ShareEnd.WITHDRAWN, guest);
    }

    /** Whoever takes a link first, once they are signed in, is its guest; nobody else after that. */
    public Share take(TicketSecret link, Author guest) {
        Share share = store.ofLink(link).orElseThrow(Shares::usedLink);
        boolean taken = book.moved(
                share.id(),
                guest,
                new Note("share.take-link", Outcome.DONE, ShareBook.sentence(share, "link taken")),
                () -> store.taken(link, guest.person().id(), clock.instant()));
        if (!taken) {
            throw share.owner().id().equals(guest.person().id())
                    ? new ChangeRefusedException("This link leads into your own session. Send it to somebody else.")
                    : usedLink();
        }
        return book.require(share.id());
    }

    /** Those of a session that are not over, the eldest first. */
    public List<Share> of(SessionId session) {
        return store.live(session);
    }

    /** What the person is invited to. */
    public List<Share> invitationsOf(PersonId guest) {
        return store.waitingFor(guest);
    }

    /** To its guest; to anybody else it is not there. */
    public Share asGuest(ShareId id, Person guest) {
        return store.find(id)
                .filter(share -> share.isGuest(guest.id()))
                .orElseThrow(() -> new NotFoundException("sharing", id));
    }

    public ShareSettings settings() {
        return settings;
    }

    private void ask(Asking asking, Optional<TicketSecret> link, Author by, Note note) {
        boolean asked =
                book.moved(asking.id(), by, note, () -> store.insert(asking, link, settings.guests(), clock.instant()));
        if (!asked) {
            throw new ChangeRefusedException("The session is not connected at present, or has " + settings.guests()
                    + " guests already, which is as many as are allowed. Nobody was asked.");
        }
    }

    private Asking asking(
            SessionView session, ShareKind kind, Author by, @Nullable PersonId guest, Wish wish, Instant until) {
        int minutes = wish.minutes() == null ? (int) settings.usual().toMinutes() : wish.minutes();
        if (minutes < 1 || Duration.ofMinutes(minutes).compareTo(settings.longest()) > 0) {
            throw new IllegalArgumentException("minutes is " + minutes + "; allowed are 1 to "
                    + settings.longest().toMinutes() + ".");
        }
        return new Asking(
                new ShareId(UUID.randomUUID()),
                session.id(),
                kind,
                by.person().id(),
                guest,
                wish.reason().value(),
                wish.control(),
                minutes,
                until);
    }

    private Share of(SessionId session, ShareId id) {
        return store.find(id)
                .filter(share -> share.session().equals(session))
                .orElseThrow(() -> new NotFoundException("sharing", id));
    }

    private static void requireAllowed(String what, Reach reach, boolean control) {
        if (!reach.allows(control)) {
            throw new ChangeRefusedException(
                    reach == Reach.OFF
                            ? "Sharing sessions by " + what + " is switched off here (berth.share." + what + ")."
                            : "Only watching is allowed here, not control (berth.share." + what + ").");
        }
    }

    private void requireMoved(boolean moved, ShareId id) {
        if (!moved) {
            throw new ChangeRefusedException("Nobody waits for this answer any more: sharing " + id + " is "
                    + book.require(id).state() + ".");
        }
    }

    private static String way(Wish wish) {
        return wish.control() ? "view and control" : "view only";
    }

    private static ChangeRefusedException usedLink() {
        return new ChangeRefusedException(
                "This link was used, has run out, or was taken back. Ask whoever sent it for a new one.");
    }
}
