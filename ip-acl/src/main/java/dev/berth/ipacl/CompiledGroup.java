package dev.berth.ipacl;

import java.util.Optional;

/** A group with its rules laid out for matching. */
final class CompiledGroup {

    private final IpAccessGroup group;
    private final RuleMatcher matcher;

    CompiledGroup(IpAccessGroup group) {
        this.group = group;
        this.matcher =
                RuleMatcher.compile(group.rules().stream().map(IpRule::cidr).toList());
    }

    IpAccessGroup group() {
        return group;
    }

    IpAccessGroup.Named named() {
        return group.named();
    }

    boolean isEmpty() {
        return group.rules().isEmpty();
    }

    Optional<IpRule> match(ClientAddress address) {
        int rule = matcher.match(address);
        return rule == RuleMatcher.NONE
                ? Optional.empty()
                : Optional.of(group.rules().get(rule));
    }
}
