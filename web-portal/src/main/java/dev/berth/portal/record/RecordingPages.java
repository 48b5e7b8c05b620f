package dev.berth.portal.record;

import dev.berth.broker.access.Author;
import dev.berth.broker.catalog.BundleId;
import dev.berth.broker.catalog.ChangeRefusedException;
import dev.berth.broker.directory.Person;
import dev.berth.broker.recording.Players;
import dev.berth.broker.recording.Plays;
import dev.berth.broker.recording.Recording;
import dev.berth.broker.recording.RecordingId;
import dev.berth.broker.recording.RecordingPolicies;
import dev.berth.broker.recording.RecordingPolicy;
import dev.berth.broker.recording.Recordings;
import dev.berth.portal.door.RequestOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.context.MessageSource;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.servlet.mvc.support.RedirectAttributes;

/** Recordings: the list with the policies, one recording, and its player. */
@Controller
@RequestMapping("/admin/recordings")
class RecordingPages {

    private static final int SHOWN = 200;
    private static final String LIST = "redirect:/admin/recordings";

    private final Recordings recordings;
    private final RecordingPolicies policies;
    private final Plays plays;
    private final StoredRecordings files;
    private final MessageSource messages;

    RecordingPages(
            Recordings recordings,
            RecordingPolicies policies,
            Plays plays,
            StoredRecordings files,
            MessageSource messages) {
        this.recordings = recordings;
        this.policies = policies;
        this.plays = plays;
        this.files = files;
        this.messages = messages;
    }

    @GetMapping
    String list(@RequestParam(defaultValue = "") String text, Model model) {
        model.addAttribute("text", text);
        model.addAttribute("rows", recordings.latest(text, SHOWN));
        model.addAttribute("policies", policies.all());
        return "record/list";
    }

    @GetMapping("/{id}")
    String one(@PathVariable UUID id, Model model) {
        model.addAttribute("one", recordings.require(new RecordingId(id)));
        return "record/one";
    }

    /** Not a GET: it needs a reason and is written down. */
    @PostMapping("/{id}/play")
    String play(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String reason,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            Model model,
            RedirectAttributes back) {
        var recording = new RecordingId(id);
        Recording found = recordings.require(recording);
        try {
            UUID play = plays.grant(recording, reason, author(person, request));
            model.addAttribute("stream", "/api/v1/recordings/" + id + "/stream?play=" + play);
            model.addAttribute("check", files.check(recording));
        } catch (ChangeRefusedException | IllegalArgumentException e) {
            back.addFlashAttribute("failed", String.valueOf(e.getMessage()));
            return LIST + "/" + id;
        }
        model.addAttribute("one", found);
        return "record/player";
    }

    @PostMapping("/{id}/hold")
    String hold(
            @PathVariable UUID id,
            @RequestParam(defaultValue = "") String reason,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            RedirectAttributes back) {
        try {
            recordings.hold(new RecordingId(id), reason, author(person, request));
        } catch (IllegalArgumentException e) {
            back.addFlashAttribute("failed", String.valueOf(e.getMessage()));
        }
        return LIST + "/" + id;
    }

    @PostMapping("/{id}/let-go")
    String letGo(@PathVariable UUID id, @AuthenticationPrincipal Person person, HttpServletRequest request) {
        recordings.letGo(new RecordingId(id), author(person, request));
        return LIST + "/" + id;
    }

    @PostMapping("/{id}/delete")
    String delete(
            @PathVariable UUID id,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            Locale language,
            RedirectAttributes back) {
        try {
            recordings.delete(new RecordingId(id), author(person, request));
            back.addFlashAttribute("done", messages.getMessage("record.deleted", null, language));
        } catch (ChangeRefusedException e) {
            back.addFlashAttribute("failed", String.valueOf(e.getMessage()));
        }
        return LIST;
    }

    @PostMapping("/policies/{bundle}")
    String set(
            @PathVariable UUID bundle,
            @RequestParam(defaultValue = "OFF") RecordingPolicy.Mode mode,
            @RequestParam(required = false) @Nullable String required,
            @RequestParam(defaultValue = "AUDITORS") Players players,
            @RequestParam(defaultValue = "30") int keepDays,
            @AuthenticationPrincipal Person person,
            HttpServletRequest request,
            Locale language,
            RedirectAttributes back) {
        try {
            boolean must = required != null && mode == RecordingPolicy.Mode.ALWAYS;
            policies.set(
                    new BundleId(bundle), new RecordingPolicy(mode, must, players, keepDays), author(person, request));
            back.addFlashAttribute("done", messages.getMessage("record.policy.saved", null, language));
        } catch (IllegalArgumentException e) {
            back.addFlashAttribute("failed", String.valueOf(e.getMessage()));
        }
        return LIST;
    }

    private static Author author(Person person, HttpServletRequest request) {
        return new Author(person, RequestOrigin.addressOf(request));
    }
}
