package dev.berth.portal.admin;

import dev.berth.broker.catalog.NotFoundException;
import java.util.Arrays;
import org.springframework.core.convert.converter.Converter;
import org.springframework.stereotype.Component;

/** Reads {@code stop} of {@code /admin/desktops/7c…/stop}. */
@Component
class DesktopVerbInPath implements Converter<String, DesktopVerb> {

    @Override
    public DesktopVerb convert(String text) {
        return Arrays.stream(DesktopVerb.values())
                .filter(verb -> verb.path().equals(text))
                .findFirst()
                .orElseThrow(() -> new NotFoundException("operation", text));
    }
}
