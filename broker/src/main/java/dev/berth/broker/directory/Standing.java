package dev.berth.broker.directory;

/** How a person stands with the directory while they are at work. */
public sealed interface Standing {

    /** Whether their live sessions have to end now. */
    boolean endsSessions();

    /** The account as it is now, with its groups and roles. */
    record Known(Account account) implements Standing {
        @Override
        public boolean endsSessions() {
            return account.state().endsSessions();
        }
    }

    /** No controller that answers knows the account: it was deleted, or moved out of Berth's part of the directory. */
    record Gone() implements Standing {
        @Override
        public boolean endsSessions() {
            return true;
        }
    }

    /** The directory did not answer, which says nothing about the person. */
    record Unknown(String reason) implements Standing {
        @Override
        public boolean endsSessions() {
            return false;
        }
    }
}
