package dev.berth.broker.access;

import dev.berth.broker.catalog.StaleRevisionException;
import dev.berth.broker.region.RegionKey;
import dev.berth.ipacl.EditPreview;
import dev.berth.ipacl.IpAccessGroupId;
import dev.berth.ipacl.Place;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * The IP access groups for those who look after them. An edit is previewed against who is in at the moment; one that
 * would disconnect somebody or lock its author out is saved only with the token that its preview gave.
 */
@Component
public class IpAccessGroups {

    private final JdbcIpAccessGroups store;
    private final OpenSessions sessions;
    private final RegionKey key;
    private final EditRecord record;
    private final Clock clock;

    public IpAccessGroups(
            JdbcIpAccessGroups store, OpenSessions sessions, RegionKey key, EditRecord record, Clock clock) {
        this.store = store;
        this.sessions = sessions;
        this.key = key;
        this.record = record;
        this.clock = clock;
    }

    /** In order of name. */
    public List<KeptGroup> list() {
        return List.copyOf(store.load().groups().values());
    }

    public Optional<KeptGroup> find(IpAccessGroupId id) {
        return store.load().find(id);
    }

    /** What the edit would do now; nothing is saved. Throws as {@link #apply} does for an edit that cannot be. */
    public EditPreview preview(IpAccessEdit edit, Author author) {
        GroupBook before = store.load();
        return preview(before, after(before, edit), author);
    }

    /**
     * Saves the edit, unless it needs a confirmation that this token is not. Live sessions that it refuses end within a
     * second.
     *
     * @throws IllegalArgumentException naming the field, the value and what is allowed
     * @throws StaleRevisionException when somebody changed the group since the author looked
     */
    public EditResult apply(IpAccessEdit edit, Author author, Optional<ConfirmationToken> confirmation) {
        GroupBook before = store.load();
        GroupBook after = after(before, edit);
        EditPreview preview = preview(before, after, author);
        if (preview.needsConfirmation()) {
            ConfirmationToken needed = token(edit, author, preview);
            if (confirmation.filter(given -> same(given, needed)).isEmpty()) {
                return new EditResult.NeedsConfirmation(preview, needed);
            }
        }
        return record.save(edit.group(), before.find(edit.group()), after.find(edit.group()), author);
    }

    private GroupBook after(GroupBook before, IpAccessEdit edit) {
        Optional<Place> place = switch (edit) {
            case IpAccessEdit.Attach attach -> Optional.of(store.place(attach.target()));
            case IpAccessEdit.Detach detach -> Optional.of(store.place(detach.target()));
            case IpAccessEdit.Create create -> Optional.empty();
            case IpAccessEdit.Change change -> Optional.empty();
            case IpAccessEdit.Delete delete -> Optional.empty();
        };
        return before.after(edit, place, clock.instant());
    }

    private EditPreview preview(GroupBook before, GroupBook after, Author author) {
        return EditPreview.of(before.attachments(), after.attachments(), sessions.all(), sessions.of(author));
    }

    /** Good for this edit by this author while it does the same kind of harm; who exactly is in changes by the second. */
    private ConfirmationToken token(IpAccessEdit edit, Author author, EditPreview preview) {
        String harm =
                preview.authorLockedOut().isPresent() + " " + !preview.cutOff().isEmpty();
        byte[] token = key.derive(
                "confirm-ip-access-edit",
                bytes(author.person().id().toString()),
                bytes(author.address().toString()),
                bytes(edit.toString()),
                bytes(harm));
        return new ConfirmationToken(Base64.getUrlEncoder().withoutPadding().encodeToString(token));
    }

    private static boolean same(ConfirmationToken given, ConfirmationToken needed) {
        return MessageDigest.isEqual(bytes(given.value()), bytes(needed.value()));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
