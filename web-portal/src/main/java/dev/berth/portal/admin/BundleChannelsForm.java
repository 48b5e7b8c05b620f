package dev.berth.portal.admin;

import dev.berth.broker.session.ChannelBook;
import dev.berth.broker.session.ChannelRules;
import dev.berth.broker.session.FileRule;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which channels the sessions of a bundle have, as it was ticked and typed.
 *
 * @param uploadTypes {@code pdf, docx}; empty for any
 */
public record BundleChannelsForm(
        @Nullable String upload,
        String uploadTypes,
        String uploadMib,
        @Nullable String download,
        String downloadTypes,
        String downloadMib,
        @Nullable String printing,
        @Nullable String audioOut,
        @Nullable String audioIn,
        long revision) {

    static BundleChannelsForm of(ChannelBook.Kept kept) {
        ChannelRules rules = kept.rules();
        return new BundleChannelsForm(
                ticked(rules.upload().allowed()),
                typed(rules.upload().types()),
                Long.toString(rules.upload().largestMib()),
                ticked(rules.download().allowed()),
                typed(rules.download().types()),
                Long.toString(rules.download().largestMib()),
                ticked(rules.printing()),
                ticked(rules.audioOut()),
                ticked(rules.audioIn()),
                kept.revision());
    }

    ChannelRules rules() {
        return new ChannelRules(
                new FileRule(upload != null, types(uploadTypes), Problems.whole("uploadMib", uploadMib)),
                new FileRule(download != null, types(downloadTypes), Problems.whole("downloadMib", downloadMib)),
                printing != null,
                audioOut != null,
                audioIn != null);
    }

    private static @Nullable String ticked(boolean on) {
        return on ? "on" : null;
    }

    private static String typed(@Nullable List<String> types) {
        return types == null ? "" : String.join(", ", types);
    }

    private static @Nullable List<String> types(String text) {
        return text.isBlank()
                ? null
                : Arrays.stream(text.strip().split("\\s*[,\\s]\\s*"))
                        .map(type -> type.startsWith(".") ? type.substring(1) : type)
                        .toList();
    }
}
