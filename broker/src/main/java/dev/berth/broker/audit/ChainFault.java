package dev.berth.broker.audit;

import java.time.Instant;

/** Something of the log is not as it was sealed. */
public sealed interface ChainFault {

    /** For people: what, where, and what it means. */
    String sentence();

    /** For programs. */
    default String kind() {
        return switch (this) {
            case EntryAltered fault -> "ENTRY_ALTERED";
            case HashAltered fault -> "HASH_ALTERED";
            case EntryDropped fault -> "ENTRY_DROPPED";
            case PlacesDropped fault -> "PLACES_DROPPED";
            case Reordered fault -> "REORDERED";
            case Inserted fault -> "INSERTED";
            case NeverSealed fault -> "NEVER_SEALED";
            case CutOff fault -> "CUT_OFF";
            case AnotherHead fault -> "ANOTHER_HEAD";
            case Unreadable fault -> "UNREADABLE";
        };
    }

    /** A column was changed, or the entry was put in the place of another. */
    record EntryAltered(long position, String entry) implements ChainFault {
        @Override
        public String sentence() {
            return "Position " + position + ": " + entry
                    + " is not what was sealed there. It was altered, or what stood"
                    + " here before was taken out and the places were counted anew.";
        }
    }

    /** The entry is as it was, its hash is not. */
    record HashAltered(long position, String entry) implements ChainFault {
        @Override
        public String sentence() {
            return "Position " + position + ": the hash of " + entry + " was altered; the entry itself is as sealed.";
        }
    }

    /** The place is there, the entry is not. */
    record EntryDropped(long position, long entryId) implements ChainFault {
        @Override
        public String sentence() {
            return "Position " + position + ": entry " + entryId + " was sealed here and is gone.";
        }
    }

    /** Places in the middle of the chain are gone. */
    record PlacesDropped(long from, long to) implements ChainFault {
        @Override
        public String sentence() {
            return (from == to ? "Position " + from + " is" : "Positions " + from + " to " + to + " are")
                    + " gone from the chain, so position " + (to + 1) + " cannot be checked either.";
        }
    }

    /** What belongs here stands elsewhere. */
    record Reordered(long position, String stands, String belongs) implements ChainFault {
        @Override
        public String sentence() {
            return "Position " + position + ": " + stands + " stands here, but " + belongs
                    + " was sealed here: they were" + " put in another order.";
        }
    }

    /** The chain closes when this one is left out. */
    record Inserted(long position, String entry) implements ChainFault {
        @Override
        public String sentence() {
            return "Position " + position + ": " + entry + " was put in afterwards; the chain closes without it.";
        }
    }

    /** An entry past which the sealer went without seeing it. */
    record NeverSealed(String entry) implements ChainFault {
        @Override
        public String sentence() {
            return entry
                    + " has no place in the chain, though later ones have: it was put in behind the sealer's back, or"
                    + " its place was taken out.";
        }
    }

    /** The chain ends before where it was known to reach. */
    record CutOff(long end, long known, Instant knownAt, String source) implements ChainFault {
        @Override
        public String sentence() {
            return "The log was cut off: it ends at position " + end + ", but " + source + " knows position " + known
                    + ", sealed " + knownAt + ".";
        }
    }

    /** At the known end stands another hash than is known. */
    record AnotherHead(long position, String source) implements ChainFault {
        @Override
        public String sentence() {
            return "Position " + position + " has another hash than " + source
                    + " knows: the chain was cut off there or before, and made anew.";
        }
    }

    /** An export that is not one, or not as Berth wrote it. */
    record Unreadable(long line, String why) implements ChainFault {
        @Override
        public String sentence() {
            return "Line " + line + " of the export: " + why;
        }
    }
}
