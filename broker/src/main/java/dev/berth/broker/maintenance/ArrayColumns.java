package dev.berth.broker.maintenance;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Columns that hold arrays of ids, days and other words without a space, comma or brace. */
public final class ArrayColumns {

    private ArrayColumns() {}

    /** For a parameter that is cast to the type of its column. */
    public static String literal(Stream<?> elements) {
        return elements.map(Object::toString).collect(Collectors.joining(",", "{", "}"));
    }

    public static <T> Stream<T> read(ResultSet row, String column, Class<T> type) throws SQLException {
        return Arrays.stream((Object[]) row.getArray(column).getArray()).map(type::cast);
    }
}
