package dev.berth.gateway;

import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;

/** Keeps a sender who is blocked over and over from filling the page and the audit log. Thread-safe. */
final class BlockNews {

    private static final Duration TOLD_EVERY = Duration.ofSeconds(1);
    private static final Duration AUDITED_EVERY = Duration.ofMinutes(1);

    private record Kind(Blocked.Channel channel, Blocked.Direction direction, Blocked.Why why, boolean audit) {}

    private final ConcurrentHashMap<Kind, Long> lastNanos = new ConcurrentHashMap<>();

    /** Whether the page is to be told of it. */
    boolean tells(Blocked blocked, long nowNanos) {
        return isNews(blocked, false, TOLD_EVERY, nowNanos);
    }

    /** Whether it is to be written down. */
    boolean audits(Blocked blocked, long nowNanos) {
        return isNews(blocked, true, AUDITED_EVERY, nowNanos);
    }

    private boolean isNews(Blocked blocked, boolean audit, Duration every, long nowNanos) {
        Kind kind = new Kind(blocked.channel(), blocked.direction(), blocked.why(), audit);
        Long before = lastNanos.get(kind);
        if (before != null && nowNanos - before < every.toNanos()) {
            return false;
        }
        lastNanos.put(kind, nowNanos);
        return true;
    }
}
