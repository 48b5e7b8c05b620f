package dev.berth.portal.api;

import dev.berth.broker.console.Slice;
import dev.berth.portal.list.ListAddress;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;

/** A page of a list as the API answers it: its rows, and in the header {@code Link} where the pages beside it are. */
final class Pages {

    private Pages() {}

    static <T> ResponseEntity<List<T>> answer(ListAddress address, Slice<T> slice) {
        List<String> links = new ArrayList<>();
        slice.next().ifPresent(place -> links.add("<" + address.page(place) + ">; rel=\"next\""));
        slice.previous().ifPresent(place -> links.add("<" + address.page(place) + ">; rel=\"prev\""));
        var answer = ResponseEntity.ok();
        if (!links.isEmpty()) {
            answer.header(HttpHeaders.LINK, String.join(", ", links));
        }
        return answer.body(slice.rows());
    }
}
