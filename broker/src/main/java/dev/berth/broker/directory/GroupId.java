package dev.berth.broker.directory;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** Which group: its security identifier in text form, {@code S-1-5-21-…}, which survives renames and moves. */
public record GroupId(String sid) implements Serializable {

    private static final Pattern SID = Pattern.compile("S-1-\\d{1,15}(-\\d{1,10}){0,15}");

    public GroupId {
        if (!SID.matcher(sid).matches()) {
            throw new IllegalArgumentException(
                    "group id '%s' is not a security identifier; write it as S-1-5-21-…".formatted(sid));
        }
    }

    /** Revision, count, authority with its highest byte first, then each part with its lowest byte first. */
    static GroupId ofDirectory(byte[] bytes) {
        if (bytes.length < 8 || bytes[0] != 1 || bytes.length != 8 + 4 * bytes[1]) {
            throw new IllegalArgumentException("objectSid %s is not a security identifier of revision 1"
                    .formatted(HexFormat.of().formatHex(bytes)));
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long authority = in.getLong() & 0xFFFF_FFFF_FFFFL;
        StringBuilder sid = new StringBuilder("S-1-").append(authority);
        in.order(ByteOrder.LITTLE_ENDIAN);
        while (in.hasRemaining()) {
            sid.append('-').append(Integer.toUnsignedLong(in.getInt()));
        }
        return new GroupId(sid.toString());
    }

    /** The form that the directory stores and that a filter compares with. */
    byte[] directoryBytes() {
        List<Long> parts =
                Arrays.stream(sid.split("-", -1)).skip(2).map(Long::valueOf).toList();
        ByteBuffer out = ByteBuffer.allocate(8 + 4 * (parts.size() - 1));
        out.putLong(1L << 56 | (long) (parts.size() - 1) << 48 | parts.getFirst());
        out.order(ByteOrder.LITTLE_ENDIAN);
        parts.stream().skip(1).forEach(part -> out.putInt(part.intValue()));
        return out.array();
    }

    /** The group of the same domain with another relative identifier. */
    GroupId withRid(long rid) {
        return new GroupId(sid.substring(0, sid.lastIndexOf('-') + 1) + rid);
    }

    @Override
    public String toString() {
        return sid;
    }
}
