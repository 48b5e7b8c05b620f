package dev.berth.broker.standby;

import dev.berth.broker.desktop.UserPoint;
import dev.berth.broker.desktop.UserPoints;
import dev.berth.broker.standby.PeerTalk.Answer;
import dev.berth.broker.standby.PeerTalk.Begin;
import dev.berth.broker.standby.PeerTalk.End;
import dev.berth.broker.standby.PeerTalk.Verdict;
import dev.berth.hypervisor.HypervisorException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Brings one point to a peer. What the peer has of it already is read again here and only summed up, so that a cut costs
 * what was on the line, and the sum at the end is over all of it.
 */
@Component
class Carrier {

    private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(20).toNanos();

    private final PeerLine line;
    private final UserPoints points;
    private final JdbcShipments shipments;
    private final StandbySettings settings;
    private final Clock clock;

    Carrier(PeerLine line, UserPoints points, JdbcShipments shipments, StandbySettings settings, Clock clock) {
        this.line = line;
        this.points = points;
        this.shipments = shipments;
        this.settings = settings;
        this.clock = clock;
    }

    boolean isOpen() {
        return line.isOpen();
    }

    /**
     * What came of it.
     *
     * @param why it is not there; null when it is
     * @param stuck whether trying again soon would only send the same again
     */
    record Carried(@Nullable String why, boolean stuck) {}

    Carried carry(Standby standby, UserPoint point, long epoch) throws IOException {
        Instant takenAt = Objects.requireNonNull(point.takenAt());
        var begin = new Begin(
                point.desktop().value(),
                point.id().value(),
                point.standsOn() == null ? null : point.standsOn().value(),
                point.mib(),
                takenAt.toEpochMilli(),
                Math.max(0, Duration.between(takenAt, clock.instant()).toMillis()),
                epoch);
        Answer answer = line.say(standby.region(), PeerTalk.BEGIN, begin);
        if (answer.verdict() != Verdict.GO_ON) {
            return ended(standby, point, answer);
        }
        var pieces = new Pieces(standby, point, Objects.requireNonNull(answer.arrival()), answer.offset());
        try {
            points.download(point, pieces);
            return ended(standby, point, pieces.end());
        } catch (HypervisorException e) {
            // What takes the volume's bytes failed: why, it says itself.
            if (e.getCause() instanceof TooLargeException tooLarge) {
                return ended(standby, point, tooLarge.answer);
            }
            throw e;
        }
    }

    private Carried ended(Standby standby, UserPoint point, Answer answer) {
        String sentence = "Region " + standby.region() + " says: " + answer.sentence();
        return switch (answer.verdict()) {
            case WHOLE -> {
                shipments.wholeNeeded(point.desktop(), false);
                yield new Carried(null, false);
            }
            case WHOLE_NEEDED -> {
                shipments.wholeNeeded(point.desktop(), true);
                yield new Carried(null, false);
            }
            case REFUSED -> {
                // Never again the same one.
                points.delete(point.desktop(), point.id());
                shipments.wholeNeeded(point.desktop(), true);
                yield new Carried(sentence, true);
            }
            case TOO_LARGE -> new Carried(sentence, true);
            case FENCED, LATER, GO_ON -> new Carried(sentence, false);
        };
    }

    /** Ends the reading of a volume of which the peer takes no more. */
    private static final class TooLargeException extends IOException {

        private static final long serialVersionUID = 1;
        private final transient Answer answer;

        TooLargeException(Answer answer) {
            super(answer.sentence());
            this.answer = answer;
        }
    }

    /** Sends what is written to it, piece by piece, from the offset on. */
    private final class Pieces extends OutputStream {

        private final Standby standby;
        private final UserPoint point;
        private final UUID arrival;
        private final MessageDigest digest = PeerKey.digest();
        private final ByteArrayOutputStream piece = new ByteArrayOutputStream(PeerTalk.MOST_BYTES);
        private final long begun = System.nanoTime();
        private long skip;
        private long sent;
        private long offset;

        Pieces(Standby standby, UserPoint point, UUID arrival, long offset) {
            this.standby = standby;
            this.point = point;
            this.arrival = arrival;
            this.skip = offset;
        }

        @Override
        public void write(int one) throws IOException {
            write(new byte[] {(byte) one}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            digest.update(bytes, from, count);
            int known = (int) Math.min(skip, count);
            skip -= known;
            offset += known;
            for (int at = from + known; at < from + count; ) {
                int part = Math.min(PeerTalk.MOST_BYTES - piece.size(), from + count - at);
                piece.write(bytes, at, part);
                at += part;
                if (piece.size() == PeerTalk.MOST_BYTES) {
                    pass();
                }
            }
        }

        private void pass() throws IOException {
            if (piece.size() == 0) {
                return;
            }
            Answer answer = line.send(standby.region(), PeerTalk.piece(arrival, offset), piece.toByteArray());
            int length = piece.size();
            if (answer.verdict() == Verdict.TOO_LARGE) {
                throw new TooLargeException(answer);
            }
            if (answer.verdict() != Verdict.GO_ON || answer.offset() != offset + length) {
                throw new IOException("Region " + standby.region() + " does not take more of point " + point.id() + ": "
                        + answer.verdict() + " " + answer.sentence());
            }
            piece.reset();
            offset += length;
            sent += length;
            if (!shipments.progress(point.desktop(), point.id(), offset, length)) {
                throw new IOException("Another node sends point " + point.id() + " by now.");
            }
            hold();
        }

        /** Until as much time has passed as so many bytes may take; it is this node's all the while. */
        private void hold() {
            long limit = settings.bytesPerSecond().toBytes();
            long due = limit > 0 ? (long) (sent * 1e9 / limit) : 0;
            for (long left = due - (System.nanoTime() - begun); left > 0; left = due - (System.nanoTime() - begun)) {
                LockSupport.parkNanos(Math.min(left, LONGEST_PAUSE_NANOS));
                shipments.progress(point.desktop(), point.id(), offset, 0);
            }
        }

        Answer end() {
            try {
                pass();
                var end = new End(offset, HexFormat.of().formatHex(digest.digest()));
                return line.say(standby.region(), PeerTalk.end(arrival), end);
            } catch (IOException e) {
                throw new UncheckedIOException("Point " + point.id() + " was not ended", e);
            }
        }
    }
}
