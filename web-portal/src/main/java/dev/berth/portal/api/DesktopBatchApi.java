package dev.berth.portal.api;

import dev.berth.broker.audit.Actor;
import dev.berth.broker.desktop.DesktopId;
import dev.berth.broker.directory.Person;
import dev.berth.portal.admin.DesktopBatches;
import dev.berth.portal.admin.DesktopVerb;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** One operation on up to 25 desktops. Each one's outcome is its own; none chosen, nothing done. */
@RestController
class DesktopBatchApi {

    private final DesktopBatches batches;

    DesktopBatchApi(DesktopBatches batches) {
        this.batches = batches;
    }

    /**
     * @param verb {@code start}, {@code stop}, {@code reboot}, {@code retry}
     * @param preview whether only to say what would happen
     */
    record Batch(
            @Nullable String verb,
            @Nullable List<UUID> desktops,
            @Nullable Boolean preview) {}

    /**
     * @param refusal why it was not done, or would not be; null otherwise
     * @param disturbs in a preview, whether somebody works on it who would be thrown out
     */
    record Outcome(DesktopId desktop, String name, @Nullable String refusal, boolean disturbs) {}

    @PostMapping("/api/v1/desktops/batch")
    List<Outcome> batch(@RequestBody Batch batch, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        DesktopVerb verb = DesktopVerb.of(batch.verb() == null ? "" : batch.verb());
        List<DesktopId> ids = batch.desktops() == null
                ? List.of()
                : batch.desktops().stream().map(DesktopId::new).toList();
        return Boolean.TRUE.equals(batch.preview())
                ? batches.preview(verb, ids).stream()
                        .map(DesktopBatchApi::outcome)
                        .toList()
                : batches.carryOut(verb, ids, Actor.of(person), RequestOrigin.addressOf(request)).stream()
                        .map(done -> new Outcome(done.id(), done.name(), done.refusal(), false))
                        .toList();
    }

    private static Outcome outcome(DesktopBatches.Forecast forecast) {
        var desktop = forecast.desktop();
        return new Outcome(
                desktop.id(),
                desktop.person().displayName() + " · " + desktop.bundleName(),
                forecast.allowed() ? null : "It is " + desktop.state() + ", which does not allow it.",
                forecast.disturbs());
    }
}
