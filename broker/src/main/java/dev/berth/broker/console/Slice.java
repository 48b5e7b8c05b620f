package dev.berth.broker.console;

import java.util.List;
import java.util.Optional;

/** A page of a list, and where the pages beside it begin. */
public record Slice<T>(List<T> rows, Optional<Place> previous, Optional<Place> next) {

    public Slice {
        rows = List.copyOf(rows);
    }
}
