package dev.berth.broker.desktop;

import dev.berth.broker.host.HostId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be done next with a home that no machine has. */
sealed interface HomeStep {

    /** @param note what is wrong with where it is, for admins; null when nothing is */
    record Rest(@Nullable String note) implements HomeStep {}

    /** Nobody ever worked in it: it is made where its person comes next. */
    record Forget() implements HomeStep {}

    /** Its volume is seen there as well. */
    record Rehost(HostId to) implements HomeStep {}

    /** Another volume of it is made there. */
    record Copy(HostId to) implements HomeStep {}

    /**
     * That copy is what its person works with from now on.
     *
     * @param lost whether the volume of before is on a host that was lost: it is kept, as a home that was given up
     */
    record Become(HomeVolume copy, boolean lost) implements HomeStep {}

    record Drop(List<HomeVolume> volumes) implements HomeStep {

        public Drop {
            volumes = List.copyOf(volumes);
        }
    }

    record Remove(HomeVolume volume) implements HomeStep {}
}
