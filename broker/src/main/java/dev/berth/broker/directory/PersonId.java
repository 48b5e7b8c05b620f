package dev.berth.broker.directory;

import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Who a person is: the objectGUID of the account. Active Directory never changes it and never gives it away again, so
 * a renamed person stays the same and a new account with an old name is somebody else.
 */
public record PersonId(UUID objectGuid) implements Serializable {

    /** Reads what {@link #toString()} wrote. */
    public static PersonId of(String text) {
        try {
            return new PersonId(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "person '%s' is not an objectGUID; write it as 8-4-4-4-12 hexadecimal digits".formatted(text), e);
        }
    }

    /** Active Directory writes the first three fields of a GUID with their lowest byte first. */
    static PersonId ofDirectory(byte[] bytes) {
        if (bytes.length != 16) {
            throw new IllegalArgumentException("objectGUID has %d bytes; it must have 16".formatted(bytes.length));
        }
        return new PersonId(swapped(bytes));
    }

    /** The form that the directory stores and that a filter compares with. */
    byte[] directoryBytes() {
        UUID swapped = swapped(ByteBuffer.allocate(16)
                .putLong(objectGuid.getMostSignificantBits())
                .putLong(objectGuid.getLeastSignificantBits())
                .array());
        return ByteBuffer.allocate(16)
                .putLong(swapped.getMostSignificantBits())
                .putLong(swapped.getLeastSignificantBits())
                .array();
    }

    private static UUID swapped(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long first = Integer.toUnsignedLong(Integer.reverseBytes(in.getInt()));
        long second = Short.toUnsignedLong(Short.reverseBytes(in.getShort()));
        long third = Short.toUnsignedLong(Short.reverseBytes(in.getShort()));
        return new UUID(first << 32 | second << 16 | third, in.getLong());
    }

    @Override
    public String toString() {
        return objectGuid.toString();
    }
}
