package dev.berth.broker.access;

import java.util.List;
import java.util.stream.Collectors;

/** The answer, with everything that it was made of. */
public sealed interface AccessDecision {

    /** Everything that was looked at, in the order in which it was. */
    List<AccessFinding> findings();

    record Allowed(List<AccessFinding> findings) implements AccessDecision {

        public Allowed {
            findings = List.copyOf(findings);
        }
    }

    /**
     * @param sentence what the person may read
     * @param findings for helpdesk and the log only: they tell what the person is not to learn when the code is
     *     {@link RefusalCode#NOT_FOUND}
     */
    record Refused(RefusalCode code, String sentence, List<AccessFinding> findings) implements AccessDecision {

        public Refused {
            findings = List.copyOf(findings);
        }

        /** The whole reason, for the log. */
        public String diagnosis() {
            return findings.stream()
                    .filter(finding -> finding.refusal().isPresent())
                    .map(AccessFinding::sentence)
                    .collect(Collectors.joining(" "));
        }
    }

    /** Allowed unless a finding refuses; the first that does gives code and sentence. */
    static AccessDecision of(List<AccessFinding> findings) {
        for (AccessFinding finding : findings) {
            if (finding.refusal().isPresent()) {
                return new Refused(finding.refusal().get(), finding.toldToPerson(), findings);
            }
        }
        return new Allowed(findings);
    }
}
