package dev.berth.portal.list;

import dev.berth.broker.catalog.NotFoundException;
import dev.berth.broker.console.ListKind;
import java.util.Arrays;
import java.util.Locale;
import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;

/** Reads {@code desktops} of {@code /admin/lists/desktops/columns}. */
@Component
class ListKindInPath implements Converter<String, ListKind> {

    @Override
    public ListKind convert(String text) {
        return Arrays.stream(ListKind.values())
                .filter(list -> list.name().toLowerCase(Locale.ROOT).equals(text))
                .findFirst()
                .orElseThrow(() -> new NotFoundException("list", text));
    }
}
