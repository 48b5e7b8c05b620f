package dev.berth.portal.api;

import dev.berth.broker.console.FigureReader;
import dev.berth.broker.console.Figures;
import dev.berth.broker.console.Span;
import java.util.Locale;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** How everything is, in numbers. */
@RestController
class OverviewApi {

    private final FigureReader figures;

    OverviewApi(FigureReader figures) {
        this.figures = figures;
    }

    /** @param span of the sessions over time: {@code day}, {@code week}, {@code quarter} */
    @GetMapping("/api/v1/overview")
    Figures overview(@RequestParam(defaultValue = "day") String span) {
        try {
            return figures.recent(Span.valueOf(span.toUpperCase(Locale.ROOT)));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("span is '" + span + "'; allowed are day, week and quarter.", e);
        }
    }
}
