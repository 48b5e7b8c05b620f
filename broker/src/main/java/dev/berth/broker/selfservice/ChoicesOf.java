package dev.berth.broker.selfservice;

import dev.berth.broker.access.SelfServiceSettings;
import dev.berth.broker.catalog.Compute;
import dev.berth.broker.catalog.RunningMode;
import dev.berth.broker.desktop.Desktop;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Works out what the person of a desktop may choose for it. */
@Component
class ChoicesOf {

    private static final int MOST_MINUTES = 43_200;

    private final BundleBoundsBook book;
    private final SelfServiceSettings settings;
    private final JdbcClient jdbc;

    ChoicesOf(BundleBoundsBook book, SelfServiceSettings settings, JdbcClient jdbc) {
        this.book = book;
        this.settings = settings;
        this.jdbc = jdbc;
    }

    Choices desktop(Desktop desktop) {
        BundleBounds bounds = book.kept(desktop.bundle()).bounds();
        List<Compute> sizes = bounds.sizes() == null ? entitled(desktop) : bounds.sizes();
        return new Choices(
                sizes.stream()
                        .sorted(Comparator.comparingInt(Compute::memoryMib).thenComparingInt(Compute::vcpus))
                        .toList(),
                bounds.modes() == null ? EnumSet.allOf(RunningMode.class) : modes(bounds.modes()),
                bounds.mostAutoStopMinutes() == null ? MOST_MINUTES : bounds.mostAutoStopMinutes(),
                bounds.mostUserVolumeMib() == null
                        ? settings.mostUserVolumeMib()
                        : Math.min(bounds.mostUserVolumeMib(), settings.mostUserVolumeMib()));
    }

    /** A list of enum values that may be empty, which {@code EnumSet.copyOf} of a list may not be. */
    private static EnumSet<RunningMode> modes(List<RunningMode> list) {
        EnumSet<RunningMode> modes = EnumSet.noneOf(RunningMode.class);
        modes.addAll(list);
        return modes;
    }

    /** The sizes of the bundles whose desktops the person may open at this moment. */
    private List<Compute> entitled(Desktop desktop) {
        return jdbc.sql("""
                        select distinct b.vcpus, b.memory_mib
                          from bundle b
                         cross join lateral entitled_through(:person, b.id, null) e
                         where b.enabled and b.shows_desktop
                        """)
                .param("person", desktop.person().objectGuid())
                .query((row, number) -> new Compute(row.getInt("vcpus"), row.getInt("memory_mib")))
                .list();
    }
}
