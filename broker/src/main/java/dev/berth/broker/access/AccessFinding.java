package dev.berth.broker.access;

import dev.berth.ipacl.Attachments;
import dev.berth.ipacl.IpDecision;
import java.util.Optional;

/** One thing that a decision rests on. */
public sealed interface AccessFinding
        permits AccessFinding.Address, PersonFinding, TokenFinding, ThingFinding, SelfServiceFinding {

    /** For helpdesk and the log. */
    String sentence();

    /** Present when this finding alone refuses. */
    Optional<RefusalCode> refusal();

    /** The sentence as the refused person may read it. */
    default String toldToPerson() {
        return sentence();
    }

    /**
     * What the IP access groups say of the address.
     *
     * @param rules the groups as they were attached when that was decided
     */
    record Address(IpDecision decision, Attachments rules) implements AccessFinding {
        @Override
        public String sentence() {
            return "The address " + decision.reason();
        }

        @Override
        public Optional<RefusalCode> refusal() {
            return decision.isAllowed() ? Optional.empty() : Optional.of(RefusalCode.ADDRESS_NOT_ALLOWED);
        }
    }
}
