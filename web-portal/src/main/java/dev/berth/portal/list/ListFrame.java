package dev.berth.portal.list;

import dev.berth.broker.console.ChosenColumns;
import dev.berth.broker.console.ListKind;
import dev.berth.broker.console.SavedViews;
import dev.berth.broker.directory.Person;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.ui.Model;

/** What is around every list: its columns as this person wants them, and the views that were kept of it. */
@Component
public class ListFrame {

    private final ChosenColumns chosen;
    private final SavedViews views;

    ListFrame(ChosenColumns chosen, SavedViews views) {
        this.chosen = chosen;
        this.views = views;
    }

    public void show(Model model, ListKind list, List<Column> columns, ListAddress address, Person person) {
        Set<String> wanted = chosen.of(person.id(), list)
                .map(Set::copyOf)
                .orElseGet(() ->
                        columns.stream().filter(Column::usual).map(Column::id).collect(Collectors.toUnmodifiableSet()));
        model.addAttribute("address", address);
        model.addAttribute("allColumns", columns);
        model.addAttribute(
                "columns",
                columns.stream().filter(column -> wanted.contains(column.id())).toList());
        model.addAttribute("wanted", wanted);
        model.addAttribute("views", views.of(person.id(), list));
        model.addAttribute("list", list.name().toLowerCase(Locale.ROOT));
    }
}
