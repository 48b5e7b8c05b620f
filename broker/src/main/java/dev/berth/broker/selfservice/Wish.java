package dev.berth.broker.selfservice;

import dev.berth.broker.access.SelfServiceAction;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.RunningPolicy;
import dev.berth.broker.desktop.SnapshotId;
import java.util.Optional;

/** What somebody wants of a desktop of their own. */
public sealed interface Wish {

    SelfServiceAction action();

    record Restart() implements Wish {
        @Override
        public SelfServiceAction action() {
            return SelfServiceAction.RESTART;
        }
    }

    /** @param from whose files it gets; empty for those that it has */
    record Rebuild(Optional<SnapshotId> from) implements Wish {
        @Override
        public SelfServiceAction action() {
            return SelfServiceAction.REBUILD;
        }
    }

    record Restore(SnapshotId from) implements Wish {
        @Override
        public SelfServiceAction action() {
            return SelfServiceAction.RESTORE;
        }
    }

    record TakeSnapshot() implements Wish {
        @Override
        public SelfServiceAction action() {
            return SelfServiceAction.SNAPSHOT;
        }
    }

    record ChangeMode(RunningPolicy running) implements Wish {
        @Override
        public SelfServiceAction action() {
            return SelfServiceAction.CHANGE_MODE;
        }
    }

    record Grow(long userVolumeMib) implements Wish {
        @Override
        public SelfServiceAction action() {
            return SelfServiceAction.GROW_VOLUME;
        }
    }

    record ChangeCompute(Compute compute) implements Wish {
        @Override
        public SelfServiceAction action() {
            return SelfServiceAction.CHANGE_COMPUTE;
        }
    }
}
