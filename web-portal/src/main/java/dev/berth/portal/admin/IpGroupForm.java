package dev.berth.portal.admin;

import dev.berth.broker.access.IpAccessEdit;
import dev.berth.broker.access.KeptGroup;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * An IP access group as it was typed.
 *
 * @param rules a rule per line: a block, then what it is
 */
public record IpGroupForm(String name, String description, String rules, long revision) {

    static final Set<String> FIELDS = Set.of("name", "description", "rules");

    static IpGroupForm of(KeptGroup kept) {
        return new IpGroupForm(
                kept.group().name(),
                kept.group().description(),
                kept.group().rules().stream()
                        .map(rule -> (rule.cidr() + " " + rule.description()).strip())
                        .collect(Collectors.joining("\n")),
                kept.revision());
    }

    IpAccessEdit.Content content() {
        List<IpAccessEdit.RuleText> typed = rules.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .map(IpGroupForm::rule)
                .toList();
        return new IpAccessEdit.Content(name.strip(), description.strip(), typed);
    }

    private static IpAccessEdit.RuleText rule(String line) {
        String[] parts = line.split("\\s+", 2);
        return new IpAccessEdit.RuleText(parts[0], parts.length > 1 ? parts[1] : "");
    }
}
