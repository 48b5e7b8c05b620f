package dev.berth.portal.api;

import dev.berth.broker.console.ListKind;
import dev.berth.broker.console.SavedView;
import dev.berth.broker.console.SavedViews;
import dev.berth.broker.directory.Person;
import dev.berth.portal.admin.SavedViewAddress;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Views of lists that the caller keeps, and those that others share. */
@RestController
@RequestMapping("/api/v1/views")
class ViewApi {

    private final SavedViews views;

    ViewApi(SavedViews views) {
        this.views = views;
    }

    /** @param query what stands behind the question mark of the list's address */
    record NewView(
            @Nullable ListKind list,
            @Nullable String name,
            @Nullable String query,
            @Nullable Boolean shared) {}

    /** What was kept. */
    record Kept(UUID id) {}

    @GetMapping
    List<SavedView> list(@RequestParam ListKind list, @AuthenticationPrincipal Person person) {
        return views.of(person.id(), list);
    }

    /** One of the same list and name is replaced. */
    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    Kept save(@RequestBody NewView view, @AuthenticationPrincipal Person person) {
        if (view.list() == null) {
            throw new IllegalArgumentException("list is missing; allowed are DESKTOPS, SESSIONS and PEOPLE.");
        }
        String query = SavedViewAddress.read(view.list(), view.query() == null ? "" : view.query())
                .query();
        return new Kept(views.save(
                person,
                view.list(),
                view.name() == null ? "" : view.name(),
                query,
                Boolean.TRUE.equals(view.shared())));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    void delete(@PathVariable UUID id, @AuthenticationPrincipal Person person) {
        views.delete(person, id);
    }
}
