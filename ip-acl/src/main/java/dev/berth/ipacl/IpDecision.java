package dev.berth.ipacl;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Whether an address may come in, with what each place said of it, in the order in which the places were named. */
public sealed interface IpDecision {

    ClientAddress address();

    List<Finding> findings();

    /** A sentence that names the address and what decided. */
    String reason();

    default boolean isAllowed() {
        return switch (this) {
            case Allowed allowed -> true;
            case Refused refused -> false;
        };
    }

    /** Every place lets it through. */
    record Allowed(ClientAddress address, List<Finding> findings) implements IpDecision {

        public Allowed {
            findings = List.copyOf(findings);
        }

        @Override
        public String reason() {
            return sentence(address + " is allowed: ", findings);
        }
    }

    /** At least one place stops it. */
    record Refused(ClientAddress address, List<Finding> findings) implements IpDecision {

        public Refused {
            findings = List.copyOf(findings);
        }

        /** The places that stop it. */
        public List<Finding.Stopped> stops() {
            List<Finding.Stopped> stops = new ArrayList<>();
            for (Finding finding : findings) {
                if (finding instanceof Finding.Stopped stopped) {
                    stops.add(stopped);
                }
            }
            return List.copyOf(stops);
        }

        @Override
        public String reason() {
            return sentence(address + " is refused: ", stops());
        }
    }

    private static String sentence(String opening, List<? extends Finding> findings) {
        return findings.stream().map(Finding::reason).collect(Collectors.joining("; ", opening, "."));
    }
}
