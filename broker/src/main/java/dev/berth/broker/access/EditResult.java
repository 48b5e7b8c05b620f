package dev.berth.broker.access;

import dev.berth.ipacl.EditPreview;

/** What came of an edit of the IP access groups. */
public sealed interface EditResult {

    record Saved(KeptGroup group) implements EditResult {}

    record Deleted() implements EditResult {}

    /** Nothing was saved: it would disconnect people or lock its author out. Show that, and send the token along. */
    record NeedsConfirmation(EditPreview preview, ConfirmationToken token) implements EditResult {}
}
